import JSONModel
import RandomMachines
import StatesCore
import StatesLanguage

@testable import StatesRuntime

/// Closures at work, and children being started.
extension SimulatedWorld {
    func run(_ delivery: TaskDelivery, _ process: SimulatedProcess) throws(Violation) {
        let task = SimulatedProcess.Delivered(execution: delivery.execution, task: delivery.request.id)
        let key = SimulatedProcess.idempotencyKey(delivery)
        if let known = idempotencyKeys[key] {
            try hold(known == task, "the idempotency key \(key) stands for two tasks")
            mark(.taskRunAgain)
        }
        idempotencyKeys[key] = task
        mark(.taskRun)
        trace?("P\(process.number) runs \(key) \(delivery.request.stateName)")
        process.runs.append(SimulatedProcess.Run(delivery: delivery))
    }

    /// A closure first does something outside, then answers; between the two much may happen.
    func goOn(withRun index: Int, _ process: SimulatedProcess) throws(Violation) {
        var run = process.runs[index]
        let request = run.delivery.request
        if run.isCancelled, random.chance(60) {
            process.runs.remove(at: index)
            return
        }
        if isFaulty, request.timeoutSeconds != nil, random.chance(5) {
            // It hangs, and nobody hears of it again.
            mark(.answerLost)
            process.runs.remove(at: index)
            return
        }
        if isFaulty, run.result == nil, random.chance(10) {
            mark(.heartbeatOfClosure)
            return process.engine.deliver(
                .taskHeartbeat(request.id), to: run.delivery.execution, at: local(process))
        }
        guard let result = run.result else {
            run.result = work(on: run.delivery)
            process.runs[index] = run
            return
        }
        if run.isCancelled { mark(.answerAfterCancel) }
        if isFaulty, random.chance(8) { mark(.answerDoubled) } else { process.runs.remove(at: index) }
        if process.engine.live[run.delivery.execution] == nil { mark(.answerToStranger) }
        trace?("P\(process.number) has \(result) for \(request.id) of \(run.delivery.execution.rawValue)")
        process.engine.taskEnded(run.delivery.execution, request, result, at: local(process))
    }

    func answerMapRun(_ index: Int, _ process: SimulatedProcess) {
        let run = process.mapRuns.remove(at: index)
        mark(.mapRunAnswered)
        let message: Message =
            random.chance(70)
            ? .mapRunSucceeded(run.task, output: Payload([1]))
            : .mapRunFailed(run.task, Failure(error: "E1", cause: nil))
        process.engine.deliver(message, to: run.execution, at: local(process))
    }

    private func work(on delivery: TaskDelivery) -> Result<Payload, TaskFailure> {
        let request = delivery.request
        if request.pattern == .waitForTaskToken {
            return fails() ? .failure(Self.transient) : ask(delivery)
        }
        if fails() { return .failure(random.chance(80) ? Self.transient : TaskFailure(error: "E1", cause: nil)) }
        let function = request.resource.functionName ?? request.resource.text
        let order = request.parameters.value["orderId"]?.stringValue ?? ""
        let answer = services.perform(function, order: order, declines: random.chance(20))
        if let answer {
            if case .failure(let failure) = answer, failure.error == "OutOfStock" { mark(.soldOut) }
            if case .failure(let failure) = answer, failure.error == "PaymentDeclined" { mark(.declined) }
            // It has happened, and the closure fails all the same.
            return isFaulty && random.chance(10) ? .failure(Self.transient) : answer
        }
        return .success(Payload(["run": true]))
    }

    private func fails() -> Bool { isFaulty && random.chance(failurePercent) }

    private static let transient = TaskFailure(error: "Transient", cause: "try again")

    /// Sends the task's token to somebody outside.
    private func ask(_ delivery: TaskDelivery) -> Result<Payload, TaskFailure> {
        var open = OpenToken(token: delivery.request.taskToken)
        if let order = delivery.request.parameters.value["MessageBody"]?["orderId"]?.stringValue {
            mark(.personAsked)
            let function =
                delivery.request.stateName == "AskPersonToRefund" ? "refund-payment" : "release-inventory"
            open.todo = (order, function)
        }
        if !openTokens.contains(where: { $0.token == open.token }) { openTokens.append(open) }
        return .success(Payload(["MessageId": "m"]))
    }

    // MARK: Children

    /// As `RuntimeHost.startChild` does.
    func startChild(of key: ExecutionKey, _ request: TaskRequest, _ process: SimulatedProcess) throws(Violation) {
        guard !request.isSubmitted else { return mark(.childStartedBefore) }
        do {
            let child = try NestedExecution.Request(request, automaticName: NestedName.text(key, request.id))
            let link = ParentTask(
                execution: key, task: request.id, wantsJSON: request.pattern == .sync2, isWaiting: child.isAwaited)
            process.children.append(
                SimulatedProcess.ChildStart(parent: key, request: request, child: child, link: link))
        } catch {
            throw Violation("a child cannot be started: \(error)")
        }
    }

    func startChild(_ start: SimulatedProcess.ChildStart, _ process: SimulatedProcess) {
        let name = start.request.parameters.value["StateMachineArn"]?.stringValue ?? ""
        guard let machine = machines[name] else { return }
        trace?("P\(process.number) starts child \(start.child.name) of \(start.parent.rawValue)")
        process.engine.start(
            execution(start.child.name, of: machine), machine.version, input: start.child.input, parent: start.link,
            at: local(process), ticket: process.ticket(.startChild(start)))
    }

    /// The store has taken the child, or not.
    func take(_ reply: Reply, of start: SimulatedProcess.ChildStart, _ process: SimulatedProcess) throws(Violation) {
        let (key, request) = (start.parent, start.request)
        let isStarted: Bool
        switch reply {
        case .started:
            mark(.childStarted)
            isStarted = true
        case .nameTaken(let stored):
            let isSame =
                stored.parent == start.link || !start.link.isWaiting && stored.status == .running
                || !start.child.isNamed
            mark(isSame ? .childStartRepeated : .childRefused)
            isStarted = isSame
        case .notOwned: return
        case .done, .refused, .parked, .activityTask: throw Violation("a child is answered with \(reply)")
        }
        let time = local(process)
        guard isStarted else {
            let refusal = NestedExecution.Refusal(code: "ExecutionAlreadyExists", message: start.child.name)
            return process.engine.taskEnded(key, request, .failure(refusal.failure), at: time)
        }
        let output = NestedExecution.started(arn: start.child.name, at: time)
        if request.pattern == .requestResponse {
            process.engine.taskEnded(key, request, .success(output), at: time)
        } else {
            process.engine.deliver(.taskSubmitted(request.id, output: output), to: key, at: time)
        }
    }
}
