import ArgumentParser
import Diagnostics
import JSONModel
import StatesAnalysis
import StatesYAML

/// `sfn-run fmt FILE…`: the canonical layout of definitions.
struct FmtCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fmt",
        abstract:
            "Lays definitions out: one way to indent and to break lines; order and spelling stay.",
        discussion: """
            Examples:

              sfn-run fmt machine.asl.json > tidy.asl.json

              sfn-run fmt --write asl/*.json template.yaml

              sfn-run fmt --check asl/*.json                  for CI: says which files differ

            JSON and YAML, by the file's ending. Comments in YAML stay; what a file says never changes. Any JSON or \
            YAML is laid out, a template too: sfn-run validate says whether it is a definition.

            Exit status: 0 done (with --check: all have the layout), 2 with --check: some have not, 1 a file cannot \
            be read, 64 usage.
            """
    )

    @Argument(help: "The files, JSON or YAML; `-` is standard input.")
    var files: [String]

    @Flag(help: "Says which files have another layout, and changes none.")
    var check = false

    @Flag(help: "Writes the files instead of printing them.")
    var write = false

    func validate() throws {
        if check, write {
            throw ValidationError("--check changes nothing, and --write does: give one of them")
        }
        if files.count > 1, !check, !write {
            throw ValidationError("several files need --check or --write")
        }
        if write, files.contains("-") { throw ValidationError("standard input (-) cannot be written") }
    }

    func run() throws {
        let console = Console()
        var isUnreadable = false
        var different = 0
        for path in files {
            do {
                let source = try FileReading.read(path)
                let text = try Self.layout(source, path)
                if text == source.bytes {
                    if !check, !write { console.write(text) }
                } else if check {
                    console.write("\(source.name.printable)\n")
                    different += 1
                } else if write {
                    try Self.replace(path, by: text)
                    console.write("\(source.name.printable)\n")
                } else {
                    console.write(text)
                }
            } catch {
                console.complain(error.text)
                isUnreadable = true
            }
        }
        console.flush()
        if isUnreadable { throw ExitStatus.couldNotRun }
        if different > 0 {
            console.remark(
                "sfn-run: \(Wording.count(different, "file")) to lay out: sfn-run fmt --write does it\n")
            throw ExitStatus.failed
        }
    }

    private static func layout(_ source: SourceText, _ path: String) throws(RunProblem) -> [UInt8] {
        if DefinitionFile.isYAML(path, source) {
            guard let text = YAMLLayout.text(of: source) else {
                throw RunProblem(
                    source.name,
                    "is no YAML, or cannot be laid out without changing what it says; sfn-run validate "
                        + "tells which")
            }
            return Array(text.utf8)
        }
        do {
            return try DefinitionLayout.json(source)
        } catch {
            throw RunProblem(error, in: source)
        }
    }

    /// Writes beside the file and renames, so that a full disk loses nothing.
    private static func replace(_ path: String, by text: [UInt8]) throws(RunProblem) {
        do {
            try Descriptor.replace(path, by: text)
        } catch {
            throw RunProblem(path, error.reason)
        }
    }
}
