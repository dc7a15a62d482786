/// Limits of the service, each overridable.
///
/// - Source: AWS Step Functions, “Service quotas”.
public struct Quotas: Hashable, Sendable {
    /// Input, parameters, output or result of a state, and what one `Assign` gives: bytes of UTF-8.
    public var payloadBytes = 262_144
    /// Events in the history of a standard execution.
    public var historyEvents = 25_000
    /// Iterations of an inline Map that run at a time when `MaxConcurrency` is 0.
    public var inlineMapConcurrency = 40
    /// Child executions of a distributed Map that run at a time when `MaxConcurrency` is 0, and at most.
    public var distributedMapConcurrency = 10_000
    /// Bytes of one file that a `ResultWriter` makes; what does not fit goes on in the next.
    public var resultFileBytes = 5_000_000_000
    /// Bytes of one item that an `ItemReader` reads.
    public var itemBytes = 8 << 20
    /// Longest duration of an express execution, seconds.
    public var expressSeconds = 300
    /// Longest duration of a standard execution, seconds.
    public var standardSeconds = 31_536_000

    /// How deep executions may start one another: what starts itself would do so for ever in virtual time. The
    /// service has no such limit.
    public var nestedDepth = 1_000
    /// Executions that run at a time; the service's own limit is 1,000,000 in an account.
    public var openExecutions = 100_000

    /// How long after its end an execution can be redriven, days.
    public var redriveDays = 14

    public init() {}

    /// The names that `set(_:to:)` takes.
    public static let names = [
        "payloadBytes", "historyEvents", "inlineMapConcurrency", "distributedMapConcurrency", "resultFileBytes",
        "itemBytes", "expressSeconds", "standardSeconds", "nestedDepth", "openExecutions", "redriveDays",
    ]

    /// Sets the quota called `name`.
    ///
    /// - Parameter value: ≥ 1.
    /// - Returns: whether there is such a quota and the value is in range.
    public mutating func set(_ name: String, to value: Int) -> Bool {
        guard value >= 1 else { return false }
        switch name {
        case "payloadBytes": payloadBytes = value
        case "historyEvents": historyEvents = value
        case "inlineMapConcurrency": inlineMapConcurrency = value
        case "distributedMapConcurrency": distributedMapConcurrency = value
        case "resultFileBytes": resultFileBytes = value
        case "itemBytes": itemBytes = value
        case "expressSeconds": expressSeconds = value
        case "standardSeconds": standardSeconds = value
        case "nestedDepth": nestedDepth = value
        case "openExecutions": openExecutions = value
        case "redriveDays": redriveDays = value
        default: return false
        }
        return true
    }
}
