import Diagnostics
import StatesLanguage
import StatesYAML

/// All diagnostics of a definition, JSON or YAML by the name of its file.
func readDefinition(_ source: SourceText) -> [Diagnostic] {
    let reading = source.name.hasSuffix(".json") ? StateMachine.read(source) : YAMLDefinition.read(source)
    return reading.diagnostics
}
