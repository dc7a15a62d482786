import JSONModel
import StatesLanguage
public import StatesSimulation

extension GraphOverlay {
    /// What a recorded history says of the states of its machine.
    ///
    /// - Parameter history: as GetExecutionHistory gives it. Events belong to the state that caused them.
    public init(_ history: RecordedHistory) {
        var walk = HistoryWalk()
        for event in history.events { walk.add(event) }
        self = walk.overlay
    }
}

/// Follows a history and gives each event to a run of a state.
private struct HistoryWalk {
    private struct Visit {
        var state: String
        /// The visit of the Map or Parallel state around it.
        var parent: Int?
        var run = GraphOverlay.Run()
        var enteredAt: Timestamp?
        var exitedAt: Timestamp?
        /// Its last attempt, or what runs inside it, has failed.
        var hasFailed = false
        var error: String?
        var isOpen = true
    }

    private var visits: [Visit] = []
    private var owners: [Int32: Int] = [:]
    /// Events after which the next state is inside their owner.
    private var opensScope: Set<Int32> = []
    private var ways: [GraphOverlay.Way: Int] = [:]
    private var ending: String?

    mutating func add(_ event: RecordedHistory.Event) {
        let owner = owners[event.previous]
        if event.type.hasSuffix("StateEntered") {
            enter(event, from: owner)
        } else if event.type.hasPrefix("Execution") {
            if event.type != "ExecutionStarted" { end(event, owner) }
        } else if let visit = visit(event, from: owner) {
            owners[event.id] = visit
            note(event, visit)
        }
    }

    private mutating func enter(_ event: RecordedHistory.Event, from owner: Int?) {
        let name = event.text("name") ?? ""
        let isInside = opensScope.contains(event.previous)
        var visit = Visit(state: name, parent: isInside ? owner : owner.flatMap { visits[$0].parent })
        visit.enteredAt = event.time
        visit.run.entered = event.time?.rfc3339
        visit.run.input = event.payload("input")?.text
        owners[event.id] = visits.count
        visits.append(visit)
        if let owner, !isInside {
            let way = GraphOverlay.Way(from: visits[owner].state, to: name, isCaught: visits[owner].hasFailed)
            ways[way, default: 0] += 1
        }
    }

    /// The visit that an event is about: that of the event before it, or one around that if it has another name.
    private func visit(_ event: RecordedHistory.Event, from owner: Int?) -> Int? {
        let isOfMap = event.type.hasPrefix("MapIteration") || event.type.hasSuffix("StateExited")
        guard isOfMap, let name = event.text("name") else {
            guard event.type.hasPrefix("MapState") || event.type.hasPrefix("ParallelState") else { return owner }
            // It has no name: it is the innermost state that has opened a scope.
            guard event.type.hasSuffix("Succeeded") || event.type.hasSuffix("Failed"), let owner else { return owner }
            return opened.contains(owner) ? owner : visits[owner].parent ?? owner
        }
        var candidate = owner
        while let visit = candidate, visits[visit].state != name { candidate = visits[visit].parent }
        return candidate ?? visits.lastIndex { $0.state == name && $0.isOpen }
    }

    private var opened: Set<Int> = []

    private mutating func note(_ event: RecordedHistory.Event, _ visit: Int) {
        let time = event.time?.rfc3339
        switch event.type {
        case "MapIterationStarted", "ParallelStateStarted":
            opensScope.insert(event.id)
            opened.insert(visit)
        case "MapStateStarted": opened.insert(visit)
        case let type where type.hasSuffix("StateExited"):
            visits[visit].run.exited = time
            visits[visit].exitedAt = event.time
            visits[visit].run.output = event.payload("output")?.text
            visits[visit].isOpen = false
            visits[visit].run.status = visits[visit].hasFailed ? .caught : .succeeded
        case let type where type.hasSuffix("Scheduled"):
            visits[visit].run.attempts.append(GraphOverlay.Attempt(scheduled: time))
            visits[visit].hasFailed = false
        case let type where type.hasSuffix("Succeeded") && !type.hasPrefix("MapIteration"):
            endAttempt(visit, "SUCCEEDED", event)
            visits[visit].hasFailed = false
        case let type where type.hasSuffix("TimedOut"): fail(visit, "TIMED_OUT", event)
        case let type where type.hasSuffix("Failed") && !type.hasPrefix("MapIteration"): fail(visit, "FAILED", event)
        default: break
        }
    }

