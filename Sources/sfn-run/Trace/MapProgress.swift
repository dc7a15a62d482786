import JSONModel
import StatesCore

/// The line at the bottom of the terminal while a long Map runs: `Items  4,312 of 10,000`.
struct MapProgress {
    private struct Running {
        var name: String
        var total: Int
        var done = 0
    }

    private let console: Console
    private let program: Program
    private var running: [Int32: Running] = [:]
    private var mapRuns: [TaskID: MapRun] = [:]
    private var lastShown: ContinuousClock.Instant?
    private let started = ContinuousClock.now
    /// Shorter Maps are done before anybody could read.
    private static let minimumItems = 100
    private static let interval = Duration.milliseconds(100)

    init(_ console: Console, _ program: Program) {
        self.console = console
        self.program = program
    }

    mutating func observe(_ events: [Event]) {
        for event in events {
            switch event.body {
            case .mapStarted(let items, _):
                let total = items.value.arrayValue?.count ?? 0
                guard total >= Self.minimumItems else { continue }
                running[event.frame] = Running(name: program.describe(event.place.state).name, total: total)
            case .iterationSucceeded: running[event.place.parent]?.done += 1
            case .mapSucceeded, .mapFailed, .stateExited, .retryScheduled:
                if running.removeValue(forKey: event.frame) != nil, running.isEmpty { console.progress("") }
            default: break
            }
        }
        if !running.isEmpty { show() }
    }

    mutating func observe(_ run: MapRun) {
        if run.status == .running {
            mapRuns[run.request.id] = run
        } else {
            mapRuns[run.request.id] = nil
            if mapRuns.isEmpty { console.progress("") }
        }
        if !mapRuns.isEmpty { show() }
    }

    private mutating func show() {
        let now = ContinuousClock.now
        guard now - (lastShown ?? started) >= Self.interval else { return }
        lastShown = now
        var parts = running.sorted { $0.key < $1.key }.map { _, map in
            "\(map.name.printable)  \(Wording.count(map.done)) of \(Wording.count(map.total))"
        }
        for run in mapRuns.values.sorted(by: { $0.request.arn < $1.request.arn }) {
            let counts = run.itemCounts
            let failed = counts.unsuccessful > 0 ? ", \(Wording.count(counts.unsuccessful)) failed" : ""
            let read = run.isCounted ? "of \(Wording.count(counts.total))" : "items"
            parts.append("\(run.request.stateName.printable)  \(Wording.count(counts.succeeded)) \(read)\(failed)")
        }
        console.progress("  " + parts.joined(separator: "   ").cut(to: console.errorStyle.width - 4))
    }
}
