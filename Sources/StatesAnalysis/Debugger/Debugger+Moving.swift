import StatesCore
import StatesLanguage
public import StatesSimulation

/// The commands that move.
extension Debugger {
    /// Why a command stopped where it did.
    public enum Stop: Hashable, Sendable {
        /// It has come to where it was to come.
        case arrived
        /// A breakpoint, by its place in `breakpoints`.
        case breakpoint(Int)
        /// Tasks wait for the person.
        case waiting
        /// The execution has ended.
        case ended
        /// There is nothing before the start.
        case start
        /// What was looked for did not come.
        case notFound
        /// It went on for very many events.
        case tired
    }

    /// Goes on until the next state is entered, or something fails.
    public mutating func step() throws(WorldError) -> Stop {
        try go { debugger, event in event.endsStep(in: debugger.program) }
    }

    /// As `step`, but over what branches and iterations do.
    public mutating func next() throws(WorldError) -> Stop {
        let line = ancestry
        return try go { debugger, event in
            line.contains(event.frame) && event.endsStep(in: debugger.program)
        }
    }

    /// Goes on until a breakpoint, a task that nobody answers, or the end.
    public mutating func goOn() throws(WorldError) -> Stop { try go { _, _ in false } }

    /// Goes on until the state is entered.
    public mutating func goOn(until state: String) throws(WorldError) -> Stop {
        let target = Breakpoint.state(state)
        return try go { debugger, event in target.stops(at: event, debugger.execution) }
    }

    /// Lets time pass, with all that is due meanwhile.
    public mutating func wait(milliseconds: Int64) throws(WorldError) -> Stop {
        let due = now.advanced(byMilliseconds: milliseconds)
        let stop = try pass(until: due)
        return stop
    }

    /// Goes back over as many steps.
    public mutating func back(_ steps: Int = 1) -> Stop {
        guard position > 1 else { return .start }
        var place = position
        for _ in 0..<steps {
            repeat { place -= 1 } while place > 1 && !events[place - 1].endsStep(in: program)
            if place <= 1 { break }
        }
        fold(to: max(place, 1))
        return .arrived
    }

    /// Goes to just after the event that has `id` in the history.
    public mutating func go(toEvent id: Int32) throws(WorldError) -> Stop {
        if let place = place(ofEvent: id) {
            fold(to: place)
            return .arrived
        }
        fold(to: events.count)
        return try go(minding: false) { _, event in event.id == id }
    }

    /// Goes back to the start; what happened stays to be gone over again.
    public mutating func restart() { fold(to: min(1, events.count)) }

    private func place(ofEvent id: Int32) -> Int? {
        // Ids grow with the events; those that the history does not show have 0.
        events.firstIndex { $0.id == id }.map { $0 + 1 }
    }

    /// The place that is looked at, and those around it.
    private var ancestry: Set<Int32> {
        let places = execution.places
        var line: Set<Int32> = [0]
        var frame = focus?.frame ?? 0
        while frame > 0, line.insert(frame).inserted {
            frame = places.first { $0.frame == frame }?.parent ?? 0
        }
        return line
    }

    /// - Parameter isMinding: whether breakpoints count.
    private mutating func go(
        minding isMinding: Bool = true, until isThere: (Debugger, Event) -> Bool
    ) throws(WorldError) -> Stop {
        for _ in 0..<Self.maximumEvents {
            if let pause = try forward() {
                if pause == .ended { return .ended }
                return isMinding ? .waiting : .notFound
            }
            let event = events[position - 1]
            if isMinding, let place = breakpoint(at: event) { return .breakpoint(place) }
            if isThere(self, event) { return .arrived }
        }
        return .tired
    }

    private func breakpoint(at event: Event) -> Int? {
        breakpoints.firstIndex { $0.stops(at: event, execution) }
    }

    /// What is due until `due` happens.
    private mutating func pass(until due: Timestamp) throws(WorldError) -> Stop {
        while position < events.count {
            guard events[position].time <= due else { return .arrived }
            _ = try forward()
            if let place = breakpoint(at: events[position - 1]) { return .breakpoint(place) }
        }
        pace(until: due)
        defer { pace(until: nil) }
        for _ in 0..<Self.maximumEvents {
            if let pause = try forward() { return pause == .ended ? .ended : .arrived }
            if let place = breakpoint(at: events[position - 1]) { return .breakpoint(place) }
        }
        return .tired
    }
}
