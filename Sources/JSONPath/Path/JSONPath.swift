public import JSONModel

/// A path, compiled once: Jayway's JsonPath as AWS Step Functions takes it, from `$`, `$$` or `$name`.
///
/// Equality is that of the text. Copies share one allocation.
public struct JSONPath: Hashable, Sendable {
    /// Where a path starts.
    public enum Root: Hashable, Sendable {
        /// `$`: the input.
        case input
        /// `$$`: the context object.
        case context
        /// `$name`: a variable.
        case variable(String)
    }

    final class Compiled: Sendable {
        let text: String
        let root: Root
        let steps: [PathStep]
        /// The only step, when it is one member and the root is the input: the most frequent path.
        let inputMember: String?
        let isDefinite: Bool
        let isReferencePath: Bool

        init(text: String, root: Root, steps: [PathStep]) {
            self.text = text
            self.root = root
            self.steps = steps
            if root == .input, steps.count == 1, case .member(let name) = steps[0] {
                inputMember = name
            } else {
                inputMember = nil
            }
            isDefinite = steps.indices.allSatisfy { steps[$0].isDefinite(isLast: $0 == steps.count - 1) }
            isReferencePath = steps.allSatisfy { step in
                switch step {
                case .member, .index: true
                case .members, .indices, .slice, .wildcard, .descend, .filter, .function: false
                }
            }
        }
    }

    let compiled: Compiled

    public init(_ text: String) throws(JSONPathSyntaxError) {
        let (root, steps) = try PathParser.parse(text)
        compiled = Compiled(text: text, root: root, steps: steps)
    }

    init(text: String, root: Root, steps: [PathStep]) {
        compiled = Compiled(text: text, root: root, steps: steps)
    }

    /// The path as it was written.
    public var text: String { compiled.text }
    public var root: Root { compiled.root }

    /// Whether the path selects one value at most. Other paths give an array of what they select.
    public var isDefinite: Bool { compiled.isDefinite }

    /// Whether the path has names and indices only, so that it can name a place to write to.
    public var isReferencePath: Bool { compiled.isReferencePath }

    /// Whether the path is `$`: the whole input.
    public var isWholeInput: Bool { compiled.root == .input && compiled.steps.isEmpty }

    /// The variable that the path starts from, if it does.
    public var variableNames: [String] {
        if case .variable(let name) = compiled.root { [name] } else { [] }
    }

    public static func == (left: JSONPath, right: JSONPath) -> Bool {
        left.compiled === right.compiled || left.compiled.text.utf8.elementsEqual(right.compiled.text.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(compiled.text)
    }
}

extension JSONPath {
    /// The value that the path selects; an array of all selected values if the path is not definite.
    ///
    /// - Throws: what the service says where nothing is selected. A path that is not definite throws only when a
    ///   member before its first wildcard, slice or filter is missing.
    public func evaluate(in scope: inout some ExpressionScope) throws(JSONPathError) -> JSONValue {
        if let name = compiled.inputMember, case .object(let object) = scope.input, let value = object[name] {
            return value
        }
        let root = try rootValue(in: &scope)
        if compiled.isReferencePath, let value = PathEvaluator.follow(compiled.steps, from: root) { return value }
        return try select(from: root)
    }

    /// The value that the path selects, or `nil` where `evaluate(in:)` would throw; builds no message.
    public func evaluateIfPresent(in scope: inout some ExpressionScope) -> JSONValue? {
        if let name = compiled.inputMember {
            guard case .object(let object) = scope.input else { return nil }
            return object[name]
        }
        guard let root = try? rootValue(in: &scope) else { return nil }
        if compiled.isReferencePath { return PathEvaluator.follow(compiled.steps, from: root) }
        guard case .value(let value) = outcome(from: root) else { return nil }
        return value
    }

    /// As in payload templates: a path that is not definite gives `[]` instead of failing.
    func evaluateLeniently(in scope: inout some ExpressionScope) throws(JSONPathError) -> JSONValue {
        do {
            return try evaluate(in: &scope)
        } catch  where !compiled.isDefinite && error.kind != .limit {
            return .array([])
        }
    }

    private func rootValue(in scope: inout some ExpressionScope) throws(JSONPathError) -> JSONValue {
        switch compiled.root {
        case .input: return scope.input
        case .context: return scope.contextObject()
        case .variable(let name):
            if let value = scope.variable(name) { return value }
            throw JSONPathError(kind: .notFound, message: "The variable '$\(name)' is not defined")
        }
    }

    /// The value that the path selects from `root`, whatever root it names.
    public func select(from root: JSONValue) throws(JSONPathError) -> JSONValue {
        switch outcome(from: root) {
        case .value(let value): return value
        case .absent(let absence): throw absence.error(in: compiled.steps)
        }
    }

    private func outcome(from root: JSONValue) -> PathOutcome {
        compiled.steps.isEmpty ? .value(root) : PathEvaluator.evaluate(compiled.steps, on: root)
    }
}
