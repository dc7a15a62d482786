import JSONModel
import StatesCore
import Synchronization

/// Runs closures that usually end at once, one after the other in one Swift task, and brings their answers to the host
/// together: what a step costs then is neither the waking of a thread nor a visit to the actor of its own.
///
///     host ─ jobs ─▶ lane ─┬ ended at once ─▶ report ─▶ host
///                          └ suspended ─▶ goes on in a Swift task of its own, which brings the answer when it comes
final class TaskLane: Sendable {
    /// What a lane brings back.
    struct Report: Sendable {
        var answers: [Answer] = []
        /// Closures that wait for something.
        var suspended: [(name: TaskRunner.Name, task: Task<Void, Never>)] = []
        /// What the lane did not get to, as the closures took longer than was thought.
        var untouched: ArraySlice<TaskRunner.Job> = []
    }

    struct Answer: Sendable {
        var job: TaskRunner.Job
        var result: Result<Payload, TaskFailure>
        /// How long the closure took; `nil` if it was not at work all the time.
        var duration: Duration?
    }

    private struct Current {
        /// Which job is run now, counted over all that the lane ever runs.
        var number = 0
        var result: Result<Payload, TaskFailure>?
    }

    private let current = Mutex(Current())

    /// After so long the rest of the jobs is somebody else's.
    private static let patience = Duration.milliseconds(1)

    /// Runs `jobs`, and those that the host has for it after them.
    static func run(_ jobs: [TaskRunner.Job], _ number: Int, _ host: RuntimeHost) async {
        let lane = TaskLane()
        var jobs = jobs
        while !jobs.isEmpty {
            jobs = await host.exchange(lane.report(jobs, host), lane: number)
        }
    }

    private func report(_ jobs: [TaskRunner.Job], _ host: RuntimeHost) -> Report {
        var report = Report()
        report.answers.reserveCapacity(jobs.count)
        let start = ContinuousClock.now
        var last = start
        for (number, job) in jobs.enumerated() {
            guard last - start < Self.patience else {
                report.untouched = jobs[number...]
                break
            }
            let turn = next()
            let task = Self.begin {
                let result = await job.result()
                if !self.take(result, turn) { await host.taskEnded(job, result) }
            }
            let now = ContinuousClock.now
            if let result = leave() {
                report.answers.append(Answer(job: job, result: result, duration: now - last))
            } else {
                report.suspended.append((job.name, task))
            }
            last = now
        }
        return report
    }

    /// Begins where its caller is; goes on elsewhere if it has to wait.
    private static func begin(_ body: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        if #available(macOS 26, *) { Task.immediate(operation: body) } else { Task(operation: body) }
    }

    private func next() -> Int {
        current.withLock { current in
            current.number += 1
            return current.number
        }
    }

    /// - Returns: whether the lane still waits for the job.
    private func take(_ result: Result<Payload, TaskFailure>, _ number: Int) -> Bool {
        current.withLock { current in
            guard current.number == number else { return false }
            current.result = result
            return true
        }
    }

    /// Waits for the current job no longer.
    ///
    /// - Returns: its result, if it has ended.
    private func leave() -> Result<Payload, TaskFailure>? {
        current.withLock { current in
            defer { current = Current(number: current.number + 1) }
            return current.result
        }
    }
}
