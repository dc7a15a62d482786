import StatesCore
import StatesLanguage

/// What an exploration says about a machine.
public struct ExplorationFindings: Sendable {
    /// One way for an execution to end.
    public struct Outcome: Sendable {
        public var end: ExploredEnd
        /// `nil` for more than a 64-bit number counts.
        public var paths: Int?
        /// A shortest path.
        public var steps: [PathStep]
    }

    /// A retrier or a catcher that has no effect.
    public struct Handler: Hashable, Sendable {
        public var state: String
        /// Its place in `Retry` or `Catch`.
        public var index: Int
        public var errorEquals: [String]
        public var reason: String
    }

    /// An error that ends the execution although no Fail state makes it.
    public struct Uncaught: Hashable, Sendable {
        /// One of them.
        public struct Kind: Hashable, Sendable {
            public var name: String
            /// What the engine says of it; `nil` for what the world answered.
            public var cause: String?
        }

        public var state: String
        public var errors: [Kind]
    }

    public var outcomes: [Outcome] = []
    /// Names of states, in the order of the definition.
    public var neverEntered: [String] = []
    public var neverCaught: [Handler] = []
    public var neverRetried: [Handler] = []
    public var uncaught: [Uncaught] = []
    /// States where no end can be reached any more.
    public var deadEnds: [String] = []
    /// States that loops go through, which may go round for ever.
    public var loops: [String] = []
    /// Retriers that were followed as if they retried for ever.
    public var endless: [(state: String, index: Int, attempts: Int)] = []

    /// Whether something was found that nobody will have wanted.
    public var isClean: Bool {
        neverEntered.isEmpty && neverCaught.isEmpty && neverRetried.isEmpty && uncaught.isEmpty && deadEnds.isEmpty
    }

    public init(_ exploration: Exploration, _ paths: ExploredPaths) {
        let program = exploration.program
        let name = { (state: StateIndex) in state >= 0 ? program.describe(state).name : "the start" }
        outcomes = Self.outcomes(exploration, paths)
        let parts = exploration.parts
        for state in StateIndex(0)..<StateIndex(program.stateCount) {
            guard parts.entered.contains(state) else {
                neverEntered.append(name(state))
                continue
            }
            addHandlers(of: state, exploration)
        }
        for found in parts.uncaught {
            if let index = uncaught.firstIndex(where: { $0.state == name(found.state) }) {
                uncaught[index].errors.append(.init(name: found.error, cause: found.cause))
            } else {
                let kind = Uncaught.Kind(name: found.error, cause: found.cause)
                uncaught.append(Uncaught(state: name(found.state), errors: [kind]))
            }
        }
        deadEnds = paths.deadEnds.map(name)
        loops = paths.loopStates.map(name)
        endless = exploration.endlessRetriers.filter { parts.matched.contains(.init(state: $0.state, index: $0.index)) }
            .map { (name($0.state), $0.index, $0.attempts) }
    }

    /// Ends that say the same are one.
    private static func outcomes(_ exploration: Exploration, _ paths: ExploredPaths) -> [Outcome] {
        var outcomes: [Outcome] = []
        var places: [ExploredEnd: Int] = [:]
        let nodes = exploration.ends.indices.filter { exploration.ends[$0] != nil }
        for (node, (end, count)) in zip(nodes, paths.countsByEnd) {
            if let place = places[end] {
                outcomes[place].paths = outcomes[place].paths.flatMap { known in
                    count.flatMap { known.addingReportingOverflow($0).overflow ? nil : known + $0 }
                }
            } else {
                places[end] = outcomes.count
                let steps = exploration.steps(of: exploration.path(to: Int32(node)))
                outcomes.append(Outcome(end: end, paths: count, steps: steps))
            }
        }
        return outcomes
    }

    private mutating func addHandlers(of state: StateIndex, _ exploration: Exploration) {
        let (program, parts) = (exploration.program, exploration.parts)
        let name = program.describe(state).name
        for (index, catcher) in program.catchers(of: state).enumerated()
        where !parts.catchers.contains(.init(state: state, index: index)) {
            let names = catcher.catcher.errorEquals
            neverCaught.append(Handler(state: name, index: index, errorEquals: names, reason: "no error comes to it"))
        }
        for (index, retrier) in program.retriers(of: state).enumerated() {
            let handler = ExploredParts.Handler(state: state, index: index)
            let reason: String
            if !parts.matched.contains(handler) {
                reason = "no error comes to it"
            } else if retrier.maxAttempts == 0, !parts.guards.contains(handler) {
                reason = "it allows no retry, and nothing behind it would retry its errors"
            } else {
                continue
            }
            neverRetried.append(
                Handler(state: name, index: index, errorEquals: retrier.errorEquals, reason: reason))
        }
    }
}