    private mutating func fail(_ visit: Int, _ outcome: String, _ event: RecordedHistory.Event) {
        visits[visit].hasFailed = true
        visits[visit].error = event.text("error") ?? (outcome == "TIMED_OUT" ? "States.Timeout" : nil)
        endAttempt(visit, outcome, event)
    }

    private mutating func endAttempt(_ visit: Int, _ outcome: String, _ event: RecordedHistory.Event) {
        guard let last = visits[visit].run.attempts.indices.last else { return }
        var attempt = visits[visit].run.attempts[last]
        attempt.ended = event.time?.rfc3339
        attempt.outcome = outcome
        attempt.error = event.text("error")
        attempt.cause = event.text("cause")
        visits[visit].run.attempts[last] = attempt
    }

    private mutating func end(_ event: RecordedHistory.Event, _ owner: Int?) {
        let names = [
            "ExecutionSucceeded": "SUCCEEDED", "ExecutionFailed": "FAILED", "ExecutionAborted": "ABORTED",
            "ExecutionTimedOut": "TIMED_OUT",
        ]
        ending = names[event.type]
        guard event.type == "ExecutionFailed" else { return }
        // What failed last, and what was around it.
        var culprit = owner
        while let visit = culprit, visits[visit].isOpen {
            visits[visit].hasFailed = true
            if visits[visit].error == nil { visits[visit].error = event.text("error") }
            culprit = visits[visit].parent
        }
    }

    // MARK: What comes of it

    /// Runs of one state that are kept in full; of more, the first and the last ones.
    private static let keptRuns = 40

    var overlay: GraphOverlay {
        var overlay = GraphOverlay()
        overlay.ways = ways
        overlay.caption = "execution \(ending ?? "RUNNING")"
        var byState: [String: [Visit]] = [:]
        for var visit in visits {
            if visit.isOpen { visit.run.status = visit.hasFailed ? .failed : ending == nil ? .running : .aborted }
            byState[visit.state, default: []].append(visit)
        }
        for (state, visits) in byState { overlay.marks[state] = Self.mark(visits) }
        return overlay
    }

    private static func mark(_ visits: [Visit]) -> GraphOverlay.Mark {
        let status = GraphOverlay.Status.allCases.first { status in visits.contains { $0.run.status == status } }
        var words = [sign(status ?? .unvisited)]
        if visits.count > 1 { words.append("\(visits.count) ×") }
        let spans = visits.compactMap { visit in
            visit.exitedAt.flatMap { exit in
                visit.enteredAt.map { exit.millisecondsSinceEpoch - $0.millisecondsSinceEpoch }
            }
        }
        if spans.count == visits.count, let longest = spans.max() { words.append(duration(longest)) }
        let attempts = visits.map(\.run.attempts.count).max() ?? 0
        if attempts > 1 { words.append("\(attempts) attempts") }
        if let error = visits.last(where: { $0.run.status == .failed || $0.run.status == .caught })?.error {
            words.append(error)
        }
        let runs = visits.map(\.run)
        let kept = runs.count > keptRuns ? Array(runs.prefix(keptRuns / 2) + runs.suffix(keptRuns / 2)) : runs
        return GraphOverlay.Mark(
            status: status ?? .unvisited, count: visits.count, note: words.joined(separator: " "), runs: kept)
    }

    private static func sign(_ status: GraphOverlay.Status) -> String {
        switch status {
        case .failed: "✗"
        case .aborted: "■ aborted"
        case .running: "▶ running"
        case .caught: "⚠ caught"
        case .succeeded: "✓"
        case .unvisited, .covered, .partly, .added, .removed, .changed, .unchanged: ""
        }
    }

    private static func duration(_ milliseconds: Int64) -> String {
        guard milliseconds >= 1_000 else { return "\(milliseconds) ms" }
        let (seconds, rest) = (milliseconds / 1_000, milliseconds % 1_000 / 100)
        if seconds >= 3_600 { return "\(seconds / 3_600) h \(seconds / 60 % 60) min" }
        if seconds >= 120 { return "\(seconds / 60) min \(seconds % 60) s" }
        return rest > 0 ? "\(seconds).\(rest) s" : "\(seconds) s"
    }
}
