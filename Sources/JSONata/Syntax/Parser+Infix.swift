extension Parser {
    /// What `symbol` makes of `left`; the symbol was read.
    mutating func infix(_ symbol: Token, _ left: SyntaxNode) throws(Failure) -> SyntaxNode {
        let node = SyntaxNode(symbol)
        node.kind = .binary
        node.first = left
        switch symbol.text {
        case "(": return try call(node, left)
        case "[":
            if isAt("]") {
                var step = left
                while step.kind == .binary, step.text == "[", let inner = step.first { step = inner }
                step.keepsArray = true
                try advance(infix: true)
                return left
            }
            node.second = try expression(0)
            try expect("]", infix: true)
        case "^": try orderBy(node)
        case "{": node.pairs = try pairs()
        case ":=":
            guard left.kind == .variable else {
                throw Failure("S0212", position: left.position, token: left.tokenValue)
            }
            node.second = try expression(9)
        case "@", "#":
            let right = try expression(80)
            guard right.kind == .variable else {
                throw Failure("S0214", position: right.position, token: .string(symbol.text))
            }
            node.second = right
        case "?":
            node.kind = .condition
            node.second = try expression(0)
            if isAt(":") {
                try advance()
                node.third = try expression(0)
            }
        case "?:", "??": try fallback(node, left)
        case ".": node.second = try expression(75)
        case "*", "/", "%": node.second = try expression(60)
        case "+", "-", "&": node.second = try expression(50)
        case "and": node.second = try expression(30)
        case "or": node.second = try expression(25)
        case "**": throw Failure("S0201", position: symbol.position, token: .string(symbol.text))
        default: node.second = try expression(40)
        }
        node.grow()
        return node
    }

    /// `a ?: b` is `a ? a : b`, `a ?? b` is `$exists(a) ? a : b`.
    private mutating func fallback(_ node: SyntaxNode, _ left: SyntaxNode) throws(Failure) {
        if node.text == "??" {
            let call = SyntaxNode(.function, text: "(", position: node.position)
            call.first = SyntaxNode(.variable, text: "exists", position: node.position)
            call.items = [left]
            call.grow()
            node.first = call
        }
        node.kind = .condition
        node.second = left
        node.third = try expression(0)
    }

    private mutating func orderBy(_ node: SyntaxNode) throws(Failure) {
        try expect("(")
        while true {
            var descending = false
            if isAt("<") {
                try advance()
            } else if isAt(">") {
                descending = true
                try advance()
            }
            node.terms.append(SyntaxNode.Term(descending: descending, expression: try expression(0)))
            guard isAt(",") else { break }
            try advance()
        }
        try expect(")", infix: true)
    }

    private mutating func call(_ node: SyntaxNode, _ left: SyntaxNode) throws(Failure) -> SyntaxNode {
        node.kind = .function
        if !isAt(")") {
            while true {
                if isAt("?") {
                    node.kind = .partial
                    let placeholder = SyntaxNode(token)
                    placeholder.kind = .placeholder
                    node.items.append(placeholder)
                    try advance()
                } else {
                    node.items.append(try expression(0))
                }
                guard isAt(",") else { break }
                try advance()
            }
        }
        try expect(")", infix: true)
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
        if isAt("<") {
            let position = token.position
            var depth = 1
            var text = "<"
            while depth > 0, !isAt("{"), token.kind != .end {
                try advance()
                if isAt(">") { depth -= 1 }
                if isAt("<") { depth += 1 }
                text += token.text
            }
            try expect(">")
            do throws(Failure) {
                node.signature = try Signature(text)
            } catch {
                error.position = position + (error.position ?? 0)
                throw error
            }
        }
        try expect("{")
        node.first = try expression(0)
        try expect("}", infix: true)
    }
}
