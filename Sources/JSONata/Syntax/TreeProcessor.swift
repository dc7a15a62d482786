/// Flattens paths, moves predicates to their steps, finds what each `%` refers to: the reference's second
/// pass, node by node.
final class TreeProcessor {
    private let tree: SyntaxTree
    private let gauge: StackGauge
    var labelCount = 0
    var ancestry: [SyntaxNode] = []

    init(_ tree: SyntaxTree, limits: Limits) {
        self.tree = tree
        gauge = StackGauge(bytes: limits.stackBytes)
    }

    func process(_ node: SyntaxNode) throws(Failure) -> SyntaxNode {
        guard !gauge.isExceeded else { throw Failure("D1011", position: node.position) }
        let result: SyntaxNode
        switch node.kind {
        case .binary: result = try binary(node)
        case .unary: result = try unary(node)
        case .function, .partial: result = try call(node)
        case .lambda:
            node.first = try part(node.first)
            result = node
        case .condition: result = try condition(node)
        case .transform:
            node.first = try part(node.first)
            node.second = try part(node.second)
            if node.third != nil { node.third = try part(node.third) }
            result = node
        case .block: result = try block(node)
        case .name:
            result = tree.node(.path, position: node.position)
            result.items = [node]
            if node.keepsArray { result.keepsSingletonArray = true }
        case .parent:
            node.slot = AncestorSlot(label: "!\(labelCount)")
            labelCount += 1
            ancestry.append(node)
            result = node
        case .symbol:
            guard node.symbol == .and || node.symbol == .or || node.symbol == .in else {
                throw Failure("S0201", position: node.position, token: node.tokenValue)
            }
            node.kind = .name
            node.text = node.symbol.text
            return try process(node)
        case .end: throw Failure("S0207", position: node.position, token: .string(node.text))
        case .string, .number, .literal, .wildcard, .descendant, .variable, .regex, .placeholder, .path, .bind, .apply,
            .sort:
            result = node
        }
        if node.keepsArray { result.keepsArray = true }
        return result
    }

    private func part(_ node: SyntaxNode?) throws(Failure) -> SyntaxNode {
        guard let node else { throw Failure("S0207") }
        return try process(node)
    }

    // MARK: Operators

    private func binary(_ node: SyntaxNode) throws(Failure) -> SyntaxNode {
        switch node.symbol {
        case .dot: return try dot(node)
        case .openBracket: return try predicate(node)
        case .openBrace:
            let result = try part(node.first)
            guard result.group == nil else { throw Failure("S0210", position: node.position) }
            result.group = SyntaxNode.Group(pairs: try pairs(node.pairs, of: nil), position: node.position)
            return result
        case .caret: return try orderBy(node)
        case .bind:
            let result = tree.node(.bind, text: node.first?.text ?? "", position: node.position)
            let value = try part(node.second)
            result.second = value
            push(value, onto: result)
            return result
        case .at: return try focus(node)
        case .hash: return try index(node)
        case .apply:
            let result = tree.node(.apply, symbol: .apply, position: node.position)
            let left = try part(node.first)
            let right = try part(node.second)
            result.first = left
            result.second = right
            result.keepsArray = left.keepsArray || right.keepsArray
            return result
        default:
            let left = try part(node.first)
            let right = try part(node.second)
            node.first = left
            node.second = right
            push(left, onto: node)
            push(right, onto: node)
            return node
        }
    }

    private func dot(_ node: SyntaxNode) throws(Failure) -> SyntaxNode {
        let left = try part(node.first)
        let result: SyntaxNode
        if left.kind == .path {
            result = left
        } else {
            result = tree.node(.path, position: left.position)
            try append(left, to: result)
        }
        if left.kind == .parent, let slot = left.slot { result.seekingParent = [slot] }
        // A bare name would become a path of its own, only to be taken apart again.
        let right = node.second
        let rest = right?.kind == .name ? right ?? left : try part(right)
        if rest.kind == .path {
            for step in rest.items { try append(step, to: result) }
        } else {
            rest.stages = rest.predicates.map { .filter($0) }
            rest.predicates = []
            try append(rest, to: result)
        }
        if let first = result.items.first, first.isArrayConstructor() { first.isConstructedArray = true }
        if let last = result.items.last, last.isArrayConstructor() { last.isConstructedArray = true }
        try resolveAncestry(result)
        return result
    }

    private func append(_ step: SyntaxNode, to path: SyntaxNode) throws(Failure) {
        switch step.kind {
        case .number, .literal: throw Failure("S0213", position: step.position, value: step.tokenValue)
        case .string: step.kind = .name
        default: break
        }
        if step.keepsArray { path.keepsSingletonArray = true }
        path.append(step)
    }

