import ArgumentParser
import JSONModel

/// `sfn-run manual`: the manual page, made from what `--help` says. `make install` calls it.
struct ManualCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manual", abstract: "Prints the manual page of this program.", shouldDisplay: false
    )

    func run() throws {
        let console = Console()
        guard let command = try JSONParser.parse(SfnRun._dumpHelp())["command"] else {
            throw ExitStatus.couldNotRun
        }
        var page = ManualPage(version: SfnRun.configuration.version)
        page.write(command)
        console.write(page.text)
        console.flush()
    }
}

/// A manual page in the macros of mdoc.
///
/// - Source: mdoc(7).
struct ManualPage {
    private(set) var text: String

    init(version: String) {
        text = ".Dd $Mdocdate$\n.Dt SFN-RUN 1\n.Os sfn-run \(version)\n"
    }

    /// - Parameter command: as ArgumentParser dumps it.
    mutating func write(_ command: JSONValue) {
        let name = command["commandName"]?.stringValue ?? ""
        text += ".Sh NAME\n.Nm \(name)\n.Nd \(Self.line(command["abstract"]))\n.Sh SYNOPSIS\n"
        let commands = Self.shown(command["subcommands"])
        for subcommand in commands { writeSynopsis(subcommand, of: name) }
        text += ".Sh DESCRIPTION\n"
        writeParagraphs(command["discussion"])
        text += ".Sh COMMANDS\n"
        for subcommand in commands { write(subcommand, under: [name]) }
        text +=
            ".Sh ENVIRONMENT\n.Bl -tag -width NO_COLOR\n.It Ev NO_COLOR\nNo colours, if it is not empty.\n.El\n"
    }

    private mutating func write(_ command: JSONValue, under names: [String]) {
        let path = names + [command["commandName"]?.stringValue ?? ""]
        text += ".Ss \(path.joined(separator: " "))\n\(Self.line(command["abstract"]))\n"
        writeParagraphs(command["discussion"])
        let arguments = Self.shown(command["arguments"])
        if !arguments.isEmpty {
            text += ".Bl -tag -width indent\n"
            for argument in arguments {
                text += ".It \(Self.heading(argument))\n\(Self.line(argument["abstract"]))\n"
                if let value = argument["defaultValue"]?.stringValue {
                    text += "Default: \(Self.escaped(value)).\n"
                }
            }
            text += ".El\n"
        }
        for subcommand in Self.shown(command["subcommands"]) { write(subcommand, under: path) }
    }

    private mutating func writeSynopsis(_ command: JSONValue, of program: String) {
        text += ".Nm \(program)\n.Cm \(command["commandName"]?.stringValue ?? "")\n"
        for argument in Self.shown(command["arguments"]) where argument["kind"] == "positional" {
            let value = Self.escaped(argument["valueName"]?.stringValue ?? "")
            text += argument["isOptional"] == true ? ".Op Ar \(value)\n" : ".Ar \(value)\n"
        }
        text += ".Op Ar options\n"
    }

    private mutating func writeParagraphs(_ value: JSONValue?) {
        guard let words = value?.stringValue, !words.isEmpty else { return }
        text += ".Pp\n"
        var isExample = false
        for line in words.split(separator: "\n", omittingEmptySubsequences: false) {
            let startsExample = line.hasPrefix("  ")
            if startsExample != isExample, !line.isEmpty {
                text += startsExample ? ".Bd -literal\n" : ".Ed\n.Pp\n"
                isExample = startsExample
            }
            if line.isEmpty {
                if !isExample { text += ".Pp\n" }
            } else {
                text += Self.escaped(String(line)) + "\n"
            }
        }
        if isExample { text += ".Ed\n" }
    }

    private static func heading(_ argument: JSONValue) -> String {
        let value = escaped(argument["valueName"]?.stringValue ?? "")
        guard argument["kind"] != "positional" else { return "Ar \(value)" }
        let names = (argument["names"]?.arrayValue ?? []).compactMap { name -> String? in
            name["name"]?.stringValue.map { name["kind"] == "short" ? "Fl \($0)" : "Fl -\($0)" }
        }.joined(separator: " , ")
        return argument["kind"] == "option" ? "\(names) Ar \(value)" : names
    }

    private static func shown(_ list: JSONValue?) -> [JSONValue] {
        (list?.arrayValue ?? []).filter { $0["shouldDisplay"] != false && $0["commandName"] != "help" }
    }

    private static func line(_ value: JSONValue?) -> String {
        escaped((value?.stringValue ?? "").replacing("\n", with: " "))
    }

    /// No text begins a macro, and a backslash is one.
    private static func escaped(_ text: String) -> String {
        let text = text.replacing("\\", with: "\\e")
        return text.hasPrefix(".") || text.hasPrefix("'") ? "\\&" + text : text
    }
}
