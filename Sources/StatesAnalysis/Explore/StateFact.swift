import StatesLanguage
import StatesCore

/// What rules are about: something happened to a state.
struct StateFact: Hashable, Sendable {
    enum Kind: UInt8, Hashable, Sendable {
        case entered
        /// Left with its result, not through a catcher.
        case succeeded
        /// Failed for good: left through a catcher, or not at all. What is retried has not failed.
        case failed
    }

    var kind: Kind
    var state: StateIndex
}

/// Which parts of a machine were used.
struct ExploredParts: Sendable {
    /// A retrier or a catcher of a state, by its place in the list.
    struct Handler: Hashable, Sendable {
        var state: StateIndex
        var index: Int
    }

    /// An error that ended the execution although no Fail state made it.
    struct Uncaught: Hashable, Sendable {
        var state: StateIndex
        var error: String
        /// What the engine says of it; `nil` for what the world answered.
        var cause: String?
    }

    var entered: Set<StateIndex> = []
    var catchers: Set<Handler> = []
    /// Retriers that a failure came to first, whether or not they had a retry left.
    var matched: Set<Handler> = []
    /// Retriers that keep a failure from a later one that would have retried it.
    var guards: Set<Handler> = []
    /// In the order in which they were found.
    private(set) var uncaught: [Uncaught] = []

    mutating func add(_ error: Uncaught) {
        if !uncaught.contains(where: { $0.state == error.state && $0.error == error.error }) { uncaught.append(error) }
    }
}

/// Reads what happened to states from the events of an execution, a turn at a time.
struct FactReader: Sendable {
    let program: Program
    private(set) var parts = ExploredParts()

    init(_ program: Program) { self.program = program }

    /// What is known of a frame within one turn.
    private enum Outcome {
        case succeeded
        case failed(Failure?)
    }

    private struct Turn {
        var facts: [StateFact] = []
        var outcomes: [Int32: Outcome] = [:]
        /// The state where the failure that is handled came from, and what it is.
        var origin: StateIndex?
        var failure: Failure?
        var hasFailure = false
    }

    /// - Parameter events: of whole turns.
    mutating func read(_ events: [Event]) -> [StateFact] {
        var turn = Turn()
        for event in events { read(event, &turn) }
        return turn.facts
    }

    private mutating func read(_ event: Event, _ turn: inout Turn) {
        let state = event.place.state
        switch event.body {
        case .stateEntered(let entered, _): enter(entered, event.frame, &turn)
        case .taskSucceeded, .parallelSucceeded, .mapSucceeded, .mapRunSucceeded:
            turn.outcomes[event.frame] = .succeeded
        case .taskFailed(let failure, _), .taskTimedOut(let failure), .evaluationFailed(let failure, _),
            .mapRunFailed(let failure):
            fail(state, failure, event.frame, &turn)
        case .parallelFailed, .mapFailed:
            match(turn.failure, in: state)
            turn.outcomes[event.frame] = .failed(turn.failure)
            turn.facts.append(StateFact(kind: .failed, state: state))
        case .retryScheduled(let retrier, _):
            parts.matched.insert(.init(state: state, index: Int(retrier)))
            turn.outcomes[event.frame] = nil
            turn.hasFailure = false
        case .stateExited(let exit): leave(state, exit, event.frame, &turn)
        case .stateAborted:
            // A failure of its own comes first; what a failure of a sibling cuts off has not failed.
            var isOwn = !turn.hasFailure
            if case .failed = turn.outcomes[event.frame] { isOwn = true }
            if isOwn, program.describe(state).type == .task {
                turn.facts.append(StateFact(kind: .failed, state: state))
            }
            turn.hasFailure = true
        case .iterationFailed: turn.hasFailure = true
        case .executionFailed(let failure): end(state, failure, &turn)
        case .executionStarted, .executionSucceeded, .executionTimedOut, .executionAborted, .executionRedriven,
            .frameRedriven, .stateHung, .taskScheduled, .taskStarted, .taskSubmitted, .taskHeartbeat, .waitStarted,
            .retryStarted, .parallelStarted, .branchSucceeded, .mapStarted, .iterationStarted, .iterationSucceeded,
            .iterationAborted, .distributedMapStarted, .mapRunStarted, .mapRunAborted, .mapRunRedriven:
            break
        }
    }

    private mutating func enter(_ state: StateIndex, _ frame: Int32, _ turn: inout Turn) {
        parts.entered.insert(state)
        turn.outcomes[frame] = nil
        turn.facts.append(StateFact(kind: .entered, state: state))
        guard program.describe(state).type == .fail else { return }
        turn.facts.append(StateFact(kind: .failed, state: state))
        turn.outcomes[frame] = .failed(nil)
        turn.origin = state
        turn.failure = program.error(ofFail: state).map { Failure(error: $0, cause: nil) }
        turn.hasFailure = true
    }

    private mutating func fail(_ state: StateIndex, _ failure: Failure, _ frame: Int32, _ turn: inout Turn) {
        match(failure, in: state)
        turn.outcomes[frame] = .failed(failure)
        turn.origin = state
        turn.failure = failure
        turn.hasFailure = true
    }

    private mutating func leave(_ state: StateIndex, _ exit: StateExit, _ frame: Int32, _ turn: inout Turn) {
        let isSuccess: Bool
        switch program.describe(state).type {
        case .pass, .choice, .wait, .succeed, .fail: isSuccess = true
        case .task, .parallel, .map:
            if case .succeeded = turn.outcomes[frame] {
                isSuccess = exit.next == program.next(of: state)
            } else {
                isSuccess = false
            }
        }
        turn.outcomes[frame] = nil
        turn.facts.append(StateFact(kind: isSuccess ? .succeeded : .failed, state: state))
        guard !isSuccess else { return }
        match(turn.failure, in: state)
        let catchers = program.catchers(of: state)
        // What failed without an event is known by where it goes.
        let taken =
            catchers.firstIndex { turn.failure?.matches($0.catcher.errorEquals) == true && $0.next == exit.next }
            ?? catchers.firstIndex { $0.next == exit.next }
        if let taken { parts.catchers.insert(.init(state: state, index: taken)) }
        turn.hasFailure = false
        turn.failure = nil
        turn.origin = nil
    }

    private mutating func end(_ state: StateIndex, _ failure: Failure, _ turn: inout Turn) {
        let origin = turn.origin ?? state
        if state >= 0, program.describe(state).type != .fail {
            turn.facts.append(StateFact(kind: .failed, state: state))
        }
        // A Fail state means what it does, unless it cannot even tell its error.
        let isMeant = failure.error != "States.Runtime"
        guard origin >= 0, program.describe(origin).type != .fail || !isMeant else { return }
        let cause = failure.cause == ExplorationStep.cause ? nil : failure.cause
        parts.add(.init(state: origin, error: failure.error ?? "an error without a name", cause: cause))
    }

    /// Notes the retrier that `failure` comes to first.
    private mutating func match(_ failure: Failure?, in state: StateIndex) {
        guard let failure, failure.isCatchable else { return }
        let retriers = program.retriers(of: state)
        guard let first = retriers.firstIndex(where: { failure.matches($0.errorEquals) }) else { return }
        parts.matched.insert(.init(state: state, index: first))
        let later = retriers[(first + 1)...]
        if later.contains(where: { failure.matches($0.errorEquals) && $0.maxAttempts > 0 }) {
            parts.guards.insert(.init(state: state, index: first))
        }
    }
}
