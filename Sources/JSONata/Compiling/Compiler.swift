import JSONModel

/// Turns a processed tree into nodes: variables become slots, built-ins functions, literal parts values.
final class Compiler {
    /// Names taken from outside, in the order of their first use.
    @exclusivity(unchecked) private(set) var globals: [String] = []
    /// The index of the first of them: `$eval` adds to those of the expression around it.
    var firstGlobal = 0
    private(set) var usesEval = false
    let dialect: Dialect
    private let gauge: StackGauge
    @exclusivity(unchecked) var scope: Scope
    /// Scopes of the tuple paths around the current node, innermost last.
    @exclusivity(unchecked) var tupleScopes: [Scope] = []
    /// Greatest depth in the part that is compiled: a lambda's body, a branch of a condition.
    @exclusivity(unchecked) var greatest = 0
    /// Whether the expression assigns anything: then frames are looked through for what belongs to them.
    private var hasBindings = false

    init(dialect: Dialect, limits: Limits, scope: Scope) {
        self.dialect = dialect
        self.scope = scope
        gauge = StackGauge(bytes: limits.stackBytes)
    }

    /// Compiles a whole expression, whose root is at depth 1; returns its node and the depth it needs.
    func compileRoot(_ tree: SyntaxTree) throws(Failure) -> (Node, Int) {
        defer { withExtendedLifetime(tree) {} }
        guard let root = tree.root else { throw Failure("S0207") }
        hasBindings = tree.hasBindings
        declareBindings(of: root)
        return try branch(root, 1)
    }

    /// A part that is not always evaluated, with the depth that it needs.
    func branch(_ tree: SyntaxNode, _ depth: Int, isTail: Bool = false) throws(Failure) -> (Node, Int) {
        let outer = greatest
        greatest = depth
        let node = try compile(tree, depth, isTail: isTail)
        let height = greatest
        greatest = outer
        return (node, height)
    }

    func compile(_ tree: SyntaxNode?, _ depth: Int, isTail: Bool = false) throws(Failure) -> Node {
        guard let tree else { throw Failure("S0207") }
        guard !gauge.isExceeded else { throw Failure("D1011", position: tree.position) }
        let node = try compileUnchecked(tree, depth, isTail: isTail)
        guard depth % StackCheckNode.levels == 0 else { return node }
        switch tree.kind {
        case .binary, .unary, .function, .partial, .condition, .block, .path, .bind, .apply, .transform:
            return StackCheckNode(node)
        case .name, .string, .number, .literal, .variable, .regex, .wildcard, .descendant, .parent, .symbol, .end,
            .placeholder, .lambda, .sort:
            return node
        }
    }

    private func compileUnchecked(_ tree: SyntaxNode, _ depth: Int, isTail: Bool) throws(Failure) -> Node {
        greatest = max(greatest, depth)
        let hasPostfix =
            !tree.predicates.isEmpty || (tree.kind != .path && tree.group != nil)
            || (tree.keepsArray && tree.kind != .path)
        let base = try compileBase(tree, depth, isTail: isTail && !hasPostfix)
        guard hasPostfix || (tree.kind == .path && tree.keepsArray) else { return base }
        var predicates: [Predicate] = []
        for predicate in tree.predicates { predicates.append(Predicate(try compile(predicate, depth + 1))) }
        var group: GroupRule?
        if tree.kind != .path, let rule = tree.group {
            group = try compileGroup(rule.pairs, rule.position, depth + 1)
        }
        return PostfixNode(
            base: base, predicates: predicates, group: group, keepsArray: tree.keepsArray, position: tree.position)
    }

