import StatesCore
import StatesLanguage

/// What exploring found out about a rule.
public enum RuleVerdict: Sendable {
    /// It holds at the end of every path, and every path was followed. `count` is `nil` for more than a 64-bit number
    /// counts.
    case holds(paths: Int?)
    /// No path that was followed breaks it, but not all were.
    case noCounterexample
    case broken(Counterexample)
    /// Paths break it, but none that was tried does so in virtual time: their durations rule the order of their
    /// timers out, or a loop without an end ends elsewhere.
    case onlyOutOfTime(tried: Int)
}

/// A shortest path that breaks a rule.
public struct Counterexample: Sendable {
    public var steps: [PathStep]
    public var end: ExploredEnd
    /// The path as input and answers.
    public var scenario: ExploredScenario
}

/// One step of a path, for people.
public struct PathStep: Hashable, Sendable {
    /// The state that the world answered; `nil` for what is about none.
    public var state: String?
    public var answer: WorldAnswer
    /// Whether it was the delay before a retry.
    public var isDelay: Bool
}

extension Exploration {
    /// Judges `rule` at the end of every path.
    ///
    /// How far the rule is belongs to what is followed here, so that paths that come to one state of the execution are
    /// told apart where the rule tells them apart.
    ///
    /// - Parameter paths: of this exploration.
    /// - Returns: also whether what stands behind `after` ever came true; always so for `never`.
    public func judge(
        _ rule: SagaRule, _ paths: ExploredPaths
    ) -> (verdict: RuleVerdict, isTouched: Bool) {
        var search = RuleSearch(exploration: self, rule: rule, isDead: paths.isDead)
        var tried = 0
        while let path = search.nextBreak() {
            let moves = path.map(\.move)
            let end = ends[Int(path.last?.to ?? 0)] ?? .stuck(path.last?.state ?? -1)
            let scenario = ExploredScenario(moves, of: self)
            if isBroken(rule, by: scenario) {
                let counterexample = Counterexample(steps: steps(of: path), end: end, scenario: scenario)
                return (.broken(counterexample), true)
            }
            tried += 1
            if tried == Self.mostTried { break }
        }
        if tried > 0 { return (.onlyOutOfTime(tried: tried), true) }
        var isTouched = true
        if case .after = rule.kind { isTouched = search.isTouched }
        return (cuts.isEmpty ? .holds(paths: paths.count) : .noCounterexample, isTouched)
    }

    /// How many paths that break a rule are tried in virtual time.
    private static let mostTried = 10

    /// Whether a run of `scenario` breaks `rule`: the durations of waits and timeouts count there.
    private func isBroken(_ rule: SagaRule, by scenario: ExploredScenario) -> Bool {
        let (execution, events) = scenario.run(self)
        var reader = FactReader(program)
        var progress = RuleProgress()
        for fact in reader.read(events) { progress.see(fact, rule) }
        let last = execution.lastState ?? -1
        let end: ExploredEnd
        switch execution.status {
        case .succeeded: end = .succeeded(last)
        case .failed, .aborted: end = .failed(error: execution.failure?.error ?? "", last)
        case .timedOut: end = scenario.isParked ? .parked([last]) : .timedOut(last)
        case .running: end = .stuck(last)
        }
        return progress.isBroken(rule, by: end)
    }

    /// The steps of `path`, without the start where there is one input.
    func steps(of path: some Collection<Edge>) -> [PathStep] {
        path.compactMap { edge in
            if case .starts = edge.move.answer, world.inputs.count == 1 { return nil }
            guard edge.state >= 0 else { return PathStep(state: nil, answer: edge.move.answer, isDelay: false) }
            let (name, type) = program.describe(edge.state)
            let isDelay = edge.move.answer == .passes && type != .wait
            return PathStep(state: name, answer: edge.move.answer, isDelay: isDelay)
        }
    }
}

/// Follows an exploration together with one rule, the nearest first.
private struct RuleSearch {
    let exploration: Exploration
    let rule: SagaRule
    /// By node: whether no end can be reached from it. What goes there may end anywhere, when its history is full.
    let isDead: [Bool]

    private struct Place: Hashable {
        var node: Int32
        var progress: RuleProgress
    }

    private var places: [Place]
    /// By place: the place before it and the edge between them.
    private var origins: [(place: Int, edge: Int)] = [(-1, -1)]
    private var known: Set<Place>
    private var next = 0
    private(set) var isTouched = false

    init(exploration: Exploration, rule: SagaRule, isDead: [Bool]) {
        self.exploration = exploration
        self.rule = rule
        self.isDead = isDead
        let start = Place(node: 0, progress: RuleProgress())
        places = [start]
        known = [start]
    }

    /// The next shortest path that ends and breaks the rule.
    mutating func nextBreak() -> [Exploration.Edge]? {
        while next < places.count {
            let index = next
            let place = places[index]
            next += 1
            if let end = exploration.ends[Int(place.node)] {
                if place.progress.isBroken(rule, by: end) { return path(to: index) }
                continue
            }
            defer { follow(place, index) }
            if isDead[Int(place.node)], place.progress.isBroken(rule, by: .stuck(-1)) { return path(to: index) }
        }
        return nil
    }

    private mutating func follow(_ place: Place, _ index: Int) {
        let edges = exploration.edges(of: place.node)
        for (number, edge) in zip(edges.indices, edges) {
            var progress = place.progress
            for fact in exploration.facts[Int(edge.facts.lowerBound)..<Int(edge.facts.upperBound)] {
                progress.see(fact, rule)
            }
            if progress.isTouched { isTouched = true }
            let following = Place(node: edge.to, progress: progress)
            guard known.insert(following).inserted else { continue }
            places.append(following)
            origins.append((index, number))
        }
    }

    private func path(to index: Int) -> [Exploration.Edge] {
        var path: [Exploration.Edge] = []
        var place = index
        while origins[place].place >= 0 {
            path.append(exploration.edges[origins[place].edge])
            place = origins[place].place
        }
        return path.reversed()
    }
}
