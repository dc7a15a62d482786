/// Reads an expression by binding powers (Pratt), then processes the tree as the reference does.
struct Parser {
    private var lexer: Lexer
    var token = Token(kind: .end, text: "(end)", position: 0)
    private let gauge: StackGauge
    private let limits: Limits

    /// The processed tree of `source`.
    static func parse(_ source: String, dialect: Dialect, limits: Limits) throws(Failure) -> SyntaxNode {
        guard source.utf8.count <= limits.sourceBytes else {
            throw Failure.limit("the expression has more than \(limits.sourceBytes) bytes")
        }
        var parser = Parser(lexer: Lexer(source, dialect: dialect), limits: limits)
        let tree = try parser.whole()
        let processor = TreeProcessor()
        let processed = try processor.process(tree)
        if processed.kind == .parent || processed.seekingParent != nil {
            throw Failure("S0217", position: processed.position, token: .string(processed.kind.name))
        }
        return processed
    }

    private init(lexer: Lexer, limits: Limits) {
        self.lexer = lexer
        self.limits = limits
        gauge = StackGauge(bytes: limits.stackBytes)
    }

    private mutating func whole() throws(Failure) -> SyntaxNode {
        try advance()
        let tree = try expression(0)
        guard token.kind == .end else {
            throw Failure("S0201", position: token.position, token: SyntaxNode(token).tokenValue)
        }
        return tree
    }

    // MARK: Tokens

    func isAt(_ symbol: String) -> Bool { token.kind == .symbol && token.text == symbol }

    mutating func advance(infix: Bool = false) throws(Failure) {
        token = try lexer.next(infix: infix)
        if token.kind == .symbol, token.text == "!" || token.text == "~" {
            throw Failure("S0204", position: token.position, token: .string(token.text))
        }
    }

    mutating func expect(_ symbol: String, infix: Bool = false) throws(Failure) {
        guard isAt(symbol) else {
            throw Failure(
                token.kind == .end ? "S0203" : "S0202", position: token.position,
                token: SyntaxNode(token).tokenValue, value: .string(symbol))
        }
        try advance(infix: infix)
    }

    // MARK: Expressions

    private static let powers: [String: Int] = [
        ".": 75, "[": 80, "{": 70, "(": 80, "@": 80, "#": 80, "?": 20, "+": 50, "-": 50, "*": 60, "/": 60, "%": 60,
        "=": 40, "<": 40, ">": 40, "^": 40, "**": 60, ":=": 10, "!=": 40, "<=": 40, ">=": 40, "~>": 40, "and": 30,
        "or": 25, "in": 40, "&": 50, "?:": 40, "??": 40,
    ]

    private var power: Int { token.kind == .symbol ? Parser.powers[token.text] ?? 0 : 0 }

    mutating func expression(_ rightPower: Int) throws(Failure) -> SyntaxNode {
        guard !gauge.isExceeded else { throw Failure("D1011", position: token.position) }
        let start = token
        try advance(infix: true)
        var left = try prefix(start)
        while rightPower < power {
            let symbol = token
            try advance()
            left = try infix(symbol, left)
            try checkHeight(left)
        }
        return left
    }

    private func checkHeight(_ node: SyntaxNode) throws(Failure) {
        guard node.height <= limits.nesting else { throw Failure("D1011", position: node.position) }
    }

    private mutating func prefix(_ start: Token) throws(Failure) -> SyntaxNode {
        let node = SyntaxNode(start)
        guard start.kind == .symbol else { return node }
        switch start.text {
        case "and", "or", "in": return node
        case "-":
            node.kind = .unary
            node.first = try expression(70)
            node.grow()
        case "*": node.kind = .wildcard
        case "**": node.kind = .descendant
        case "%": node.kind = .parent
        case "(": try block(node)
        case "[": try arrayConstructor(node)
        case "{":
            node.kind = .unary
            node.pairs = try pairs()
            node.grow()
        case "|": try transform(node)
        default: throw Failure("S0211", position: start.position, token: .string(start.text))
        }
        try checkHeight(node)
        return node
    }

    private mutating func block(_ node: SyntaxNode) throws(Failure) {
        node.kind = .block
        while !isAt(")") {
            node.items.append(try expression(0))
            guard isAt(";") else { break }
            try advance()
        }
        try expect(")", infix: true)
        node.grow()
    }

    private mutating func arrayConstructor(_ node: SyntaxNode) throws(Failure) {
        node.kind = .unary
        if !isAt("]") {
            while true {
                var item = try expression(0)
                if isAt("..") {
                    let range = SyntaxNode(.binary, text: "..", position: token.position)
                    try advance()
                    range.first = item
                    range.second = try expression(0)
                    range.grow()
                    item = range
                }
                node.items.append(item)
                guard isAt(",") else { break }
                try advance()
            }
        }
        try expect("]", infix: true)
        node.grow()
    }

    private mutating func transform(_ node: SyntaxNode) throws(Failure) {
        node.kind = .transform
        node.first = try expression(0)
        try expect("|")
        node.second = try expression(0)
        if isAt(",") {
            try advance()
            node.third = try expression(0)
        }
        try expect("|")
        node.grow()
    }

    /// The pairs of an object up to its brace.
    mutating func pairs() throws(Failure) -> [(key: SyntaxNode, value: SyntaxNode)] {
        var pairs: [(key: SyntaxNode, value: SyntaxNode)] = []
        if !isAt("}") {
            while true {
                let key = try expression(0)
                try expect(":")
                pairs.append((key, try expression(0)))
                guard isAt(",") else { break }
                try advance()
            }
        }
        try expect("}", infix: true)
        return pairs
    }
}

extension SyntaxNode {
    /// Sets the height from the parts.
    func grow() {
        var greatest = 0
        for part in [first, second, third] { greatest = max(greatest, part?.height ?? 0) }
        for item in items { greatest = max(greatest, item.height) }
        for pair in pairs { greatest = max(greatest, pair.key.height, pair.value.height) }
        for term in terms { greatest = max(greatest, term.expression.height) }
        height = greatest + 1
    }
}

extension SyntaxNode.Kind {
    /// What the reference calls it.
    var name: String {
        switch self {
        case .literal: "value"
        case .symbol: "operator"
        case .end: "(end)"
        case .placeholder: "operator"
        default: "\(self)"
        }
    }
}
