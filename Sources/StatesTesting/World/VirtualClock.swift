public import StatesLanguage
public import StatesRuntime
import Synchronization

/// Time that passes only while nothing works: then it jumps to whatever is due next.
///
///     let clock = VirtualClock()
///     let runtime = Runtime(store: InMemoryStore(), clock: clock)
///     try await runtime.whileRunning { runtime in
///         …
///         let execution = try await runtime.start("reminders")    // waits for a year
///         try await clock.advance(by: .seconds(86_400))           // a day later
///         let output = try await execution.output()               // a year later, at once
///     }
///
/// A closure works until it returns, whatever it waits for in real time, unless it sleeps on this clock. So does the
/// body of `whileRunning`, but while it awaits the end of an execution, work of an activity, or this clock. Swift tasks
/// that the body starts count with it: start executions first, then await their ends.
///
/// What is due at the same time happens one after another, each when the one before has done its work. A runtime with
/// this clock keeps all executions in memory that wait for a time.
public final class VirtualClock: RuntimeClock {
    private let state: Mutex<VirtualTime>

    /// - Parameter start: 2026-01-01T00:00:00Z if it is not given.
    public init(startingAt start: Timestamp = Timestamp(seconds: 1_767_225_600)) {
        state = Mutex(VirtualTime(now: start))
    }

    public var now: Timestamp { state.withLock { $0.now } }

    public func sleep(until time: Timestamp) async throws {
        try await sleep(until: time, deadline: time, .due)
    }

    /// - Parameter duration: rounded up to milliseconds.
    public func sleep(for duration: Duration) async throws {
        try await sleep(until: now.advanced(byMilliseconds: duration.milliseconds))
    }

    /// Lets time pass, with all that is due meanwhile. When this returns, nothing works that does not wait for later.
    ///
    /// - Parameter duration: rounded up to milliseconds.
    public func advance(by duration: Duration) async throws {
        let end = now.advanced(byMilliseconds: duration.milliseconds)
        try await sleep(until: end, deadline: end, .advance)
    }

    /// Sleeps until it is cancelled.
    func sleepForever() async throws {
        try await sleep(until: Timestamp(millisecondsSinceEpoch: .max), deadline: nil, .due)
    }

    private func sleep(until time: Timestamp, deadline: Timestamp?, _ rank: VirtualTime.Rank) async throws {
        let work = Work.current.flatMap { $0.clock as AnyObject === self ? $0.number : nil }
        let number = state.withLock { $0.newNumber() }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let woken: [VirtualTime.Sleeper]? = state.withLock { time_ in
                    guard !Task.isCancelled else { return nil }
                    return time_.sleep(
                        number,
                        VirtualTime.Sleeper(
                            time: time, deadline: deadline, rank: rank, work: work, continuation: continuation))
                }
                guard let woken else { return continuation.resume(throwing: CancellationError()) }
                Self.wake(woken)
            }
        } onCancel: {
            state.withLock { $0.cancel(number) }?.continuation.resume(throwing: CancellationError())
        }
    }

    private static func wake(_ sleepers: [VirtualTime.Sleeper]) {
        for sleeper in sleepers { sleeper.continuation.resume() }
    }
}

extension VirtualClock: IdleClock {
    package func begin() -> Int { state.withLock { $0.begin() } }
    package func wait(_ work: Int) { Self.wake(state.withLock { $0.wait(work) }) }
    package func goOn(_ work: Int) { state.withLock { $0.goOn(work) } }
    package func end(_ work: Int) { Self.wake(state.withLock { $0.end(work) }) }
    package func nudge() { state.withLock { $0.nudge() } }

    package func poll(until time: Timestamp, deadline: Timestamp?) async throws {
        try await sleep(until: deadline.map { min($0, time) } ?? time, deadline: deadline, .poll)
    }

    package func pass(milliseconds: Int64) {
        state.withLock { $0.now = $0.now.advanced(byMilliseconds: milliseconds) }
    }
}

extension Duration {
    /// Rounded up.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, rest) = attoseconds.quotientAndRemainder(dividingBy: 1_000_000_000_000_000)
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, overflowed) = product.addingReportingOverflow(whole + (rest > 0 ? 1 : 0))
        return overflowed ? .max : sum
    }

    init(from start: Timestamp, to end: Timestamp) {
        self =
            .seconds(end.seconds - start.seconds) + .nanoseconds(Int64(end.nanoseconds) - Int64(start.nanoseconds))
    }
}
