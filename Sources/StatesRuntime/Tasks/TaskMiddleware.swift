public import JSONModel

/// Stands around every task that a closure works on: for logs, measurements, authorisation, or changed values.
public protocol TaskMiddleware: Sendable {
    /// - Parameters:
    ///   - input: what the task is given.
    ///   - next: works on the task. To be called once at most; without it the task ends with what this gives.
    func run(
        _ input: Payload, _ context: TaskContext,
        next: @Sendable (Payload, TaskContext) async throws -> Payload
    ) async throws -> Payload
}
