import Diagnostics
import StatesLanguage

/// All diagnostics of a definition, JSON or YAML by the name of its file.
func readDefinition(_ source: SourceText) -> [Diagnostic] {
    if source.name.hasSuffix(".json") { return StateMachine.read(source).diagnostics }
    return [Diagnostic(code: "NOT_BUILT", severity: .error, message: "not built yet", span: SourceSpan(at: 0))]
}
