import JSONModel
public import StatesCore
public import StatesLanguage

/// What executions of one state machine have come to: states, transitions, choice rules, both sides of each `Default`,
/// retriers, catchers.
///
/// It is fed with events, those of the children of distributed Maps included, and can be added up.
public struct Coverage: Hashable, Sendable {
    /// What can be covered.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case state = "states"
        case transition = "transitions"
        case rule = "choiceRules"
        case byDefault = "defaults"
        case retrier = "retriers"
        case catcher = "catchers"
    }

    /// How much of something was covered.
    public struct Share: Hashable, Sendable {
        public var covered = 0
        public var total = 0

        /// 0 … 100; 100 of nothing.
        public var percent: Double { total == 0 ? 100 : Double(covered) * 100 / Double(total) }

        public static func + (left: Share, right: Share) -> Share {
            Share(covered: left.covered + right.covered, total: left.total + right.total)
        }
    }

    /// In the order of the definition; the states inside a Parallel or Map state follow it.
    public private(set) var states: [StateCoverage] = []
    /// By name: names are distinct in the whole machine.
    private var places: [String: Int] = [:]
    /// `Error` and `Cause` of Fail states, where they are literal.
    private var literalFailures: [String: Failure] = [:]
    /// The failure that was last heard of: what a Parallel or Map state around it fails with.
    private var lastFailure: Failure?

    public init(of machine: StateMachine) { add(machine.graph, at: []) }

    private mutating func add(_ graph: StateGraph, at pointer: JSONPointer) {
        let scope = pointer.appending("States")
        for state in graph.states {
            let place = scope.appending(state.name)
            if places[state.name] == nil { places[state.name] = states.count }
            states.append(StateCoverage(state, at: place))
            if case .fail(let fail) = state.kind, case .literal(let error)? = fail.error {
                literalFailures[state.name] = Failure(error: error, cause: nil)
            }
            for (tokens, inner) in state.innerScopes { add(inner, at: JSONPointer(place.tokens + tokens)) }
        }
    }

    public subscript(name: String) -> StateCoverage? { places[name].map { states[$0] } }

    /// Counts what `events` show.
    ///
    /// - Parameter program: of the execution that made them: the machine's own, or that of a distributed Map in it.
    public mutating func observe(_ events: [Event], of program: Program) {
        for event in events {
            switch event.body {
            case .stateEntered(let state, _):
                let (name, type) = program.describe(state)
                guard let place = places[name] else { continue }
                states[place].count += 1
                if type == .fail { lastFailure = literalFailures[name] }
            case .stateExited(let exit):
                guard let place = places[program.describe(event.place.state).name] else { continue }
                states[place].leave(by: exit.route, to: exit.next.map { program.describe($0).name })
            case .retryScheduled(let retrier, _):
                guard let place = places[program.describe(event.place.state).name] else { continue }
                states[place].retriers.count(Int(retrier))
            case .taskFailed(let failure, _), .taskTimedOut(let failure), .mapRunFailed(let failure),
                .evaluationFailed(let failure, _):
                lastFailure = failure
                refuse(failure, in: program.describe(event.place.state).name)
            case .parallelFailed, .mapFailed:
                guard let lastFailure else { continue }
                refuse(lastFailure, in: program.describe(event.place.state).name)
            default: break
            }
        }
    }

    /// A retrier without attempts takes its errors without an event of its own.
    private mutating func refuse(_ failure: Failure, in name: String) {
        guard let place = places[name], failure.isCatchable else { return }
        guard let retrier = states[place].retriers.firstIndex(where: { failure.matches($0.errorEquals) }),
            states[place].retriers[retrier].isRefusal
        else { return }
        states[place].retriers[retrier].count += 1
    }

    mutating func change(_ name: String, _ change: (inout StateCoverage) -> Void) {
        if let place = places[name] { change(&states[place]) }
    }

    /// Adds what other executions of the same machine have come to.
    public mutating func add(_ other: Coverage) {
        precondition(states.count == other.states.count, "coverage of one machine is added up")
        for index in states.indices { states[index].add(other.states[index]) }
    }

    /// How much of one kind, or of everything, was covered.
    public func share(of kind: Kind? = nil) -> Share {
        var share = Share()
        for kind in kind.map({ [$0] }) ?? Kind.allCases {
            for state in states {
                let counts = state.counts(kind)
                share = share + Share(covered: counts.count { $0 > 0 }, total: counts.count)
            }
        }
        return share
    }
}

extension StateCoverage {
    mutating func leave(by route: StateExit.Route?, to target: String?) {
        if let place = transitions.firstIndex(where: { $0.target == target }) { transitions[place].count += 1 }
        switch route {
        case .rule(let place):
            if rules.indices.contains(Int(place)) { rules[Int(place)].count += 1 }
            byDefault?.passedBy += 1
        case .byDefault: byDefault?.taken += 1
        case .catcher(let place): catchers.count(Int(place))
        case nil: break
        }
    }
}

extension [StateCoverage.Handler] {
    fileprivate mutating func count(_ place: Int) {
        if indices.contains(place) { self[place].count += 1 }
    }
}
