import JSONModel
public import StatesCore

/// An error that chooses what the workflow sees of it.
///
/// Any other error becomes one called after its type, with the cause that a Lambda function would give:
/// `{"errorMessage":"…","errorType":"…"}`. A `TaskFailure` is taken as it is.
public protocol TaskFailureConvertible: Error {
    /// What `Retry` and `Catch` match, and the history records.
    var taskFailure: TaskFailure { get }
}

extension TaskFailure: TaskFailureConvertible {
    public var taskFailure: TaskFailure { self }

    /// What the workflow sees of `error`.
    init(thrown error: any Error) {
        if let chosen = error as? any TaskFailureConvertible {
            self = chosen.taskFailure
            return
        }
        let type = String(describing: Swift.type(of: error))
        let document: JSONValue = ["errorMessage": .string(String(describing: error)), "errorType": .string(type)]
        self.init(error: type, cause: document.description)
    }
}
