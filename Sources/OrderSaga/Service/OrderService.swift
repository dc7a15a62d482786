import Foundation
import Hummingbird
import JSONModel
public import Logging
import Metrics
import NIOCore
public import ServiceLifecycle
import StatesCore
import StatesLanguage
public import StatesRuntime
import StatesSQLite
import Synchronization
public import TransactionalOutbox
import UnixSignals

/// The order service: HTTP interface, outbox relay and workflow runtime, over two SQLite files.
///
///     POST /orders ─▶ order + event ─▶ relay ─▶ execution of the saga ─▶ tasks ─▶ books, status + events ─▶ relay ─▶ …
///                     one transaction           name = event id                   one transaction each
public struct OrderService: Service {
    /// How the service runs.
    public struct Configuration: Sendable {
        /// Path of the orders; the executions are kept beside it.
        public var database = "orders.db"
        public var host = "127.0.0.1"
        /// 0 for any that is free.
        public var port = 8_080
        /// How long a key stands for its first response. Milliseconds, > 0.
        public var idempotencyWindowMilliseconds: Int64 = 600_000
        /// Requests per second and client; 0 for no limit.
        public var rateLimit = 5_000
        /// Needed by all requests but those about health, if given.
        public var bearerToken: String?
        public var webhooks: [WebhookSubscriber] = []
        public var faults = FaultInjection()
        /// For tests: time, and the places at which something was written.
        public var clock: any RuntimeClock = SystemClock()
        public var onWritePoint: WritePoint.Observer?
        /// `POINT` or `POINT:N`: kills the process when it has come to that place for the Nth time. For tests.
        public var crashPoint: String?
        public var logger = Logger(label: "order-saga")
        /// Is told the port once the service listens.
        public var onListening: @Sendable (_ port: Int) -> Void = { _ in }

        public init() {}
    }

    /// Name under which the saga is deployed.
    public static let machineName = "order-saga"

    public let store: OrderStore
    let runtime: Runtime
    let api: OrderAPI
    private let configuration: Configuration
    private let executions: SQLiteStore
    private let readiness = Readiness()
    private let notifier: any Notifier

    /// Opens both files.
    ///
    /// - Parameters:
    ///   - metrics: what `GET /metrics` shows.
    ///   - gateway: takes the money; the sandbox if none is given. Likewise the others.
    public init(
        _ configuration: Configuration, metrics: PrometheusMetrics = PrometheusMetrics(),
        gateway: (any PaymentGateway)? = nil, inventory: (any InventoryService)? = nil,
        notifier: (any Notifier)? = nil
    ) throws {
        self.configuration = configuration
        let clock = configuration.clock
        store = try OrderStore(
            path: configuration.database, clock: clock, onWritePoint: configuration.onWritePoint)
        executions = try SQLiteStore(path: store.executionsPath)
        var settings = RuntimeConfiguration()
        settings.name = "order-saga"
        settings.logger = configuration.logger
        // One process serves a file, so whoever had it before is gone; a short lease lets a restart go on soon.
        settings.leaseMilliseconds = 3_000
        // Sagas beyond that wait in the outbox, not in memory.
        settings.liveExecutions = 1_000
        runtime = Runtime(store: executions, clock: clock, configuration: settings)
        let sandbox = Sandbox(clock: clock)
        let tasks = OrderTasks(
            store: store, inventory: inventory ?? sandbox, payments: gateway ?? sandbox,
            notifier: notifier ?? sandbox, faults: configuration.faults, logger: configuration.logger)
        self.notifier = notifier ?? sandbox
        tasks.register(in: runtime)
        store.registerParking(in: runtime, alerting: configuration.logger)
        let keys = IdempotencyKeys(
            store.queue, windowMilliseconds: configuration.idempotencyWindowMilliseconds)
        let readiness = self.readiness
        api = OrderAPI(store: store, keys: keys, metrics: metrics) { readiness.isReady.withLock { $0 } }
    }

