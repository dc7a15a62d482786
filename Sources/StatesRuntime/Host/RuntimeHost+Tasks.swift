import JSONModel
import Logging
import StatesCore
import StatesLanguage

/// Tasks: closures, children, map runs.
extension RuntimeHost {
    func context(for delivery: TaskDelivery) -> TaskContext {
        TaskContext(delivery: delivery, runtimeLogger: logger, sendHeartbeat: sendHeartbeat)
    }

    func observation(of delivery: TaskDelivery) -> TaskObservation {
        let trace = traces.map { traces in
            TaskTrace(
                tracer: traces.tracer, context: traces.context(of: delivery.execution, delivery.request.id.frame),
                clock: clock)
        }
        return TaskObservation(metrics: metrics, trace: trace)
    }

    func heartbeat(_ key: ExecutionKey, _ id: TaskID) async throws(RuntimeError) {
        let reply = try await ask { engine, ticket, now in
            engine.deliver(.taskHeartbeat(id), to: key, at: now, ticket: ticket)
        }
        if case .done = reply { return }
        throw RuntimeError(.taskTimedOut, "Task Timed Out: nobody waits for it any longer")
    }

    /// - Parameter duration: how long the closure took, if it may be quick.
    func taskEnded(
        _ job: TaskRunner.Job, _ result: Result<Payload, TaskFailure>, after duration: Duration? = nil
    ) async {
        take(TaskLane.Answer(job: job, result: result, duration: duration), at: clock.now)
        await pump()
    }

    /// What a lane has done.
    ///
    /// - Returns: what it does next.
    func exchange(_ report: TaskLane.Report, lane: Int) async -> [TaskRunner.Job] {
        runner.take(report)
        let now = clock.now
        for answer in report.answers { take(answer, at: now) }
        await pump(isLane: true)
        let jobs = runner.takeJobs(for: lane)
        runner.engageLanes(self)
        return jobs
    }

    private func take(_ answer: TaskLane.Answer, at now: Timestamp) {
        // What a closure makes of being cancelled by a shutdown is nobody's failure: the task is delivered again.
        let isCutOff = runner.isCutOff
        runner.ended(answer.job, after: answer.duration, self)
        guard stopReason == nil, !isCutOff || (try? answer.result.get()) != nil else { return }
        let delivery = answer.job.delivery
        engine.taskEnded(delivery.execution, delivery.request, answer.result, at: now)
    }

    /// Starts the execution that a task asks for.
    func startChild(of key: ExecutionKey, _ request: TaskRequest) {
        if request.pattern != .requestResponse { nested[key, default: [:]][request.id] = request }
        // A child that was started tells its parent how it ended, wherever both are.
        guard !request.isSubmitted else { return }
        runErrand { host in
            let result = await host.childStarted(by: request, in: key)
            // Nobody waits for it any longer, and whoever stopped it may have come before it was there.
            if request.pattern != .requestResponse, host.nested[key]?[request.id] == nil {
                await host.stopNested(request, of: key)
            }
            switch (result, request.pattern) {
            case (.failure(let failure), _):
                await host.tell { engine, now in engine.taskEnded(key, request, .failure(failure), at: now) }
            case (.success(let output), .requestResponse):
                await host.tell { engine, now in engine.taskEnded(key, request, .success(output), at: now) }
            case (.success(let output), _):
                await host.tell { engine, now in
                    engine.deliver(.taskSubmitted(request.id, output: output), to: key, at: now)
                }
            }
        }
    }

    /// Nobody waits for the task any longer: the execution that it waited for is stopped, as the service does.
    func cancelChild(of key: ExecutionKey, _ id: TaskID) {
        guard let request = nested[key]?.removeValue(forKey: id) else { return }
        runErrand { host in await host.stopNested(request, of: key) }
    }

    private func stopNested(_ request: TaskRequest, of key: ExecutionKey) async {
        do {
            guard let arn = request.parameters.value["StateMachineArn"]?.stringValue else { return }
            let child = try NestedExecution.Request(request, automaticName: NestedName.text(key, request.id))
            let machine = TaskResource.stateMachineName(arn)
            guard let stored = try await store.execution(named: child.name, of: machine), stored.status == .running,
                stored.parent?.execution == key, stored.parent?.task == request.id
            else { return }
            _ = try await send(.stop(error: nil, cause: nil), to: stored.key)
        } catch {
            logger.error("cannot stop a nested execution", metadata: ["error": "\(error)"])
        }
    }

    /// A machine that was deployed in this run, or in an earlier one.
    private func machine(named name: String) async throws -> DeployedMachine? {
        if let machine = machines[name] { return machine }
        return try await patiently {
            let versions = try await store.machines().filter { $0.name == name }
            guard let newest = versions.max(by: { $0.number < $1.number }) else { return nil }
            return DeployedMachine(version: newest, program: try await program(newest.definition))
        }
    }

    private func childStarted(
        by request: TaskRequest, in key: ExecutionKey
    ) async -> Result<Payload, TaskFailure> {
        do {
            let parameters = request.parameters.value
            guard let arn = parameters["StateMachineArn"]?.stringValue else {
                throw NestedExecution.Refusal(
                    code: "MissingRequiredParameter", message: "Missing required parameter StateMachineArn")
            }
            guard let machine = try await machine(named: TaskResource.stateMachineName(arn)) else {
                throw NestedExecution.Refusal.missingMachine(arn)
            }
            // The same name after a crash, so that the child is not started twice.
            let child = try NestedExecution.Request(request, automaticName: NestedName.text(key, request.id))
            let parent = ParentTask(
                execution: key, task: request.id, wantsJSON: request.pattern == .sync2, isWaiting: child.isAwaited)
            let started = try await start(
                machine, name: child.name, input: child.input, parent: parent, isOwnName: !child.isNamed,
                in: traces?.context(of: key, request.id.frame))
            return .success(NestedExecution.started(arn: started.arn, at: started.startTime))
        } catch let refusal as NestedExecution.Refusal {
            return .failure(refusal.failure)
        } catch let error as RuntimeError {
            return .failure(
                NestedExecution.Refusal(code: error.code.description, message: error.message).failure)
        } catch {
            return .failure(TaskFailure(thrown: error))
        }
    }
}

/// What a nested execution is called that its parent does not name.
enum NestedName {
    static func text(_ parent: ExecutionKey, _ task: TaskID) -> String {
        "nested-\(parent.rawValue)-\(task.entry)-\(task.attempt)"
    }
}
