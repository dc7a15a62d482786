import JSONModel
public import StatesCore
import StatesLanguage
public import StatesSimulation

/// Compares the history of an execution with what a definition makes of the same input and the same answers.
///
/// The recorded answers are given to an execution of the definition in the recorded order, and what it does is compared
/// event by event. Values that depend on times, names and random numbers need not be as recorded.
public struct HistoryComparison: Sendable {
    /// What came of one history.
    public enum Outcome: Hashable, Sendable {
        /// All `events` are what the definition gives.
        case same(events: Int, isEnded: Bool)
        case different(HistoryDivergence)
        /// One sentence without a full stop: the history is not whole, or has no payloads.
        case notComparable(String)
    }

    private let program: Program
    private let rules: HistoryRules
    private let states: StateNames

    public init(_ program: Program, rules: HistoryRules = HistoryRules()) {
        self.program = program
        self.rules = rules
        states = StateNames(program.machine)
    }

    public func compare(_ recorded: RecordedHistory) -> Outcome {
        let history = recorded.renamed(rules.renamed)
        let owners = EventOwners(history)
        let examiner = EventExaminer(rules: rules, owners: owners)
        let configuration = Self.configuration(of: history)
        do {
            let replay = try HistoryReplay(
                history, of: program, configuration: configuration,
                startedAt: Timestamp(seconds: Self.startWithoutTimes), examiner: examiner)
            return .same(events: history.events.count, isEnded: replay.execution.status != .running)
        } catch {
            guard let difference = error.difference else { return .notComparable(error.message) }
            // Steps of concurrent branches that one step of ours makes cannot have others between them.
            let isKnown = difference.recorded.text("name").map { states[$0] != nil } ?? true
            let recorded = difference.recorded
            let isInside = [recorded.id, recorded.previous].contains { (owners[$0]?.lane ?? 0) > 0 }
            if difference.differsInKind, isKnown, isInside {
                let lanes = LaneComparison(history, program, configuration, examiner)
                if let outcome = lanes.outcome(instead: difference) {
                    return finish(outcome, history, examiner)
                }
            }
            return finish(difference, history, examiner)
        }
    }

    private func finish(
        _ difference: HistoryDifference?, _ history: RecordedHistory, _ examiner: EventExaminer
    ) -> Outcome {
        guard let difference else { return .same(events: history.events.count, isEnded: history.isEnded) }
        return .different(HistoryDivergence(difference, history, examiner, states))
    }

    /// What the history says of the execution's configuration; the rest is as it comes, and is no difference.
    private static func configuration(of history: RecordedHistory) -> ExecutionConfiguration {
        var configuration = ExecutionConfiguration()
        if let role = history.events.first?.text("roleArn") { configuration.roleARN = role }
        if let region = history.events.lazy.compactMap({ $0.text("region") }).first { configuration.region = region }
        return configuration
    }

    /// 2026-01-01T00:00:00Z: when an execution started whose history has no times.
    private static let startWithoutTimes: Int64 = 1_767_225_600
}

/// The first place where a history and a definition part.
public struct HistoryDivergence: Hashable, Sendable {
    /// The state whose definition is not as it was, as far as can be told; `nil` for the execution as a whole.
    public var state: String?
    /// The same with the branches and iterations around it: `Each[3] › Pay`.
    public var path: String?
    public var recorded: RecordedHistory.Event
    /// What the definition gives in place of it.
    public var ours: RecordedHistory.Event?
    public var instead: HistoryDifference.Instead
    /// Where the two events differ; empty when they are of different kinds, or about different states.
    public var differences: [ValueDifference]
    public var reason: LikelyReason?

    init(
        _ difference: HistoryDifference, _ history: RecordedHistory, _ examiner: EventExaminer, _ states: StateNames
    ) {
        recorded = difference.recorded
        ours = difference.ours
        instead = difference.instead
        let owner = examiner.owners[recorded.id]
        if let ours, !difference.differsInKind {
            differences = examiner.differences(
                ours, recorded, disguised: difference.disguised, in: owner?.state)
        } else {
            differences = []
        }
        let clues = Clues(difference, differences, history, examiner.owners, states)
        (state, reason) = clues.judgement
        if let owner, owner.state == state {
            path = examiner.owners.path(of: recorded.id)
        } else if examiner.owners[recorded.previous]?.state == state {
            path = examiner.owners.path(of: recorded.previous)
        } else {
            path = state
        }
    }
}

extension HistoryDifference {
    /// Whether the events are of different kinds, or about different states.
    var differsInKind: Bool {
        guard let ours, ours.type == recorded.type else { return true }
        return recorded.text("name").map { $0 != ours.text("name") } ?? false
    }
}

extension RecordedHistory {
    /// The history with other names of states.
    func renamed(_ names: [String: String]) -> RecordedHistory {
        guard !names.isEmpty else { return self }
        var history = self
        for index in history.events.indices {
            for member in ["name", "state"] {
                guard let name = history.events[index].text(member), let new = names[name] else { continue }
                history.events[index].details[member] = .string(new)
            }
        }
        return history
    }
}
