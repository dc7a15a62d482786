import JSONModel
public import StatesCore
import StatesLanguage
public import StatesSimulation

/// What a history alone tells of an execution: its events in the engine's terms, and a machine that has the states that
/// were entered, without what they do.
///
/// For those who tell an execution and have no definition of it. Retries and waits, which no history has as events, are
/// known from what comes after them.
public struct HistoryOutline: Sendable {
    public let program: Program
    public private(set) var events: [Event] = []

    private let history: RecordedHistory
    private let owners: EventOwners
    /// The first event that names another one as its cause.
    private var next: [Int32: RecordedHistory.Event] = [:]
    private let indices: [String: StateIndex]
    /// Numbers of branches within their state, by lane.
    private var slots: [Int32] = []
    /// Lanes that have a state since the last redrive, with its name and input.
    private var inputs: [Int32: Payload] = [:]
    private var open: Set<Int32> = []
    private var isRedriven = false
    private var time: Timestamp

    public init(_ history: RecordedHistory) throws(ProgramError) {
        self.history = history
        owners = EventOwners(history)
        time = history.startTime ?? Timestamp(seconds: 0)
        for event in history.events where next[event.previous] == nil { next[event.previous] = event }
        let machine = OutlineMachine(history, owners)
        program = try Program(machine.machine)
        indices = Dictionary(
            program.stateNames.compactMap { [program] name in program.index(ofState: name).map { (name, $0) } }
        ) { first, _ in first }
        var counts: [EventOwners.Lane: Int32] = [:]
        for lane in owners.lanes {
            let family = EventOwners.Lane(parent: lane.parent, state: lane.state, name: "", run: lane.run)
            slots.append(lane.isIteration ? Int32(lane.name) ?? 0 : counts[family, default: 0])
            counts[family, default: 0] += 1
        }
        for event in history.events { tell(event) }
    }

    // MARK: Making events

    private func place(_ lane: Int32, _ state: String) -> Event.Place {
        let place = owners.lanes[Int(lane)]
        return Event.Place(frame: lane, parent: place.parent, slot: slots[Int(lane)], state: indices[state] ?? 0)
    }

    private mutating func emit(
        _ body: Event.Body, _ event: RecordedHistory.Event, lane: Int32? = nil, state: String? = nil,
        isShown: Bool = true
    ) {
        let owner = owners[event.id]
        events.append(
            Event(
                time: time, place: place(lane ?? owner?.lane ?? 0, state ?? owner?.state ?? ""),
                id: isShown ? event.id : 0, previous: event.previous, body: body))
    }

    private mutating func tell(_ event: RecordedHistory.Event) {
        if let recorded = event.time { time = max(time, recorded) }
        if isRedriven, !event.type.hasSuffix("StateEntered"), let owner = owners[event.id] {
            resume(owner.lane, owner.state, event)
        }
        // A fan-out that runs again because of what failed inside.
        if event.runsState, let lane = owners[event.id]?.lane, let cause = owners[event.previous]?.lane, cause != lane {
            emit(.retryScheduled(retrier: 0, due: time), event, isShown: false)
        }
        let isStart = event.type == "MapIterationStarted"
        let around = isStart ? owners[event.id].map { owners.lanes[Int($0.lane)].parent } : nil
        if let body = body(of: event) { emit(body, event, lane: around) }
        switch event.type {
        case let type where type.hasSuffix("StateEntered"):
            if let lane = owners[event.id]?.lane {
                open.insert(lane)
                inputs[lane] = event.payload("input") ?? Payload([:])
            }
            if type == "WaitStateEntered", let end = next[event.id]?.time {
                emit(.waitStarted(due: end), event, isShown: false)
            }
        case let type where type.hasSuffix("StateExited"):
            if let lane = owners[event.id]?.lane, lane > 0, next[event.id]?.type.hasSuffix("StateEntered") != true,
                !owners.lanes[Int(lane)].isIteration
            {
                emit(.branchSucceeded, event, isShown: false)
            }
        case "ExecutionRedriven":
            (isRedriven, open) = (true, [])
        default: break
        }
        // A state that runs again has waited for it.
        if event.isFailure, let retry = next[event.id], retry.runsState, let due = retry.time ?? event.time,
            owners[retry.id]?.lane == owners[event.id]?.lane
        {
            emit(.retryScheduled(retrier: 0, due: due), event, isShown: false)
        }
    }

