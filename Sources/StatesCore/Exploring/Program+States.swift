package import StatesLanguage

/// States by their index, for those who watch executions.
extension Program {
    /// How many states there are, those of child executions of distributed Maps not counted.
    package var stateCount: Int { nodes.count }

    /// `Next` of a state, `nil` at the end of its scope and for states without one.
    package func next(of state: StateIndex) -> StateIndex? {
        let next = nodes[Int(state)].next
        return next == .end ? nil : next
    }

    /// `Retry` of a state.
    package func retriers(of state: StateIndex) -> [Retrier] { nodes[Int(state)].errorHandlers?.retriers ?? [] }

    /// `Catch` of a state, each with the state that it goes to.
    package func catchers(of state: StateIndex) -> [(catcher: Catcher, next: StateIndex)] {
        nodes[Int(state)].errorHandlers?.fallbacks.map { ($0.catcher, $0.next) } ?? []
    }
}

extension Program {
    /// `Error` of a Fail state, if it is no expression.
    package func error(ofFail state: StateIndex) -> String? {
        guard case .fail(let fail) = nodes[Int(state)].kind, case .literal(let text) = fail.state.error else {
            return nil
        }
        return text
    }
}

extension Program {
    /// Whether child executions do the work of the state.
    package func isDistributedMap(_ state: StateIndex) -> Bool { nodes[Int(state)].childProgram != nil }
}
