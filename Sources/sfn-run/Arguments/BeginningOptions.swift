import ArgumentParser
import StatesCore
import StatesLanguage

/// Where an execution begins, and with what besides its input: options of `run` and `step`.
struct BeginningOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Enters at STATE instead of the definition's StartAt.", valueName: "STATE"))
    var startAt: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Variables at the start: an object, given like the input.", valueName: "JSON"))
    var variables: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Members that replace those of the context object.", valueName: "JSON"))
    var context: String?

    /// - Parameter file: of the definition, for messages.
    /// - Throws: `RunProblem` for a state that the outermost scope does not have, and for text that is no JSON object.
    func apply(
        to configuration: inout ExecutionConfiguration, of program: Program, in file: String
    ) throws(RunProblem) {
        if let startAt {
            let states = program.machine.graph.states.map(\.name)
            guard states.contains(startAt) else {
                let names = states.map { "“\($0)”" }.joined(separator: ", ").cut(to: 400)
                throw RunProblem(
                    "--start-at", "\(file) has no state “\(startAt)” in its outermost scope; it has \(names)")
            }
            configuration.startAt = startAt
        }
        if let variables {
            configuration.variables = try JSONArgument(text: variables, option: "--variables").object()
        }
        if let context {
            configuration.contextOverrides = try JSONArgument(text: context, option: "--context").object()
        }
    }
}
