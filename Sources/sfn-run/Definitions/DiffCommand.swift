import ArgumentParser
import Diagnostics
import JSONModel
import StatesAnalysis
import StatesLanguage

/// `sfn-run diff OLD NEW`: what a new definition changes.
struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Says what changed between two definitions, and what that means for executions that run.",
        discussion: """
            Examples:

              sfn-run diff old.asl.json new.asl.json

              sfn-run diff old.asl.json new.asl.json --format html > changes.html

              git show HEAD:machine.asl.json | sfn-run diff - machine.asl.json

            Exit status: 0 the same, 2 different, 1 a file cannot be read or a definition has errors, 64 usage.
            """
    )

    @Argument(help: "The old definition, JSON or YAML (by its ending); `-` is standard input.")
    var old: String

    @Argument(help: "The new definition.")
    var new: String

    @OptionGroup var definition: DefinitionOptions

    @Option(help: "text, json, or a drawing of both: mermaid or html.")
    var format = DiffFormat.text

    @Option(help: "Type of the state machines: EXPRESS has limits of its own.")
    var type = StateMachineType.standard

    func validate() throws {
        if old == "-", new == "-" { throw ValidationError("standard input (-) can be read once only") }
    }

    func run() throws {
        let console = Console()
        try console.reporting {
            let before = try DefinitionFile.read(old, type: type, selection: definition.selection)
            let after = try DefinitionFile.read(new, type: type, selection: definition.selection)
            let (graphBefore, graphAfter) = (try before.graph(), try after.graph())
            let diff = MachineDiff(old: try before.value(), new: try after.value())
            switch format {
            case .text: write(diff, to: console)
            case .json: console.write(JSONWriter.prettyBytes(of: diff.json) + [0x0A])
            case .mermaid, .html:
                let (graph, overlay) = diff.graph(old: graphBefore, new: graphAfter)
                let title = new == "-" ? before.machineName : after.machineName
                let drawing: GraphFormat = format == .html ? .html : .mermaid
                console.write(drawing.text(of: graph, overlay: overlay, title: title))
            }
            console.flush()
            if !diff.isEmpty { throw ExitStatus.failed }
        }
    }

    private func write(_ diff: MachineDiff, to console: Console) {
        let style = console.outputStyle
        for change in diff.changes {
            var line = StyledLine(change.kind.sign + " ", change.kind.ink)
            line.append(change.state.map(\.printable) ?? "the machine", .bold)
            line.append(": \(change.message.printable)")
            console.write(line.render(colour: style.colour) + "\n")
        }
        if !diff.isEmpty { console.write("\n") }
        console.write("states: \(diff.summary)\n")
        for effect in diff.effects { console.write(effect.printable + "\n") }
    }
}

/// `--format` of `diff`.
enum DiffFormat: String, CaseIterable, ExpressibleByArgument {
    case text, json, mermaid, html
}

extension MachineDiff.Change.Kind {
    fileprivate var sign: String {
        switch self {
        case .added: "+"
        case .removed: "-"
        case .renamed, .moved, .changed: "~"
        }
    }

    fileprivate var ink: StyledLine.Ink {
        switch self {
        case .added: .green
        case .removed: .red
        case .renamed, .moved, .changed: .yellow
        }
    }
}
