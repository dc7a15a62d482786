/// What an expression takes from outside, with places, for those who check expressions before they run.
///
///     let references = try ExpressionReferences(of: "$states.input.total > limit", dialect: .stepFunctions)
///     references.variables.map(\.name)   // ["states"], with the field "input"
///     references.context.map(\.name)     // ["limit"]
public struct ExpressionReferences: Hashable, Sendable {
    /// A name and where it stands.
    public struct Reference: Hashable, Sendable {
        /// Without `$`; `$` itself for the context, `$$` for the input document.
        public var name: String
        /// The name that follows at once, as `input` in `$states.input`; `nil` if nothing or something else follows.
        public var field: String?
        /// The bytes of the expression that are the name, with its `$` or backquotes.
        public var utf8Range: Range<Int>
    }

    /// Names and `$` that are looked up in the context in which the expression itself is evaluated, in order.
    ///
    /// Only the first step of a path, operands, arguments, bodies of lambdas, keys, values and items stand there;
    /// later steps, predicates, sort terms, groups and the parts of a transform have contexts of their own.
    public private(set) var context: [Reference] = []
    /// Every `$$`, in order.
    public private(set) var root: [Reference] = []
    /// Uses of variables and functions that are not bound inside, in order; built-in ones included.
    public private(set) var variables: [Reference] = []
    private let source: String

    /// - Throws: what `JSONataExpression` throws for the same text.
    public init(of source: String, dialect: Dialect, limits: Limits? = nil) throws(JSONataError) {
        let tree: SyntaxTree
        do throws(Failure) {
            tree = try Parser.parse(source, dialect: dialect, limits: limits ?? .standard(for: dialect))
        } catch {
            throw error.error()
        }
        self.source = source
        if let root = tree.root { collect(root, isTopLevel: true, bound: Self.bindings(of: root)) }
        withExtendedLifetime(tree) {}
    }

    // MARK: Walking

    private mutating func collect(_ node: SyntaxNode, isTopLevel: Bool, bound: Set<String>) {
        switch node.kind {
        case .path: collect(path: node, isTopLevel: isTopLevel, bound: bound)
        case .name: if isTopLevel { context.append(reference(node.text, node)) }
        case .variable: collect(variable: node, field: nil, isTopLevel: isTopLevel, bound: bound)
        case .block:
            let inner = node.items.reduce(into: bound) { $0.formUnion(Self.bindings(of: $1)) }
            for item in node.items { collect(item, isTopLevel: isTopLevel, bound: inner) }
        case .lambda:
            var inner = bound
            for parameter in node.items { inner.insert(parameter.text) }
            if let body = node.first {
                collect(body, isTopLevel: isTopLevel, bound: inner.union(Self.bindings(of: body)))
            }
        case .transform:
            for part in node.parts { collect(part, isTopLevel: false, bound: bound) }
        case .string, .number, .literal, .regex, .wildcard, .descendant, .parent, .symbol, .end, .placeholder: break
        case .binary, .unary, .function, .partial, .condition, .bind, .apply, .sort:
            for part in node.parts { collect(part, isTopLevel: isTopLevel, bound: bound) }
            for item in node.items { collect(item, isTopLevel: isTopLevel, bound: bound) }
            for pair in node.pairs {
                collect(pair.key, isTopLevel: isTopLevel, bound: bound)
                collect(pair.value, isTopLevel: isTopLevel, bound: bound)
            }
        }
        collect(behind: node, bound: bound)
    }

    private mutating func collect(path: SyntaxNode, isTopLevel: Bool, bound: Set<String>) {
        var bound = bound
        for (index, step) in path.items.enumerated() {
            let next = index == 0 && path.items.count > 1 ? path.items[1] : nil
            if step.kind == .variable {
                let isBare = step.stages.isEmpty && step.predicates.isEmpty
                let field = isBare && next?.kind == .name ? next?.text : nil
                collect(variable: step, field: field, isTopLevel: isTopLevel && index == 0, bound: bound)
                collect(behind: step, bound: bound)
            } else {
                collect(step, isTopLevel: isTopLevel && index == 0, bound: bound)
            }
            for name in [step.focus, step.index] {
                if let name { bound.insert(name) }
            }
        }
    }

    /// Predicates, sort terms and groups of a step or of another node: each has its items as context.
    private mutating func collect(behind node: SyntaxNode, bound: Set<String>) {
        var bound = bound
        for name in [node.focus, node.index] {
            if let name { bound.insert(name) }
        }
        for predicate in node.predicates { collect(predicate, isTopLevel: false, bound: bound) }
        for stage in node.stages {
            switch stage {
            case .filter(let condition): collect(condition, isTopLevel: false, bound: bound)
            case .index(let name): bound.insert(name)
            }
        }
        for term in node.terms { collect(term.expression, isTopLevel: false, bound: bound) }
        for pair in node.group?.pairs ?? [] {
            collect(pair.key, isTopLevel: false, bound: bound)
            collect(pair.value, isTopLevel: false, bound: bound)
        }
    }

    private mutating func collect(variable: SyntaxNode, field: String?, isTopLevel: Bool, bound: Set<String>) {
        switch variable.text {
        case "": if isTopLevel { context.append(reference("$", variable, field: field)) }
        case "$": root.append(reference("$$", variable, field: field))
        case let name: if !bound.contains(name) { variables.append(reference(name, variable, field: field)) }
        }
    }

    /// Nodes have the place behind their token.
    private func reference(_ name: String, _ node: SyntaxNode, field: String? = nil) -> Reference {
        let end = source.utf8Offset(ofUTF16: node.position)
        let isQuoted = source.utf8.prefix(end).last == UInt8(ascii: "`")
        let marks = node.kind == .variable ? 1 : isQuoted ? 2 : 0
        return Reference(name: name, field: field, utf8Range: max(0, end - node.text.utf8.count - marks)..<end)
    }

    /// What `:=` binds in the frame of `node` itself: not in blocks and lambdas inside, which have their own.
    private static func bindings(of node: SyntaxNode) -> Set<String> {
        var names: Set<String> = []
        var rest = [node]
        while let next = rest.popLast() {
            if next.kind == .bind { names.insert(next.text) }
            if next.kind == .block || next.kind == .lambda { continue }
            rest += next.parts
            rest += next.items
            for pair in next.pairs { rest += [pair.key, pair.value] }
        }
        return names
    }
}

extension JSONataExpression: Hashable {
    /// Equal if made from the same text for the same dialect and limits.
    public static func == (left: Self, right: Self) -> Bool {
        left.source == right.source && left.dialect == right.dialect && left.limits == right.limits
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(source) }
}

extension Dialect {
    /// Whether `$name` is a function that every expression knows.
    public func hasFunction(_ name: String) -> Bool { Builtins.named(name, dialect: self) != nil }
}
