public import Logging
public import Metrics
public import StatesCore
public import Tracing

/// How a runtime works.
public struct RuntimeConfiguration: Sendable {
    /// For people who look at the store: which process it is.
    public var name = "runtime"
    /// In ARNs.
    public var region = "us-east-1"
    /// In ARNs: twelve digits.
    public var accountID = "123456789012"
    public var quotas = Quotas()
    /// Tasks that closures work on at a time; the others wait for their turn. ≥ 1.
    public var concurrentTasks = 1_000
    /// Executions in memory above which `start` waits. ≥ 1.
    public var liveExecutions = 10_000
    /// The most that one commit takes. ≥ 1.
    public var commitOperations = 1_000
    /// An execution that waits for longer leaves memory until it is due. Milliseconds, ≥ 0.
    public var residentMilliseconds: Int64 = 2_000
    /// How often the store is asked for messages that came through other processes. Milliseconds, ≥ 1.
    public var pollMilliseconds: Int64 = 200
    /// How long other processes wait for this one, once they hear nothing from it. Milliseconds, ≥ 1.
    public var leaseMilliseconds: Int64 = 15_000
    /// How long tasks may go on once the runtime is asked to shut down. Milliseconds, ≥ 0.
    public var graceMilliseconds: Int64 = 10_000
    /// How long executions are kept once they have ended, in days, ≥ 1; `nil` for ever. Those that were started longer
    /// ago than that, and run, are kept.
    public var retentionDays: Int?
    /// Where random names, ids and delays come from; `nil` for the system's own. Give one to repeat a run.
    public var seed: UInt64?
    /// What item readers of distributed Maps read and result writers write. Calls may take their time.
    public var data: any DataSource = NoDataSource()
    /// What stands between payloads and the store.
    public var codec: (any PayloadCodec)?
    /// Closures that take less share Swift tasks. Microseconds; more than it takes to wake a thread gains nothing.
    package var quickTaskMicroseconds = 50.0
    public var logger = Logger(label: "states.runtime")
    /// What gets the metrics; `nil` for what `MetricsSystem` was bootstrapped with.
    public var metrics: (any MetricsFactory)?
    /// What gets the spans; `nil` for what `InstrumentationSystem` was bootstrapped with. Without one none are made.
    public var tracer: (any Tracer)?

    public init() {}
}
