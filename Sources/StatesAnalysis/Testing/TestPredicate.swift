import JSONModel
import JSONata

/// A JSONata expression that must be true.
///
/// `$` is the output; `$input`, `$path`, `$error`, `$cause`, `$variables` and `$calls` are there as well.
public struct TestPredicate: Sendable {
    public let text: String
    private let expression: JSONataExpression

    /// Why a text is no expression.
    struct Fault: Error {
        var message: String
    }

    /// - Parameter text: `{% … %}` may stand around it.
    init(_ text: String) throws(Fault) {
        self.text = text
        do {
            expression = try JSONataExpression(Self.undelimited(text))
        } catch {
            throw Fault(message: [error.code, error.message].compactMap(\.self).joined(separator: ": "))
        }
    }

    /// The text between `{%` and `%}`, if they are there.
    static func undelimited(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard let first = bytes.firstIndex(where: { $0 > 0x20 }), let last = bytes.lastIndex(where: { $0 > 0x20 }),
            last - first >= 3
        else { return text }
        let trimmed = bytes[first...last]
        guard trimmed.starts(with: "{%".utf8), trimmed.suffix(2).elementsEqual("%}".utf8) else { return text }
        return String(decoding: trimmed.dropFirst(2).dropLast(2), as: UTF8.self)
    }

    /// - Returns: `nil` if it is true, else what it gave instead, or why it failed.
    func complaint(on output: JSONValue?, _ variables: JSONObject) -> String? {
        do {
            switch try expression.evaluate(output, surroundings: Surroundings(), variables: { variables[$0] }) {
            case .value(.bool(true)): return nil
            case .value(let value): return "gave \(value)"
            case .undefined: return "gave nothing"
            case .function: return "gave a function"
            }
        } catch {
            return "failed: \([error.code, error.message].compactMap(\.self).joined(separator: ": "))"
        }
    }
}
