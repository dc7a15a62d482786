public import JSONModel

extension State {
    /// Choice: goes to the first rule that holds, else to `default`.
    public struct Choice: AssigningState {
        public var source: StateSource

        /// - Parameter rules: `Choices`, tried in order.
        public init(_ name: StateName, @DefinitionBuilder<When> rules: () -> [When]) {
            source = StateSource(name, .choice)
            source.fields.set("Choices", .array(rules().map { .object($0.object) }))
        }

        /// `Default`: a state of the same scope. Without it, what no rule takes fails the execution.
        public func `default`(_ name: StateName) -> Self { setting { $0.set("Default", name.rawValue) } }
    }
}

/// A rule of a Choice state: when the condition holds, the machine goes on to `next`.
///
///     When("$.amount", .numericGreaterThan(1000), next: "Review")
///     When(.and(.variable("$.paid", .isPresent(true)), .not(.variable("$.due", .isNull(true)))), next: "Pay")
///     When(.expression("$states.input.amount > 1000"), next: "Review")
public struct When: Hashable, Sendable {
    var object: DefinitionObject

    /// - Parameters:
    ///   - assign: instead of the state's own, which belongs to `default`.
    ///   - output: JSONata only.
    ///   - next: a state of the same scope.
    public init(
        _ condition: Condition, assign: TemplateSource? = nil, output: TemplateSource? = nil, next: StateName,
        comment: String? = nil
    ) {
        object = condition.object
        object.set("Comment", comment)
        object.set("Assign", assign)
        object.set("Output", output)
        object.set("Next", next.rawValue)
    }

    /// A rule that compares one variable. JSONPath only.
    ///
    /// - Parameter variable: `Variable`, a path.
    public init(
        _ variable: String, _ comparison: Comparison, assign: TemplateSource? = nil, next: StateName,
        comment: String? = nil
    ) {
        self.init(.variable(variable, comparison), assign: assign, next: next, comment: comment)
    }

    /// Any field by its name, as JSON.
    public func field(_ name: String, _ value: JSONValue) -> Self {
        var rule = self
        rule.object.set(name, .value(value))
        return rule
    }

    /// What a rule asks.
    public struct Condition: Hashable, Sendable {
        fileprivate var object = DefinitionObject()

        private init(_ name: String, _ value: DefinitionNode) { object.set(name, value) }

        /// `Variable`, a path, and how it is compared. JSONPath only.
        public static func variable(_ path: String, _ comparison: Comparison) -> Self {
            var condition = Self("Variable", .value(.string(path)))
            condition.object.set(comparison.name, .value(comparison.operand))
            return condition
        }

        /// `And`: holds if all do. JSONPath only.
        public static func and(_ conditions: Condition...) -> Self { .and(conditions) }
        /// `And`: holds if all do. JSONPath only.
        public static func and(_ conditions: [Condition]) -> Self { Self("And", list(conditions)) }

        /// `Or`: holds if any does. JSONPath only.
        public static func or(_ conditions: Condition...) -> Self { .or(conditions) }
        /// `Or`: holds if any does. JSONPath only.
        public static func or(_ conditions: [Condition]) -> Self { Self("Or", list(conditions)) }

        /// `Not`. JSONPath only.
        public static func not(_ condition: Condition) -> Self { Self("Not", .object(condition.object)) }

        /// `Condition`: an expression that gives a boolean, without `{%` and `%}`. JSONata only.
        public static func expression(_ source: String) -> Self {
            Self("Condition", .value(.string(TemplateSource.delimited(source))))
        }

        /// `Condition`: a literal. JSONata only.
        public static func literal(_ condition: Bool) -> Self { Self("Condition", .value(.bool(condition))) }

        private static func list(_ conditions: [Condition]) -> DefinitionNode {
            .array(conditions.map { .object($0.object) })
        }
    }
}
