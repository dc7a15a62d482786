import JSONModel

/// Reads the condition of a filter: what stands in `[?( … )]`.
///
///     or       = and *( "||" and )
///     and      = unary *( "&&" unary )
///     unary    = "!" unary / "(" or ")" / operand [ operator operand ]
struct FilterParser {
    var scanner: ExpressionScanner

    init(scanner: ExpressionScanner) {
        self.scanner = scanner
    }

    mutating func expression() throws(JSONPathSyntaxError) -> FilterExpression {
        var alternatives = [try conjunction()]
        scanner.skipSpace()
        while scanner.take(text: "||") {
            alternatives.append(try conjunction())
            scanner.skipSpace()
        }
        return alternatives.count == 1 ? alternatives[0] : .or(alternatives)
    }

    private mutating func conjunction() throws(JSONPathSyntaxError) -> FilterExpression {
        var conditions = [try unary()]
        scanner.skipSpace()
        while scanner.take(text: "&&") {
            conditions.append(try unary())
            scanner.skipSpace()
        }
        return conditions.count == 1 ? conditions[0] : .and(conditions)
    }

    private mutating func unary() throws(JSONPathSyntaxError) -> FilterExpression {
        try scanner.enter()
        scanner.skipSpace()
        let expression: FilterExpression
        if scanner.take("!") {
            expression = .not(try unary())
        } else if scanner.take("(") {
            expression = try self.expression()
            scanner.skipSpace()
            try scanner.expect(")")
        } else {
            expression = try comparison()
        }
        scanner.leave()
        return expression
    }

    private mutating func comparison() throws(JSONPathSyntaxError) -> FilterExpression {
        let start = scanner.position
        let left = try operand()
        scanner.skipSpace()
        if let filterOperator = try filterOperator() {
            scanner.skipSpace()
            return .comparison(left, filterOperator, try operand())
        }
        switch left {
        case .current, .root:
            return .exists(left)
        case .literal, .pattern:
            throw JSONPathSyntaxError(offset: start, message: "a value alone is no condition; compare it with a path")
        }
    }

    private mutating func filterOperator() throws(JSONPathSyntaxError) -> FilterOperator? {
        let start = scanner.position
        while [UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "~")]
            .contains(scanner.current)
        {
            scanner.position += 1
        }
        if scanner.position == start {
            while scanner.isLetter(scanner.current) { scanner.position += 1 }
            guard scanner.position > start else { return nil }
            if let word = FilterOperator(word: scanner.text(from: start)) { return word }
        } else if let symbol = FilterOperator(symbol: scanner.text(from: start)) {
            return symbol
        }
        let text = scanner.text(from: start)
        throw JSONPathSyntaxError(offset: start, message: "'\(text)' is not an operator of filters")
    }

    private mutating func operand() throws(JSONPathSyntaxError) -> FilterOperand {
        switch scanner.current {
        case UInt8(ascii: "@"):
            scanner.position += 1
            return .current(try steps())
        case UInt8(ascii: "$"):
            scanner.position += 1
            return .root(try steps())
        case UInt8(ascii: "/"):
            return .pattern(try pattern())
        default:
            return .literal(try literal())
        }
    }

    private mutating func steps() throws(JSONPathSyntaxError) -> [PathStep] {
        var parser = PathParser(scanner: scanner, isEmbedded: true)
        let steps = try parser.steps()
        scanner = parser.scanner
        return steps
    }

    private mutating func pattern() throws(JSONPathSyntaxError) -> FilterPattern {
        let start = scanner.position
        try scanner.expect("/")
        while !scanner.isAt("/") {
            guard !scanner.isAtEnd else {
                throw JSONPathSyntaxError(offset: start, message: "this pattern has no end")
            }
            scanner.position += scanner.isAt("\\") ? 2 : 1
        }
        let source = String(decoding: scanner.bytes[start + 1..<scanner.position], as: UTF8.self)
        scanner.position += 1
        let flags = scanner.position
        while scanner.isLetter(scanner.current) { scanner.position += 1 }
        do {
            return try FilterPattern(source, flags: scanner.text(from: flags))
        } catch {
            throw JSONPathSyntaxError(offset: start, message: error.message)
        }
    }
}

extension FilterParser {
    /// A literal: JSON with strings in either quotes. A bare word counts as a string, as in paths that people run on
    /// the service: `[?(@.Type.Text==VENDOR_NAME)]`.
    private mutating func literal() throws(JSONPathSyntaxError) -> JSONValue {
        scanner.skipSpace()
        switch scanner.current {
        case UInt8(ascii: "'"): return .string(try scanner.takeQuoted("'"))
        case UInt8(ascii: "\""): return .string(try scanner.takeQuoted("\""))
        case UInt8(ascii: "["): return try list()
        case UInt8(ascii: "{"): return try object()
        default: return try word()
        }
    }

    private mutating func word() throws(JSONPathSyntaxError) -> JSONValue {
        let start = scanner.position
        while isWordByte(scanner.current) { scanner.position += 1 }
        let word = scanner.text(from: start)
        switch word {
        case "": throw scanner.unexpected(expected: "a value or a path")
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "null": return .null
        default:
            var number = ExpressionScanner(word)
            guard let text = number.takeNumberText(), number.isAtEnd else { return .string(word) }
            return .number(JSONNumber(spelling: text))
        }
    }

    private func isWordByte(_ byte: UInt8) -> Bool {
        scanner.isLetter(byte) || scanner.isDigit(byte) || byte >= 0x80
            || [UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "+")].contains(byte)
    }

    private mutating func list() throws(JSONPathSyntaxError) -> JSONValue {
        try scanner.enter()
        try scanner.expect("[")
        var elements = JSONArray()
        scanner.skipSpace()
        while !scanner.take("]") {
            if !elements.isEmpty { try scanner.expect(",") }
            elements.append(try literal())
            scanner.skipSpace()
        }
        scanner.leave()
        return .array(elements)
    }

    private mutating func object() throws(JSONPathSyntaxError) -> JSONValue {
        try scanner.enter()
        try scanner.expect("{")
        var members = JSONObject()
        scanner.skipSpace()
        while !scanner.take("}") {
            if !members.isEmpty { try scanner.expect(",") }
            guard case .string(let key) = try literal() else { throw scanner.error("a member needs a name") }
            scanner.skipSpace()
            try scanner.expect(":")
            members[key] = try literal()
            scanner.skipSpace()
        }
        scanner.leave()
        return .object(members)
    }
}

extension JSONNumber {
    /// The number that `spelling`, valid JSON, denotes: an integer if it is written as one and fits.
    init(spelling: String) {
        if let integer = Int64(spelling) {
            self = .int(integer)
        } else if spelling.utf8.contains(where: { $0 == 0x2E || $0 | 0x20 == 0x65 }),
            let double = Double(spelling), double.isFinite
        {
            self = .double(double)
        } else {
            self = .text(spelling)
        }
    }
}
