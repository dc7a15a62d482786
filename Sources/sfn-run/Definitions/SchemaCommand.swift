import ArgumentParser
import JSONModel
import StatesLanguage

/// `sfn-run schema`: the JSON Schema of the language.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Prints a JSON Schema of the States Language, for editors.",
        discussion: """
            Example:

              sfn-run schema > asl.schema.json

            Made from the tables that validate checks with (JSON Schema draft 7). An editor then completes fields and \
            marks unknown ones as you type; sfn-run validate knows more: expressions, targets, reachability.
            """
    )

    func run() throws {
        let console = Console()
        console.write(JSONWriter.prettyBytes(of: DefinitionSchema.json) + [0x0A])
        console.flush()
    }
}
