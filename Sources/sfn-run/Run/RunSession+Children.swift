import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation

/// Child executions: they share their parent's time.
extension RunSession {
    /// A child whose name is taken.
    struct NamedChild {
        var input: Payload
        /// `nil` when it has ended.
        weak var run: ExecutionRun?
    }

    /// Starts a child for `request`, as StartExecution does.
    func start(
        _ child: ResourceTable.ChildDefinition, for request: TaskRequest, of parent: ExecutionRun
    ) throws {
        let asked: NestedExecution.Request
        do {
            asked = try NestedExecution.Request(
                request,
                automaticName: ExecutionConfiguration.automaticName(seed: plan.configuration.seed, number: runCount))
        } catch {
            return parent.simulation.deliver(error.answer, to: request, at: clock.now)
        }
        var configuration = ExecutionConfiguration(executionName: asked.name, stateMachineName: child.machineName)
        configuration.take(stateMachineARN: request.parameters.value["StateMachineArn"]?.stringValue)
        configuration.seed = plan.configuration.seed &+ UInt64(runCount)
        configuration.quotas = plan.configuration.quotas
        let origin = ExecutionRun.Origin(run: parent, request: request)
        if let known = namedChildren[configuration.executionARN] {
            return join(known, origin, asked, configuration.executionARN)
        }
        try checkQuotas(child, below: parent)
        // The trace has no place for what the children of map runs start.
        let parentTrace = request.path.steps.isEmpty ? parent.observer.trace : nil
        let trace = parentTrace?.child(
            child.program, named: asked.name, of: request.id, isAwaited: asked.isAwaited)
        let world = ScriptedWorld(mocks: try plan.answers(for: child.program, child.machineName, isRoot: false))
        // Several executions share their time: the first of them from now on, the others from their start.
        if runCount == 1 { parent.simulation.isPaced = true }
        let execution = Execution(child.program, configuration: configuration)
        let run = add(
            execution, child.machineName, depth: parent.depth + 1, world, origins: asked.isAwaited ? [origin] : [],
            RunObserver(trace: trace))
        run.simulation.isPaced = true
        if asked.isAwaited { parent.hasAwaited = true }
        run.start(input: asked.input)
        if asked.isNamed { namedChildren[configuration.executionARN] = NamedChild(input: asked.input, run: run) }
        tellStart(of: run, to: origin, asked)
    }

    /// What starts itself again and again takes no time, so it would go on for ever.
    private func checkQuotas(_ child: ResourceTable.ChildDefinition, below parent: ExecutionRun) throws {
        let quotas = plan.configuration.quotas
        let what: String, quota: String
        if parent.depth >= quotas.nestedDepth {
            what = "executions start one another \(Wording.count(quotas.nestedDepth)) deep"
            quota = "nestedDepth"
        } else if openCount >= quotas.openExecutions {
            what = "\(Wording.count(openCount, "execution")) run at a time"
            quota = "openExecutions"
        } else {
            return
        }
        throw RunProblem(
            command.file, "\(what), and one more of “\(child.machineName)” would start: --quota \(quota)=N allows more")
    }

    /// StartExecution is idempotent: the same name and input give the same execution while that runs.
    private func join(
        _ known: NamedChild, _ origin: ExecutionRun.Origin, _ asked: NestedExecution.Request, _ arn: String
    ) {
        guard let run = known.run, !run.hasEnded, known.input.text == asked.input.text else {
            let refusal = NestedExecution.Refusal(
                code: "ExecutionAlreadyExists", message: "Execution Already Exists: '\(arn)'")
            return origin.run.simulation.deliver(refusal.answer, to: origin.request, at: clock.now)
        }
        if asked.isAwaited {
            run.origins.append(origin)
            origin.run.hasAwaited = true
        }
        tellStart(of: run, to: origin, asked)
    }

    /// A task that waits for the child has its answer to StartExecution recorded; for the others that is all.
    private func tellStart(of run: ExecutionRun, to origin: ExecutionRun.Origin, _ asked: NestedExecution.Request) {
        let started = NestedExecution.started(run.execution, at: run.execution.startTime ?? clock.now)
        let request = origin.request, id = request.id
        let message: Message =
            asked.isAwaited ? .taskSubmitted(id, output: started) : .taskSucceeded(id, output: started)
        origin.run.simulation.deliver(message, to: request.path, at: clock.now)
    }

    /// Stops the children that a task waits for in vain.
    func stopChildren(where isMeant: (ExecutionRun.Origin) -> Bool) {
        for child in runs where !child.hasEnded && child.origins.contains(where: isMeant) { child.stop(at: clock.now) }
    }
}

extension ExecutionConfiguration {
    /// Region, account and name of the machine that was asked for, if that was an ARN.
    fileprivate mutating func take(stateMachineARN arn: String?) {
        let parts = arn?.split(separator: ":", omittingEmptySubsequences: false).map(String.init) ?? []
        guard parts.count >= 7, parts[0] == "arn", parts[2] == "states" else { return }
        region = parts[3]
        accountID = parts[4]
        stateMachineName = parts[6]
    }
}
