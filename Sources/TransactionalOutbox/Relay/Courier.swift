import Logging
import ServiceLifecycle

/// Serves one subscriber: a loop around its `Backlog`, which alone changes it.
struct Courier {
    private enum Happening: Sendable {
        case woken
        case due(Int64)
        case read(Result<RelayStore.Page, any Error>)
        case finished(key: String, error: String?)
        case wrote(Backlog.Marking, Result<[String: [Backlog.Item]], any Error>)
        case shutDown, graceOver, cancelled
    }

    private let subscriber: OutboxSubscriber
    private let store: RelayStore
    private let options: OutboxRelay.Options
    private let logger: Logger
    private let mailbox = Mailbox<Happening>()
    private var backlog: Backlog

    private var wantsToRead = true
    private var isReading = false
    private var isWriting = false
    /// What could not be written, and will be.
    private var unwritten: Backlog.Marking?
    private var nextPoll: Int64 = 0
    /// After a fault of the file.
    private var patience: Int64 = 0
    /// The earliest time at which this is woken anyway.
    private var alarm: Int64 = .max
    private var isEnding = false

    private var clock: any OutboxClock { store.outbox.clock }

    init(
        subscriber: OutboxSubscriber, store: RelayStore, options: OutboxRelay.Options, logger: Logger,
        backlog: Backlog
    ) {
        self.subscriber = subscriber
        self.store = store
        self.options = options
        self.logger = logger
        self.backlog = backlog
    }

    mutating func run() async throws {
        let mailbox = mailbox
        let number = store.outbox.onWake { mailbox.post(.woken) }
        defer { store.outbox.forget(number) }
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                try await deliver()
            } onGracefulShutdown: {
                mailbox.post(.shutDown)
            }
        } onCancel: {
            mailbox.post(.cancelled)
        }
    }

    private mutating func deliver() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            // Whatever still waits or works when the loop ends has no reader any more.
            defer { group.cancelAll() }
            act(in: &group)
            while !isEnding || backlog.inFlight > 0 || isWriting {
                for happening in await mailbox.take() {
                    guard try handle(happening, in: &group) else { return }
                }
                act(in: &group)
            }
        }
    }

    /// - Returns: whether to go on.
    private mutating func handle(
        _ happening: Happening, in group: inout ThrowingDiscardingTaskGroup<any Error>
    ) throws -> Bool {
        switch happening {
        case .woken: wantsToRead = true
        case .due(let time): if time == alarm { alarm = .max }
        case .read(let result): took(result)
        case .finished(let key, nil): backlog.succeeded(key)
        case .finished(let key, let error?): failed(key, error)
        case .wrote(let marking, let result): try wrote(marking, result)
        case .shutDown:
            isEnding = true
            wake(at: clock.now + options.graceMilliseconds, with: .graceOver, in: &group)
        case .graceOver:
            logger.warning("deliveries cut off", metadata: ["count": "\(backlog.inFlight)"])
            return false
        case .cancelled: throw CancellationError()
        }
        return true
    }

    /// Begins all that can be done now.
    private mutating func act(in group: inout ThrowingDiscardingTaskGroup<any Error>) {
        let now = clock.now
        if !isEnding {
            if now >= nextPoll {
                wantsToRead = true
                nextPoll = now + options.pollMilliseconds
            }
            backlog.release(at: now)
            while backlog.inFlight < subscriber.concurrency, let delivery = backlog.next() {
                deliver(delivery, in: &group)
            }
            if wantsToRead, !isReading, now >= patience, backlog.hasRoom { read(in: &group) }
        }
        if !isWriting, now >= patience, let marking = unwritten ?? backlog.takeMarking() {
            write(marking, in: &group)
        }
        let next = min(nextPoll, backlog.nextDue)
        if !isEnding, next < alarm {
            alarm = next
            wake(at: next, with: .due(next), in: &group)
        }
    }

    private func wake(
        at time: Int64, with happening: Happening, in group: inout ThrowingDiscardingTaskGroup<any Error>
    ) {
        group.addTask { [clock, mailbox] in
            try? await clock.sleep(until: time)
            mailbox.post(happening)
        }
    }

    // MARK: Deliveries

    private func deliver(_ delivery: Delivery, in group: inout ThrowingDiscardingTaskGroup<any Error>) {
        group.addTask { [subscriber, store, mailbox] in
            do {
                try await subscriber.deliver(delivery)
                store.outbox.queue.reach(.delivered)
                mailbox.post(.finished(key: delivery.event.key, error: nil))
            } catch {
                mailbox.post(.finished(key: delivery.event.key, error: "\(error)"))
            }
        }
    }

    private mutating func failed(_ key: String, _ error: String) {
        let failures = backlog.failures(key) + 1
        let metadata: Logger.Metadata = [
            "subscriber": "\(subscriber.name)", "key": "\(key)", "failures": "\(failures)", "error": "\(error)",
        ]
        guard failures < subscriber.retry.attempts else {
            logger.error("event given up, it is a dead letter", metadata: metadata)
            return backlog.failed(key, error: error, due: nil)
        }
        logger.info("event not taken, tried again later", metadata: metadata)
        let delay = subscriber.retry.delayMilliseconds(after: failures, random: options.random())
        backlog.failed(key, error: error, due: clock.now + delay)
    }

    // MARK: The file

    private mutating func read(in group: inout ThrowingDiscardingTaskGroup<any Error>) {
        isReading = true
        wantsToRead = false
        group.addTask { [store, mailbox, newest = backlog.newest] in
            do {
                mailbox.post(.read(.success(try await store.read(after: newest))))
            } catch {
                mailbox.post(.read(.failure(error)))
            }
        }
    }

    private mutating func took(_ result: Result<RelayStore.Page, any Error>) {
        isReading = false
        switch result {
        case .success(let page):
            backlog.take(page.items, through: page.last)
            wantsToRead = wantsToRead || page.isFull
        case .failure(let error):
            wantsToRead = true
            bePatient(after: error)
        }
    }

    private mutating func write(
        _ marking: Backlog.Marking, in group: inout ThrowingDiscardingTaskGroup<any Error>
    ) {
        isWriting = true
        unwritten = nil
        group.addTask { [store, mailbox] in
            do {
                mailbox.post(.wrote(marking, .success(try await store.write(marking))))
            } catch {
                mailbox.post(.wrote(marking, .failure(error)))
            }
        }
    }

    private mutating func wrote(
        _ marking: Backlog.Marking, _ result: Result<[String: [Backlog.Item]], any Error>
    ) throws {
        isWriting = false
        switch result {
        case .success(let rows): backlog.wrote(marking, rows: rows)
        case .failure(let error as OutboxError): throw error
        case .failure(let error):
            // At the end it is left: what was delivered is delivered again.
            unwritten = isEnding ? nil : marking
            bePatient(after: error)
        }
    }

    /// The poll comes back to it.
    private mutating func bePatient(after error: any Error) {
        patience = clock.now + options.pollMilliseconds
        nextPoll = min(nextPoll, patience)
        logger.error("the outbox cannot use its file", metadata: ["error": "\(error)"])
    }
}
