import JSONModel
import Logging
import StatesCore
import StatesLanguage

/// Tasks: closures, children, map runs.
extension RuntimeHost {
    func context(for delivery: TaskDelivery) -> TaskContext {
        TaskContext(delivery: delivery, runtimeLogger: logger) { [weak self] () throws(RuntimeError) in
            try await self?.heartbeat(delivery.execution, delivery.request.id)
        }
    }

    private func heartbeat(_ key: ExecutionKey, _ id: TaskID) async throws(RuntimeError) {
        let reply = try await ask { engine, ticket, now in
            engine.deliver(.taskHeartbeat(id), to: key, at: now, ticket: ticket)
        }
        if case .done = reply { return }
        throw RuntimeError(.taskTimedOut, "Task Timed Out: nobody waits for it any longer")
    }

    func taskEnded(_ delivery: TaskDelivery, _ result: Result<Payload, TaskFailure>) async {
        // What a closure makes of being cancelled by a shutdown is nobody's failure: the task is delivered again.
        let isCutOff = runner.isCutOff
        runner.ended(delivery, self)
        if isCutOff, case .failure = result { return }
        await tell { engine, now in
            engine.taskEnded(delivery.execution, delivery.request, result, at: now)
        }
    }

    /// Starts the execution that a task asks for.
    func startChild(of key: ExecutionKey, _ request: TaskRequest) {
        // A child that was started tells its parent how it ended, wherever both are.
        guard !request.isSubmitted else { return }
        runErrand { host in
            let result = await host.childStarted(by: request, in: key)
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

    private func childStarted(
        by request: TaskRequest, in key: ExecutionKey
    ) async -> Result<Payload, TaskFailure> {
        do {
            let parameters = request.parameters.value
            guard let arn = parameters["StateMachineArn"]?.stringValue else {
                throw NestedExecution.Refusal(
                    code: "MissingRequiredParameter", message: "Missing required parameter StateMachineArn")
            }
            guard let machine = machines[TaskResource.stateMachineName(arn)] else {
                throw NestedExecution.Refusal.missingMachine(arn)
            }
            // The same name after a crash, so that the child is not started twice.
            let child = try NestedExecution.Request(request, automaticName: NestedName.text(key, request.id))
            let parent = ParentTask(execution: key, task: request.id, wantsJSON: request.pattern == .sync2)
            let started = try await start(
                machine, name: child.name, input: child.input, parent: child.isAwaited ? parent : nil,
                isOwnName: !child.isNamed)
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
