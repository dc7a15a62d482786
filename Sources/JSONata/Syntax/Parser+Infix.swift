extension Parser {
    /// What `symbol` makes of `left`; the symbol was read.
    mutating func infix(_ symbol: Token, _ left: SyntaxNode) throws(Failure) -> SyntaxNode {
        let node = tree.node(symbol, of: lexer)
        node.kind = .binary
        node.first = left
        switch symbol.symbol {
        case .openParenthesis: return try call(node, left)
        case .openBracket:
            if isAt(.closeBracket) {
                var step = left
                while step.kind == .binary, step.symbol == .openBracket, let inner = step.first { step = inner }
                step.keepsArray = true
                try advance(infix: true)
                return left
            }
            node.second = try expression(0)
            try expect(.closeBracket, infix: true)
        case .caret: try orderBy(node)
        case .openBrace: node.pairs = try pairs()
        case .bind:
            guard left.kind == .variable else {
                throw Failure("S0212", position: left.position, token: left.tokenValue)
            }
            node.second = try expression(9)
            tree.hasBindings = true
        case .at, .hash:
            let right = try expression(80)
            guard right.kind == .variable else {
                throw Failure("S0214", position: right.position, token: lexer.value(of: symbol))
            }
            node.second = right
        case .question:
            node.kind = .condition
            node.second = try expression(0)
            if isAt(.colon) {
                try advance()
                node.third = try expression(0)
            }
        case .elvis, .coalesce: try fallback(node, left)
        case .dot: node.second = try expression(75)
        case .star, .slash, .percent: node.second = try expression(60)
        case .plus, .minus, .ampersand: node.second = try expression(50)
        case .and: node.second = try expression(30)
        case .or: node.second = try expression(25)
        case .descendants: throw Failure("S0201", position: symbol.position, token: lexer.value(of: symbol))
        default: node.second = try expression(40)
        }
        node.grow()
        return node
    }

    /// `a ?: b` is `a ? a : b`, `a ?? b` is `$exists(a) ? a : b`.
    private mutating func fallback(_ node: SyntaxNode, _ left: SyntaxNode) throws(Failure) {
        if node.symbol == .coalesce {
            let call = tree.node(.function, symbol: .openParenthesis, position: node.position)
            call.first = tree.node(.variable, text: "exists", position: node.position)
            call.items = [left]
            call.grow()
            node.first = call
        }
        node.kind = .condition
        node.second = left
        node.third = try expression(0)
    }

    private mutating func orderBy(_ node: SyntaxNode) throws(Failure) {
        try expect(.openParenthesis)
        while true {
            var descending = false
            if isAt(.less) {
                try advance()
            } else if isAt(.greater) {
                descending = true
                try advance()
            }
            node.terms.append(SyntaxNode.Term(descending: descending, expression: try expression(0)))
            guard isAt(.comma) else { break }
            try advance()
        }
        try expect(.closeParenthesis, infix: true)
    }

    private mutating func call(_ node: SyntaxNode, _ left: SyntaxNode) throws(Failure) -> SyntaxNode {
        node.kind = .function
        if !isAt(.closeParenthesis) {
            while true {
                if isAt(.question) {
                    node.kind = .partial
                    let placeholder = tree.node(token, of: lexer)
                    placeholder.kind = .placeholder
                    node.append(placeholder)
                    try advance()
                } else {
                    node.append(try expression(0))
                }
                guard isAt(.comma) else { break }
                try advance()
            }
        }
        try expect(.closeParenthesis, infix: true)
        if left.kind == .name, left.text == "function" || left.text == "\u{3BB}" { try lambda(node) }
        node.grow()
        return node
    }

    private mutating func lambda(_ node: SyntaxNode) throws(Failure) {
        for (index, parameter) in node.items.enumerated() where parameter.kind != .variable {
            throw Failure(
                "S0208", position: parameter.position, token: parameter.tokenValue, value: .number(Double(index + 1)))
        }
        node.kind = .lambda
        if isAt(.less) {
            let position = token.position
            var depth = 1
            var text = "<"
            while depth > 0, !isAt(.openBrace), token.kind != .end {
                try advance()
                if isAt(.greater) { depth -= 1 }
                if isAt(.less) { depth += 1 }
                text += token.kind == .symbol ? token.symbol.text : lexer.text(of: token)
            }
            try expect(.greater)
            do throws(Failure) {
                node.signature = try Signature(text)
            } catch {
                error.position = position + (error.position ?? 0)
                throw error
            }
        }
        try expect(.openBrace)
        node.first = try expression(0)
        try expect(.closeBrace, infix: true)
    }
}
