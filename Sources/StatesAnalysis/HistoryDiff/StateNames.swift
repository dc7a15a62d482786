import StatesLanguage

/// The states of a machine by name, those of branches and processors too.
struct StateNames: Sendable {
    private var states: [String: State] = [:]
    /// In the order of the definition.
    private(set) var all: [String] = []

    init(_ machine: StateMachine) {
        add(machine.graph)
    }

    subscript(name: String) -> State? { states[name] }

    private mutating func add(_ graph: StateGraph) {
        for state in graph.states {
            states[state.name] = state
            all.append(state.name)
            switch state.kind {
            case .parallel(let parallel): for branch in parallel.branches { add(branch) }
            case .map(let map): add(map.processor)
            case .pass, .task, .choice, .wait, .succeed, .fail: break
            }
        }
    }

    /// The states that `name` may lead to, catchers included.
    func targets(of name: String) -> Set<String> {
        guard let state = states[name] else { return [] }
        var targets: Set<String> = []
        if case .next(let next)? = state.transition { targets.insert(next) }
        switch state.kind {
        case .choice(let choice):
            targets.formUnion(choice.rules.map(\.next))
            if let next = choice.defaultNext { targets.insert(next) }
        case .task(let task): targets.formUnion(task.catchers.map(\.next))
        case .parallel(let parallel): targets.formUnion(parallel.catchers.map(\.next))
        case .map(let map): targets.formUnion(map.catchers.map(\.next))
        case .pass, .wait, .succeed, .fail: break
        }
        return targets
    }
}
