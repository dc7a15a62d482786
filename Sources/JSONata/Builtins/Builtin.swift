import JSONModel

/// A function of the language.
final class Builtin: Sendable {
    typealias Body = @Sendable (Call) throws(Failure) -> Value

    /// Without the `$`.
    let name: String
    let signature: Signature
    /// As it is written: `<s-nn?:s>`.
    let signatureText: String
    /// How many arguments it declares; as a callback it gets no more.
    let arity: Int
    let body: Body
    /// The function as a value.
    // Unsafe only in name: a function never changes, and this one holds nothing but its built-in. It is made by the
    // table, before anybody sees the built-in.
    nonisolated(unsafe) fileprivate(set) var function: Value = .undefined

    init(_ name: String, _ signature: String, arity: Int = 1, _ body: @escaping Body) {
        self.name = name
        self.signature = .builtin(signature)
        signatureText = signature
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

    /// The argument, if it is a string; reading a long one counts as work.
    func string(_ index: Int) -> String? {
        guard case .string(let string) = self[index] else { return nil }
        run.charge(string.utf8.count >> 6)
        return string
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
        case .jsonata: common[name]
        case .stepFunctions: ofService[name]
        }
    }

    static let all = numbers + strings + patterns + pictures + arrays + objects + higherOrder + general
    private static let common = BuiltinTable(all)
    private static let ofService = BuiltinTable(
        service + all.filter { builtin in builtin.name != "eval" && !service.contains { $0.name == builtin.name } })
}

/// Built-in functions by name, found by a hash of a few bytes: every `$name` of an expression is looked up.
private struct BuiltinTable: Sendable {
    private var slots: [Builtin?]

    init(_ builtins: [Builtin]) {
        slots = Array(repeating: nil, count: 256)
        for builtin in builtins {
            builtin.function = .function(Function(.builtin(builtin)))
            var slot = Self.hash(builtin.name)
            while slots[slot] != nil { slot = (slot + 1) & 255 }
            slots[slot] = builtin
        }
    }

    subscript(name: String) -> Builtin? {
        var slot = Self.hash(name)
        while let builtin = slots[slot] {
            if builtin.name.hasSameBytes(as: name) { return builtin }
            slot = (slot + 1) & 255
        }
        return nil
    }

    private static func hash(_ name: String) -> Int {
        name.withUTF8Bytes { bytes in
            var hash = bytes.count
            for byte in bytes.prefix(20) { hash = hash &* 31 &+ Int(byte) }
            return (hash ^ hash >> 8) & 255
        }
    }
}
