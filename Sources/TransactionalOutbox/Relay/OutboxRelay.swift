public import Logging
public import ServiceLifecycle

/// Brings events to subscribers, each at least once and in the order of its key.
///
/// It is woken by the commits of its process. Events of other processes are found by a slow poll.
public struct OutboxRelay: Service {
    /// How often the relay looks by itself, and how it ends.
    public struct Options: Sendable {
        /// Between two looks for events that nobody told of. > 0.
        public var pollMilliseconds: Int64 = 1_000
        /// Given to deliveries under way when the service is shut down; then they are cancelled. ≥ 0.
        public var graceMilliseconds: Int64 = 5_000
        /// 0 ..< 1, for the jitter of delays.
        public var random: @Sendable () -> Double = { Double.random(in: 0..<1) }

        public init() {}
    }

    private let outbox: Outbox
    private let subscribers: [OutboxSubscriber]
    private let options: Options
    private let logger: Logger

    /// - Throws: `.sameName` for two subscribers of one name.
    public init(
        _ outbox: Outbox, to subscribers: [OutboxSubscriber], options: Options = Options(), logger: Logger
    ) throws {
        guard Set(subscribers.map(\.name)).count == subscribers.count else {
            throw OutboxError(.sameName, "two subscribers have the same name")
        }
        self.outbox = outbox
        self.subscribers = subscribers
        self.options = options
        self.logger = logger
    }

    /// Delivers until the service is shut down. A relay that starts later on the same file takes over.
    ///
    /// - Throws: `.superseded` when that happened; what reading the file at the start throws.
    public func run() async throws {
        let outbox = outbox, subscribers = subscribers
        let (opened, names) = try await outbox.queue.writeUnlimited { db in
            (try subscribers.map { try RelayStore.open($0, of: outbox, in: db) }, try outbox.status(in: db).map(\.name))
        }
        for name in Set(names).subtracting(subscribers.map(\.name)) {
            logger.warning("nobody serves this subscriber, so its events are kept", metadata: ["subscriber": "\(name)"])
        }
        try await withThrowingTaskGroup { group in
            for (subscriber, (store, backlog)) in zip(subscribers, opened) {
                group.addTask {
                    var courier = Courier(
                        subscriber: subscriber, store: store, options: options, logger: logger, backlog: backlog)
                    try await courier.run()
                }
            }
            try await group.waitForAll()
        }
    }
}

/// Why the outbox does not do what it was asked for.
public struct OutboxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, in a word.
    public struct Code: Hashable, Sendable {
        public let name: String

        /// Another relay has taken the subscriber over.
        public static let superseded = Self(name: "superseded")
        /// Two subscribers of one relay have the same name.
        public static let sameName = Self(name: "sameName")
    }

    public var code: Code, message: String
    public var description: String { message }

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
