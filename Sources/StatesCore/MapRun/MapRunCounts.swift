public import JSONModel

/// How far a map run is: `itemCounts` or `executionCounts` of DescribeMapRun.
///
/// - Source: AWS Step Functions API, `MapRunItemCounts` and `MapRunExecutionCounts`.
public struct MapRunCounts: Hashable, Sendable {
    public var pending = 0
    public var running = 0
    public var succeeded = 0
    public var failed = 0
    public var timedOut = 0
    public var aborted = 0
    public var total = 0
    /// Results that stand in the files of the `ResultWriter`.
    public var resultsWritten = 0

    public init() {}

    /// All that ended otherwise than well.
    public var unsuccessful: Int { failed + timedOut + aborted }

    mutating func add(_ count: Int, _ status: Execution.Status) {
        switch status {
        case .running: running += count
        case .succeeded: succeeded += count
        case .failed: failed += count
        case .timedOut: timedOut += count
        case .aborted: aborted += count
        }
    }

    /// Members as the API has them, by name.
    public var value: JSONValue {
        [
            "aborted": .int(aborted), "failed": .int(failed), "pending": .int(pending),
            "resultsWritten": .int(resultsWritten), "running": .int(running), "succeeded": .int(succeeded),
            "timedOut": .int(timedOut), "total": .int(total),
        ]
    }
}
