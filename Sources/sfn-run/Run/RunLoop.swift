import Dispatch
import StatesCore
import StatesLanguage
import StatesSimulation
import Synchronization

/// Waits for what comes from outside: answers of commands, signals, and the wall's time.
struct RunLoop {
    private let session: RunSession
    /// When the timer that sleeps wakes up.
    private var armed: Timestamp?
    /// Groups of processes that were told to end.
    private var ending = 0
    private typealias Happenings = TaskGroup<Happening>

    private enum Happening: Sendable {
        case answered(ProgramPool.Key, TaskRequest, TaskAnswer)
        case interrupted(count: Int)
        case timer(Timestamp)
        /// A group of processes is gone.
        case reaped
    }

    private init(_ session: RunSession) { self.session = session }

    /// Runs the loop to its end, while the caller's thread waits.
    static func wait(for session: RunSession) throws {
        let loan = Loan(session: session)
        let problem = Mutex<(any Error)?>(nil)
        let isOver = DispatchSemaphore(value: 0)
        Task {
            var loop = RunLoop(loan.session)
            do {
                try await loop.run()
            } catch {
                problem.withLock { $0 = error }
            }
            isOver.signal()
        }
        isOver.wait()
        if let problem = problem.withLock({ $0 }) { throw problem }
    }

    /// A session that another thread uses while its owner waits.
    // The owner touches nothing between handing it out and the semaphore, so it has one user at a time.
    private struct Loan: @unchecked Sendable {
        let session: RunSession
    }

    private mutating func run() async throws {
        Interrupts.ignoreBrokenPipes()
        var problem: (any Error)?
        await withTaskGroup(of: Happening.self) { group in
            watchSignals(after: 0, &group)
            do {
                while try prepare(&group), let happening = await group.next() {
                    try handle(happening, &group)
                }
            } catch {
                problem = error
                session.pool.killAll()
            }
            group.cancelAll()
        }
        if let problem { throw problem }
    }

    /// Starts what can be started.
    ///
    /// - Returns: whether there is anything to wait for.
    private mutating func prepare(_ group: inout Happenings) throws -> Bool {
        let (session, console) = (session, session.console)
        for processes in session.ending {
            ending += 1
            group.addTask {
                await processes.reap()
                return .reaped
            }
        }
        session.ending = []
        while let job = session.pool.next() {
            group.addTask {
                let answer = await job.command.run(in: job.group) { line in
                    console.complain("[\(job.command.request.stateName.printable)] \(line.printable)\n")
                }
                return .answered(job.key, job.command.request, answer)
            }
        }
        let isOver = session.runs.isEmpty
        if isOver, session.pool.running.isEmpty, ending == 0 { return false }
        for run in session.runs { run.observer.flush() }
        console.flush()
        if !isOver { armTimer(&group) }
        return true
    }

    private mutating func armTimer(_ group: inout Happenings) {
        guard session.clock.isTied, let due = session.nextDue else { return }
        if let armed, armed <= due { return }
        armed = due
        let wait = session.clock.wait(until: due)
        group.addTask {
            try? await Task.sleep(for: wait)
            return .timer(due)
        }
    }

    private func watchSignals(after count: Int, _ group: inout Happenings) {
        group.addTask {
            await Interrupts.next(after: count)
            return .interrupted(count: Interrupts.count)
        }
    }

    private mutating func handle(_ happening: Happening, _ group: inout Happenings) throws {
        switch happening {
        case .answered(let key, let request, let answer):
            try session.advance()
            let counts = session.pool.ended(key)
            if counts { session.deliver(answer, to: request, of: key.run) }
            if !session.pool.isBusy, session.command.clock == .virtual { session.clock.untie() }
            try session.advance()
        case .interrupted(let count):
            watchSignals(after: count, &group)
            try session.advance()
            session.interrupt()
            try session.advance()
        case .timer(let due):
            if armed == due { armed = nil }
            try session.advance()
        case .reaped: ending -= 1
        }
    }
}