    /// What goes on after a redrive begins anew, in the scopes around it too.
    private mutating func resume(_ lane: Int32, _ state: String, _ event: RecordedHistory.Event) {
        guard !open.contains(lane), !state.isEmpty else { return }
        let around = owners.lanes[Int(lane)]
        if lane > 0, !open.contains(around.parent) {
            let input = inputs[around.parent] ?? Payload([:])
            emit(
                .frameRedriven(.resumesChildren(input: input)), event, lane: around.parent, state: around.state,
                isShown: false)
            open.insert(around.parent)
        }
        open.insert(lane)
        let input = inputs[lane] ?? Payload([:])
        emit(.frameRedriven(.runsAgain(input: input)), event, lane: lane, state: state, isShown: false)
    }

    // MARK: Bodies

    private func body(of event: RecordedHistory.Event) -> Event.Body? {
        let failure = Failure(error: event.text("error"), cause: event.text("cause"))
        func payload(_ name: String) -> Payload { event.payload(name) ?? Payload(.null) }
        switch event.type {
        case "ExecutionStarted": return .executionStarted(input: payload("input"))
        case "ExecutionSucceeded": return .executionSucceeded(output: payload("output"))
        case "ExecutionFailed": return .executionFailed(failure)
        case "ExecutionTimedOut": return .executionTimedOut(failure)
        case "ExecutionAborted": return .executionAborted(failure)
        case "ExecutionRedriven":
            return .executionRedriven(count: Int(event.details["redriveCount"]?.numberValue?.int64Value ?? 1))
        case "EvaluationFailed": return .evaluationFailed(failure, location: event.text("location"))
        case "ParallelStateStarted":
            return .parallelStarted(input: inputs[owners[event.id]?.lane ?? 0] ?? Payload(.null))
        case "ParallelStateSucceeded": return .parallelSucceeded
        case "ParallelStateFailed": return .parallelFailed
        case "MapStateStarted":
            let length = Int32(clamping: event.details["length"]?.numberValue?.int64Value ?? 0)
            if next[event.id]?.type.hasPrefix("MapRun") == true { return .distributedMapStarted(length: length) }
            let items = JSONArray(repeatElement(JSONValue.null, count: Int(min(length, 100_000))))
            return .mapStarted(items: Payload(.array(items)), concurrency: 0)
        case "MapStateSucceeded": return .mapSucceeded
        case "MapStateFailed": return .mapFailed
        case "MapRunFailed": return .mapRunFailed(failure)
        case "MapRunSucceeded": return .mapRunSucceeded(output: nil)
        case "MapRunAborted": return .mapRunAborted
        default: break
        }
        if event.type.hasPrefix("MapIteration") { return iteration(event) }
        if event.type.hasSuffix("StateEntered") {
            return .stateEntered(indices[event.text("name") ?? ""] ?? 0, input: payload("input"))
        }
        if event.type.hasSuffix("StateExited") { return .stateExited(exit(event)) }
        if event.type.hasSuffix("StateAborted") { return .stateAborted }
        return task(event, failure)
    }

    private func iteration(_ event: RecordedHistory.Event) -> Event.Body? {
        let index = Int32(clamping: event.details["index"]?.numberValue?.int64Value ?? 0)
        switch event.type {
        case "MapIterationStarted":
            return .iterationStarted(index: index, input: next[event.id]?.payload("input") ?? Payload(.null))
        case "MapIterationSucceeded": return .iterationSucceeded(index: index)
        case "MapIterationFailed": return .iterationFailed(index: index)
        default: return .iterationAborted(index: index)
        }
    }

    private func exit(_ event: RecordedHistory.Event) -> StateExit {
        let assigned = (event.details["assignedVariables"]?.objectValue ?? [:]).map { variable in
            let text = variable.value.stringValue
            return Variable(
                name: variable.key, value: text.flatMap { try? JSONParser.parse($0) } ?? variable.value)
        }
        let target = next[event.id].flatMap { $0.type.hasSuffix("StateEntered") ? $0.text("name") : nil }
        return StateExit(
            output: event.payload("output") ?? Payload(.null), assigned: Array(assigned),
            next: target.flatMap { indices[$0] })
    }

    private func task(_ event: RecordedHistory.Event, _ failure: Failure) -> Event.Body? {
        if event.type.hasSuffix("Scheduled") {
            return .taskScheduled(
                TaskSchedule(
                    parameters: event.payload("parameters") ?? event.payload("input") ?? Payload(.null),
                    timeoutSeconds: nil, heartbeatSeconds: nil, credentialsRoleARN: nil)
            )
        }
        switch RecordedStep(event) {
        case .started: return .taskStarted(worker: event.text("workerName"))
        case .submitted: return .taskSubmitted(output: event.payload("output") ?? Payload([:]))
        case .succeeded: return .taskSucceeded(output: event.payload("output") ?? Payload(.null))
        case .timedOut: return .taskTimedOut(failure)
        case .failed(let stage): return .taskFailed(failure, stage)
        case nil: return nil
        }
    }
}

