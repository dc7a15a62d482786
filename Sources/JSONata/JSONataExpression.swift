public import JSONModel

/// A compiled expression. It is immutable, and any number of threads may evaluate it at once.
///
///     let expression = try JSONataExpression("$sum(items.(price * quantity))")
///     let total = try expression.evaluate(input)
public struct JSONataExpression: Sendable {
    /// The text it was compiled from.
    public let source: String
    public let dialect: Dialect
    public let limits: Limits
    private let compiled: Compiled

    // Sendable because nothing in it changes once it is made.
    private final class Compiled: @unchecked Sendable {
        let root: Node
        let scope: Scope
        /// Depth that the root needs.
        let height: Int
        let globals: [String]
        /// Whether `$eval` occurs, which may ask for any variable.
        let usesEval: Bool

        init(root: Node, scope: Scope, height: Int, globals: [String], usesEval: Bool) {
            self.root = root
            self.scope = scope
            self.height = height
            self.globals = globals
            self.usesEval = usesEval
        }
    }

    /// - Throws: `JSONataError` with the reference's code and wording if the text is no expression.
    public init(_ source: String, dialect: Dialect = .jsonata, limits: Limits? = nil) throws(JSONataError) {
        self.source = source
        self.dialect = dialect
        self.limits = limits ?? .standard(for: dialect)
        do throws(Failure) {
            let tree = try Parser.parse(source, dialect: dialect, limits: self.limits)
            let scope = Scope(parent: nil)
            let compiler = Compiler(dialect: dialect, limits: self.limits, scope: scope)
            let (root, height) = try compiler.compileRoot(tree)
            compiled = Compiled(
                root: root, scope: scope, height: height, globals: compiler.globals,
                usesEval: compiler.usesEval)
        } catch {
            throw error.error()
        }
    }

    /// The variables and functions that the expression takes from outside, without `$`: built-in ones included.
    public var freeVariables: [String] { compiled.globals }

    /// What evaluation gave.
    public enum Outcome: Hashable, Sendable {
        case value(JSONValue)
        /// Nothing, which is not JSON's null.
        case undefined
        /// A function, which no JSON can hold.
        case function
    }

    /// Evaluates the expression.
    ///
    /// - Parameters:
    ///   - input: the context and `$$`; `nil` is undefined.
    ///   - surroundings: time and randomness.
    ///   - variables: the value of `$name`, asked for at most once for each name that occurs; `nil` if there is none.
    public func evaluate(
        _ input: JSONValue?, surroundings: Surroundings = Surroundings(),
        variables: (String) -> JSONValue? = { _ in nil }
    ) throws(JSONataError) -> Outcome {
        do throws(Failure) {
            return try outcome(input, surroundings, variables)
        } catch {
            throw error.error()
        }
    }

    private func outcome(
        _ input: JSONValue?, _ surroundings: Surroundings, _ variables: (String) -> JSONValue?
    ) throws(Failure) -> Outcome {
        let run = Evaluation(
            root: input.map { Value($0) } ?? .undefined, dialect: dialect, limits: limits, surroundings: surroundings)
        defer { run.end() }
        if !compiled.globals.isEmpty {
            run.globals.reserveCapacity(compiled.globals.count)
            for name in compiled.globals { run.globals.append(variables(name).map { Value($0) } ?? .unbound) }
        }
        guard compiled.usesEval else { return try outcome(run) }
        return try EvaluationStart.withEscaping(variables) { (variable) throws(Failure) in
            run.variable = variable
            defer { run.variable = { _ in .unbound } }
            return try outcome(run)
        }
    }

    private func outcome(_ run: Evaluation) throws(Failure) -> Outcome {
        try run.checkDepth(compiled.height)
        var context = run.root
        if case .array = context { context = .list(EvaluationStart.wrapped(context)) }
        let frame = Frame.make(compiled.scope.names.count, parent: nil)
        let value = try compiled.root.evaluate(run, context, frame)
        if case .function = value { return .function }
        return value.json(nonFiniteAsText: dialect == .stepFunctions).map { .value($0) } ?? .undefined
    }
}

/// How an evaluation begins.
enum EvaluationStart {
    /// An array as the one item of a sequence, so that it counts as one context.
    static func wrapped(_ array: Value) -> List {
        let list = List.sequence([array])
        list.isOuterWrapper = true
        return list
    }

    /// Calls `body` with `variables` as values; they do not outlive the call.
    static func withEscaping<Result>(
        _ variables: (String) -> JSONValue?, _ body: (@escaping (String) -> Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let result: Swift.Result<Result, Failure> = withoutActuallyEscaping(variables) { variables in
            do throws(Failure) {
                return .success(try body { name in variables(name).map { Value($0) } ?? .unbound })
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}