    private func compileBase(_ tree: SyntaxNode, _ depth: Int, isTail: Bool) throws(Failure) -> Node {
        switch tree.kind {
        case .path: return try compilePath(tree, depth)
        case .name: return path([try step(tree, depth)], tree, isAbsolute: false)
        case .string, .number, .literal: return LiteralNode(tree.tokenValue, position: tree.position)
        case .variable: return try variable(tree.text, position: tree.position)
        case .regex: return try MatcherNode(pattern: tree.text, flags: tree.flags, position: tree.position)
        case .wildcard: return WildcardNode(position: tree.position)
        case .descendant: return DescendantNode(position: tree.position)
        case .parent: return try variable(tree.slot?.label ?? "", position: tree.position)
        case .binary: return try binary(tree, depth)
        case .unary: return try unary(tree, depth)
        case .function: return try compileCall(tree, depth, isTail: isTail)
        case .partial: return try compilePartial(tree, depth)
        case .lambda: return try compileLambda(tree)
        case .condition: return try compileCondition(tree, depth, isTail: isTail)
        case .transform: return try compileTransform(tree, depth)
        case .block: return try compileBlock(tree, depth, isTail: isTail)
        case .bind:
            let value = try compile(tree.second, depth + 1)
            let (hops, slot) = bindingSlot(tree.text)
            return BindNode(slot: slot, hops: hops, value: value, position: tree.position)
        case .apply:
            let left = try compile(tree.first, depth + 1)
            let right: Node
            if let call = tree.second, call.kind == .function {
                right = try compileCall(call, depth, isTail: false)
            } else {
                right = try compile(tree.second, depth + 1)
            }
            return ApplyNode(left, right, depth: depth, position: tree.position)
        case .sort, .symbol, .end, .placeholder:
            throw Failure("S0206", position: tree.position, token: tree.tokenValue)
        }
    }

    // MARK: Variables

    /// The variable `name` as seen from the current scope.
    func variable(_ name: String, position: Int) throws(Failure) -> Node {
        if name.isEmpty { return ContextNode(position: position) }
        if name == "$" { return RootNode(position: position) }
        return variable(name, from: scope, hops: 0, position: position)
    }

    /// A variable that may be unbound has the one of that name further out behind it.
    private func variable(_ name: String, from scope: Scope?, hops: Int, position: Int) -> Node {
        var place = scope
        var hops = hops
        while let current = place {
            if let slot = current.slot(of: name) {
                let isBound = slot < current.parameterCount
                let outer = isBound ? nil : variable(name, from: current.parent, hops: hops + 1, position: position)
                return LocalNode(hops: hops, slot: slot, outer: outer, position: position)
            }
            place = current.parent
            hops += 1
        }
        return global(name, position: position)
    }

    private func global(_ name: String, position: Int) -> Node {
        let builtin = Builtins.named(name, dialect: dialect)
        if name == "eval", let builtin, dialect == .jsonata, !globals.contains(name) {
            usesEval = true
            return EvalNode(builtin: builtin, scope: scope, position: position)
        }
        let index: Int
        if let known = globals.firstIndex(where: { $0.hasSameBytes(as: name) }) {
            index = known
        } else {
            index = globals.count
            globals.append(name)
        }
        return GlobalNode(index: firstGlobal + index, builtin: builtin, position: position)
    }

    /// Where `name :=` puts its value: the innermost frame, in which it was declared before.
    private func bindingSlot(_ name: String) -> (hops: Int, slot: Int) {
        if let slot = scope.slot(of: name) { return (0, slot) }
        return (0, scope.declare(name))
    }

    /// Gives the assignments in `tree` that belong to the current frame their slots, before anything reads them.
    func declareBindings(of tree: SyntaxNode) {
        guard hasBindings else { return }
        for name in Bindings.names(in: tree) { scope.declare(name) }
    }

    // MARK: Operators

    private func compileCondition(_ tree: SyntaxNode, _ depth: Int, isTail: Bool) throws(Failure) -> Node {
        guard let first = tree.first, let second = tree.second else { throw Failure("S0207") }
        let test = try branch(first, depth + 1)
        greatest = max(greatest, test.1)
        let then: (Node, Int)
        if tree.holdsSecondTwice {
            // Compiled once, or a chain of n would be compiled 2^n times.
            let call = ((test.0 as? StackCheckNode)?.node ?? test.0) as? CallNode
            then = (second == first ? test.0 : call?.arguments.first ?? test.0, test.1)
        } else {
            then = try branch(second, depth + 1, isTail: isTail)
        }
        var otherwise: (Node, Int)?
        if let third = tree.third { otherwise = try branch(third, depth + 1, isTail: isTail) }
        return ConditionNode(condition: test.0, then: then, otherwise: otherwise, position: tree.position)
    }