    private func predicate(_ node: SyntaxNode) throws(Failure) -> SyntaxNode {
        let result = try part(node.first)
        let step = result.kind == .path ? result.items.last ?? result : result
        guard step.group == nil, result.group == nil else { throw Failure("S0209", position: node.position) }
        let condition = try part(node.second)
        if let slots = condition.seekingParent {
            for slot in slots {
                if slot.level == 1 {
                    _ = try seekParent(step, slot)
                } else {
                    slot.level -= 1
                }
            }
            push(condition, onto: step)
        }
        if result.kind == .path {
            step.stages.append(.filter(condition))
        } else {
            step.predicates.append(condition)
        }
        return result
    }

    private func orderBy(_ node: SyntaxNode) throws(Failure) -> SyntaxNode {
        var result = try part(node.first)
        if result.kind != .path {
            let path = tree.node(.path, position: node.position)
            path.items = [result]
            result = path
        }
        let sort = tree.node(.sort, position: node.position)
        for term in node.terms {
            let expression = try process(term.expression)
            push(expression, onto: sort)
            sort.terms.append(SyntaxNode.Term(descending: term.descending, expression: expression))
        }
        result.append(sort)
        try resolveAncestry(result)
        return result
    }

    private func focus(_ node: SyntaxNode) throws(Failure) -> SyntaxNode {
        let result = try part(node.first)
        let step = result.kind == .path ? result.items.last ?? result : result
        guard step.stages.isEmpty, step.predicates.isEmpty else { throw Failure("S0215", position: node.position) }
        guard step.kind != .sort else { throw Failure("S0216", position: node.position) }
        if node.keepsArray { step.keepsArray = true }
        step.focus = node.second?.text
        step.isTuple = true
        return result
    }

    private func index(_ node: SyntaxNode) throws(Failure) -> SyntaxNode {
        var result = try part(node.first)
        let step: SyntaxNode
        if result.kind == .path {
            step = result.items.last ?? result
        } else {
            step = result
            result = tree.node(.path, position: node.position)
            result.items = [step]
            step.stages = step.predicates.map { .filter($0) }
            step.predicates = []
        }
        let name = node.second?.text ?? ""
        if step.stages.isEmpty {
            step.index = name
        } else {
            step.stages.append(.index(name))
        }
        step.isTuple = true
        return result
    }

    // MARK: The rest

    private func pairs(
        _ pairs: [(key: SyntaxNode, value: SyntaxNode)], of parent: SyntaxNode?
    ) throws(Failure) -> [(key: SyntaxNode, value: SyntaxNode)] {
        var processed: [(key: SyntaxNode, value: SyntaxNode)] = []
        for pair in pairs {
            let key = try process(pair.key)
            if let parent { push(key, onto: parent) }
            let value = try process(pair.value)
            if let parent { push(value, onto: parent) }
            processed.append((key, value))
        }
        return processed
    }

    private func unary(_ node: SyntaxNode) throws(Failure) -> SyntaxNode {
        switch node.symbol {
        case .openBracket: node.items = try parts(of: node)
        case .openBrace: node.pairs = try pairs(node.pairs, of: node)
        default:
            let operand = try part(node.first)
            if operand.kind == .number {
                operand.number = -operand.number
                return operand
            }
            node.first = operand
            push(operand, onto: node)
        }
        return node
    }

    private func parts(of node: SyntaxNode) throws(Failure) -> [SyntaxNode] {
        var parts: [SyntaxNode] = []
        for item in node.items {
            let part = try process(item)
            push(part, onto: node)
            parts.append(part)
        }
        return parts
    }

    private func call(_ node: SyntaxNode) throws(Failure) -> SyntaxNode {
        node.items = try parts(of: node)
        node.first = try part(node.first)
        return node
    }

    /// `?:` and `??` use their left side twice: what was processed before is processed once only.
    private func condition(_ node: SyntaxNode) throws(Failure) -> SyntaxNode {
        let shared = node.second
        let isDefault = node.first == shared
        let test = try part(node.first)
        push(test, onto: node)
        let isCoalescing = node.symbol == .coalesce
        node.first = test
        let then: SyntaxNode
        if isDefault {
            then = test
        } else if isCoalescing, let argument = test.items.first {
            then = argument
        } else {
            then = try part(shared)
            push(then, onto: node)
        }
        node.second = then
        if node.third != nil {
            let other = try part(node.third)
            push(other, onto: node)
            node.third = other
        }
        return node
    }

    private func block(_ node: SyntaxNode) throws(Failure) -> SyntaxNode {
        node.items = try parts(of: node)
        for part in node.items where part.isConstructedArray || (part.kind == .path && part.items[0].isConstructedArray)
        {
            node.isConstructedArray = true
        }
        return node
    }
}
