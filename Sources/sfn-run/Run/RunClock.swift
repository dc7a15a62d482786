import StatesLanguage

/// The time of a run: it jumps, or moves with the wall.
struct RunClock {
    /// Where both clocks stood when they were last tied together.
    private var anchor: (wall: ContinuousClock.Instant, time: Timestamp)?
    private var time: Timestamp

    init(startingAt time: Timestamp) { self.time = time }

    /// Whether it moves with the wall.
    var isTied: Bool { anchor != nil }

    var now: Timestamp {
        guard let anchor else { return time }
        return anchor.time.advanced(byMilliseconds: (ContinuousClock.now - anchor.wall).milliseconds)
    }

    /// From now on it moves with the wall.
    mutating func tie() {
        if anchor == nil { anchor = (ContinuousClock.now, time) }
    }

    /// From now on it stands still until it is moved.
    mutating func untie() {
        time = now
        anchor = nil
    }

    /// It is at least `time`.
    mutating func move(to time: Timestamp) {
        if anchor == nil { self.time = max(self.time, time) }
    }

    /// How long the wall takes until `due`.
    func wait(until due: Timestamp) -> Duration {
        .milliseconds(max(due.milliseconds(since: now), 0) + 1)
    }
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int64 { components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000 }
}

extension Timestamp {
    /// The time of the wall.
    static var wallClock: Timestamp {
        Timestamp(millisecondsSinceEpoch: Descriptor.milliseconds)
    }
}
