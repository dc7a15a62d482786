public import StatesCore
import StatesLanguage

/// What must hold at the end of every path through an execution.
///
///     after STATE succeeded|failed|entered, CONDITION [or CONDITION]…
///     never CONDITION [and CONDITION]…
///
/// A condition is `STATE succeeded|failed|entered` or `execution succeeded|failed|parked`. Behind `after`, a condition
/// about a state counts when it comes true after what stands before the comma, each time anew.
public struct SagaRule: Hashable, Sendable {
    /// Something that is or is not so at the end of a path.
    public enum Condition: Hashable, Sendable {
        case state(StateIndex, StateVerb)
        case execution(ExecutionVerb)
    }

    /// What may happen to a state.
    public enum StateVerb: String, Hashable, Sendable, CaseIterable {
        /// It was left with its result.
        case succeeded
        /// It failed for good: left through a catcher, or not at all. What is retried has not failed.
        case failed
        case entered
    }

    /// How an execution may end.
    public enum ExecutionVerb: String, Hashable, Sendable, CaseIterable {
        case succeeded
        /// Also when its time was over.
        case failed
        /// It waits for an answer that never comes.
        case parked
    }

    /// Which of the two rules it is.
    public enum Kind: Hashable, Sendable {
        case after(StateIndex, StateVerb, anyOf: [Condition])
        case never(allOf: [Condition])
    }

    public var kind: Kind
    /// As it was written.
    public var text: String
}

/// How far a rule is along one path.
struct RuleProgress: Hashable, Sendable {
    /// `after`: bit 0 says that a condition is owed, bit 1 that one ever was. `never`: a bit for each condition that
    /// came true.
    private(set) var bits: UInt64 = 0

    mutating func see(_ fact: StateFact, _ rule: SagaRule) {
        switch rule.kind {
        case .after(let state, let verb, let conditions):
            if conditions.contains(where: { fact.makesTrue($0) }) { bits &= ~1 }
            if fact.state == state, fact.kind == verb.fact { bits |= 3 }
        case .never(let conditions):
            for (index, condition) in conditions.enumerated() where fact.makesTrue(condition) { bits |= 1 << index }
        }
    }

    /// Whether what the rule is about ever came up.
    var isTouched: Bool { bits != 0 }

    /// Whether a path that ends so breaks `rule`.
    func isBroken(_ rule: SagaRule, by end: ExploredEnd) -> Bool {
        func holds(_ condition: SagaRule.Condition) -> Bool {
            if case .execution(let verb) = condition { verb == end.verb } else { false }
        }
        switch rule.kind {
        case .after(_, _, let conditions): return bits & 1 == 1 && !conditions.contains(where: holds)
        case .never(let conditions):
            return conditions.indices.allSatisfy { bits >> $0 & 1 == 1 || holds(conditions[$0]) }
        }
    }
}

extension StateFact {
    fileprivate func makesTrue(_ condition: SagaRule.Condition) -> Bool {
        if case .state(state, let verb) = condition { verb.fact == kind } else { false }
    }
}

extension SagaRule.StateVerb {
    fileprivate var fact: StateFact.Kind {
        switch self {
        case .succeeded: .succeeded
        case .failed: .failed
        case .entered: .entered
        }
    }
}

extension ExploredEnd {
    /// What rules call it. An execution that is stuck is ended by the service when its history or its year is full.
    var verb: SagaRule.ExecutionVerb {
        switch self {
        case .succeeded: .succeeded
        case .failed, .timedOut, .stuck: .failed
        case .parked: .parked
        }
    }
}
