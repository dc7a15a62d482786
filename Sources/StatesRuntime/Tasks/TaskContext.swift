public import Logging
import StatesCore
public import StatesLanguage

/// What a closure may know of the task that it works on.
///
/// The Swift task that runs the closure is cancelled when nobody waits for its result any longer: the task timed out,
/// its execution was stopped or failed elsewhere.
public struct TaskContext: Sendable {
    let delivery: TaskDelivery
    let runtimeLogger: Logger
    let sendHeartbeat: @Sendable (TaskDelivery) async throws(RuntimeError) -> Void

    /// Tells that the task goes on; its heartbeat deadline begins anew.
    ///
    /// - Throws: `.taskTimedOut` when nobody waits for it any longer.
    public func heartbeat() async throws(RuntimeError) { try await sendHeartbeat(delivery) }

    /// Says which execution, state and attempt it is.
    public var logger: Logger {
        var logger = runtimeLogger
        logger[metadataKey: "execution"] = "\(executionARN)"
        logger[metadataKey: "state"] = "\(stateName)"
        logger[metadataKey: "attempt"] = "\(attempt)"
        return logger
    }

    public var executionARN: String { delivery.request.executionARN }
    public var executionName: String { delivery.executionName }
    public var stateMachineName: String { delivery.version.name }
    public var stateName: String { delivery.request.stateName }
    /// 0 for the first run of the state, then one more per retry.
    public var attempt: Int { delivery.request.retryCount }

    /// The same for each delivery of this run, and of no other: after a crash a task may be delivered again.
    public var idempotencyKey: String { "\(visitKey).\(attempt)" }

    /// The same for all runs of this visit of the state, retries included: what must happen once however often it is
    /// tried is done under this key.
    public var visitKey: String {
        // The start tells executions apart that had the name one after the other.
        "\(executionARN)@\(delivery.executionStart.millisecondsSinceEpoch)/\(delivery.request.id.entry)"
    }

    /// When the task times out, if it does.
    public var deadline: Timestamp? {
        delivery.request.timeoutSeconds.map { delivery.request.scheduledAt.advanced(bySeconds: Int64($0)) }
    }

    /// For tasks that end by SendTaskSuccess: what the closure has to pass on.
    public var taskToken: String? {
        delivery.request.pattern == .waitForTaskToken ? delivery.request.taskToken : nil
    }
}