extension RecordedHistory.Event {
    /// Whether a state, or its task, failed.
    fileprivate var isFailure: Bool {
        !type.hasPrefix("Execution") && !type.hasPrefix("MapIteration")
            && (type.hasSuffix("Failed") || type.hasSuffix("TimedOut"))
    }

    /// Whether a state begins to run, or to run again.
    var runsState: Bool {
        type.hasSuffix("Scheduled") || type == "ParallelStateStarted" || type == "MapStateStarted"
    }
}

/// The states that a history has, in the scopes that it shows.
private struct OutlineMachine {
    /// One scope: the machine's own, a branch, or the processor of a Map.
    private struct Scope: Hashable {
        /// The Parallel or Map state.
        var state: String
        /// Where the branch starts.
        var branch: String
    }

    private var order: [Scope] = []
    private var states: [Scope: [String]] = [:]
    private var kinds: [String: State.Kind] = [:]
    /// Where states went that had not failed.
    private var successors: [String: String] = [:]

    init(_ history: RecordedHistory, _ owners: EventOwners) {
        for event in history.events {
            guard let owner = owners[event.id] else { continue }
            if event.type.hasSuffix("StateEntered"), let exit = history[event.previous],
                exit.type.hasSuffix("StateExited"), history[exit.previous]?.isFailure == false
            {
                successors[exit.text("name") ?? ""] = owner.state
            }
            if event.type.hasSuffix("StateEntered"), kinds[owner.state] == nil {
                let lane = owners.lanes[Int(owner.lane)]
                let scope = Scope(state: lane.state, branch: lane.isIteration ? "" : lane.name)
                if states[scope] == nil { order.append(scope) }
                states[scope, default: []].append(owner.state)
                kinds[owner.state] = Self.kind(String(event.type.dropLast("StateEntered".count)))
            } else if event.type.hasSuffix("Scheduled") {
                kinds[owner.state] = .task(TaskState(resource: TaskResource(Self.resource(event))))
            } else if event.type == "ExecutionFailed", case .fail? = kinds[owner.state] {
                let (error, cause) = (event.text("error"), event.text("cause"))
                kinds[owner.state] = .fail(
                    FailState(error: error.map(TextField.literal), cause: cause.map(TextField.literal)))
            }
        }
    }

    var machine: StateMachine { StateMachine(graph: graph(Scope(state: "", branch: ""), inside: [])) }

    /// - Parameter around: the Parallel and Map states around it: in a history that was made by hand, a state may be in
    ///   itself.
    private func graph(_ scope: Scope, inside around: Set<String>) -> StateGraph {
        let names = states[scope] ?? []
        // A scope in which nothing was recorded.
        guard let first = names.first else {
            return StateGraph(startAt: "…", states: [State(name: "…", transition: nil, kind: .succeed)])
        }
        return StateGraph(
            startAt: first,
            states: names.map { name in
                var state = state(name, inside: around)
                // Only in its own scope can a state lead to another one.
                let next = successors[name].flatMap { names.contains($0) ? $0 : nil }
                state.transition = next.map(Transition.next) ?? .end
                return state
            })
    }

    private func state(_ name: String, inside around: Set<String>) -> State {
        var kind = around.contains(name) ? .succeed : kinds[name] ?? .succeed
        let around = around.union([name])
        let inside = order.filter { $0.state == name }
        switch kind {
        case .parallel: kind = .parallel(ParallelState(branches: inside.map { graph($0, inside: around) }))
        case .map:
            kind = .map(MapState(processor: graph(inside.first ?? Scope(state: name, branch: ""), inside: around)))
        case .pass, .task, .choice, .wait, .succeed, .fail: break
        }
        return State(name: name, transition: nil, kind: kind)
    }

    private static func kind(_ type: String) -> State.Kind {
        switch StateType(rawValue: type) {
        case .pass: .pass(PassState())
        case .task, nil: .task(TaskState(resource: TaskResource("")))
        case .choice: .choice(ChoiceState(rules: []))
        case .wait: .wait(WaitState(until: .seconds(.literal(.int(0)))))
        case .succeed: .succeed
        case .fail: .fail(FailState())
        case .parallel: .parallel(ParallelState(branches: []))
        case .map: .map(MapState(processor: StateGraph(startAt: "", states: [])))
        }
    }

    private static func resource(_ event: RecordedHistory.Event) -> String {
        let resource = event.text("resource") ?? ""
        return event.text("resourceType").map { "arn:aws:states:::\($0):\(resource)" } ?? resource
    }
}
