/// Reads an expression by binding powers (Pratt), then processes the tree as the reference does.
struct Parser {
    private(set) var lexer: Lexer
    var token = Token(kind: .end, position: 0)
    private let gauge: StackGauge
    private let limits: Limits
    let tree: SyntaxTree

    /// The processed tree of `source`.
    static func parse(_ source: String, dialect: Dialect, limits: Limits) throws(Failure) -> SyntaxTree {
        guard source.utf8.count <= limits.sourceBytes else {
            throw Failure.limit("the expression has more than \(limits.sourceBytes) bytes")
        }
        let tree = SyntaxTree()
        let processed = try TreeProcessor(tree, limits: limits).process(
            try unprocessed(source, dialect, limits, in: tree))
        if processed.kind == .parent || processed.seekingParent != nil {
            throw Failure("S0217", position: processed.position, token: .string(processed.kind.name))
        }
        tree.root = processed
        return tree
    }

    private static func unprocessed(
        _ source: String, _ dialect: Dialect, _ limits: Limits, in tree: SyntaxTree
    ) throws(Failure) -> SyntaxNode {
        var source = source
        let result: Result<SyntaxNode, Failure> = source.withUTF8 { bytes in
            var parser = Parser(lexer: Lexer(bytes, dialect: dialect), limits: limits, tree: tree)
            do throws(Failure) {
                return .success(try parser.whole())
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private init(lexer: Lexer, limits: Limits, tree: SyntaxTree) {
        self.lexer = lexer
        self.tree = tree
        self.limits = limits
        gauge = StackGauge(bytes: limits.stackBytes)
    }

    private mutating func whole() throws(Failure) -> SyntaxNode {
        try advance()
        let tree = try expression(0)
        guard token.kind == .end else {
            throw Failure("S0201", position: token.position, token: lexer.value(of: token))
        }
        return tree
    }

    // MARK: Tokens

    func isAt(_ symbol: Symbol) -> Bool { token.symbol == symbol }

    mutating func advance(infix: Bool = false) throws(Failure) {
        token = try lexer.next(infix: infix)
        if token.symbol == .exclamation || token.symbol == .tilde {
            throw Failure("S0204", position: token.position, token: lexer.value(of: token))
        }
    }

    mutating func expect(_ symbol: Symbol, infix: Bool = false) throws(Failure) {
        guard isAt(symbol) else {
            throw Failure(
                token.kind == .end ? "S0203" : "S0202", position: token.position,
                token: lexer.value(of: token), value: .string(symbol.text))
        }
        try advance(infix: infix)
    }

    // MARK: Expressions

    mutating func expression(_ rightPower: UInt8) throws(Failure) -> SyntaxNode {
        guard !gauge.isExceeded else { throw Failure("D1011", position: token.position) }
        let start = token
        try advance(infix: true)
        var left = try prefix(start)
        while rightPower < token.symbol.power {
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
        let node = tree.node(start, of: lexer)
        guard start.kind == .symbol else { return node }
        switch start.symbol {
        case .and, .or, .in: return node
        case .minus:
            node.kind = .unary
            node.first = try expression(70)
            node.grow()
        case .star: node.kind = .wildcard
        case .descendants: node.kind = .descendant
        case .percent: node.kind = .parent
        case .openParenthesis: try block(node)
        case .openBracket: try arrayConstructor(node)
        case .openBrace:
            node.kind = .unary
            node.pairs = try pairs()
            node.grow()
        case .bar: try transform(node)
        default: throw Failure("S0211", position: start.position, token: lexer.value(of: start))
        }
        try checkHeight(node)
        return node
    }

    private mutating func block(_ node: SyntaxNode) throws(Failure) {
        node.kind = .block
        while !isAt(.closeParenthesis) {
            node.append(try expression(0))
            guard isAt(.semicolon) else { break }
            try advance()
        }
        try expect(.closeParenthesis, infix: true)
        node.grow()
    }

    private mutating func arrayConstructor(_ node: SyntaxNode) throws(Failure) {
        node.kind = .unary
        if !isAt(.closeBracket) {
            while true {
                var item = try expression(0)
                if isAt(.range) {
                    let range = tree.node(.binary, symbol: .range, position: token.position)
                    try advance()
                    range.first = item
                    range.second = try expression(0)
                    range.grow()
                    item = range
                }
                node.append(item)
                guard isAt(.comma) else { break }
                try advance()
            }
        }
        try expect(.closeBracket, infix: true)
        node.grow()
    }

    private mutating func transform(_ node: SyntaxNode) throws(Failure) {
        node.kind = .transform
        node.first = try expression(0)
        try expect(.bar)
        node.second = try expression(0)
        if isAt(.comma) {
            try advance()
            node.third = try expression(0)
        }
        try expect(.bar)
        node.grow()
    }

    /// The pairs of an object up to its brace.
    mutating func pairs() throws(Failure) -> [(key: SyntaxNode, value: SyntaxNode)] {
        var pairs: [(key: SyntaxNode, value: SyntaxNode)] = []
        if !isAt(.closeBrace) {
            while true {
                let key = try expression(0)
                try expect(.colon)
                pairs.append((key, try expression(0)))
                guard isAt(.comma) else { break }
                try advance()
            }
        }
        try expect(.closeBrace, infix: true)
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
