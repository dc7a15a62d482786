import Foundation
import JSONModel
import Testing

/// What all commands have: help with examples, flags for quiet and plain output, completions, the manual page.
struct PolishTests {
    /// Every command that people see, by its words.
    static func commands() async throws -> [[String]] {
        let dump = try JSONParser.parse(try await SfnRun.run(["--experimental-dump-help"]).output)
        func collect(_ command: JSONValue, _ path: [String]) -> [[String]] {
            let subcommands = (command["subcommands"]?.arrayValue ?? []).filter {
                $0["shouldDisplay"] != false && $0["commandName"] != "help"
            }
            let inner = subcommands.flatMap { collect($0, path + [$0["commandName"]?.stringValue ?? ""]) }
            return path.isEmpty ? inner : [path] + inner
        }
        return collect(try #require(dump["command"]), [])
    }

    @Test func everyCommandHasExamplesInItsHelp() async throws {
        let commands = try await Self.commands()
        #expect(commands.contains(["graph"]) && commands.contains(["executions", "list"]))
        for command in commands {
            let help = try await SfnRun.run(command + ["--help"])
            #expect(help.exit == 0)
            // Once as usage, and once more as an example at least.
            let count = help.output.ranges(of: "sfn-run \(command.joined(separator: " "))").count
            #expect(count >= 2, "\(command) has no example")
        }
    }

    @Test func completionsNameTheCommands() async throws {
        for shell in ["bash", "zsh", "fish"] {
            let script = try await SfnRun.run(["--generate-completion-script", shell])
            #expect(script.exit == 0)
            for word in ["graph", "validate", "executions"] { #expect(script.output.contains(word), "\(shell)") }
        }
    }

    @Test func theManualPageHasEveryCommand() async throws {
        let page = try await SfnRun.run(["manual"])
        ProgramCase.expect(
            [".Sh NAME\n.Nm sfn-run\n", ".Sh SYNOPSIS", ".Sh COMMANDS", ".Sh ENVIRONMENT"], in: page.output)
        for command in try await Self.commands() {
            #expect(page.output.contains(".Ss sfn-run \(command.joined(separator: " "))\n"))
        }
        // A line that starts with a dot is a macro: only ours may.
        let macros = Set(page.output.split(separator: "\n").filter { $0.hasPrefix(".") }.map { $0.prefix(3) })
        #expect(
            macros.isSubset(of: [
                ".Dd", ".Dt", ".Os", ".Sh", ".Ss", ".Nm", ".Nd", ".Pp", ".Bl", ".El", ".It", ".Cm",
                ".Ar", ".Op", ".Bd", ".Ed",
            ]))
    }

    @Test(arguments: [
        ProgramCase(name: "no counts", arguments: ["validate", "pass.json", "--quiet"], output: "", errors: ""),
        ProgramCase(
            name: "errors all the same", arguments: ["--quiet", "validate", "no.json"], exit: 1, output: "",
            errors: "sfn-run: no.json: error: no such file or directory\n"),
        ProgramCase(
            name: "no colours", arguments: ["validate", "--no-color", "pass.json"], output: "",
            errors: "sfn-run: 1 file: nothing is wrong\n"),
        ProgramCase(
            name: "behind -- it is a file", arguments: ["validate", "--", "--quiet"], exit: 1, output: "",
            errors: "sfn-run: --quiet: error: no such file or directory\n"),
    ])
    func flagsOfEveryCommand(_ testCase: ProgramCase) async throws { try await testCase.check() }
}
