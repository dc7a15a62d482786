import Logging
import ServiceLifecycle

/// Serves one subscriber: a page of events after the other. A delivery that takes long holds up its own key only.
struct Courier {
    private typealias Group = ThrowingDiscardingTaskGroup<any Error>

    private enum Happening: Sendable { case woken, shutDown, alarm(Int64), ended(Lane) }

    /// How long a page is waited for.
    private static let patienceMilliseconds: Int64 = 100

    let relay: OutboxRelay
    let subscriber: OutboxSubscriber
    /// What this run of the relay is called in the file.
    let epoch: Int64
    /// Up to here all is done, or has a row of its own.
    private(set) var position: Int64
    /// Under way, by key; `fresh` are those that the page waits for.
    private var running: [String: Lane] = [:], fresh = 0
    /// Not written yet.
    private var ended: [Lane] = []
    /// The earliest time at which this is woken anyway.
    private var alarm = Int64.max
    /// The service ends, by this time.
    private var deadline: Int64?
    private let mailbox = AsyncStream<Happening>.makeStream()

    private var clock: any OutboxClock { relay.outbox.clock }

    /// Registers `subscriber` in the file, or takes it over from an earlier relay.
    init(_ relay: OutboxRelay, _ subscriber: OutboxSubscriber) async throws {
        (self.relay, self.subscriber) = (relay, subscriber)
        (position, epoch) = try await relay.outbox.queue.writeAnyway { try Self.register(subscriber, in: $0) }
    }

    mutating func run() async throws {
        let mailbox = mailbox.continuation
        relay.outbox.setWake(of: subscriber.name) { mailbox.yield(.woken) }
        try await withGracefulShutdownHandler {
            try await withThrowingDiscardingTaskGroup { group in
                defer { group.cancelAll() }
                while deadline == nil { try await deliverPage(in: &group) }
                while let deadline, clock.now < deadline, !running.isEmpty {
                    try await handleNext(before: deadline, in: &group)
                }
                try await write(Page(position: position), ended: ended, parked: [])
            }
        } onGracefulShutdown: {
            mailbox.yield(.shutDown)
        }
    }

    /// Reads what is to be delivered, delivers it, and writes what became of it.
    private mutating func deliverPage(in group: inout Group) async throws {
        let page = try await page(at: clock.now)
        let patience = clock.now + Self.patienceMilliseconds
        var waiting = page.lanes[...]
        while deadline == nil && !waiting.isEmpty || fresh > 0 && clock.now < patience {
            while running.count < subscriber.concurrency, let lane = waiting.popFirst() { start(lane, in: &group) }
            try await handleNext(before: clock.now < patience ? patience : .max, in: &group)
        }
        guard page.position > position || !page.lanes.isEmpty || !ended.isEmpty else {
            return try await handleNext(
                before: min(page.nextDue, clock.now + relay.options.pollMilliseconds), in: &group)
        }
        let parked = running.values.filter { !$0.isParked } + waiting
        try await write(page, ended: ended, parked: parked)
        (position, ended, fresh) = (page.position, [], 0)
        for lane in parked { running[lane.key]?.isParked = true }
    }

    private mutating func start(_ lane: Lane, in group: inout Group) {
        running[lane.key] = lane
        fresh += 1
        group.addTask { [subscriber, queue = relay.outbox.queue, mailbox = mailbox.continuation] in
            var lane = lane
            do {
                while let item = lane.items.first {
                    try await subscriber.deliver(item)
                    queue.reach(.delivered)
                    lane.taken = item.sequence
                    lane.items.removeFirst()
                }
            } catch {
                lane.error = "\(error)"
            }
            mailbox.yield(.ended(lane))
        }
    }

    private mutating func handleNext(before time: Int64, in group: inout Group) async throws {
        if time < alarm {
            alarm = time
            group.addTask { [clock, mailbox = mailbox.continuation] in
                try await clock.sleep(until: time)
                mailbox.yield(.alarm(time))
            }
        }
        var iterator = mailbox.stream.makeAsyncIterator()
        switch await iterator.next() {
        case .woken: break
        case .shutDown: deadline = clock.now + relay.options.graceMilliseconds
        case .alarm(let time): if time == alarm { alarm = .max }
        case .ended(let lane): end(lane)
        case nil: throw CancellationError()
        }
    }

    private mutating func end(_ lane: Lane) {
        var lane = lane
        lane.isParked = running.removeValue(forKey: lane.key)?.isParked ?? false
        if !lane.isParked { fresh -= 1 }
        if let error = lane.error, var item = lane.items.popFirst() {
            item.failures += 1
            let isGivenUp = item.failures >= subscriber.retry.attempts
            let delay = subscriber.retry.delayMilliseconds(after: item.failures, random: relay.options.random())
            lane.failed = (item, due: isGivenUp ? nil : clock.now + delay, error)
            relay.logger.warning(
                "\(subscriber.name) did not take an event",
                metadata: ["event": "\(item.event.id)", "error": "\(error)", "isGivenUp": "\(isGivenUp)"])
        }
        ended.append(lane)
    }
}
