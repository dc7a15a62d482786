import DequeModule
import FoundationEssentials
import JSONModel
import StatesCore
import StatesLanguage

/// The closures of a host: those at work, and those that wait for their turn.
///
/// A closure that may take its time has a Swift task of its own. Those of a resource whose closures usually end at once
/// are run by lanes, many in a row.
struct TaskRunner {
    struct Name: Hashable {
        var execution: ExecutionKey
        var task: TaskID
    }

    /// One run of a closure.
    final class Job: Sendable {
        let delivery: TaskDelivery
        let resolution: TaskResolution
        let context: TaskContext
        let observation: TaskObservation
        /// What its limit is counted by.
        let resource: String

        init(
            _ delivery: TaskDelivery, _ resolution: TaskResolution, _ resource: String, _ host: isolated RuntimeHost
        ) {
            self.delivery = delivery
            self.resolution = resolution
            self.resource = resource
            context = host.context(for: delivery)
            observation = host.observation(of: delivery)
        }

        var name: Name { Name(execution: delivery.execution, task: delivery.request.id) }

        func result() async -> Result<Payload, TaskFailure> {
            await observation.run(delivery) { await resolution.run(delivery.request, context) }
        }
    }

    private struct Running {
        var resource: String
        /// `nil` while it waits for a lane, or a lane runs it.
        var task: Task<Void, Never>?
        var isCancelled = false
    }

    /// What is known of a resource.
    private struct Use {
        /// How many of its closures run.
        var count = 0
        /// How long they take, the last ones above all, microseconds. A resource has to show that it is quick.
        var pace = 1_000.0

        mutating func ended(after duration: Duration) {
            pace = (pace * 7 + min(duration / .microseconds(1), 100_000)) / 8
        }
    }

    private var running: [Name: Running] = [:]
    private var uses: [String: Use] = [:]
    private var queues: [String: Deque<(delivery: TaskDelivery, resolution: TaskResolution)>] = [:]
    /// Resources that have something in their queue, in the order in which they get their turn.
    private var turns = Deque<String>()
    /// What waits for a lane.
    private var ready = Deque<Job>()
    private var lanes: [Int: Task<Void, Never>] = [:]
    private var lastLane = 0
    /// How many of the lanes run closures now; the others are with the host.
    private var busyLanes = 0
    private var isStopping = false
    /// Closures were cancelled because the runtime stops.
    private(set) var isCutOff = false

    /// The most that a lane takes along: while one lane's answers are stored, the next ones are made.
    private static let jobsPerLane = 100
    /// What one lane can do before another one is worth its thread, microseconds.
    private static let workPerLane = 200.0
    private static let maximumLanes = ProcessInfo.processInfo.activeProcessorCount

    /// How many wait for their turn.
    var queuedCount: Int { queues.isEmpty ? 0 : queues.values.reduce(0) { $0 + $1.count } }

    /// Whether no closure runs, or is about to.
    var isIdle: Bool { running.isEmpty }

    mutating func add(_ delivery: TaskDelivery, to host: isolated RuntimeHost) {
        guard !isStopping else { return }
        let resolution = host.registry.resolve(
            delivery.request.stateName, delivery.request.resource, parameters: delivery.request.parameters.value)
        let resource = resolution.entry?.name ?? delivery.request.resource.text
        let isFull = resolution.entry?.limit.map { uses[resource, default: Use()].count >= $0 } ?? false
        guard running.count < host.configuration.concurrentTasks, !isFull else {
            if queues[resource, default: []].isEmpty { turns.append(resource) }
            queues[resource, default: []].append((delivery, resolution))
            return
        }
        start(delivery, resolution, resource, host)
    }

    private mutating func start(
        _ delivery: TaskDelivery, _ resolution: TaskResolution, _ resource: String, _ host: isolated RuntimeHost
    ) {
        let job = Job(delivery, resolution, resource, host)
        var use = uses[resource, default: Use()]
        use.count += 1
        uses[resource] = use
        // A clock that asks who works is told so for each of them.
        if host.idleClock == nil, use.pace < host.configuration.quickTaskMicroseconds {
            running[job.name] = Running(resource: resource)
            ready.append(job)
        } else {
            begin(job, host)
        }
    }

