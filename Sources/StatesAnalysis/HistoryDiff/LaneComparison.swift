import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation

/// Compares a history with a run of the definition that takes its own order: branch by branch and iteration by
/// iteration, each event with the one that follows the same cause.
///
/// For histories whose interleaving no order of our steps gives.
struct LaneComparison {
    private let history: RecordedHistory
    private let examiner: EventExaminer
    private let recorded: Lanes
    private let ours: Lanes
    /// Another run, at another time and under another name.
    private let disguised: Lanes
    /// Parallel and Map states that succeeded: how far the others' branches came is a matter of order.
    private let succeeded: Set<String>

    init(
        _ history: RecordedHistory, _ program: Program, _ configuration: ExecutionConfiguration,
        _ examiner: EventExaminer
    ) {
        self.history = RecordedHistory(events: history.timedEvents)
        self.examiner = examiner
        recorded = Lanes(self.history.events.map(\.withoutIDs), examiner.owners)
        let start = history.startTime ?? Timestamp(seconds: 0)
        var disguise = configuration
        disguise.executionName = "disguise-of-" + configuration.executionName
        disguise.stateMachineName = "disguise-of-" + configuration.stateMachineName
        disguise.seed = ~configuration.seed
        ours = Self.run(history, program, configuration, at: start)
        disguised = Self.run(history, program, disguise, at: Execution.time(ofDisguised: start))
        succeeded = Set(
            history.events.filter { $0.type == "ParallelStateSucceeded" || $0.type == "MapStateSucceeded" }
                .compactMap { examiner.owners[$0.id]?.state })
    }

    private static func run(
        _ history: RecordedHistory, _ program: Program, _ configuration: ExecutionConfiguration, at start: Timestamp
    ) -> Lanes {
        var simulation = Simulation(Execution(program, configuration: configuration), startingAt: start)
        var world = RecordedAnswers(history)
        var events: [StatesCore.Event] = []
        simulation.start(input: history.input ?? Payload([:])) { events += $0 }
        // What the recording cannot answer ends the run: what came until then is compared.
        _ = try? simulation.run(world: &world) { events += $0 }
        let shown = RecordedHistory(events: events.compactMap { RecordedHistory.Event($0, of: simulation.execution) })
        return Lanes(shown.timedEvents.map(\.withoutIDs), EventOwners(shown))
    }

    /// The earliest difference; `nil` when there is none but that of order.
    func outcome(instead difference: HistoryDifference) -> HistoryDifference?? {
        var first: HistoryDifference?
        for (key, events) in recorded.events {
            let (ours, others) = (self.ours.events[key] ?? [], disguised.events[key] ?? [])
            for (index, event) in events.enumerated() {
                if let first, first.recorded.id < event.id { break }
                let (our, other) = (index < ours.count ? ours[index] : nil, index < others.count ? others[index] : nil)
                if our == nil, !key.isEmpty, !succeeded.contains(recorded.states[key] ?? "") { break }
                if let our, isSame(our, event, other) { continue }
                var found = HistoryDifference(
                    recorded: history[event.id] ?? event, ours: our, state: our?.text("name"),
                    instead: our == nil ? .nothing : .event)
                if !found.differsInKind { found.disguised = other }
                first = found
                break
            }
        }
        return .some(first)
    }

    private func isSame(
        _ ours: RecordedHistory.Event, _ recorded: RecordedHistory.Event, _ disguised: RecordedHistory.Event?
    ) -> Bool {
        ours.type == recorded.type && (recorded.text("name").map { $0 == ours.text("name") } ?? true)
            && examiner.accepts(ours, as: recorded) { disguised.flatMap { $0.type == ours.type ? $0 : nil } }
    }
}

/// The events of each branch and iteration, in order.
private struct Lanes {
    /// By the way from the outside in: names of states, of branches, numbers of iterations and of runs.
    var events: [[String]: [RecordedHistory.Event]] = [:]
    /// The Parallel or Map state of each.
    var states: [[String]: String] = [:]

    init(_ history: [RecordedHistory.Event], _ owners: EventOwners) {
        var keys: [[String]] = []
        var runs: [[String]: Int] = [:]
        for lane in owners.lanes {
            guard lane.parent >= 0 else {
                keys.append([])
                continue
            }
            let place = keys[Int(lane.parent)] + [lane.state, lane.name]
            let key = place + [String(runs[place, default: 0])]
            runs[place, default: 0] += 1
            keys.append(key)
            states[key] = lane.state
        }
        for event in history {
            events[keys[Int(owners[event.id]?.lane ?? 0)], default: []].append(event)
        }
    }
}

extension RecordedHistory {
    /// The events, with how long Wait states waited and how long after their failures states ran again. Where the delay
    /// of a retry was drawn, runs with other random numbers differ in it, so that any will do.
    fileprivate var timedEvents: [Event] {
        events.map { event in
            guard let cause = self[event.previous], let start = cause.time, let end = event.time else { return event }
            let name: String
            if event.type == "WaitStateExited" {
                name = "waitedSeconds"
            } else if event.runsState, cause.type == "FailStateEntered" || !cause.type.hasSuffix("StateEntered"),
                cause.type != "ExecutionRedriven"
            {
                name = "retrySeconds"
            } else {
                return event
            }
            var timed = event
            let milliseconds = max(0, end.millisecondsSinceEpoch - start.millisecondsSinceEpoch)
            timed.details[name] = RecordedHistory.seconds(milliseconds)
            return timed
        }
    }
}

extension RecordedHistory.Event {
    /// The event with the ids that causes quote left out: those go by the order of concurrent branches.
    fileprivate var withoutIDs: Self {
        var event = self
        for member in details {
            guard let text = member.value.stringValue, text.contains("the event id #") else { continue }
            event.details[member.key] = .string(text.replacing(/the event id #[0-9]+/, with: "the event id #"))
        }
        return event
    }
}
