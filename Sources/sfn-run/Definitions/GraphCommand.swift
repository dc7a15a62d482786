import ArgumentParser
import Diagnostics
import JSONModel
import StatesAnalysis
import StatesLanguage
import StatesSimulation

/// `sfn-run graph FILE`: draws a state machine.
struct GraphCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph",
        abstract: "Draws a state machine, and what an execution did in it.",
        discussion: """
            Examples:

              sfn-run graph machine.asl.json --format html > machine.html

              sfn-run graph machine.asl.json --format svg --history history.json > run.svg

              sfn-run graph machine.asl.json                  Mermaid, for a README

            --format html is one page that needs no network: pan, zoom, click a state for its inputs, outputs, \
            attempts and times. --history is what aws stepfunctions get-execution-history prints, or run --history \
            writes. A template whose substitutions are not filled can be drawn.

            Exit status: 0 drawn, 1 a file cannot be read or a definition has errors, 64 usage.
            """
    )

    @Argument(help: "The definition, JSON or YAML (by its ending); `-` is standard input.")
    var file: String

    @OptionGroup var definition: DefinitionOptions

    @Option(help: "mermaid, dot, svg or html.")
    var format = GraphFormat.mermaid

    @Option(help: ArgumentHelp("What an execution did: a history of the service.", valueName: "FILE"))
    var history: String?

    @Option(help: ArgumentHelp("What tests covered: what test --coverage json writes.", valueName: "FILE"))
    var coverage: String?

    @Option(help: "Type of the state machine: EXPRESS has limits of its own.")
    var type = StateMachineType.standard

    func validate() throws {
        if history != nil, coverage != nil { throw ValidationError("--history or --coverage: give one of them") }
    }

    func run() throws {
        let console = Console()
        try console.reporting {
            let read = try DefinitionFile.read(file, type: type, selection: definition.selection)
            let graph = try read.graph()
            let overlay = try history.map(Self.overlay) ?? coverage.map { try Self.overlay(coverage: $0, of: graph) }
            console.write(format.text(of: graph, overlay: overlay, title: read.machineName))
            console.flush()
        }
    }

    private static func overlay(coverage path: String, of graph: MachineGraph) throws -> GraphOverlay {
        let source = try FileReading.read(path)
        do {
            let overlay = GraphOverlay(coverage: try JSONParser.parse(source.bytes), of: graph)
            guard let overlay else { throw RunProblem(source.name, "has no coverage of this machine's states") }
            return overlay
        } catch let error as JSONSyntaxError {
            throw RunProblem(error, in: source)
        }
    }

    private static func overlay(history path: String) throws -> GraphOverlay {
        let source = try FileReading.read(path)
        let reading = RecordedHistory.read(source)
        guard let history = reading.history else {
            throw RunProblem(reading.diagnostics, in: source) ?? RunProblem(path, "is no history")
        }
        return GraphOverlay(history)
    }
}

/// `--format` of `graph`.
enum GraphFormat: String, CaseIterable, ExpressibleByArgument {
    case mermaid, dot, svg, html

    func text(of graph: MachineGraph, overlay: GraphOverlay?, title: String) -> String {
        switch self {
        case .mermaid: return graph.mermaid(overlay: overlay)
        case .dot: return graph.dot(overlay: overlay)
        case .svg: return GraphLayout(graph, notes: overlay?.notes ?? [:]).svg(overlay: overlay, title: title)
        case .html:
            let layout = GraphLayout(graph, notes: overlay?.notes ?? [:])
            return GraphPage(graph, layout: layout, overlay: overlay, title: title).html
        }
    }
}
