extension Compiler {
    func compilePath(_ tree: SyntaxNode, _ depth: Int) throws(Failure) -> Node {
        let isAbsolute = tree.items[0].kind == .variable
        let path: Node
        if let start = tree.items.firstIndex(where: \.isTuple) {
            return try compileTuplePath(tree, from: start, isAbsolute: isAbsolute, depth)
        }
        if let fields = try fieldPath(tree, isAbsolute: isAbsolute, depth) {
            path = fields
        } else {
            var steps: [StepRule] = []
            for item in tree.items { steps.append(try step(item, depth + 1)) }
            path = self.path(steps, tree, isAbsolute: isAbsolute)
        }
        guard let group = tree.group else { return path }
        let rule = try compileGroup(group.pairs, group.position, depth + 1)
        return PostfixNode(base: path, predicates: [], group: rule, keepsArray: false, position: tree.position)
    }

    /// The path, if it has nothing but names behind an optional variable.
    private func fieldPath(_ tree: SyntaxNode, isAbsolute: Bool, _ depth: Int) throws(Failure) -> Node? {
        let items = tree.items
        let first = isAbsolute ? 1 : 0
        guard !tree.keepsSingletonArray, items.count > first, items[0].stages.isEmpty, items[0].predicates.isEmpty
        else { return nil }
        var names: [String] = []
        names.reserveCapacity(items.count - first)
        for item in items[first...] {
            guard item.kind == .name, item.stages.isEmpty, item.predicates.isEmpty else { return nil }
            names.append(item.text)
        }
        greatest = max(greatest, depth + 1)
        var start: Node?
        if isAbsolute { start = try compile(items[0], depth + 1) }
        return FieldPathNode(names: names, start: start, position: tree.position)
    }

    func path(_ steps: [StepRule], _ tree: SyntaxNode, isAbsolute: Bool) -> PathNode {
        PathNode(
            steps: steps, isAbsolute: isAbsolute, startsWithArray: tree.items.first?.isConstructedArray ?? false,
            keepsSingleton: tree.keepsSingletonArray, position: tree.position)
    }

    /// A step at its depth; its predicates are on the same level.
    func step(_ tree: SyntaxNode, _ depth: Int) throws(Failure) -> StepRule {
        var predicates: [Predicate] = []
        let kind: StepRule.Kind
        switch tree.kind {
        case .sort: kind = .sort(try sortRule(tree, depth))
        case .name where tree.predicates.isEmpty:
            greatest = max(greatest, depth)
            kind = .name(tree.text)
        case .name:
            let name = StepRule(kind: .name(tree.text), predicates: [])
            var own: [Predicate] = []
            for predicate in tree.predicates { own.append(Predicate(try compile(predicate, depth + 1))) }
            let base = PathNode(
                steps: [name], isAbsolute: false, startsWithArray: false, keepsSingleton: false,
                position: tree.position)
            kind = .node(
                PostfixNode(base: base, predicates: own, group: nil, keepsArray: false, position: tree.position))
        default: kind = .node(try compile(tree, depth))
        }
        for case .filter(let predicate) in tree.stages { predicates.append(Predicate(try compile(predicate, depth))) }
        return StepRule(kind: kind, predicates: predicates)
    }

    private func sortRule(_ tree: SyntaxNode, _ depth: Int) throws(Failure) -> SortRule {
        var terms: [SortRule.Term] = []
        for term in tree.terms {
            terms.append(
                SortRule.Term(node: try compile(term.expression, depth), isDescending: term.descending))
        }
        return SortRule(terms: terms, position: tree.position)
    }

    // MARK: Tuples

    private func compileTuplePath(
        _ tree: SyntaxNode, from start: Int, isAbsolute: Bool, _ depth: Int
    ) throws(Failure) -> Node {
        var prefix: PathNode?
        if start > 0 {
            var steps: [StepRule] = []
            for item in tree.items[..<start] { steps.append(try step(item, depth + 1)) }
            prefix = PathNode(
                steps: steps, isAbsolute: isAbsolute, startsWithArray: tree.items[0].isConstructedArray,
                keepsSingleton: false, position: tree.position)
        }
        let outer = scope
        let own = Scope(parent: outer, names: [""])
        for item in tree.items[start...] { declareTuple(item, in: own) }
        scope = own
        tupleScopes.append(own)
        defer {
            scope = outer
            tupleScopes.removeLast()
            if tree.isTuple, let around = tupleScopes.last {
                for name in own.names.dropFirst() { around.declare(name) }
            }
        }
        var steps: [TuplePathNode.Step] = []
        for item in tree.items[start...] { steps.append(try tupleStep(item, own, depth + 1)) }
        var group: GroupRule?
        if let rule = tree.group { group = try compileGroup(rule.pairs, rule.position, depth + 1) }
        return TuplePathNode(
            prefix: prefix, steps: steps, scope: own, isAbsolute: isAbsolute, givesTuples: tree.isTuple,
            keepsSingleton: tree.keepsSingletonArray, group: group, position: tree.position)
    }

    private func declareTuple(_ item: SyntaxNode, in scope: Scope) {
        if let focus = item.focus { scope.declare(focus) }
        if let index = item.index { scope.declare(index) }
        if let ancestor = item.ancestor { scope.declare(ancestor.label) }
        for case .index(let name) in item.stages { scope.declare(name) }
    }

    private func tupleStep(_ item: SyntaxNode, _ own: Scope, _ depth: Int) throws(Failure) -> TuplePathNode.Step {
        var step = TuplePathNode.Step(stages: [])
        if item.kind == .sort {
            step.sort = try sortRule(item, depth)
        } else if item.kind == .name {
            greatest = max(greatest, depth)
            step.node = PathNode(
                steps: [StepRule(kind: .name(item.text), predicates: [])], isAbsolute: true, startsWithArray: false,
                keepsSingleton: item.keepsArray, position: item.position)
        } else {
            step.node = try compile(item, depth)
        }
        for stage in item.stages {
            switch stage {
            case .filter(let predicate): step.stages.append(.filter(Predicate(try compile(predicate, depth))))
            case .index(let name): step.stages.append(.index(own.declare(name)))
            }
        }
        step.focus = item.focus.map { own.declare($0) }
        step.index = item.index.map { own.declare($0) }
        step.ancestor = item.ancestor.map { own.declare($0.label) }
        return step
    }
}