    private mutating func begin(_ job: Job, _ host: isolated RuntimeHost) {
        let work = host.beginWork()
        let task = Task { [weak host] in
            await Work.run(work) { [host] in
                let start = ContinuousClock.now
                let result = await job.result()
                await host?.taskEnded(job, result, after: ContinuousClock.now - start)
            }
            // On a real clock there is nothing to tell, and nobody to go to for it.
            guard let work else { return }
            if let host { await host.release(work) } else { work.end() }
        }
        running[job.name] = Running(resource: job.resource, task: task)
    }

    /// A closure is done: the next that waits for its turn begins.
    ///
    /// - Parameter duration: how long it took, if it may be quick.
    mutating func ended(_ job: Job, after duration: Duration?, _ host: isolated RuntimeHost) {
        guard let resource = running.removeValue(forKey: job.name)?.resource else { return }
        uses[resource, default: Use()].count -= 1
        if let duration { uses[resource]?.ended(after: duration) }
        if !turns.isEmpty { startQueued(host) }
    }

    private mutating func startQueued(_ host: isolated RuntimeHost) {
        guard !isStopping else { return }
        for _ in 0..<turns.count {
            guard running.count < host.configuration.concurrentTasks, let resource = turns.popFirst() else { return }
            guard let next = queues[resource]?.first else { continue }
            if next.resolution.entry?.limit.map({ uses[resource, default: Use()].count < $0 }) ?? true {
                queues[resource]?.removeFirst()
                start(next.delivery, next.resolution, resource, host)
            }
            if queues[resource]?.isEmpty == false { turns.append(resource) } else { queues[resource] = nil }
        }
    }

    /// Nobody waits for the task any longer.
    mutating func cancel(_ key: ExecutionKey, _ id: TaskID) {
        let name = Name(execution: key, task: id)
        if let task = running[name] {
            running[name]?.isCancelled = true
            task.task?.cancel()
            return
        }
        for resource in queues.keys {
            queues[resource]?.removeAll { $0.delivery.execution == key && $0.delivery.request.id == id }
        }
    }
}

// MARK: - Lanes

extension TaskRunner {
    /// Lets lanes run what waits for one.
    mutating func engageLanes(_ host: isolated RuntimeHost) {
        while let first = ready.first {
            let work = uses[first.resource, default: Use()].pace * Double(ready.count)
            let wanted = min(Self.maximumLanes, 1 + Int(work / Self.workPerLane))
            guard busyLanes < wanted else { return }
            lastLane += 1
            let number = lastLane
            let jobs = takeJobs()
            lanes[number] = Task { await TaskLane.run(jobs, number, host) }
        }
    }

    /// What a lane takes along; nothing if it is done.
    private mutating func takeJobs() -> [Job] {
        let jobs = Array(ready.prefix(Self.jobsPerLane))
        ready.removeFirst(jobs.count)
        if !jobs.isEmpty { busyLanes += 1 }
        return jobs
    }

    /// A lane has come back.
    mutating func take(_ report: TaskLane.Report) {
        busyLanes -= 1
        for (name, task) in report.suspended where running[name] != nil {
            running[name]?.task = task
            if isCutOff || running[name]?.isCancelled == true { task.cancel() }
        }
        guard !isStopping else {
            for job in report.untouched { running[job.name] = nil }
            return
        }
        for job in report.untouched.reversed() { ready.prepend(job) }
    }

    /// - Returns: what a lane goes on with; nothing if it is done.
    mutating func takeJobs(for lane: Int) -> [Job] {
        let jobs = takeJobs()
        if jobs.isEmpty { lanes[lane] = nil }
        return jobs
    }
}

// MARK: - The end

extension TaskRunner {
    /// No more closures start.
    mutating func stop() {
        isStopping = true
        queues = [:]
        turns = []
        for job in ready { running[job.name] = nil }
        ready = []
    }

    /// What runs still.
    var tasks: [Task<Void, Never>] { running.values.compactMap(\.task) + lanes.values }

    /// Cancels the closures that run: their tasks are delivered again.
    mutating func cutOff() {
        isCutOff = true
        for running in running.values { running.task?.cancel() }
    }
}
