import JSONModel

/// Reads a path: Jayway's grammar as the service takes it, with `$$` and `$name` as further roots.
struct PathParser {
    var scanner: ExpressionScanner
    /// Inside an intrinsic call or a filter a name also ends at `,`, `)`, white space and operators.
    let isEmbedded: Bool

    init(scanner: ExpressionScanner, isEmbedded: Bool) {
        self.scanner = scanner
        self.isEmbedded = isEmbedded
    }

    /// The whole of `text` as a path.
    static func parse(_ text: String) throws(JSONPathSyntaxError) -> (root: JSONPath.Root, steps: [PathStep]) {
        var parser = PathParser(scanner: ExpressionScanner(text), isEmbedded: false)
        let root = try parser.root()
        let steps = try parser.steps()
        guard parser.scanner.isAtEnd else { throw parser.scanner.unexpected(expected: "'.' or '['") }
        return (root, steps)
    }

    /// `$`, `$$` or `$name`.
    mutating func root() throws(JSONPathSyntaxError) -> JSONPath.Root {
        guard scanner.take("$") else { throw scanner.unexpected(expected: "'$'") }
        if scanner.take("$") { return .context }
        guard !isStepOrEnd else { return .input }
        let start = scanner.position
        while !isStepOrEnd { scanner.position += 1 }
        let name = scanner.text(from: start)
        guard Self.isVariableName(name) else {
            scanner.position = start
            throw scanner.error("'\(name)' is not a variable name")
        }
        return .variable(name)
    }

    private var isStepOrEnd: Bool {
        scanner.isAtEnd || scanner.isAt(".") || scanner.isAt("[") || isDelimiter
    }

    private var isDelimiter: Bool {
        guard isEmbedded else { return false }
        switch scanner.current {
        case UInt8(ascii: ","), UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "="), UInt8(ascii: "<"),
            UInt8(ascii: ">"), UInt8(ascii: "!"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            return true
        default:
            return scanner.isSpace(scanner.current)
        }
    }

    /// A Unicode identifier of at most 80 characters.
    static func isVariableName(_ name: String) -> Bool {
        guard let first = name.unicodeScalars.first, name.unicodeScalars.count <= 80 else { return false }
        return (first.properties.isIDStart || first == "_")
            && name.unicodeScalars.dropFirst().allSatisfy(\.properties.isIDContinue)
    }

    /// The steps from here up to whatever is not one.
    mutating func steps() throws(JSONPathSyntaxError) -> [PathStep] {
        var steps: [PathStep] = []
        while scanner.isAt(".") || scanner.isAt("[") {
            guard steps.count < ExpressionScanner.maximumSteps else {
                let message = "a path may have at most \(ExpressionScanner.maximumSteps) steps"
                throw JSONPathSyntaxError(offset: scanner.position, message: message, kind: .limit)
            }
            if case .function? = steps.last { throw scanner.error("a function must be the last step of its path") }
            try appendStep(to: &steps)
        }
        return steps
    }

    private mutating func appendStep(to steps: inout [PathStep]) throws(JSONPathSyntaxError) {
        if scanner.take(".") {
            if scanner.take(".") { steps.append(.descend) }
            guard !scanner.isAtEnd, !isDelimiter else { throw scanner.error("a path must not end with a '.'") }
            guard !scanner.isAt(".") else { throw scanner.unexpected(expected: "a name or '['") }
        }
        if scanner.take("[") {
            steps.append(try bracket())
        } else if scanner.take("*") {
            steps.append(.wildcard)
        } else {
            steps.append(try name())
        }
    }

    /// A name after a dot. `\` takes the next character as it is; Jayway's names end at white space, `(` is a call.
    private mutating func name() throws(JSONPathSyntaxError) -> PathStep {
        let start = scanner.position
        var name: [UInt8] = []
        while !isStepOrEnd {
            if scanner.isAt("("), !name.isEmpty {
                return .function(try function(named: String(decoding: name, as: UTF8.self), at: start))
            }
            guard !scanner.isSpace(scanner.current) else {
                throw scanner.error("a name with white space must stand in brackets and quotes: ['my name']")
            }
            if scanner.isAt("\\"), scanner.position + 1 < scanner.bytes.count { scanner.position += 1 }
            name.append(scanner.current)
            scanner.position += 1
        }
        guard !name.isEmpty else { throw scanner.unexpected(expected: "a name") }
        return .member(String(decoding: name, as: UTF8.self))
    }

    private mutating func function(named name: String, at start: Int) throws(JSONPathSyntaxError) -> PathFunction {
        try scanner.expect("(")
        scanner.skipSpace()
        var function = PathFunction(name: name)
        if name == "index", let index = scanner.takeInteger() { function = .index(index) }
        guard let function else {
            let message = "'\(name)' is not a function that a path may end with"
            throw JSONPathSyntaxError(offset: start, message: message)
        }
        scanner.skipSpace()
        try scanner.expect(")")
        return function
    }
}

extension PathParser {
    /// What stands between `[`, which is behind us, and `]`.
    private mutating func bracket() throws(JSONPathSyntaxError) -> PathStep {
        scanner.skipSpace()
        let step: PathStep
        switch scanner.current {
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
            step = try names()
        case UInt8(ascii: "*"):
            scanner.position += 1
            step = .wildcard
        case UInt8(ascii: "?"):
            scanner.position += 1
            step = .filter(try filter())
        default:
            step = try indices()
        }
        scanner.skipSpace()
        try scanner.expect("]")
        return step
    }

    private mutating func names() throws(JSONPathSyntaxError) -> PathStep {
        var names: [String] = []
        repeat {
            scanner.skipSpace()
            guard scanner.isAt("'") || scanner.isAt("\"") else { throw scanner.unexpected(expected: "a quoted name") }
            names.append(try scanner.takeQuoted(scanner.isAt("'") ? "'" : "\"", keepsNeedless: true))
            scanner.skipSpace()
        } while scanner.take(",")
        return names.count == 1 ? .member(names[0]) : .members(names)
    }

    private mutating func indices() throws(JSONPathSyntaxError) -> PathStep {
        let first = scanner.takeInteger()
        scanner.skipSpace()
        if scanner.take(":") {
            scanner.skipSpace()
            let end = scanner.takeInteger()
            scanner.skipSpace()
            // Jayway reads a step width and ignores it.
            if scanner.take(":") { _ = scanner.takeInteger() }
            guard first != nil || end != nil else { throw scanner.unexpected(expected: "the start or end of a slice") }
            return .slice(from: first, to: end)
        }
        guard let first else { throw scanner.unexpected(expected: "an index, a quoted name, '*', ':' or '?'") }
        var indices = [first]
        while scanner.take(",") {
            scanner.skipSpace()
            guard let index = scanner.takeInteger() else { throw scanner.unexpected(expected: "an index") }
            indices.append(index)
            scanner.skipSpace()
        }
        return indices.count == 1 ? .index(first) : .indices(indices)
    }

    private mutating func filter() throws(JSONPathSyntaxError) -> FilterExpression {
        scanner.skipSpace()
        try scanner.enter()
        try scanner.expect("(")
        var parser = FilterParser(scanner: scanner)
        let filter = try parser.expression()
        scanner = parser.scanner
        scanner.skipSpace()
        try scanner.expect(")")
        scanner.leave()
        return filter
    }
}
