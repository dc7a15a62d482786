package import StatesLanguage

/// A clock whose time passes only while nothing works. The runtime tells it what does.
///
///     something begins ─▶ works ─┬▶ waits (sleeps, or for the end of an execution) ─▶ works ─▶ is done
///
/// Whoever ends somebody else's waiting says so before it is done itself, so that no time passes in between.
package protocol IdleClock: RuntimeClock {
    func begin() -> Int
    func wait(_ work: Int)
    func goOn(_ work: Int)
    func end(_ work: Int)

    /// Returns once it is `time` or something was posted. Nobody needs time to pass for this; `deadline` is a time that
    /// somebody does wait for.
    func poll(until time: Timestamp, deadline: Timestamp?) async throws

    /// There is something to be found for those that poll.
    func nudge()

    /// Time passes whatever works: all that works waits for this.
    func pass(milliseconds: Int64)
}

/// Something that works, for a clock that wants to know.
package struct Work: Sendable {
    /// What the Swift task belongs to.
    @TaskLocal package static var current: Work?

    package let clock: any IdleClock
    package let number: Int

    /// - Returns: `nil` for clocks that do not want to know.
    init?(_ clock: any RuntimeClock) {
        guard let clock = clock as? any IdleClock else { return nil }
        self.init(idle: clock)
    }

    init(idle clock: any IdleClock) {
        self.clock = clock
        number = clock.begin()
    }

    func wait() { clock.wait(number) }
    func goOn() { clock.goOn(number) }
    func end() { clock.end(number) }

    /// Does `body` as a part of `work`.
    nonisolated(nonsending) static func run<Value>(
        _ work: Work?, _ body: nonisolated(nonsending) () async throws -> Value
    ) async rethrows -> Value {
        guard let work else { return try await body() }
        return try await $current.withValue(work) { try await body() }
    }
}

extension RuntimeClock {
    func poll(until time: Timestamp, deadline: Timestamp? = nil) async throws {
        if let clock = self as? any IdleClock { return try await clock.poll(until: time, deadline: deadline) }
        try await sleep(until: deadline.map { min($0, time) } ?? time)
    }
}

extension StoreOperation {
    /// Whether there is something in it that is looked for by polling.
    var isNoteworthy: Bool {
        switch self {
        case .start(_, let append), .append(let append):
            append.status != nil || !append.activityTasks.isEmpty || !append.posts.isEmpty
        case .post: true
        case .discard, .takeActivityTask, .move, .take: false
        }
    }
}
