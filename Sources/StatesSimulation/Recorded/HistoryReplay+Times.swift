package import JSONModel
import StatesCore
import StatesLanguage

/// What times tell: how long a Wait state waited, and how long after its failure a state ran again.
extension HistoryReplay {
    /// A time between two recorded events, in milliseconds, that the definition says.
    struct Interval {
        /// What stands for it in the details of the events that are compared; it is in no history.
        var name: String
        var recorded: Int64
        /// Of what the definition allows, what is nearest to the recorded time.
        var ours: Int64
    }

    /// How long the Wait state in `frame` waits that ends with `next`; `nil` when the history does not tell.
    func wait(of frame: Int32, until due: Timestamp, _ next: RecordedHistory.Event) -> Interval? {
        guard next.type == "WaitStateExited", let recorded = milliseconds(from: next.previous, to: next),
            let start = history[next.previous]?.time
        else { return nil }
        func since(_ start: Timestamp) -> Int64 {
            max(0, due.millisecondsSinceEpoch - start.millisecondsSinceEpoch)
        }
        // Behind a retry whose delay was drawn our clock is ahead: seconds count from there, a timestamp does not.
        let begun = events.last { event in
            if event.frame == frame, case .waitStarted = event.body { true } else { false }
        }
        let possible = [since(start), begun.map { since($0.time) } ?? since(start)]
        let ours = possible.min { abs($0 - recorded) < abs($1 - recorded) } ?? recorded
        return Interval(name: "waitedSeconds", recorded: recorded, ours: ours)
    }

    /// How long after its failure the state in `place` runs again, which `next` shows; `nil` when it runs for the first
    /// time, or the history does not tell.
    func retry(of place: Execution.Continuation, before next: RecordedHistory.Event) -> Interval? {
        guard let failure = history[place.after], !failure.type.hasSuffix("Succeeded"),
            let recorded = milliseconds(from: failure.id, to: next), let delay = retryDelay(of: place.frame)
        else { return nil }
        let ours = delay.isDrawn ? min(recorded, delay.longest) : delay.longest
        return Interval(name: "retrySeconds", recorded: recorded, ours: ours)
    }

    private func milliseconds(from id: Int32, to event: RecordedHistory.Event) -> Int64? {
        guard let start = history[id]?.time, let end = event.time else { return nil }
        return max(0, end.millisecondsSinceEpoch - start.millisecondsSinceEpoch)
    }

    /// The delay of the retry that has begun in `frame`, in milliseconds; drawn, it is anything up to that.
    private func retryDelay(of frame: Int32) -> (longest: Int64, isDrawn: Bool)? {
        var chosen: (index: Int32, state: StateIndex)?
        var count = 0
        search: for event in events.reversed() where event.frame == frame {
            switch event.body {
            case .retryScheduled(let index, _):
                if chosen == nil { chosen = (index, event.place.state) }
                if index == chosen?.index { count += 1 }
            case .retryStarted: continue
            // Retries are counted from the time when the state was entered, or taken up again.
            case .stateEntered, .frameRedriven: break search
            default: if chosen == nil { return nil }
            }
        }
        guard let (index, state) = chosen else { return nil }
        let retrier = execution.program.retriers(of: state)[Int(index)]
        let delay = (retrier.delaySeconds(retry: count) * 1_000).rounded(.down)
        return (Int64(delay), retrier.jitterStrategy == .full)
    }

    /// Compares an interval that ends with `next`.
    func examine(
        _ interval: Interval, _ next: RecordedHistory.Event, with examiner: any HistoryExaminer
    ) throws(HistoryReplayError) {
        func event(_ milliseconds: Int64) -> RecordedHistory.Event {
            var event = next
            event.details[interval.name] = RecordedHistory.seconds(milliseconds)
            return event
        }
        let (recorded, ours) = (event(interval.recorded), event(interval.ours))
        if examiner.accepts(ours, as: recorded, disguised: { nil }) { return }
        var error = HistoryReplayError(
            "this is no history of the definition: event \(next.id) came when the definition would still wait")
        error.difference = HistoryDifference(
            recorded: recorded, ours: ours, state: next.text("name"), instead: .event)
        throw error
    }
}

extension RecordedHistory {
    /// A time in the details of events, as people write it: 2 and not 2.0.
    package static func seconds(_ milliseconds: Int64) -> JSONValue {
        milliseconds.isMultiple(of: 1_000) ? .int(milliseconds / 1_000) : .double(Double(milliseconds) / 1_000)
    }
}
