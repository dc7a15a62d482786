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
        guard account.utf8.count == 12, account.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw ValidationError("--account has twelve digits")
        }
        let isName = (region + prefix).utf8.allSatisfy { byte in
            byte == 0x2D || byte == 0x5F || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
        }
        guard isName, !region.isEmpty else {
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
        commandName: "outbox", abstract: "Shows how far subscribers are and what they failed to take.",
        subcommands: [List.self, Retry.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        @OptionGroup var database: DatabaseOption

        func run() async throws {
            for line in try await database.open().outboxLines() { print(line) }
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Puts the dead letters of an event back, behind all events of its order.")
        @OptionGroup var database: DatabaseOption
        @Argument(help: "The id of the event.")
        var id: String

        func run() async throws {
            let count = try await database.open().retryDeadLetters(id)
            guard count > 0 else { throw ValidationError("event \(id) is no dead letter") }
            print("\(count) put back")
        }
    }
}

/// `order-saga parked`.
struct ParkedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parked", abstract: "Shows compensations that wait for a person.",
        subcommands: [List.self, Resolve.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        @OptionGroup var database: DatabaseOption

        func run() async throws {
            for parked in try await database.open().parked() { print(parked) }
        }
    }

    struct Resolve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Books that a person has done what an order waited for, and lets its saga go on.")
        @OptionGroup var database: DatabaseOption
        @Argument(help: "The id of the order.")
        var id: String

        func run() async throws {
            let store = try database.open()
            let parked = try await store.parked(id)
            guard !parked.isEmpty else { throw ValidationError("order \(id) waits for nobody") }
            for parked in parked {
                try await store.resolve(parked)
                print("resolved \(parked)")
            }
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
