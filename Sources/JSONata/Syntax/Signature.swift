/// Types as a signature's letters.
struct TypeSet: OptionSet, Hashable, Sendable {
    let rawValue: UInt16
    static let string = TypeSet(rawValue: 1), number = TypeSet(rawValue: 2), bool = TypeSet(rawValue: 4)
    static let null = TypeSet(rawValue: 8), object = TypeSet(rawValue: 16), array = TypeSet(rawValue: 32)
    static let function = TypeSet(rawValue: 64), missing = TypeSet(rawValue: 128)
    static let json: TypeSet = [.string, .number, .bool, .null, .object, .array, .missing]
    static let any: TypeSet = [.json, .function]

    init(rawValue: UInt16) { self.rawValue = rawValue }

    init?(letter: Character) {
        switch letter {
        case "s": self = .string
        case "n": self = .number
        case "b": self = .bool
        case "l": self = .null
        case "o": self = .object
        case "a": self = .array
        case "f": self = .function
        case "m": self = .missing
        case "j": self = .json
        case "x": self = .any
        default: return nil
        }
    }
}

/// What arguments a function takes: `<s-nn?:s>`.
struct Signature: Hashable, Sendable {
    struct Parameter: Hashable, Sendable {
        var types: TypeSet
        var isArray = false
        /// The type of an array's items, by its first letter.
        var itemType: Character? {
            didSet { itemLetter = itemType.map { TypeSet(letter: $0) ?? [] } }
        }
        private(set) var itemLetter: TypeSet?
        var usesContext = false
        var isOptional = false
        var isRepeated = false
    }

    private(set) var parameters: [Parameter] = []

    init(_ text: String) throws(Failure) {
        let letters = Array(text)
        var position = 1
        while position < letters.count, letters[position] != ":" {
            switch letters[position] {
            case "s", "n", "b", "l", "o":
                parameters.append(Parameter(types: [TypeSet(letter: letters[position]) ?? [], .missing]))
            case "a": parameters.append(Parameter(types: .any, isArray: true))
            case "f": parameters.append(Parameter(types: .function))
            case "j": parameters.append(Parameter(types: .json))
            case "x": parameters.append(Parameter(types: .any))
            case "-": modifyLast { $0.usesContext = true }
            case "?": modifyLast { $0.isOptional = true }
            case "+": modifyLast { $0.isRepeated = true }
            case "(":
                let end = Signature.closing(letters, from: position, "(", ")")
                let choice = letters[(position + 1)..<max(position + 1, min(end, letters.count))]
                if choice.contains("<") {
                    throw Failure("S0402", position: position, value: .string(String(choice)))
                }
                var types: TypeSet = .missing
                for letter in choice { types.formUnion(TypeSet(letter: letter) ?? []) }
                parameters.append(Parameter(types: types))
                position = end
            case "<":
                guard let last = parameters.last, last.isArray || last.types == .function else {
                    throw Failure("S0401", position: position)
                }
                let end = Signature.closing(letters, from: position, "<", ">")
                if last.isArray, position + 1 < letters.count {
                    modifyLast { $0.itemType = letters[position + 1] }
                }
                position = end
            default: break
            }
            position += 1
        }
    }

    /// A signature of ours, which is right.
    static func builtin(_ text: String) -> Signature {
        do throws(Failure) {
            return try Signature(text)
        } catch {
            preconditionFailure("signature \(text): \(error.code)")
        }
    }

    private mutating func modifyLast(_ change: (inout Parameter) -> Void) {
        if !parameters.isEmpty { change(&parameters[parameters.count - 1]) }
    }

    private static func closing(_ text: [Character], from start: Int, _ open: Character, _ close: Character) -> Int {
        var depth = 1
        var position = start
        while position < text.count {
            position += 1
            guard position < text.count else { break }
            if text[position] == close {
                depth -= 1
                if depth == 0 { break }
            } else if text[position] == open {
                depth += 1
            }
        }
        return position
    }

    // MARK: Checking

