public import Logging
public import ServiceLifecycle

/// Brings events to subscribers, each at least once and in the order of its key.
///
/// It is woken by the commits of its process. Events of other processes are found by a slow poll.
public struct OutboxRelay: Service {
    /// How often the relay looks by itself, and how it ends.
    public struct Options: Sendable {
        /// Between two looks for events that nobody told of, and after a fault of the file. > 0.
        public var pollMilliseconds: Int64 = 1_000
        /// Given to deliveries under way when the service is shut down; then they are cancelled. ≥ 0.
        public var graceMilliseconds: Int64 = 5_000
        /// 0 ..< 1, for the jitter of delays.
        public var random: @Sendable () -> Double = { Double.random(in: 0..<1) }

        public init() {}
    }

    let outbox: Outbox
    let options: Options
    let logger: Logger
    private let subscribers: [OutboxSubscriber]

    /// - Throws: `.sameName` for two subscribers of one name.
    public init(
        _ outbox: Outbox, to subscribers: [OutboxSubscriber], options: Options = Options(), logger: Logger
    ) throws {
        guard Set(subscribers.map(\.name)).count == subscribers.count else {
            throw OutboxError(.sameName, "two subscribers have the same name")
        }
        (self.outbox, self.subscribers, self.options, self.logger) = (outbox, subscribers, options, logger)
    }

    /// Delivers until the service is shut down. A relay that starts later on the same file takes over.
    ///
    /// - Throws: `.superseded` when that happened.
    public func run() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for subscriber in subscribers { group.addTask { try await serve(subscriber) } }
        }
    }

    /// Begins anew after a fault of the file, as after a crash.
    private func serve(_ subscriber: OutboxSubscriber) async throws {
        while !Task.isShuttingDownGracefully {
            do {
                var courier = try await Courier(self, subscriber)
                return try await courier.run()
            } catch  where !Task.isCancelled && (error as? OutboxError)?.code != .superseded {
                logger.error("the outbox cannot use its file", metadata: ["error": "\(error)"])
                try await outbox.clock.sleep(until: outbox.clock.now + options.pollMilliseconds)
            }
        }
    }
}
