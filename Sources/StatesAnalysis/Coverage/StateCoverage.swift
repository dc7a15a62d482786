public import JSONModel
public import StatesLanguage

/// What tests have seen of one state: how often it was entered, which ways out were taken, which of its retriers and
/// catchers took an error.
public struct StateCoverage: Hashable, Sendable {
    public let name: String
    public let type: StateType
    /// Where it stands in the definition; of a Map the scope is `ItemProcessor`, whatever the definition calls it.
    public let pointer: JSONPointer
    /// How often it was entered.
    public internal(set) var count = 0
    /// Every state that it may lead to once, in the order of the definition.
    public internal(set) var transitions: [Transition]
    /// `Choices`.
    public internal(set) var rules: [Rule]
    /// `Default`.
    public internal(set) var byDefault: Default?
    /// `Retry`.
    public internal(set) var retriers: [Handler]
    /// `Catch`.
    public internal(set) var catchers: [Handler]

    /// A way from one state to another, or out of the scope.
    public struct Transition: Hashable, Sendable {
        /// `nil` at the end of the scope.
        public let target: String?
        public internal(set) var count = 0
    }

    /// A rule of a Choice state.
    public struct Rule: Hashable, Sendable {
        public let next: String
        /// How often it was the first that held.
        public internal(set) var count = 0
    }

    /// `Default` of a Choice state, which has two sides: no rule held, or one did.
    public struct Default: Hashable, Sendable {
        public let next: String
        public internal(set) var taken = 0
        public internal(set) var passedBy = 0
    }

    /// A retrier or a catcher.
    public struct Handler: Hashable, Sendable {
        public let errorEquals: [String]
        /// Whether it is a retrier with `MaxAttempts` 0, which only decides that nothing is retried.
        public let isRefusal: Bool
        /// How often it took an error: a retrier each time that it tried again.
        public internal(set) var count = 0
    }

    init(_ state: State, at pointer: JSONPointer) {
        name = state.name
        type = state.type
        self.pointer = pointer
        var targets: [String?] = []
        switch state.transition {
        case .next(let name): targets.append(name)
        case .end: targets.append(nil)
        case nil: break
        }
        rules = []
        if case .choice(let choice) = state.kind {
            rules = choice.rules.map { Rule(next: $0.next) }
            byDefault = choice.defaultNext.map { Default(next: $0) }
            targets += choice.rules.map(\.next) + [choice.defaultNext].compactMap(\.self)
        }
        let (retriers, catchers) = state.errorHandlers
        self.retriers = retriers.map { Handler(errorEquals: $0.errorEquals, isRefusal: $0.maxAttempts == 0) }
        self.catchers = catchers.map { Handler(errorEquals: $0.errorEquals, isRefusal: false) }
        targets += catchers.map(\.next)
        transitions = []
        for target in targets where !transitions.contains(where: { $0.target == target }) {
            transitions.append(Transition(target: target))
        }
    }

    /// The counts of all that can be covered, by kind.
    public func counts(_ kind: Coverage.Kind) -> [Int] {
        switch kind {
        case .state: [count]
        case .transition: transitions.map(\.count)
        case .rule: rules.map(\.count)
        case .byDefault: byDefault.map { [$0.taken, $0.passedBy] } ?? []
        case .retrier: retriers.map(\.count)
        case .catcher: catchers.map(\.count)
        }
    }

    mutating func add(_ other: StateCoverage) {
        count += other.count
        for index in transitions.indices { transitions[index].count += other.transitions[index].count }
        for index in rules.indices { rules[index].count += other.rules[index].count }
        if let side = other.byDefault {
            byDefault?.taken += side.taken
            byDefault?.passedBy += side.passedBy
        }
        for index in retriers.indices { retriers[index].count += other.retriers[index].count }
        for index in catchers.indices { catchers[index].count += other.catchers[index].count }
    }
}

extension State {
    /// `Retry` and `Catch`.
    var errorHandlers: (retriers: [Retrier], catchers: [Catcher]) {
        switch kind {
        case .task(let task): (task.retriers, task.catchers)
        case .parallel(let parallel): (parallel.retriers, parallel.catchers)
        case .map(let map): (map.retriers, map.catchers)
        case .pass, .choice, .wait, .succeed, .fail: ([], [])
        }
    }

    /// The scopes inside it, each with where it stands in the state's definition.
    var innerScopes: [(pointer: [String], graph: StateGraph)] {
        switch kind {
        case .parallel(let parallel):
            parallel.branches.enumerated().map { (["Branches", String($0.offset)], $0.element) }
        case .map(let map): [(["ItemProcessor"], map.processor)]
        case .pass, .task, .choice, .wait, .succeed, .fail: []
        }
    }
}
