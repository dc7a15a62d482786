public import JSONModel
public import StatesLanguage

/// The child executions of one run of a distributed Map, as a value.
///
///     message ─▶ advance ─▶ events (recorded), command changes (owed)
///     stored event ─▶ apply                    the only door through which state changes
///
/// It is to the children what `Execution` is to its states: it performs nothing. Its events are not in the history of
/// the execution that asked for it; parent and map run speak by messages.
///
///     items ─▶ inputs that wait ─▶ children that run ─▶ results ─▶ files, or the state's output
public struct MapRun: Sendable, Hashable {
    /// How far a map run is, in the service's words.
    public enum Status: String, Hashable, Sendable {
        case running = "RUNNING"
        case succeeded = "SUCCEEDED"
        case failed = "FAILED"
        case aborted = "ABORTED"
    }

    public let request: MapRunRequest
    public internal(set) var status = Status.running
    /// Why it failed.
    public internal(set) var failure: Failure?
    /// The output of the Map state's children, once it has succeeded; `nil` if it is longer than a payload may be.
    public internal(set) var output: Payload?
    /// Effective time: never goes back.
    public internal(set) var now = Timestamp(seconds: 0)
    public internal(set) var startTime: Timestamp?
    /// By items; children may have several.
    public internal(set) var itemCounts = MapRunCounts()
    /// By child executions.
    public internal(set) var executionCounts = MapRunCounts()

    /// How many items were read: where reading goes on.
    var position = 0
    var hasAllItems = false
    /// Items of a batch that is not full.
    var remainder: [JSONValue] = []
    var waiting = InputQueue()
    /// The children that run, by index.
    var running: [Int: RunningChild] = [:]
    /// How many children were started.
    var started = 0
    /// Set once no more children start.
    var ending: MapRunEnding?
    /// Whether it is not known yet if results can be written.
    var isSeekingBucket = false
    /// What is to be written and is not.
    var unwritten: [ChildResult] = []
    /// Bytes of the inputs and outputs in it.
    var unwrittenBytes = 0
    /// What of `unwritten`, and of the inputs that wait, is being written; `nil` while nothing is.
    var writing: ResultWriting?
    var files: ResultFiles?
    var results: ResultList?

    struct RunningChild: Hashable, Sendable {
        var input: ChildInput
        var startTime: Timestamp
    }

    public init(_ request: MapRunRequest) {
        self.request = request
        // What is wrong with the parameters fails the run when it starts.
        if let export = try? request.export() {
            isSeekingBucket = true
            files = ResultFiles(export)
        } else {
            results = ResultList(limit: request.quotas.payloadBytes, form: request.form)
        }
    }

    /// Takes `message` at `time`: decides, applies, and goes on until it waits for something outside.
    ///
    /// - Parameter events: what was decided is appended, in order.
    /// - Returns: what the world owes from now on, and what it no longer owes.
    public mutating func advance(
        _ message: MapRunMessage, at time: Timestamp, into events: inout [MapRunEvent]
    ) -> MapRunChanges {
        guard status == .running else { return MapRunChanges() }
        var turn = MapRunTurn()
        if events.isEmpty { swap(&events, &turn.events) }
        let last = now
        now = max(now, time)
        turn.ownsRead = isReading
        take(message, &turn)
        if startTime != nil { proceed(&turn) }
        if isReading, !turn.ownsRead, let request = itemRequest { turn.changes.added.append(.readItems(request)) }
        if turn.events.isEmpty { now = last }
        if events.isEmpty { swap(&events, &turn.events) } else { events += turn.events }
        return turn.changes
    }

    /// The only door through which state changes, live and on recovery alike.
    public mutating func apply(_ event: MapRunEvent) {
        var changes = MapRunChanges()
        apply(event, &changes)
    }

    /// Everything that the world owes: for a driver that takes a map run over. Derived from state.
    public var outstanding: [MapRunCommand] {
        guard status == .running, startTime != nil else { return [] }
        var commands: [MapRunCommand] = []
        if isSeekingBucket, let files { commands.append(files.export.search) }
        if isReading, let request = itemRequest { commands.append(.readItems(request)) }
        for (index, child) in running.sorted(by: { $0.key < $1.key }) {
            commands.append(.startChild(index: index, input: child.input.payload))
        }
        if var writing { commands.append(.write(pieces(&writing))) }
        return commands
    }

    /// Whether `itemCounts.total` is all that there are: items are read while children run.
    public var isCounted: Bool { hasAllItems }

    /// The settings that DescribeMapRun answers with, and the counts.
    ///
    /// - Source: AWS Step Functions API, `DescribeMapRun`.
    public var description: JSONObject {
        var members: JSONObject = [
            "executionArn": .string(request.view.settings.executionARN),
            "executionCounts": executionCounts.value, "itemCounts": itemCounts.value,
            "mapRunArn": .string(request.arn), "maxConcurrency": .int(request.settings.concurrency),
            "redriveCount": .int(request.settings.redriveCount), "status": .string(status.rawValue),
        ]
        if let startTime { members["startDate"] = .string(startTime.rfc3339) }
        if status != .running { members["stopDate"] = .string(now.rfc3339) }
        members["toleratedFailureCount"] = .int(request.settings.toleratedFailureCount ?? 0)
        members["toleratedFailurePercentage"] = .number(
            .double(request.settings.toleratedFailurePercentage ?? 0))
        return members
    }
}

/// What one call of `advance` makes.
struct MapRunTurn {
    var events: [MapRunEvent] = []
    var changes = MapRunChanges()
    /// Whether the items that are wanted have been asked for.
    var ownsRead = false
}

/// Inputs that wait for their execution, first come, first served.
struct InputQueue: Hashable, Sendable {
    private var inputs: [ChildInput] = []
    private var head = 0
    /// Of all that wait.
    private(set) var bytes = 0

    var count: Int { inputs.count - head }
    var isEmpty: Bool { head == inputs.count }

    mutating func push(_ more: [ChildInput]) {
        // What was taken goes when it is the half, so that a queue that is never empty stays as long as what waits.
        if head * 2 >= inputs.count {
            inputs.removeSubrange(..<head)
            head = 0
        }
        inputs += more
        for input in more { bytes += input.payload.byteCount }
    }

    mutating func pop() -> ChildInput? {
        guard head < inputs.count else { return nil }
        head += 1
        bytes -= inputs[head - 1].payload.byteCount
        return inputs[head - 1]
    }

    /// The first `count` of them.
    func prefix(_ count: Int) -> ArraySlice<ChildInput> { inputs[head...].prefix(count) }

    mutating func drop(_ count: Int) {
        for input in prefix(count) { bytes -= input.payload.byteCount }
        head = min(head + count, inputs.count)
    }

    static func == (left: Self, right: Self) -> Bool { left.inputs[left.head...] == right.inputs[right.head...] }

    func hash(into hasher: inout Hasher) { hasher.combine(count) }
}
