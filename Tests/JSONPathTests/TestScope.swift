import JSONModel
import JSONPath

/// A scope of fixed values; random bits count up from 1.
struct TestScope: ExpressionScope {
    var input: JSONValue
    var context: JSONValue = .null
    var variables: [String: JSONValue] = [:]
    var randoms: [UInt64] = []
    private(set) var contextReads = 0

    init(input: JSONValue, context: JSONValue = .null, variables: [String: JSONValue] = [:], randoms: [UInt64] = []) {
        self.input = input
        self.context = context
        self.variables = variables
        self.randoms = randoms
    }

    mutating func contextObject() -> JSONValue {
        contextReads += 1
        return context
    }

    func variable(_ name: String) -> JSONValue? { variables[name] }

    mutating func nextRandom() -> UInt64 { randoms.isEmpty ? 0 : randoms.removeFirst() }
}

/// The value of a JSON text, which the test knows to be one.
func json(_ text: String) -> JSONValue {
    do {
        return try JSONParser.parse(text)
    } catch {
        return .string("not JSON: \(text): \(error)")
    }
}
