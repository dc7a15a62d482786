import Foundation
import GRDB
import Logging
import ServiceLifecycle
import Testing
import TransactionalOutbox

/// The example of the README runs, and is what the README shows.
struct ReadmeTests {
    @Test func exampleRuns() async throws {
        let folder = Fixture.newFolder()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "bills.sqlite").path
        // begin
        let queue = try TransactionQueue(path: path)
        var migrator = DatabaseMigrator()
        Outbox.registerMigrations(in: &migrator)
        migrator.registerMigration("bills") { try $0.execute(sql: "CREATE TABLE bill (id TEXT PRIMARY KEY)") }
        try migrator.migrate(queue.database)

        let outbox = Outbox(queue)
        let mailer = OutboxSubscriber("mailer", from: .oldest) { delivery in
            print("mail about bill \(delivery.event.key), event \(delivery.event.id)")  // throw, and it comes again
        }
        let relay = try OutboxRelay(outbox, to: [mailer], logger: Logger(label: "billing"))
        let services = ServiceGroup(services: [relay], logger: Logger(label: "billing"))
        async let ended: Void = services.run()

        try await queue.write { db in  // bill and event: both or neither
            try db.execute(sql: "INSERT INTO bill VALUES ('b-1')")
            try outbox.append(OutboxEvent(type: "BILL_SENT", key: "b-1", payload: "{}", time: 0), in: db)
        }
        // end
        try await eventually {
            try await queue.database.read { try outbox.status(in: $0) }.map(\.behind) == [0]
        }
        await services.triggerGracefulShutdown()
        try await ended
    }

    @Test func readmeShowsIt() throws {
        let source = try String(contentsOfFile: #filePath, encoding: .utf8).split(separator: "\n")
        let begin = try #require(source.firstIndex { $0.hasSuffix("// begin") })
        let end = try #require(source.firstIndex { $0.hasSuffix("// end") })
        let readme = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/TransactionalOutbox/README.md")
        let text = try String(contentsOf: readme, encoding: .utf8)
        let block = try #require(text.split(separator: "```").first { $0.hasPrefix("swift") })
        #expect(block.split(separator: "\n").dropFirst() == source[begin + 1..<end].map { $0.dropFirst(8) }[...])
    }
}
