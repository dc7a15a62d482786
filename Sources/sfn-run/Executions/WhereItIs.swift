import JSONModel
import StatesCore
import StatesLanguage

/// Where an execution is: states that were entered and not left, and what they wait for.
struct WhereItIs {
    struct Visit {
        var state: String
        var entered: Timestamp
        var parent: Int32
    }

    /// By frame.
    private(set) var visits: [Int32: Visit] = [:]
    private let program: Program

    init(_ program: Program) { self.program = program }

    mutating func observe(_ events: [Event]) {
        for event in events {
            switch event.body {
            case .stateEntered(let state, _):
                visits[event.frame] = Visit(
                    state: program.describe(state).name, entered: event.time, parent: event.place.parent)
            case .stateExited:
                removeChildren(of: event.frame)
                visits[event.frame] = nil
            case .stateAborted: visits[event.frame] = nil
            case .retryScheduled, .parallelFailed, .mapFailed: removeChildren(of: event.frame)
            case .iterationSucceeded, .branchSucceeded, .executionSucceeded: visits[event.frame] = nil
            default: break
            }
        }
    }

    private mutating func removeChildren(of frame: Int32) {
        for child in visits.filter({ $0.value.parent == frame && $0.key != frame }).keys {
            visits[child] = nil
            removeChildren(of: child)
        }
    }

    /// In the order in which they were entered.
    var states: [Visit] { visits.sorted { ($0.value.entered, $0.key) < ($1.value.entered, $1.key) }.map(\.value) }
}

extension Execution {
    /// The tasks that are answered by their tokens.
    var pendingTokens: [TaskRequest] {
        outstanding.compactMap { command in
            guard case .runTask(let request) = command else { return nil }
            if case .activity = request.resource.kind { return request }
            return request.pattern == .waitForTaskToken ? request : nil
        }
    }
}
