extension Compiler {
    func compileCall(_ tree: SyntaxNode, _ depth: Int, isTail: Bool) throws(Failure) -> Node {
        // A call in tail position is run by the caller of the lambda, one level below that call.
        let inner = isTail ? 1 : depth + 1
        var arguments: [Node] = []
        let procedure = try compile(tree.first, inner)
        for argument in tree.items { arguments.append(try compile(argument, inner)) }
        return CallNode(
            procedure: procedure, arguments: arguments, token: name(of: tree.first), depth: depth,
            meant: try meant(by: tree.first), isTail: isTail, position: tree.position)
    }

    func compilePartial(_ tree: SyntaxNode, _ depth: Int) throws(Failure) -> Node {
        var arguments: [Node?] = []
        for argument in tree.items {
            arguments.append(argument.kind == .placeholder ? nil : try compile(argument, depth + 1))
        }
        return PartialNode(
            procedure: try compile(tree.first, depth + 1), arguments: arguments, token: name(of: tree.first),
            meant: try meant(by: tree.first), position: tree.position)
    }

    /// The name of what is called, for errors.
    private func name(of procedure: SyntaxNode?) -> Value {
        guard let procedure else { return .undefined }
        return (procedure.kind == .path ? procedure.items.first ?? procedure : procedure).tokenValue
    }

    /// The variable that a bare name in the place of a function perhaps means.
    private func meant(by procedure: SyntaxNode?) throws(Failure) -> Node? {
        guard let procedure, procedure.kind == .path, let first = procedure.items.first, first.kind == .name else {
            return nil
        }
        return try variable(first.text, position: first.position)
    }

    func compileLambda(_ tree: SyntaxNode) throws(Failure) -> Node {
        let outer = scope
        let outerTuples = tupleScopes
        defer {
            scope = outer
            tupleScopes = outerTuples
        }
        let own = Scope(parent: outer)
        for parameter in tree.items { own.add(parameter.text) }
        scope = own
        tupleScopes = []
        guard let body = tree.first else { throw Failure("S0207", position: tree.position) }
        declareBindings(of: body)
        let lambda = LambdaNode(
            parameterCount: tree.items.count, signature: tree.signature, scope: own, position: tree.position)
        let (node, height) = try branch(body, 1, isTail: true)
        lambda.setBody(node, height: height)
        return lambda
    }

    func compileTransform(_ tree: SyntaxNode, _ depth: Int) throws(Failure) -> Node {
        var deletion: Node?
        if let third = tree.third { deletion = try compile(third, 1) }
        return TransformNode(
            pattern: try compile(tree.first, 1), update: try compile(tree.second, 1), deletion: deletion,
            clone: try variable("clone", position: tree.position), position: tree.position)
    }
}
