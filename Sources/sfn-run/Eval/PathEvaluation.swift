import Diagnostics
import JSONModel
import JSONPath

/// A JSONPath or an intrinsic function call, evaluated as in a payload template.
struct PathEvaluation {
    private var scope: Scope

    init(input: JSONValue, variables: JSONObject, context: JSONValue, seed: UInt64) {
        scope = Scope(input: input, variables: variables, context: context, generator: Draws(seed: seed))
    }

    func outcome(_ text: String) -> Evaluation.Outcome {
        let expression: ValueExpression
        do {
            expression = try ValueExpression(text)
        } catch {
            let span = SourceSpan(at: error.offset)
            return .wrong([Diagnostic(code: "SYNTAX", severity: .error, message: error.message, span: span)])
        }
        var scope = scope
        do {
            return .value(try expression.evaluate(in: &scope, field: "expression"))
        } catch {
            let span = SourceSpan(start: 0, end: text.utf8.count)
            return .wrong([
                Diagnostic(
                    code: DiagnosticCode(rawValue: error.error), severity: .error, message: error.cause, span: span)
            ])
        }
    }

    private struct Scope: ExpressionScope {
        let input: JSONValue
        let variables: JSONObject
        let context: JSONValue
        var generator: Draws

        func contextObject() -> JSONValue { context }
        func variable(_ name: String) -> JSONValue? { variables[name] }
        mutating func nextRandom() -> UInt64 { generator.next() }
    }

    /// SplitMix64.
    private struct Draws {
        var state: UInt64

        init(seed: UInt64) { state = seed }

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var word = state
            word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
            return word ^ (word >> 31)
        }
    }
}
