/// A function of the language.
final class Builtin: Sendable {
    typealias Body = @Sendable (Call) throws(Failure) -> Value

    /// Without the `$`.
    let name: String
    let signature: Signature
    /// How many arguments it declares; as a callback it gets no more.
    let arity: Int
    let body: Body

    init(_ name: String, _ signature: String, arity: Int = 1, _ body: @escaping Body) {
        self.name = name
        self.signature = .builtin(signature)
        self.arity = arity
        self.body = body
    }
}

/// The arguments of one call of a built-in function, checked by its signature.
struct Call {
    let run: Evaluation
    let arguments: ContiguousArray<Value>
    /// The context of the call.
    let context: Value
    /// Where the call stands, for `$eval`.
    var place: (scope: Scope, frame: Frame)?

    @inline(__always)
    subscript(index: Int) -> Value { index < arguments.count ? arguments[index] : .undefined }

    func string(_ index: Int) -> String? {
        if case .string(let string) = self[index] { string } else { nil }
    }

    func number(_ index: Int) -> Double? { self[index].double }

    /// Calls `function` with as many of `arguments` as it declares, at least one.
    func callback(_ function: Value, _ arguments: Value...) throws(Failure) -> Value {
        guard case .function(let callee) = function else { throw Failure("T1006") }
        let count = max(1, min(callee.arity, arguments.count))
        return try run.call(callee, ContiguousArray(arguments[..<count]))
    }
}

/// The built-in functions by name.
enum Builtins {
    static func named(_ name: String, dialect: Dialect) -> Builtin? {
        switch dialect {
        case .jsonata: table[name]
        case .stepFunctions: serviceTable[name] ?? (name == "eval" ? nil : table[name])
        }
    }

    private static let table = index(
        numbers + strings + patterns + pictures + arrays + objects + higherOrder + general)
    private static let serviceTable = index(service)

    private static func index(_ builtins: [Builtin]) -> [String: Builtin] {
        Dictionary(uniqueKeysWithValues: builtins.map { ($0.name, $0) })
    }
}
