import JSONModel
import JSONPath
import StatesLanguage

/// JSON with JSONata expressions in it, each with its place as the service names it: `Output/total`, `Assign/items[0]`.
indirect enum ExpressionTemplate: Sendable {
    case literal(Payload)
    case expression(StateExpression, location: String)
    case array([ExpressionTemplate])
    /// Names and values in the order of the definition.
    case object(JSONShape, [(name: String, value: ExpressionTemplate)])

    /// - Parameter location: the field, relative to its state.
    init(_ template: JSONataTemplate, location: String) {
        switch template {
        case .literal(let json): self = .literal(Payload(json))
        case .expression(let expression): self = .expression(expression, location: location)
        case .array(let parts):
            self = .array(
                parts.enumerated().map { ExpressionTemplate($0.element, location: "\(location)[\($0.offset)]") })
        case .object(let members):
            self = .object(
                JSONShape(members.map(\.name)),
                members.map { ($0.name, ExpressionTemplate($0.value, location: "\(location)/\($0.name)")) })
        }
    }
}

/// A field that builds JSON, in the state's query language.
enum FieldTemplate: Sendable {
    case payload(PayloadTemplate)
    case expressions(ExpressionTemplate)

    init?(_ template: Template?, location: String) {
        switch template {
        case nil: return nil
        case .payload(let template): self = .payload(template)
        case .jsonata(let template): self = .expressions(ExpressionTemplate(template, location: location))
        }
    }
}
