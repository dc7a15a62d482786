public import JSONModel
import StatesLanguage

extension MachineGraph {
    /// Scopes that may nest; what is deeper is not drawn.
    private static let maximumNesting = 50

    /// - Parameter definition: one that reading finds no error in. What is not as it should be is left out.
    public init?(_ definition: JSONValue) {
        guard let scope = Scope(definition, title: nil, depth: Self.maximumNesting) else { return nil }
        self.init(comment: definition["Comment"]?.stringValue, scope: scope)
    }
}

extension MachineGraph.Scope {
    fileprivate init?(_ value: JSONValue, title: String?, depth: Int) {
        guard depth > 0, let startAt = value["StartAt"]?.stringValue, let states = value["States"]?.objectValue else {
            return nil
        }
        self.init(title: title, startAt: startAt, states: [], edges: [])
        for (name, value) in states {
            guard let state = MachineGraph.State(name, value, depth: depth) else { continue }
            self.states.append(state)
        }
        let names = Set(self.states.map(\.name))
        for state in self.states {
            var edges = EdgeList(from: state.name, names: names)
            if let value = states[state.name] { edges.add(value, state.type) }
            self.edges += edges.edges
        }
    }
}

/// The ways out of one state: those of one kind to one state are one.
private struct EdgeList {
    let from: String
    let names: Set<String>
    var edges: [MachineGraph.Edge] = []

    mutating func add(_ state: JSONValue, _ type: StateType) {
        for rule in state["Choices"]?.arrayValue ?? [] where type == .choice {
            add(.choice, rule["Next"], ConditionText.of(rule))
        }
        if type == .choice { add(.otherwise, state["Default"], "otherwise") }
        if type != .choice { add(.next, state["Next"], nil) }
        for catcher in state["Catch"]?.arrayValue ?? [] {
            let errors = (catcher["ErrorEquals"]?.arrayValue ?? []).compactMap(\.stringValue)
            add(.caught, catcher["Next"], errors.joined(separator: ", "))
        }
    }

    private mutating func add(_ kind: MachineGraph.Edge.Kind, _ target: JSONValue?, _ label: String?) {
        guard let to = target?.stringValue, names.contains(to) else { return }
        let labels = label.map { [$0] } ?? []
        if let index = edges.firstIndex(where: { $0.to == to && $0.kind == kind }) {
            edges[index].labels += labels
        } else {
            edges.append(MachineGraph.Edge(from: from, to: to, kind: kind, labels: labels))
        }
    }
}

extension MachineGraph.State {
    fileprivate init?(_ name: String, _ value: JSONValue, depth: Int) {
        guard let type = value["Type"]?.stringValue.flatMap(StateType.init(rawValue:)) else { return nil }
        self.init(
            name: name, type: type, comment: value["Comment"]?.stringValue, detail: Self.detail(value, type),
            isEnd: value["End"] == true || type == .succeed || type == .fail,
            retries: (value["Retry"]?.arrayValue ?? []).map(Self.retry), scopes: [])
        switch type {
        case .parallel:
            for (index, branch) in (value["Branches"]?.arrayValue ?? []).enumerated() {
                let scope = MachineGraph.Scope(branch, title: "Branch \(index + 1)", depth: depth - 1)
                if let scope { scopes.append(scope) }
            }
        case .map:
            let processor = value["ItemProcessor"] ?? value["Iterator"]
            let scope = processor.flatMap { MachineGraph.Scope($0, title: "For each item", depth: depth - 1) }
            if let scope { scopes.append(scope) }
        case .task, .wait, .pass, .succeed, .fail, .choice: break
        }
    }

    private static func detail(_ value: JSONValue, _ type: StateType) -> String? {
        switch type {
        case .task:
            guard let resource = value["Resource"]?.stringValue else { return nil }
            let input = value["Parameters"] ?? value["Arguments"]
            return TaskResource(resource).shortName(input)
        case .wait:
            if let seconds = value["Seconds"] {
                return seconds.stringValue.map(ConditionText.expression) ?? "\(seconds.description) s"
            }
            if let path = value["SecondsPath"]?.stringValue { return "\(path) s" }
            let time = value["Timestamp"]?.stringValue ?? value["TimestampPath"]?.stringValue
            return time.map { "until \(ConditionText.expression($0))" }
        case .fail:
            let error = value["Error"]?.stringValue ?? value["ErrorPath"]?.stringValue
            return error.map(ConditionText.expression)
        case .map:
            let processor = value["ItemProcessor"] ?? value["Iterator"]
            return processor?["ProcessorConfig"]?["Mode"]?.stringValue == "DISTRIBUTED" ? "distributed" : nil
        case .pass, .succeed, .choice, .parallel: return nil
        }
    }

    /// `3 × on A, B · 2 s ×2`, or `never on A`.
    private static func retry(_ retrier: JSONValue) -> String {
        let errors = (retrier["ErrorEquals"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: ", ")
        if retrier["MaxAttempts"] == 0 { return "never on \(errors)" }
        let attempts = retrier["MaxAttempts"]?.description ?? "3"
        let interval = retrier["IntervalSeconds"]?.description ?? "1"
        let rate = retrier["BackoffRate"]?.description ?? "2"
        return "\(attempts) × on \(errors) · \(interval) s ×\(rate)"
    }
}

extension TaskResource {
    /// What people call it: `reserve-inventory`, `lambda:reserve-inventory`, `sqs:sendMessage.waitForTaskToken`.
    ///
    /// - Parameter input: `Parameters` or `Arguments`, in which `lambda:invoke` names its function.
    func shortName(_ input: JSONValue?) -> String {
        switch kind {
        case .lambdaFunction, .activity: return functionName ?? text
        case .service(let integration):
            guard isLambdaInvoke, let function = input?["FunctionName"]?.stringValue else {
                return "\(integration.service):\(integration.resource)"
            }
            let suffix = integration.pattern == .requestResponse ? "" : integration.pattern.rawValue
            return "lambda:\(Self.lambdaFunctionName(function))\(suffix)"
        case .named: return text
        }
    }
}
