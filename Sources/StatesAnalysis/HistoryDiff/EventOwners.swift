import JSONModel
import StatesSimulation

/// Which state, in which branch or iteration, each event of a history is about.
struct EventOwners: Sendable {
    struct Owner: Hashable, Sendable {
        /// The state, recorded name.
        var state: String
        var lane: Int32
    }

    /// A branch or an iteration; 0 is the machine's own scope.
    struct Lane: Hashable, Sendable {
        var parent: Int32 = -1
        /// The Parallel or Map state.
        var state = ""
        /// The start of the branch, or the index of the iteration.
        var name = ""
        /// Which run of the state it is of: the id of the event that began the run.
        var run: Int32 = 0
        /// Of a Map state.
        var isIteration = false
    }

    private(set) var lanes = [Lane()]
    private var owners: [Int32: Owner] = [:]

    subscript(id: Int32) -> Owner? { owners[id] }

    init(_ history: RecordedHistory) {
        var places: [Lane: Int32] = [:]
        func place(_ lane: Lane) -> Int32 {
            if let index = places[lane] { return index }
            let index = Int32(lanes.count)
            lanes.append(lane)
            places[lane] = index
            return index
        }
        for event in history.events {
            guard let cause = owners[event.previous] ?? start(event) else { continue }
            let before = history[event.previous]?.type
            var owner = cause
            switch event.type {
            case let type where type.hasSuffix("StateEntered"):
                owner.state = event.text("name") ?? ""
                if before == "ParallelStateStarted" {
                    owner.lane = place(
                        Lane(parent: cause.lane, state: cause.state, name: owner.state, run: event.previous))
                }
            case "MapIterationStarted":
                let parent = inside(cause.lane, before: before) ? lanes[Int(cause.lane)].parent : cause.lane
                owner.state = event.text("name") ?? ""
                owner.lane = place(
                    Lane(
                        parent: parent, state: owner.state, name: event.details["index"]?.description ?? "",
                        run: run(of: cause.lane, before, event.previous), isIteration: true))
            case "MapIterationSucceeded", "MapIterationFailed", "MapIterationAborted":
                owner.state = event.text("name") ?? ""
            case "ParallelStateSucceeded", "ParallelStateFailed", "MapStateSucceeded", "MapStateFailed":
                if let name = fanOut(cause, before) { owner = name }
            case "ParallelStateStarted", "MapStateStarted":
                // A retry follows what failed in a branch or an iteration.
                if !Self.comesFirst.contains(before ?? ""), let name = fanOut(cause, before) { owner = name }
            case let type where type.hasSuffix("StateExited"):
                owner.state = event.text("name") ?? owner.state
                if owner.lane > 0, owner.state == lanes[Int(owner.lane)].state {
                    owner.lane = lanes[Int(owner.lane)].parent
                }
            case "EvaluationFailed": owner.state = event.text("state") ?? owner.state
            default: break
            }
            owners[event.id] = owner
        }
    }

    /// What a fan-out starts after, in its own scope.
    private static let comesFirst: Set = [
        "ParallelStateEntered", "MapStateEntered", "ParallelStateFailed", "MapStateFailed", "EvaluationFailed",
        "MapRunFailed", "ExecutionRedriven",
    ]

    /// Where a chain begins.
    private func start(_ event: RecordedHistory.Event) -> Owner? {
        event.type.hasSuffix("StateEntered") || event.type == "EvaluationFailed" ? Owner(state: "", lane: 0) : nil
    }

    /// Whether the event before an iteration's start is another iteration's.
    private func inside(_ lane: Int32, before: String?) -> Bool { lane > 0 && before != "MapStateStarted" }

    /// The runs of a Map state go by the event that began it; iterations that follow others are of their run.
    private func run(of lane: Int32, _ before: String?, _ previous: Int32) -> Int32 {
        inside(lane, before: before) ? lanes[Int(lane)].run : previous
    }

    /// The end of a fan-out belongs to its state: the one around the lane that ended it, unless no lane began.
    private func fanOut(_ cause: Owner, _ before: String?) -> Owner? {
        if before == "MapStateStarted" || before == "ParallelStateStarted" || cause.lane == 0 { return nil }
        let lane = lanes[Int(cause.lane)]
        return Owner(state: lane.state, lane: lane.parent)
    }

    /// `Each[3] › Pay`: the state of event `id` with what it runs in.
    func path(of id: Int32) -> String? {
        guard let owner = owners[id], !owner.state.isEmpty else { return nil }
        var path = owner.state
        var lane = owner.lane
        while lane > 0 {
            let place = lanes[Int(lane)]
            path = place.isIteration ? "\(place.state)[\(place.name)] › \(path)" : "\(place.state) › \(path)"
            lane = place.parent
        }
        return path
    }
}
