import JSONPath
import StatesLanguage

/// Numbers the states of all scopes, depth first, and resolves names.
struct ProgramBuilder {
    private(set) var nodes: [StateNode] = []
    private(set) var starts: [StateIndex] = []
    private(set) var unsupported: [String] = []

    /// Adds the states of `graph` and of all scopes inside.
    ///
    /// - Returns: its scope number. A machine that was read has only targets that exist; one that was built by hand
    ///   and names a missing state is reported as unsupported.
    mutating func add(_ graph: StateGraph) -> Int32 {
        let scope = Int32(starts.count)
        starts.append(.end)
        // Nested scopes come after their siblings, so indices of this scope are known before its states are made.
        let base = StateIndex(reserved)
        var indices: [String: StateIndex] = [:]
        for (offset, state) in graph.states.enumerated() { indices[state.name] = base + StateIndex(offset) }
        reserved += graph.states.count
        var made: [StateNode] = []
        for state in graph.states { made.append(node(state, scope: scope, indices: indices)) }
        starts[Int(scope)] = resolve(graph.startAt, in: indices, of: "StartAt")
        placed.append((base, made))
        if scope == 0 { flush() }
        return scope
    }

    /// How many states have an index.
    private var reserved = 0
    private var placed: [(base: StateIndex, nodes: [StateNode])] = []

    private mutating func flush() {
        nodes = placed.sorted { $0.base < $1.base }.flatMap(\.nodes)
    }

    private mutating func resolve(_ name: String, in indices: [String: StateIndex], of user: String) -> StateIndex {
        if let index = indices[name] { return index }
        unsupported.append("\(user) names the missing state “\(name)”")
        return .end
    }

    private mutating func node(_ state: State, scope: Int32, indices: [String: StateIndex]) -> StateNode {
        let next: StateIndex =
            if case .next(let name) = state.transition { resolve(name, in: indices, of: state.name) } else { .end }
        return StateNode(state, scope: scope, next: next, kind: kind(of: state, indices: indices))
    }

    private mutating func kind(of state: State, indices: [String: StateIndex]) -> StateNode.Kind {
        switch state.kind {
        case .pass(let pass): return .pass(PassNode(pass))
        case .succeed: return .succeed
        case .fail(let fail): return .fail(FailNode(fail))
        case .wait(let wait): return .wait(wait.until)
        case .choice(let choice): return .choice(self.choice(choice, of: state.name, indices: indices))
        case .task(let task):
            return .task(
                TaskNode(task, handlers: handlers(task.retriers, task.catchers, of: state.name, indices: indices)))
        case .parallel(let parallel):
            let handlers = handlers(parallel.retriers, parallel.catchers, of: state.name, indices: indices)
            return .parallel(ParallelNode(parallel, branches: parallel.branches.map { add($0) }, handlers: handlers))
        case .map(let map):
            let handlers = handlers(map.retriers, map.catchers, of: state.name, indices: indices)
            if map.processorConfig.mode == .distributed { return distributed(map, handlers, of: state.name) }
            return .map(MapNode(map, processor: add(map.processor), handlers: handlers))
        }
    }

    /// Child executions have a program of their own: they share nothing with the execution that starts them.
    private mutating func distributed(
        _ map: MapState, _ handlers: ErrorHandlers, of name: String
    ) -> StateNode.Kind {
        var node: DistributedMapNode?
        if map.itemReader?.readerConfig?.inputType == "PARQUET" {
            unsupported.append("state “\(name)” reads Parquet files, which are not supported")
        }
        do {
            node = DistributedMapNode(map, child: try Program(StateMachine(graph: map.processor)))
        } catch {
            unsupported += error.unsupported
        }
        return .map(MapNode(map, processor: -1, handlers: handlers, distributed: node))
    }

    private mutating func choice(
        _ choice: ChoiceState, of state: String, indices: [String: StateIndex]
    ) -> ChoiceNode {
        var rules: [ChoiceNode.Rule] = []
        for (index, rule) in choice.rules.enumerated() {
            let place = "Choices[\(index)]"
            let test: ChoiceNode.Test =
                switch rule.test {
                case .comparison(let test): .comparison(test)
                case .condition(let template):
                    .condition(ExpressionTemplate(template, location: "\(place)/Condition"))
                }
            rules.append(
                ChoiceNode.Rule(
                    test: test, next: resolve(rule.next, in: indices, of: state),
                    assign: FieldTemplate(rule.assign, location: "\(place)/Assign"),
                    output: rule.output.map { ExpressionTemplate($0, location: "\(place)/Output") }))
        }
        let fallback = choice.defaultNext.map { resolve($0, in: indices, of: state) } ?? .end
        return ChoiceNode(rules: rules, defaultNext: fallback)
    }

    private mutating func handlers(
        _ retriers: [Retrier], _ catchers: [Catcher], of state: String, indices: [String: StateIndex]
    ) -> ErrorHandlers {
        let fallbacks = catchers.enumerated().map { index, catcher in
            ErrorHandlers.Fallback(
                catcher: catcher, next: resolve(catcher.next, in: indices, of: state),
                assign: FieldTemplate(catcher.assign, location: "Catch[\(index)]/Assign"),
                output: catcher.output.map { ExpressionTemplate($0, location: "Catch[\(index)]/Output") })
        }
        return ErrorHandlers(retriers: retriers, fallbacks: fallbacks)
    }
}
