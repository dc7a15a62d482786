import StatesLanguage

/// What the trace says about states beyond their events: names line up per scope, retriers have limits.
struct StateCatalogue {
    struct Entry {
        var state: State
        /// Columns of the longest name in the state's scope, within bounds.
        var nameColumns: Int
    }

    private var entries: [String: Entry] = [:]

    init(_ machine: StateMachine) { add(machine.graph) }

    subscript(name: String) -> Entry? { entries[name] }

    private mutating func add(_ graph: StateGraph) {
        let widest = graph.states.map { $0.name.columns }.max() ?? 0
        for state in graph.states {
            entries[state.name] = Entry(state: state, nameColumns: min(widest, TraceLayout.maximumNameColumns))
            switch state.kind {
            case .parallel(let parallel): for branch in parallel.branches { add(branch) }
            case .map(let map): add(map.processor)
            case .pass, .task, .choice, .wait, .succeed, .fail: break
            }
        }
    }
}

extension State {
    /// `Retry`.
    var retriers: [Retrier] {
        switch kind {
        case .task(let task): task.retriers
        case .parallel(let parallel): parallel.retriers
        case .map(let map): map.retriers
        case .pass, .choice, .wait, .succeed, .fail: []
        }
    }

    /// `Error` and `Cause` of a Fail state, where they are literal.
    var literalFailure: (error: String?, cause: String?) {
        guard case .fail(let fail) = kind else { return (nil, nil) }
        func literal(_ field: TextField?) -> String? {
            if case .literal(let text) = field { text } else { nil }
        }
        return (literal(fail.error), literal(fail.cause))
    }
}

extension TaskResource {
    /// What people call it: `reserve-inventory`, `lambda:invoke`, `sqs:sendMessage.waitForTaskToken`.
    var shortName: String {
        switch kind {
        case .lambdaFunction, .activity: functionName ?? text
        case .service(let integration): "\(integration.service):\(integration.resource)"
        case .named: text
        }
    }
}
