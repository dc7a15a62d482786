public import JSONModel
import StatesCore
import StatesLanguage

/// Answers to tasks that wait for a token, and work for the workers of activities.
extension Runtime {
    /// - Parameter output: JSON text.
    /// - Throws: `InvalidToken`, `InvalidOutput`, or `TaskTimedOut` when nobody waits for the task any longer.
    /// - Source: AWS Step Functions API, SendTaskSuccess.
    public func sendTaskSuccess(token: String, output: Payload) async throws {
        guard output.byteCount <= configuration.quotas.payloadBytes else {
            throw RuntimeError(.invalidOutput, "Invalid Output: it has more bytes than are allowed")
        }
        try await answer(token) { .taskSucceeded($0, output: output) }
    }

    /// - Source: AWS Step Functions API, SendTaskFailure.
    public func sendTaskFailure(token: String, error: String? = nil, cause: String? = nil) async throws {
        try await answer(token) { .taskFailed($0, TaskFailure(error: error, cause: cause)) }
    }

    /// - Source: AWS Step Functions API, SendTaskHeartbeat.
    public func sendTaskHeartbeat(token: String) async throws {
        try await answer(token) { .taskHeartbeat($0) }
    }

    private func answer(_ token: String, _ message: (TaskID) -> Message) async throws {
        guard let place = try await store.task(token: token) else {
            throw RuntimeError(.invalidToken, "Invalid Token: 'Invalid token'")
        }
        let isTaken = try await host.send(message(place.task), to: place.execution)
        guard isTaken != false else {
            throw RuntimeError(.taskTimedOut, "Task Timed Out: 'Provided task does not exist anymore'")
        }
    }

    /// Waits for a task of an activity.
    ///
    /// - Parameters:
    ///   - activity: ARN, as the machine has it.
    ///   - worker: what the history calls whoever works on it.
    ///   - seconds: how long to wait, as the service does.
    /// - Returns: the task, which is to be answered by its token; `nil` when there is none in time.
    /// - Source: AWS Step Functions API, GetActivityTask.
    public func activityTask(
        _ activity: String, worker: String? = nil, waitSeconds seconds: Int = 60
    ) async throws -> (token: String, input: Payload)? {
        let host = try await host
        let end = clock.now.advanced(bySeconds: Int64(seconds))
        while true {
            if let task = try await host.takeActivityTask(activity, worker: worker) {
                let bytes = try configuration.codec?.decode(task.input) ?? task.input
                return (task.token, try Payload(text: bytes))
            }
            guard clock.now < end else { return nil }
            let poll = clock.now.advanced(byMilliseconds: configuration.pollMilliseconds)
            try await clock.poll(until: poll, deadline: end)
        }
    }

    /// Works on tasks of an activity, one after another, until the Swift task is cancelled.
    public func workOnActivity<Input: Decodable & Sendable, Output: Encodable & Sendable>(
        _ activity: String, worker: String? = nil, _ run: @Sendable (Input) async throws -> Output
    ) async throws {
        let work = Work(clock)
        defer { work?.end() }
        try await Work.run(work) { try await takeActivityTasks(activity, worker: worker, run) }
    }

    private func takeActivityTasks<Input: Decodable & Sendable, Output: Encodable & Sendable>(
        _ activity: String, worker: String?, _ run: @Sendable (Input) async throws -> Output
    ) async throws {
        while !Task.isCancelled {
            guard let task = try await activityTask(activity, worker: worker) else { continue }
            do {
                let output = try await run(try CodableTask.decode(Input.self, from: task.input))
                try await sendTaskSuccess(token: task.token, output: try CodableTask.encode(output))
            } catch let error as RuntimeError where error.code == .taskTimedOut {
                continue
            } catch {
                let failure = TaskFailure(thrown: error)
                try await sendTaskFailure(token: task.token, error: failure.error, cause: failure.cause)
            }
        }
    }
}
