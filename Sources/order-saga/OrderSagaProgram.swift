import ArgumentParser
import OrderSaga
import StatesLanguage

@main
struct OrderSagaProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "order-saga",
        abstract: "An order service: HTTP API, idempotency keys, transactional outbox, and a saga that compensates.",
        discussion: "All commands but serve and export-asl work on the files of a service, also while it runs.",
        subcommands: [
            ServeCommand.self, ExportCommand.self, OrdersCommand.self, OutboxCommand.self, ParkedCommand.self,
            BackupCommand.self,
        ])
}

/// Where the orders are.
struct DatabaseOption: ParsableArguments {
    @Option(help: "The SQLite file with the orders; the executions stand beside it, in NAME.executions.EXTENSION.")
    var database = "orders.db"

    /// Opens a file that is there: looking at orders makes none.
    func open() throws -> OrderStore {
        guard OrderStore.exists(at: database) else { throw ValidationError("there is no file \(database)") }
        return try OrderStore(path: database)
    }
}

/// `order-saga export-asl`.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export-asl", abstract: "Prints the saga in the States Language, for AWS Step Functions.")

    @Option(help: "AWS region of the functions and the queue.")
    var region = "us-east-1"
    @Option(help: "AWS account, twelve digits.")
    var account = "123456789012"
    @Option(help: "Before the name of each function and of the queue.")
    var prefix = ""

    func validate() throws {
        guard account.wholeMatch(of: /[0-9]{12}/) != nil else {
            throw ValidationError("--account has twelve digits")
        }
        guard region.wholeMatch(of: /[a-z0-9-]+/) != nil, prefix.wholeMatch(of: /[A-Za-z0-9_-]*/) != nil else {
            throw ValidationError("--region and --prefix have letters, digits, - and _")
        }
    }

    func run() async throws {
        let deployment = SagaDeployment(region: region, account: account, prefix: prefix)
        print(SagaDefinition(deployment).definition.text, terminator: "")
    }
}

/// `order-saga orders`.
struct OrdersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "orders", abstract: "Lists orders, or shows one with its timeline.")

    @OptionGroup var database: DatabaseOption
    @Option(help: "At most so many, the oldest first.")
    var limit = 100
    @Option(help: "Those after this one.")
    var after = ""
    @Argument(help: "The id of one order.")
    var id: String?

    func run() async throws {
        let store = try database.open()
        if let id {
            guard let order = try await store.orderText(id) else { throw ValidationError("there is no order \(id)") }
            print(order)
        } else {
            for line in try await store.orderLines(after: after, limit: limit) { print(line) }
        }
    }
}

/// `order-saga outbox`.
struct OutboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox", abstract: "Shows how far subscribers are, and what they failed to take.")
    enum Action: String, ExpressibleByArgument { case retry }

    @OptionGroup var database: DatabaseOption
    @Argument(help: "retry: puts the dead letters of an event back, behind all events of its order.")
    var action: Action?
    @Argument(help: "The id of the event.")
    var id: String?

    func run() async throws {
        let store = try database.open()
        switch (action, id) {
        case (.retry, let id?):
            let count = try await store.retryDeadLetters(id)
            guard count > 0 else { throw ValidationError("event \(id) is no dead letter") }
            print("\(count) put back")
        case (.retry, nil): throw ValidationError("which event is it?")
        case (nil, _): for line in try await store.outboxLines() { print(line) }
        }
    }
}

/// `order-saga parked`.
struct ParkedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parked", abstract: "Shows compensations that wait for a person.")
    enum Action: String, ExpressibleByArgument { case resolve }

    @OptionGroup var database: DatabaseOption
    @Argument(help: "resolve: books that a person has done what an order waited for, and lets its saga go on.")
    var action: Action?
    @Argument(help: "The id of the order.")
    var id: String?

    func run() async throws {
        let store = try database.open()
        guard action == nil || id != nil else { throw ValidationError("which order is it?") }
        let parked = try await store.parked(id)
        if let id, parked.isEmpty { throw ValidationError("order \(id) waits for nobody") }
        for parked in parked {
            if action == .resolve { try await store.resolve(parked) }
            print(action == .resolve ? "resolved \(parked)" : "\(parked)")
        }
    }
}

/// `order-saga backup`.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copies orders and executions, as they are at one moment, to new files.")

    @OptionGroup var database: DatabaseOption
    @Argument(help: "Where the orders go; the executions go beside it.")
    var file: String

    func run() async throws {
        try OrderStore.backup(database.database, to: file)
        print("\(file)\n\(OrderStore.executionsPath(of: file))")
    }
}