    /// The arguments, checked, with the context filled in and arrays made.
    func validate(_ arguments: ContiguousArray<Value>, context: Value) throws(Failure) -> ContiguousArray<Value> {
        if isPlainMatch(arguments) { return arguments }
        let types = arguments.map(\.typeLetter)
        var counts: [Int] = []
        guard match(types, from: 0, parameter: 0, counts: &counts) else { throw mismatch(arguments, types) }
        var result = ContiguousArray<Value>()
        var index = 0
        for (parameter, count) in zip(parameters, counts) {
            if count == 0 {
                if parameter.usesContext {
                    guard parameter.types.contains(context.typeLetter) else {
                        throw Failure("T0411", value: context, details: [("index", .number(Double(index + 1)))])
                    }
                    result.append(context)
                } else {
                    result.append(index < arguments.count ? arguments[index] : .undefined)
                    index += 1
                }
            }
            for _ in 0..<count {
                let argument = index < arguments.count ? arguments[index] : .undefined
                result.append(try parameter.adapt(argument, index: index))
                index += 1
            }
        }
        return result
    }

    /// Whether each argument fits its parameter as it is, and nobody misses those that are not there.
    private func isPlainMatch(_ arguments: ContiguousArray<Value>) -> Bool {
        guard arguments.count <= parameters.count else { return false }
        for index in arguments.count..<parameters.count {
            guard parameters[index].isOptional, !parameters[index].usesContext else { return false }
        }
        for index in 0..<arguments.count {
            let type = arguments[index].typeLetter
            guard parameters[index].types.contains(type) else { return false }
            if parameters[index].isArray, type != .missing {
                guard type == .array else { return false }
                if let letter = parameters[index].itemLetter, !arguments[index].holdsOnly(letter) { return false }
            }
        }
        return true
    }

    /// Matches letters as the reference's regular expression does: greedy, going back where it must.
    private func match(_ types: [TypeSet], from start: Int, parameter: Int, counts: inout [Int]) -> Bool {
        guard parameter < parameters.count else { return start == types.count }
        let rule = parameters[parameter]
        var most = 0
        let limit = rule.isRepeated ? types.count - start : min(1, types.count - start)
        while most < limit, rule.types.contains(types[start + most]) { most += 1 }
        let least = rule.isOptional || rule.usesContext ? 0 : 1
        while most >= least {
            counts.append(most)
            if match(types, from: start + most, parameter: parameter + 1, counts: &counts) { return true }
            counts.removeLast()
            most -= 1
        }
        return false
    }

    /// The error for the first argument that no way of matching reaches.
    private func mismatch(_ arguments: ContiguousArray<Value>, _ types: [TypeSet]) -> Failure {
        var goodTo = 0
        for count in 1...max(1, parameters.count) where count <= parameters.count {
            var part = self
            part.parameters = Array(parameters[..<count])
            guard let length = part.longestPrefix(types) else { break }
            goodTo = length
        }
        let value = goodTo < arguments.count ? arguments[goodTo] : .undefined
        return Failure("T0410", value: value, details: [("index", .number(Double(goodTo + 1)))])
    }

    private func longestPrefix(_ types: [TypeSet]) -> Int? {
        for length in stride(from: types.count, through: 0, by: -1) {
            var counts: [Int] = []
            if match(Array(types[..<length]), from: 0, parameter: 0, counts: &counts) { return length }
        }
        return nil
    }
}

extension Signature.Parameter {
    /// The argument as this parameter wants it: in an array, if it is none.
    fileprivate func adapt(_ argument: Value, index: Int) throws(Failure) -> Value {
        guard isArray else { return argument }
        let type = argument.typeLetter
        if type == .missing { return .undefined }
        if let itemType {
            let wanted = TypeSet(letter: itemType) ?? []
            let isRight =
                type == .array
                ? argument.holdsOnly(wanted) : type == wanted
            guard isRight else {
                let names: [Character: String] = [
                    "a": "arrays", "b": "booleans", "f": "functions", "n": "numbers", "o": "objects", "s": "strings",
                ]
                throw Failure(
                    "T0412", value: argument,
                    details: [
                        ("index", .number(Double(index + 1))),
                        ("type", names[itemType].map { .string($0) } ?? .undefined),
                    ])
            }
        }
        return type == .array ? argument : .list(List([argument]))
    }
}
