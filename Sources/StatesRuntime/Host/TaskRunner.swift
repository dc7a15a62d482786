import DequeModule
import JSONModel
import StatesCore
import StatesLanguage

/// The Swift tasks of a host: closures at work, and those that wait for their turn.
struct TaskRunner {
    struct Name: Hashable {
        var execution: ExecutionKey
        var task: TaskID
    }

    /// One run of a closure.
    struct Job: Sendable {
        var delivery: TaskDelivery
        var resolution: TaskResolution
        var context: TaskContext

        func result() async -> Result<Payload, TaskFailure> {
            await TaskObservation.run(delivery, context) { await resolution.run(delivery.request, context) }
        }
    }

    private var running: [Name: (task: Task<Void, Never>, resource: String)] = [:]
    private var queues: [String: Deque<(delivery: TaskDelivery, resolution: TaskResolution)>] = [:]
    /// Resources that have something in their queue, in the order in which they get their turn.
    private var turns = Deque<String>()
    private var counts: [String: Int] = [:]
    /// The Swift task of whoever pumps, whose closure is done: to begin another one costs the waking of a thread.
    private var free: Task<Void, Never>?
    /// What it works on next, as soon as it has pumped.
    private var handed: (job: Job, resource: String)?
    private var isStopping = false
    /// Closures were cancelled because the runtime stops.
    private(set) var isCutOff = false

    /// How many wait for their turn.
    var queuedCount: Int { queues.values.reduce(0) { $0 + $1.count } }

    mutating func add(_ delivery: TaskDelivery, to host: isolated RuntimeHost) {
        guard !isStopping else { return }
        let resolution = host.registry.resolve(
            delivery.request.stateName, delivery.request.resource, parameters: delivery.request.parameters.value)
        let resource = resolution.entry?.name ?? delivery.request.resource.text
        let isFull = resolution.entry?.limit.map { counts[resource, default: 0] >= $0 } ?? false
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
        counts[resource, default: 0] += 1
        let name = Name(execution: delivery.execution, task: delivery.request.id)
        let job = Job(delivery: delivery, resolution: resolution, context: host.context(for: delivery))
        if let task = free {
            (free, handed) = (nil, (job, resource))
            running[name] = (task, resource)
        } else {
            begin(job, resource, host)
        }
    }

    private mutating func begin(_ job: Job, _ resource: String, _ host: isolated RuntimeHost) {
        let work = host.beginWork()
        running[Name(execution: job.delivery.execution, task: job.delivery.request.id)] = (
            Task { [weak host] in
                var next: Job? = job
                while let job = next {
                    next = await Work.run(work) { [host] in await host?.taskEnded(job, await job.result()) }
                }
                // On a real clock there is nothing to tell, and nobody to go to for it.
                guard let work else { return }
                if let host { await host.release(work) } else { work.end() }
            }, resource
        )
    }

    /// A closure is done: the next that waits for its turn begins.
    ///
    /// - Parameter isFree: whether its Swift task may work on what comes next.
    mutating func ended(_ delivery: TaskDelivery, isFree: Bool, _ host: isolated RuntimeHost) {
        let name = Name(execution: delivery.execution, task: delivery.request.id)
        guard let (task, resource) = running.removeValue(forKey: name) else { return }
        counts[resource, default: 1] -= 1
        if isFree, !task.isCancelled { free = task }
        startQueued(host)
    }

    /// What the Swift task that was free works on next.
    mutating func takeNext() -> Job? {
        defer { (free, handed) = (nil, nil) }
        return handed?.job
    }

    /// Whoever was to work on it goes on pumping: another Swift task does.
    mutating func startHanded(_ host: isolated RuntimeHost) {
        guard let (job, resource) = handed else { return }
        handed = nil
        begin(job, resource, host)
    }

    private mutating func startQueued(_ host: isolated RuntimeHost) {
        guard !isStopping else { return }
        for _ in 0..<turns.count {
            guard running.count < host.configuration.concurrentTasks, let resource = turns.popFirst() else { return }
            guard let next = queues[resource]?.first else { continue }
            if next.resolution.entry?.limit.map({ counts[resource, default: 0] < $0 }) ?? true {
                queues[resource]?.removeFirst()
                start(next.delivery, next.resolution, resource, host)
            }
            if queues[resource]?.isEmpty == false { turns.append(resource) }
        }
    }

    /// Nobody waits for the task any longer.
    mutating func cancel(_ key: ExecutionKey, _ id: TaskID) {
        if let (task, _) = running[Name(execution: key, task: id)] {
            task.cancel()
            return
        }
        for resource in queues.keys {
            queues[resource]?.removeAll { $0.delivery.execution == key && $0.delivery.request.id == id }
        }
    }

    /// No more closures start.
    ///
    /// - Returns: those that run.
    mutating func stop() -> [Task<Void, Never>] {
        isStopping = true
        queues = [:]
        turns = []
        return running.values.map(\.task)
    }

    /// Cancels the closures that run: their tasks are delivered again.
    mutating func cutOff() {
        isCutOff = true
        for (task, _) in running.values { task.cancel() }
    }
}
