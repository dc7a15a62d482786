import JSONModel

/// Reads an intrinsic call: `States.Name(argument, …)`, where an argument is a path, a call, a number, `'text'`,
/// `true`, `false` or `null`.
struct IntrinsicParser {
    var scanner: ExpressionScanner

    /// The whole of `text` as a call.
    static func parse(_ text: String) throws(JSONPathSyntaxError) -> IntrinsicNode {
        var parser = IntrinsicParser(scanner: ExpressionScanner(text))
        let node = try parser.call()
        parser.scanner.skipSpace()
        guard parser.scanner.isAtEnd else { throw parser.scanner.unexpected(expected: "the end of the expression") }
        return node
    }

    private mutating func call() throws(JSONPathSyntaxError) -> IntrinsicNode {
        try scanner.enter()
        let start = scanner.position
        while scanner.isLetter(scanner.current) || scanner.isDigit(scanner.current) || scanner.isAt(".") {
            scanner.position += 1
        }
        let name = scanner.text(from: start)
        guard name.hasPrefix("States.") else {
            scanner.position = start
            throw scanner.unexpected(expected: "a path, a literal or an intrinsic function")
        }
        guard let function = IntrinsicFunction(rawValue: name) else {
            let message = "'\(name)' is not an intrinsic function"
            throw JSONPathSyntaxError(offset: start, message: message, kind: .unknownIntrinsic(name))
        }
        scanner.skipSpace()
        try scanner.expect("(")
        let (arguments, firstText) = try self.arguments()
        guard function.argumentCounts.contains(arguments.count) else {
            let message = "\(name) takes \(function.argumentCountText), \(arguments.count) given"
            let kind = JSONPathSyntaxError.Kind.argumentCount(function: name, given: arguments.count)
            throw JSONPathSyntaxError(offset: start, message: message, kind: kind)
        }
        scanner.leave()
        let template = function == .format ? firstText.map { FormatTemplate($0) } : nil
        return IntrinsicNode(function: function, arguments: arguments, template: template)
    }

    /// The arguments up to and with `)`, and the first one's text with its escapes if it is a string.
    private mutating func arguments() throws(JSONPathSyntaxError) -> ([IntrinsicArgument], String?) {
        var arguments: [IntrinsicArgument] = []
        var firstText: String?
        scanner.skipSpace()
        if scanner.take(")") { return ([], nil) }
        repeat {
            scanner.skipSpace()
            let start = scanner.position
            arguments.append(try argument())
            if arguments.count == 1, scanner.bytes[start] == UInt8(ascii: "'") {
                firstText = String(decoding: scanner.bytes[start + 1..<scanner.position - 1], as: UTF8.self)
            }
            scanner.skipSpace()
        } while scanner.take(",")
        guard scanner.take(")") else { throw scanner.unexpected(expected: "',' or ')'") }
        return (arguments, firstText)
    }

    private mutating func argument() throws(JSONPathSyntaxError) -> IntrinsicArgument {
        switch scanner.current {
        case UInt8(ascii: "'"): return .literal(.string(try string()))
        case UInt8(ascii: "$"): return .path(try path())
        case UInt8(ascii: "S"): return .call(try call())
        default: return .literal(try literal())
        }
    }

    private mutating func path() throws(JSONPathSyntaxError) -> JSONPath {
        let start = scanner.position
        var parser = PathParser(scanner: scanner, isEmbedded: true)
        let root = try parser.root()
        let steps = try parser.steps()
        scanner = parser.scanner
        return JSONPath(text: scanner.text(from: start), root: root, steps: steps)
    }

    private mutating func literal() throws(JSONPathSyntaxError) -> JSONValue {
        let start = scanner.position
        if let text = scanner.takeNumberText() { return .number(JSONNumber(spelling: text)) }
        while scanner.isLetter(scanner.current) { scanner.position += 1 }
        switch scanner.text(from: start) {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "null": return .null
        default:
            scanner.position = start
            throw scanner.unexpected(expected: "a path, a literal or an intrinsic function")
        }
    }

    /// The content of `'…'`. The specification knows four escapes; the service refuses any other when a machine is
    /// created.
    private mutating func string() throws(JSONPathSyntaxError) -> String {
        let start = scanner.position
        try scanner.expect("'")
        var content: [UInt8] = []
        while !scanner.take("'") {
            guard !scanner.isAtEnd else {
                throw JSONPathSyntaxError(offset: start, message: "this string has no end")
            }
            if scanner.take("\\") {
                guard FormatTemplate.isEscapable(scanner.current) else {
                    scanner.position -= 1
                    throw scanner.error("only \\', \\{, \\} and \\\\ are escapes in an intrinsic function's string")
                }
            }
            content.append(scanner.current)
            scanner.position += 1
        }
        return String(decoding: content, as: UTF8.self)
    }
}
