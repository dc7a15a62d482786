public import JSONModel
public import StatesLanguage

/// One state, tried alone: every step of its data, and what became of it. TestState is made of it.
///
/// It drives the functions that an execution drives, up to the point where the state is left. The children of Parallel
/// and Map states do not run: they are answered as a task is.
public struct StateTrial: Sendable {
    /// How the trial ended.
    public enum End: Hashable, Sendable {
        /// `next` is `nil` at the end of the scope.
        case succeeded(next: String?)
        /// `catcher` is the place in `Catch`.
        case caught(catcher: Int, next: String?)
        /// Seconds until the next run, without jitter.
        case retriable(backoffSeconds: Double)
        case failed
    }

    /// How a task, or the children together, are answered.
    public enum Answer: Hashable, Sendable {
        case result(Payload)
        case failure(Failure)
    }

    /// As far as it came.
    public private(set) var flow: DataFlow
    /// `nil` while the state waits for `take`.
    public private(set) var end: End?
    /// What went wrong, caught or not.
    public private(set) var failure: Failure?
    /// The place in `Retry` of the retrier that the failure matches, used up or not.
    public private(set) var retrier: Int?
    /// What a Choice state decided by.
    public private(set) var route: StateExit.Route?

    private var execution: Execution
    private let node: StateNode
    private let readItems: JSONArray?

    /// Enters the state and works until it is left, or until it needs an answer.
    ///
    /// - Parameters:
    ///   - configuration: names the state with `startAt`, else it is the machine's first.
    ///   - retries: how often the state was tried again before, ≥ 0.
    ///   - readItems: what the `ItemReader` of a Map state reads.
    public init(
        _ program: Program, _ configuration: ExecutionConfiguration, input: Payload, at time: Timestamp,
        retries: Int = 0, readItems: JSONArray? = nil
    ) {
        self.readItems = readItems
        execution = Execution(program, configuration: configuration)
        let entered = execution.enterAlone(input, at: time, retries: Int32(clamping: retries))
        node = program.nodes[Int(entered)]
        flow = execution.newFlow(of: 0)
        attempt { (trial) throws(StateFailure) in try trial.begin() }
    }

    /// What the state asks the world; `nil` for the children of Parallel and Map states, and once it has ended.
    public var task: TaskRequest? {
        if end == nil, case .task(let task) = execution.frames[0].phase { execution.request(task, 0) } else { nil }
    }

    /// The variables afterwards: those given at the start, and what the state assigned.
    public var variables: JSONObject {
        JSONObject(execution.frames[0].variables.map { (key: $0.name, value: $0.value) })
    }

    /// Goes on with an answer; nothing happens if the state waits for none.
    public mutating func take(_ answer: Answer) {
        guard end == nil else { return }
        switch answer {
        case .failure(let failure): settle(failure)
        case .result(let result):
            if result.byteCount > execution.settings.quotas.payloadBytes {
                return settle(.resultTooLarge(of: node.taskNameInErrors))
            }
            attempt { (trial) throws(StateFailure) in try trial.finish(result) }
        }
    }

    /// The front half of the state; all of it, if nobody has to be asked.
    private mutating func begin() throws(StateFailure) {
        switch node.kind {
        case .pass(let pass):
            try execution.passFlow(pass, node, 0, &flow)
            try leave(to: node.next)
        case .succeed:
            try execution.plainFlow(node, 0, &flow)
            try leave(to: .end)
        case .choice(let choice):
            let (next, route) = try execution.choose(choice, node, 0, &flow)
            self.route = route
            try leave(to: next)
        case .wait(let until):
            let due = try execution.due(until, node, 0)
            let limit = execution.now.advanced(bySeconds: Int64(execution.settings.quotas.expressSeconds))
            if due > limit { return settle(.timeout) }
            try execution.plainFlow(node, 0, &flow)
            try leave(to: node.next)
        case .fail(let fail):
            settle(try execution.failure(of: fail, node, 0, &flow))
        case .task(let task):
            let schedule = try execution.taskSchedule(task, node, 0, &flow)
            var turn = Turn()
            execution.record(.taskScheduled(schedule), frame: 0, &turn)
        case .parallel(let parallel):
            _ = try execution.inputFlow(node, parameters: parallel.parameters, 0, &flow)
        case .map(let map):
            try execution.mapFlow(map, node, 0, &flow, readItems)
        }
    }

