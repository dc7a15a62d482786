public import JSONModel

/// An intrinsic function call such as `States.Format('{}', $.name)`, compiled once.
///
/// Equality is that of the text.
public struct IntrinsicCall: Hashable, Sendable {
    /// The call as it was written.
    public let text: String
    let node: IntrinsicNode

    /// - Throws: kind `.unknownIntrinsic` or `.argumentCount` where only the name or the number of arguments is wrong.
    public init(_ text: String) throws(JSONPathSyntaxError) {
        self.text = text
        node = try IntrinsicParser.parse(text)
    }

    /// The outermost function.
    public var function: IntrinsicFunction { node.function }

    /// The paths among the arguments, those of nested calls included, in the order of the text.
    public var paths: [JSONPath] {
        var paths: [JSONPath] = []
        node.collectPaths(into: &paths)
        return paths
    }

    /// The variables that are read, each once, in the order of the text.
    public var variableNames: [String] {
        var names: [String] = []
        for path in paths {
            for name in path.variableNames where !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// How many functions are called, this one included. The service documents at most 10 in one field.
    public var functionCount: Int { node.functionCount }

    public static func == (left: IntrinsicCall, right: IntrinsicCall) -> Bool {
        left.node === right.node || left.text.utf8.elementsEqual(right.text.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(text)
    }

    /// The function's value.
    ///
    /// - Throws: `States.Runtime`, as the service does; the cause names the whole expression.
    public func evaluate(in scope: inout some ExpressionScope) throws(ExpressionError) -> JSONValue {
        do throws(IntrinsicFailure) {
            let value = try node.evaluate(in: &scope)
            if value.depth <= ExpressionError.maximumDepth { return value }
        } catch {
            throw expressionError(error, input: scope.input)
        }
        throw ExpressionError.tooDeep
    }

    private func expressionError(_ failure: IntrinsicFailure, input: JSONValue) -> ExpressionError {
        let detail: String
        switch failure {
        case .arguments(let function):
            detail = "Invalid arguments in \(function.rawValue)"
        case .message(let message):
            detail = message
        case .path(_, let error) where error.kind == .mismatch || error.kind == .limit:
            detail = error.message
        case .path(let path, _):
            // A path into the context object is quoted as one from `$`, next to the state's input.
            let text = path.root == .context ? String(path.text.dropFirst()) : path.text
            detail = "The JsonPath argument for the field '\(text)' could not be found in the input '\(input)'"
        }
        return ExpressionError(cause: "The function '\(text)' had the following error: \(detail)")
    }
}

extension IntrinsicNode {
    func collectPaths(into paths: inout [JSONPath]) {
        for argument in arguments {
            switch argument {
            case .literal: break
            case .path(let path): paths.append(path)
            case .call(let node): node.collectPaths(into: &paths)
            }
        }
    }

    var functionCount: Int {
        arguments.reduce(1) { count, argument in
            switch argument {
            case .literal, .path: count
            case .call(let node): count + node.functionCount
            }
        }
    }
}
