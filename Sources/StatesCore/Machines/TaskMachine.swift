import JSONModel
import JSONPath
import StatesLanguage

/// Task: scheduled, worked on outside, answered.
extension Execution {
    func taskSchedule(
        _ task: TaskNode, _ node: StateNode, _ frame: Int32, _ flow: inout DataFlow
    ) throws(StateFailure) -> TaskSchedule {
        let parameters = try inputFlow(node, parameters: task.parameters, frame, &flow)
        try checkTexts(in: parameters, of: task.state.resource)
        let input = flow.effectiveInput
        return TaskSchedule(
            parameters: marked(parameters, for: task.state.resource),
            timeoutSeconds: try seconds(task.state.timeoutSeconds, "TimeoutSeconds", on: input, frame),
            heartbeatSeconds: try seconds(task.state.heartbeatSeconds, "HeartbeatSeconds", on: input, frame),
            credentialsRoleARN: try credentials(task, on: input, frame))
    }

    /// A nested execution is not asked for with something else in the place of a text.
    ///
    /// - Source: AWS Step Functions API, StartExecution, for the types; the sentence is the service's for parameters
    ///   that it cannot use.
    private func checkTexts(in parameters: Payload, of resource: TaskResource) throws(StateFailure) {
        guard case .service(let service) = resource.kind, service.service == "states", service.api == "startExecution"
        else { return }
        var faults: [String] = []
        for name in ["StateMachineArn", "Name", "TraceHeader"] {
            switch parameters.value[name] {
            case nil, .null, .string: continue
            case .some: faults.append("The value for the field '\(name)' must be a STRING")
            }
        }
        guard !faults.isEmpty else { return }
        throw StateFailure(
            cause: "The Parameters '\(parameters.text)' could not be used to start the Task: "
                + "[\(faults.joined(separator: ", "))]")
    }

    /// What the service adds to the parameters: an ECS job that it waits for says who started it.
    private func marked(_ parameters: Payload, for resource: TaskResource) -> Payload {
        guard case .service(let service) = resource.kind, service.service == "ecs", service.api == "runTask",
            service.pattern == .sync, case .object(var members) = parameters.value, members["StartedBy"] == nil
        else { return parameters }
        members["StartedBy"] = "AWS Step Functions"
        return Payload(.object(members))
    }

    private func credentials(
        _ task: TaskNode, on input: Payload, _ frame: Int32
    ) throws(StateFailure) -> String? {
        switch task.credentials {
        case nil: return nil
        case .payload(let template):
            return try evaluate(template, on: input.value, frame, draws: .credentials)["RoleArn"]?.stringValue
        case .expressions(let template):
            var scope = StatesScope(self, frame, draws: .credentials)
            return try scope.evaluate(template)["RoleArn"]?.stringValue
        }
    }

    /// Leaves a Task or a distributed Map, whose work was done outside.
    mutating func finish(_ frame: Int32, result: Payload, _ turn: inout Turn) {
        let node = node(of: frame)
        let selector: PayloadTemplate?, resultPath: ResultPlacement
        switch node.kind {
        case .task(let task): (selector, resultPath) = (task.state.resultSelector, task.state.resultPath)
        case .map(let map): (selector, resultPath) = (map.state.resultSelector, map.state.resultPath)
        case .pass, .choice, .wait, .succeed, .fail, .parallel: return
        }
        var flow = newFlow(of: frame)
        do {
            try resultFlow(result, selector: selector, resultPath: resultPath, node, frame, &flow)
            exit(frame, with: flow, to: node.next, &turn)
        } catch {
            _ = fail(error, in: frame, &turn)
        }
    }

    /// What the world owes `frame`, as commands.
    func appendOutstanding(of frame: Int32, to commands: inout [Command]) {
        switch frames[Int(frame)].phase {
        case .task(let task):
            guard let request = request(task, frame) else { return }
            commands.append(.runTask(request))
            if let due = task.timeoutDue { commands.append(.startTimer(timer(frame, .taskTimeout), due: due)) }
            if let due = task.heartbeatDue { commands.append(.startTimer(timer(frame, .heartbeat), due: due)) }
        case .waiting(let due): commands.append(.startTimer(timer(frame, .wait), due: due))
        case .retrying(let due): commands.append(.startTimer(timer(frame, .retry), due: due))
        case .mapRun(let settings): commands.append(.startMapRun(mapRunRequest(settings, frame)))
        case .arriving, .entered, .succeeded, .failed, .fannedOut, .hung, .aborted, .halted, .ended, .free: break
        }
    }

    func request(_ task: OutstandingTask, _ frame: Int32) -> TaskRequest? {
        let node = node(of: frame)
        guard case .task(let definition) = node.kind else { return nil }
        return TaskRequest(taskID(of: frame), of: node, definition, task, in: settings)
    }

    /// When the whole execution times out, if it does.
    func executionDue(startedAt start: Timestamp) -> Timestamp? {
        let quotas = settings.quotas
        let limit = settings.type == .express ? quotas.expressSeconds : quotas.standardSeconds
        let seconds = min(program.machine.timeoutSeconds ?? limit, limit)
        return start.advanced(bySeconds: Int64(seconds))
    }

    func executionTimer(startedAt start: Timestamp) -> Command? {
        executionDue(startedAt: start).map {
            .startTimer(TimerID(entry: 0, attempt: 0, frame: 0, purpose: .executionTimeout), due: $0)
        }
    }
}
