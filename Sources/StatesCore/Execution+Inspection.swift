public import JSONModel
public import StatesLanguage

/// What a debugger shows of an execution, and the one thing that it may change.
extension Execution {
    /// A place where states run: the machine's own scope, a branch, or an iteration.
    public struct Place: Hashable, Sendable {
        /// As in `Event.frame`.
        public var frame: Int32
        /// The place whose Parallel or Map state started this one, or -1.
        public var parent: Int32
        /// Branch or iteration number.
        public var slot: Int32
        /// The state that runs or ran last; `nil` before the first one.
        public var state: StateIndex?
        public var activity: Activity
        /// The input of the state; once it is left, its output.
        public var payload: Payload
        /// Runs of the state before this one.
        public var attempt: Int
    }

    /// What goes on at a place.
    public enum Activity: Hashable, Sendable {
        /// The next state is about to be entered.
        case arriving
        /// The state was entered, or has a result or an error that it goes on with.
        case running
        /// A task was scheduled and has not answered.
        case task(scheduledAt: Timestamp)
        case waiting(until: Timestamp)
        case retrying(at: Timestamp)
        /// Branches or iterations run.
        case fannedOut(finished: Int, total: Int)
        /// Child executions run.
        case mapRun
        case cutOff
        case ended
    }

    /// All places that are in use, parents before their children; none before the start.
    public var places: [Place] {
        frames.indices.compactMap { index in
            let frame = frames[index]
            guard let activity = activity(of: frame) else { return nil }
            return Place(
                frame: Int32(index), parent: frame.parent, slot: frame.slot,
                state: frame.state == .end ? nil : frame.state, activity: activity, payload: frame.payload,
                attempt: frame.attempt)
        }
    }

    private func activity(of frame: Frame) -> Activity? {
        switch frame.phase {
        case .arriving: .arriving
        case .entered, .succeeded, .failed: .running
        case .task(let task): .task(scheduledAt: task.scheduledAt)
        case .waiting(let due): .waiting(until: due)
        case .retrying(let due): .retrying(at: due)
        case .fannedOut:
            frame.fanOut < 0
                ? .running
                : .fannedOut(
                    finished: fanOuts[Int(frame.fanOut)].finished, total: fanOuts[Int(frame.fanOut)].results.count)
        case .mapRun: .mapRun
        case .hung, .aborted, .halted: .cutOff
        case .ended: .ended
        case .free: nil
        }
    }

    /// The variables in reach at a place, the innermost first.
    public func variables(at frame: Int32) -> [Variable] {
        var found: [Variable] = []
        var place = frame
        while frames.indices.contains(Int(place)) {
            for variable in frames[Int(place)].variables where !found.contains(where: { $0.name == variable.name }) {
                found.append(variable)
            }
            place = frames[Int(place)].parent
        }
        return found
    }

    /// `$$`, or `$states.context`, of the state at a place; `nil` where there is no state yet.
    public func contextObject(at frame: Int32) -> JSONValue? {
        guard frames.indices.contains(Int(frame)), frames[Int(frame)].state != .end else { return nil }
        return ExpressionView(self).contextObject(for: frame, item: nil)
    }

    /// Gives a variable another value, where it is in reach, or makes it at the place. No event records this: the
    /// fold of the execution's events is another value from then on.
    public mutating func set(_ variable: Variable, at frame: Int32) {
        var place = frame
        while frames.indices.contains(Int(place)) {
            if let index = frames[Int(place)].variables.firstIndex(where: { $0.name == variable.name }) {
                frames[Int(place)].variables[index] = variable
                return
            }
            place = frames[Int(place)].parent
        }
        if frames.indices.contains(Int(frame)) { frames[Int(frame)].variables.append(variable) }
    }
}

extension Program {
    /// How the expressions of the state with `index` are written.
    public func queryLanguage(of index: StateIndex) -> QueryLanguage { nodes[Int(index)].language }
}
