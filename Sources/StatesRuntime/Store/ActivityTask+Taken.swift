import StatesCore
public import StatesLanguage

extension ActivityTask {
    /// What a store posts, in the transaction that takes the task from the queue, so that its execution knows.
    ///
    /// - Parameter worker: `workerName` of GetActivityTask.
    public func taken(by worker: String?, at time: Timestamp) -> Post {
        Post(execution: execution, time: time, message: MessageCoding.encode(.taskStarted(task, worker: worker)))
    }
}
