import Foundation
import GRDB
import JSONModel
import StatesCore
import StatesLanguage
import StatesRuntime
import StatesSQLite
import TransactionalOutbox

/// What people see on the command line.
extension OrderStore {
    public static func exists(at path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    /// One order, indented JSON; `nil` if there is none.
    public func orderText(_ id: String) async throws -> String? {
        try await read { database in
            guard let order = try OrderView.find(id, in: database) else { return nil }
            var writer = JSONWriter()
            order.write(to: &writer)
            return String(decoding: JSONWriter.prettyBytes(of: try JSONParser.parse(writer.bytes)), as: UTF8.self)
        }
    }

    /// A line for each order: id, status, total, customer, time.
    public func orderLines(after: String, limit: Int) async throws -> [String] {
        try await read { database in
            try OrderView.page(customer: nil, after: after, limit: limit, in: database).map { order in
                let status = order.status.padding(toLength: 18, withPad: " ", startingAt: 0)
                return "\(order.id)  \(status)  \(order.total)  \(order.customer)  \(order.createdAt.rfc3339)"
            }
        }
    }

    /// A line for each subscriber, and one for each dead letter.
    public func outboxLines() async throws -> [String] {
        let outbox = self.outbox
        return try await read { database in
            let subscribers = try outbox.status(in: database).map { subscriber in
                "\(subscriber.name): \(subscriber.behind) behind, \(subscriber.delayed) delayed,"
                    + " \(subscriber.deadLetters) dead"
            }
            let letters = try outbox.deadLetters(in: database).map { letter in
                "dead  \(letter.event.id)  \(letter.event.type)  order \(letter.event.key)  for \(letter.subscriber),"
                    + " \(letter.failures) failures: \(letter.error)"
            }
            return subscribers + letters
        }
    }

    /// - Returns: how many deliveries of the event `id` begin anew.
    public func retryDeadLetters(_ id: String) async throws -> Int {
        let outbox = self.outbox
        return try await write("outbox.retried") { try outbox.retry(id, in: $0) }
    }

    /// A person has done what an order waited for; see `resolve(_:answer:)`. Another process may run the executions.
    public func resolve(_ parked: ParkedOrder) async throws {
        let executions = try SQLiteStore(path: executionsPath)
        try await resolve(parked) { token in
            guard let place = try await executions.task(token: token),
                let execution = try await executions.execution(place.execution)
            else { return }
            let clerk = ExecutionClerk(executions, RuntimeConfiguration(), clock: clock)
            let output = Payload(["resolvedBy": "person"])
            _ = try await clerk.deliver(.taskSucceeded(place.task, output: output), to: execution)
        }
        try executions.close()
    }
}

extension ParkedOrder: CustomStringConvertible {
    public var description: String { "\(order)  \(state)  since \(since.rfc3339): \(todo)  \(failure)" }
}