    /// Runs the service until the process is told to end, and shows what it measures.
    public static func serve(_ configuration: Configuration) async throws {
        let metrics = PrometheusMetrics()
        MetricsSystem.bootstrap(metrics)
        var configuration = configuration
        if let point = configuration.crashPoint { configuration.onWritePoint = CrashPoint(point).reach }
        let service = try OrderService(configuration, metrics: metrics)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [service], gracefulShutdownSignals: [.sigterm, .sigint], logger: configuration.logger))
        try await group.run()
    }

    /// Serves until it is asked to shut down: first no more requests, then no more events, then no more steps.
    public func run() async throws {
        let webhooks = configuration.webhooks.map { $0.subscriber(configuration.clock) }
        let relay = try OutboxRelay(
            store.outbox, to: [sagaStarter, notificationRetrier] + webhooks, logger: configuration.logger)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [runtime, Fulfilment(runtime: runtime, relay: relay, readiness: readiness), application()],
                logger: configuration.logger))
        try await group.run()
        try store.close()
        try executions.close()
    }

    private func application() -> some Service {
        let gatekeeper = Gatekeeper(
            token: configuration.bearerToken,
            limiter: configuration.rateLimit > 0 ? RateLimiter(perSecond: configuration.rateLimit) : nil,
            clock: configuration.clock, logger: configuration.logger)
        return Application(
            router: api.router(gatekeeper),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), serverName: nil, backlog: 1_024),
            onServerRunning: { configuration.onListening($0.localAddress?.port ?? 0) },
            logger: configuration.logger)
    }

    // MARK: Subscribers

    /// Starts the saga of each order. Its name is the event's id: delivered again, the event starts nothing.
    private var sagaStarter: OutboxSubscriber {
        OutboxSubscriber(
            "saga", from: .oldest, types: [OrderEvent.orderCreated.rawValue], concurrency: 256
        ) { [runtime, store] delivery in
            let input = try Payload(text: delivery.event.payload)
            do {
                try await runtime.start(Self.machineName, name: delivery.event.id, input: input)
            } catch let error as RuntimeError where error.code == .executionAlreadyExists {
                // It has run to its end since.
            }
            store.queue.reach(WritePoint("saga.started"))
        }
    }

    /// Tells the customers whose order was completed without that.
    private var notificationRetrier: OutboxSubscriber {
        let (store, faults, notifier) = (self.store, configuration.faults, self.notifier)
        return OutboxSubscriber(
            "notifications", from: .oldest, types: [OrderEvent.notificationFailed.rawValue], concurrency: 8
        ) { delivery in
            try await faults.before(.sendNotification, store.clock)
            let entry = try await notifier.send(delivery.event.key)
            try await store.write("notification.retried") { database in
                let order = try database.state(of: delivery.event.key)
                let sent = try database.first(
                    "SELECT 1 FROM notification WHERE \"order\" = ? AND status = 'SENT'", order.id)
                guard sent == nil else { return }
                try entry(database)
                try database.note(order, "notification sent", at: store.clock.now)
                try store.append(.notificationSent, order, in: database)
            }
        }
    }
}

/// Whether orders are worked on.
private final class Readiness: Sendable {
    let isReady = Mutex(false)
}

/// Deploys the saga once the runtime runs; then brings events to their subscribers. The service is ready meanwhile.
private struct Fulfilment: Service {
    let runtime: Runtime
    let relay: OutboxRelay
    let readiness: Readiness

    func run() async throws {
        try await runtime.deploy(SagaDefinition().definition, as: OrderService.machineName)
        readiness.isReady.withLock { $0 = true }
        defer { readiness.isReady.withLock { $0 = false } }
        try await relay.run()
    }
}

/// Kills the process at a place where it has just written something: what a power cut would leave.
private final class CrashPoint: Sendable {
    private let name: String
    private let left: Mutex<Int>

    init(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        name = parts.first ?? ""
        left = Mutex(parts.count == 2 ? Int(parts[1]) ?? 1 : 1)
    }

    func reach(_ point: WritePoint) {
        guard point.name == name else { return }
        left.withLock { left in
            left -= 1
            if left == 0 { kill(getpid(), SIGKILL) }
        }
    }
}
