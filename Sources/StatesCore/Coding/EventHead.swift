import StatesLanguage

/// What events have in common, told as the difference from what is usual after those before: most have nothing to say.
struct EventHead: Sendable {
    private var time = Timestamp(seconds: 0)
    private var frame: Int32 = 0
    private var lastID: Int32 = 0
    /// By frame: a place, and the event that the next one links to. That of `frame` is in `current`.
    private var frames: [Int32: Memory] = [:]
    private var current: Memory?

    private struct Memory: Sendable {
        var place: Event.Place
        var last: Int32
    }

    private func memory(of frame: Int32) -> Memory {
        (frame == self.frame ? current : frames[frame])
            ?? Memory(place: Event.Place(frame: frame, parent: -1, slot: 0, state: .end), last: 0)
    }

    private mutating func note(_ event: Event) {
        time = event.time
        if event.frame != frame {
            frames[frame] = current
            frame = event.frame
        }
        if event.id != 0 { lastID = event.id }
        current = Memory(place: event.place, last: event.id != 0 ? event.id : event.previous)
    }

    mutating func write(_ event: Event, to writer: inout BatchWriter) {
        writer.time(.seconds, .nanoseconds, event.time, since: time)
        if event.frame != frame { writer.integer(.frame, event.frame) }
        let memory = memory(of: event.frame)
        if event.place.parent != memory.place.parent { writer.integer(.parent, event.place.parent) }
        if event.place.slot != memory.place.slot { writer.integer(.slot, event.place.slot) }
        if event.place.state != memory.place.state { writer.state(.place, event.place.state) }
        if event.id == 0 {
            writer.number(.unnumbered, 1)
        } else if event.id != lastID &+ 1 {
            writer.integer(.id, event.id)
        }
        if event.previous != memory.last { writer.integer(.previous, event.previous) }
        note(event)
    }

    mutating func read(_ fields: FieldReader, _ kind: EventKind) throws(EventCodingError) -> Event {
        let time = try fields.time(.seconds, .nanoseconds, since: time)
        let memory = memory(of: try fields.integer(ifPresent: .frame) ?? frame)
        var place = memory.place
        place.parent = try fields.integer(ifPresent: .parent) ?? place.parent
        place.slot = try fields.integer(ifPresent: .slot) ?? place.slot
        place.state = fields.state(ifPresent: .place) ?? place.state
        let id: Int32 = fields.has(.unnumbered) ? 0 : try fields.integer(ifPresent: .id) ?? lastID &+ 1
        let event = Event(
            time: time, place: place, id: id, previous: try fields.integer(ifPresent: .previous) ?? memory.last,
            body: try fields.body(kind, at: time, in: place.state))
        note(event)
        return event
    }
}