    /// The back half of a state that has a result.
    private mutating func finish(_ result: Payload) throws(StateFailure) {
        switch node.kind {
        case .task(let task):
            let state = task.state
            try execution.resultFlow(
                result, selector: state.resultSelector, resultPath: state.resultPath, node, 0, &flow)
        case .parallel(let parallel):
            let state = parallel.state
            try execution.resultFlow(
                result, selector: state.resultSelector, resultPath: state.resultPath, node, 0, &flow)
        case .map(let map):
            let state = map.state
            try execution.resultFlow(
                result, selector: state.resultSelector, resultPath: state.resultPath, node, 0, &flow)
        case .pass, .choice, .wait, .succeed, .fail: return
        }
        try leave(to: node.next)
    }

    private mutating func leave(to next: StateIndex) throws(StateFailure) {
        try assign()
        end = .succeeded(next: name(of: next))
    }

    /// Takes the output and the variables over, if they are not too large.
    private mutating func assign() throws(StateFailure) {
        guard flow.output.byteCount <= execution.settings.quotas.payloadBytes else { throw .tooLarge }
        let exit = StateExit(output: flow.output, assigned: flow.assigned, next: nil)
        var turn = Turn()
        execution.record(.stateExited(exit), frame: 0, &turn)
    }

    private func name(of next: StateIndex) -> String? { next == .end ? nil : execution.program.nodes[Int(next)].name }

    private mutating func attempt(_ step: (inout StateTrial) throws(StateFailure) -> Void) {
        do {
            try step(&self)
        } catch {
            settle(explain(error))
        }
    }

    /// No history has entered the state, so no event is named.
    private func explain(_ error: StateFailure) -> Failure {
        guard error.error != Failure.dataLimitExceeded else { return .resultTooLarge(of: node.name) }
        var failure = Failure(error: error.error, cause: error.cause)
        failure.isCatchable = error.isCatchable
        return failure
    }

    /// Retry and Catch decide what becomes of the state.
    private mutating func settle(_ failure: Failure) {
        self.failure = failure
        end = .failed
        guard failure.isCatchable, let handlers = node.errorHandlers else { return }
        if let (index, seconds) = execution.retrier(of: failure, handlers, 0) {
            retrier = index
            if let seconds {
                end = .retriable(backoffSeconds: seconds)
                return
            }
        }
        guard let index = handlers.fallbacks.firstIndex(where: { failure.matches($0.catcher.errorEquals) }) else {
            return
        }
        // What was assigned before the fault is undone.
        flow.assigned = []
        do {
            try execution.catchFlow(handlers.fallbacks[index], failure, 0, &flow)
            try assign()
            end = .caught(catcher: index, next: name(of: handlers.fallbacks[index].next))
        } catch {
            self.failure = explain(error)
        }
    }
}

extension Execution {
    /// Starts in the state that is tried, as if it had been tried again `retries` times, by whatever retrier.
    fileprivate mutating func enterAlone(_ input: Payload, at time: Timestamp, retries: Int32) -> StateIndex {
        now = time
        var turn = Turn()
        emit(.executionStarted(input: input), frame: 0, &turn)
        guard case .arriving(let state) = frames[0].phase else { return 0 }
        record(.stateEntered(state, input: input), frame: 0, &turn)
        frames[0].attempt = Int(retries)
        frames[0].retries = Array(repeating: retries, count: node(of: 0).errorHandlers?.retriers.count ?? 0)
        return state
    }
}
