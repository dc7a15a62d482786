import StatesLanguage

/// A state cut out of its machine, with names in place of what it leads to.
struct IsolatedState {
    let state: State

    /// The machine that has this state alone: what it leads to ends it, and its children do nothing.
    var machine: StateMachine {
        var alone = state
        let nothing = StateGraph(startAt: "", states: [State(name: "", kind: .succeed)])
        switch alone.kind {
        case .parallel(var parallel):
            parallel.branches = parallel.branches.map { _ in nothing }
            alone.kind = .parallel(parallel)
        case .map(var map):
            map.processor = nothing
            alone.kind = .map(map)
        case .pass, .task, .choice, .wait, .succeed, .fail: break
        }
        var states = [alone]
        for name in targets where !states.contains(where: { $0.name == name }) {
            states.append(State(name: name, kind: .succeed))
        }
        return StateMachine(
            queryLanguage: state.queryLanguage, graph: StateGraph(startAt: state.name, states: states))
    }

    /// The names of the states that may come next.
    private var targets: [String] {
        var targets: [String] = []
        if case .next(let name) = state.transition { targets.append(name) }
        switch state.kind {
        case .choice(let choice): targets += choice.rules.map(\.next) + [choice.defaultNext].compactMap(\.self)
        case .task(let task): targets += task.catchers.map(\.next)
        case .parallel(let parallel): targets += parallel.catchers.map(\.next)
        case .map(let map): targets += map.catchers.map(\.next)
        case .pass, .wait, .succeed, .fail: break
        }
        return targets
    }
}

extension StateGraph {
    /// The state with `name` in this scope or in one inside it.
    func state(anywhere name: String) -> State? {
        if let state = self[name] { return state }
        for state in states {
            for scope in state.scopes {
                if let found = scope.state(anywhere: name) { return found }
            }
        }
        return nil
    }
}

extension State {
    /// The scopes inside a Parallel or Map state.
    var scopes: [StateGraph] {
        switch kind {
        case .parallel(let parallel): parallel.branches
        case .map(let map): [map.processor]
        case .pass, .task, .choice, .wait, .succeed, .fail: []
        }
    }
}
