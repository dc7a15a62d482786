#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif
import Synchronization

/// The processes of one command: its shell and everything that it started and that did not leave the group.
///
/// It can be told to end before it has started, while it runs and afterwards; it ends once.
final class ProcessGroup: Sendable {
    private struct State {
        /// The id of the group is that of its first process.
        var id: pid_t?
        var isEnding = false
        /// What is sent to processes that start too late.
        var lastSignal = SIGTERM
    }

    private let state = Mutex(State())
    /// How long processes may take to end after the first signal.
    private static let grace = Duration.seconds(2)

    /// Whether nobody waits for its answer any longer.
    var isEnding: Bool { state.withLock(\.isEnding) }

    /// The first process runs.
    func started(_ id: pid_t) {
        state.withLock { state in
            state.id = id
            if state.isEnding { kill(-id, state.lastSignal) }
        }
    }

    /// Asks all processes to end, with SIGTERM.
    func end() { send(SIGTERM) }

    /// Ends all processes at once, with SIGKILL.
    func endNow() { send(SIGKILL) }

    /// Ends all processes at once, though their answer still counts.
    func cutShort() { state.withLock { state in _ = state.id.map { kill(-$0, SIGKILL) } } }

    /// Waits until no process is left after `end`; those that outstay the grace are killed.
    func reap() async {
        let deadline = ContinuousClock.now + Self.grace
        while isAlive {
            guard ContinuousClock.now < deadline, !Task.isCancelled else { return endNow() }
            try? await Task.sleep(for: .milliseconds(10))
        }
    }

    private func send(_ signal: CInt) {
        state.withLock { state in
            state.isEnding = true
            state.lastSignal = signal
            if let id = state.id { kill(-id, signal) }
        }
    }

    private var isAlive: Bool {
        state.withLock { state in state.id.map { kill(-$0, 0) == 0 } ?? false }
    }
}

/// Signals that ask the program to stop: Ctrl-C and SIGTERM.
enum Interrupts {
    private static let counter = Atomic<Int>(0)

    /// How many have come.
    static var count: Int { counter.load(ordering: .relaxed) }

    /// From here on signals are counted instead of ending the program; a third one ends it all the same.
    static func startCounting() {
        _ = count
        for number in [SIGINT, SIGTERM] {
            signal(number) { _ in
                if Interrupts.counter.add(1, ordering: .relaxed).newValue > 2 { _exit(130) }
            }
        }
    }

    /// Writing to a pipe that nobody reads is an error, not the end of the program.
    static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

    /// Waits for a signal that comes after the first `seen` ones.
    static func next(after seen: Int) async {
        while count <= seen, !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(20))
        }
    }
}