    private func binary(_ tree: SyntaxNode, _ depth: Int) throws(Failure) -> Node {
        if tree.symbol == .ampersand {
            let left = try compile(tree.first, depth + 1)
            let right = try compile(tree.second, depth + 1)
            let operands = (left as? ConcatenationNode)?.operands ?? [left]
            return ConcatenationNode(operands + [right], position: tree.position)
        }
        let left = try compile(tree.first, depth + 1)
        if tree.symbol == .and || tree.symbol == .or, let second = tree.second {
            let (right, height) = try branch(second, depth + 1)
            return LogicNode(isAnd: tree.symbol == .and, left, right, rightHeight: height, position: tree.position)
        }
        let right = try compile(tree.second, depth + 1)
        let position = tree.position
        switch tree.symbol {
        case .plus: return ArithmeticNode(.add, left, right, position: position)
        case .minus: return ArithmeticNode(.subtract, left, right, position: position)
        case .star: return ArithmeticNode(.multiply, left, right, position: position)
        case .slash: return ArithmeticNode(.divide, left, right, position: position)
        case .percent: return ArithmeticNode(.remainder, left, right, position: position)
        case .equal: return ComparisonNode(.equal, left, right, position: position)
        case .notEqual: return ComparisonNode(.notEqual, left, right, position: position)
        case .less: return ComparisonNode(.less, left, right, position: position)
        case .lessOrEqual: return ComparisonNode(.lessOrEqual, left, right, position: position)
        case .greater: return ComparisonNode(.greater, left, right, position: position)
        case .greaterOrEqual: return ComparisonNode(.greaterOrEqual, left, right, position: position)
        case .in: return MembershipNode(left, right, position: position)
        case .range: return RangeNode(left, right, position: position)
        default: throw Failure("S0204", position: position, token: tree.tokenValue)
        }
    }

    private func unary(_ tree: SyntaxNode, _ depth: Int) throws(Failure) -> Node {
        switch tree.symbol {
        case .openBracket:
            var items: [Node] = []
            for item in tree.items { items.append(try compile(item, depth + 1)) }
            return ArrayNode(items: items, isConstructed: tree.isConstructedArray, position: tree.position)
        case .openBrace: return ObjectNode(try compileGroup(tree.pairs, tree.position, depth + 1))
        default: return NegateNode(try compile(tree.first, depth + 1), position: tree.position)
        }
    }

    func compileGroup(
        _ pairs: [(key: SyntaxNode, value: SyntaxNode)], _ position: Int, _ depth: Int
    ) throws(Failure) -> GroupRule {
        var compiled: [GroupRule.Pair] = []
        for pair in pairs {
            compiled.append(GroupRule.Pair(key: try compile(pair.key, depth), value: try compile(pair.value, depth)))
        }
        return GroupRule(pairs: compiled, position: position)
    }

    private func compileBlock(_ tree: SyntaxNode, _ depth: Int, isTail: Bool) throws(Failure) -> Node {
        let names = hasBindings ? tree.items.flatMap { Bindings.names(in: $0) } : []
        let outer = scope
        defer { scope = outer }
        if !names.isEmpty {
            scope = Scope(parent: outer)
            for name in names { scope.declare(name) }
        }
        var expressions: [Node] = []
        for (index, item) in tree.items.enumerated() {
            expressions.append(try compile(item, depth + 1, isTail: isTail && index == tree.items.count - 1))
        }
        if names.isEmpty, expressions.count == 1, !tree.isTuple { return expressions[0] }
        return BlockNode(expressions: expressions, scope: names.isEmpty ? nil : scope, position: tree.position)
    }
}

/// Finds the assignments that belong to a frame.
enum Bindings {
    /// The names that `tree` assigns in its own frame: not those in blocks, lambdas and tuple paths inside it.
    static func names(in tree: SyntaxNode) -> [String] {
        var names: [String] = []
        collect(tree, &names)
        return names
    }

    private static func collect(_ tree: SyntaxNode?, _ names: inout [String]) {
        guard let tree else { return }
        switch tree.kind {
        case .block, .lambda: return collectPostfix(tree, &names)
        case .bind: names.append(tree.text)
        case .path where tree.items.contains(where: \.isTuple): return
        default: break
        }
        for part in tree.parts { collect(part, &names) }
        for item in tree.items { collect(item, &names) }
        for pair in tree.pairs {
            collect(pair.key, &names)
            collect(pair.value, &names)
        }
        for term in tree.terms { collect(term.expression, &names) }
        collectPostfix(tree, &names)
    }

    private static func collectPostfix(_ tree: SyntaxNode, _ names: inout [String]) {
        for predicate in tree.predicates { collect(predicate, &names) }
        for case .filter(let predicate) in tree.stages { collect(predicate, &names) }
        for pair in tree.group?.pairs ?? [] {
            collect(pair.key, &names)
            collect(pair.value, &names)
        }
    }
}
