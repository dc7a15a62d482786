import JSONModel
import JSONata

/// What an expression gives: its value as compact JSON, `undefined`, `function`, or the error as the service shows it.
func evaluate(
    _ source: String, _ input: JSONValue? = nil, _ dialect: Dialect = .jsonata, limits: Limits? = nil,
    variables: [String: JSONValue] = [:]
) -> String {
    do {
        let expression = try JSONataExpression(source, dialect: dialect, limits: limits)
        switch try expression.evaluate(input, variables: { variables[$0] }) {
        case .value(let value): return value.description
        case .undefined: return "undefined"
        case .function: return "function"
        }
    } catch {
        return "\(error)"
    }
}
