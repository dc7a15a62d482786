import StatesCore
import StatesLanguage

/// Map runs: how their children ended, counted; of those that did not succeed the first ones one by one.
extension TraceRenderer {
    private static let shownFailures = 3

    func observe(_ events: [MapRunEvent], of run: MapRun) {
        // Map runs of children have no place in the trace of the execution above.
        guard let scope = scope(ofMapRun: run.request.id) else { return }
        for event in events {
            switch event.body {
            case .childEnded(let index, let outcome): note(index, outcome, of: scope)
            case .succeeded, .failed, .aborted: tell(run, in: scope, at: event.time)
            case .started, .bucketFound, .itemsTaken, .childStarted, .endingBegan, .writingBegan, .resultsWritten:
                break
            }
        }
    }

    private func note(_ index: Int, _ outcome: ChildOutcome, of scope: ScopeTrace) {
        guard outcome.status == .failed || outcome.status == .timedOut else { return }
        guard let failures = scope.current?.childFailures, failures.count < Self.shownFailures else { return }
        scope.current?.childFailures.append((index, outcome))
    }

    /// `1,000 children: 998 succeeded · 2 failed`, and why the first of them failed.
    private func tell(_ run: MapRun, in scope: ScopeTrace, at time: Timestamp) {
        let counts = run.executionCounts
        let parts: [(count: Int, text: String)] = [
            (counts.succeeded, "succeeded"), (counts.failed, "failed"), (counts.timedOut, "timed out"),
            (counts.aborted, "aborted"), (counts.pending, "not started"),
        ]
        var line = StyledLine(Wording.count(counts.total, "child", "children"))
        if run.itemCounts.total != counts.total {
            line.append(" of \(Wording.count(run.itemCounts.total, "item"))")
        }
        let told = parts.filter { $0.count > 0 }.map { "\(Wording.count($0.count)) \($0.text)" }
        if !told.isEmpty { line.append(": \(told.joined(separator: " · "))") }
        scope.follow(line, at: time)
        for (index, outcome) in scope.current?.childFailures ?? [] {
            let error = outcome.failure?.error ?? (outcome.status == .timedOut ? "States.Timeout" : "failed")
            var line = StyledLine("[\(Wording.count(index))]", .magenta)
            line.append(" ✗ \(error.printable)", .red)
            if let cause = outcome.failure?.cause, !cause.isEmpty { line.append(": \(cause.printable)") }
            scope.say(line, at: nil)
        }
        scope.current?.childFailures = []
    }
}
