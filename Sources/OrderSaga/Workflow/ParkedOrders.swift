import GRDB
import JSONModel
import Logging
import StatesCore
public import StatesLanguage
import StatesRuntime
public import StatesSQLite
import TransactionalOutbox

/// A compensation that waits for a person.
public struct ParkedOrder: Hashable, Sendable {
    public var order: String
    /// The state that waits: `AskPersonToRefund` or `AskPersonToRelease`.
    public var state: String
    public var todo: String
    /// What the last attempt failed with.
    public var failure: String
    public var since: Timestamp
    /// What ends the wait.
    var token: String
}

/// Compensations that kept failing: each waits in a `.waitForTaskToken` state until a person has done its work.
extension OrderStore {
    /// Stands behind the queue that people read: what arrives there is kept, and told in the log.
    func registerParking(in runtime: Runtime, alerting logger: Logger) {
        runtime.register("sqs:sendMessage") { (input: JSONValue, context) -> JSONValue in
            let body = input["MessageBody"]
            guard let order = body?["orderId"]?.stringValue, let token = context.taskToken else {
                throw ServiceFailure("InvalidMessage", "a message for people needs an orderId")
            }
            let todo = body?["todo"]?.stringValue ?? ""
            let failure = body?["failure"]?.description ?? ""
            let (state, now) = (context.stateName, self.clock.now)
            try await self.write("task.park") { database in
                try database.run(
                    """
                    INSERT INTO parked VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT DO UPDATE SET token = excluded.token
                    """, order, state, token, todo, failure, now.millisecondsSinceEpoch)
            }
            logger.critical(
                "a compensation waits for a person",
                metadata: ["order": "\(order)", "todo": "\(todo)", "failure": "\(failure)"])
            return ["MessageId": .string("parked-\(order)")]
        }
    }

    /// Those that wait, the oldest first.
    public func parked(_ order: String? = nil) async throws -> [ParkedOrder] {
        try await read { database in
            try database.all(
                """
                SELECT "order", state, todo, failure, since, token FROM parked WHERE "order" = ifnull(?, "order")
                ORDER BY since
                """, order
            ).map { row in
                ParkedOrder(
                    order: row[0], state: row[1], todo: row[2], failure: row[3],
                    since: Timestamp(millisecondsSinceEpoch: row[4]), token: row[5])
            }
        }
    }

    /// A person has done what `parked` asked for: it is booked, and the saga goes on.
    ///
    /// Another process may run the executions. Made again after a crash at any point, it goes on where it was.
    public func resolve(_ parked: ParkedOrder, executions: SQLiteStore) async throws {
        let books = Sandbox(clock: clock)
        let isRefund = parked.state == "AskPersonToRefund"
        let entry = isRefund ? books.refund(parked.order) : books.release(parked.order)
        try await write("parked.booked") { database in
            let detail = isRefund ? "payment refunded by hand" : "inventory released by hand"
            try self.undo(parked.order, detail, in: database, entry)
        }
        if let place = try await executions.task(token: parked.token),
            let execution = try await executions.execution(place.execution)
        {
            let clerk = ExecutionClerk(executions, RuntimeConfiguration(), clock: clock)
            let output = Payload(["resolvedBy": "person"])
            _ = try await clerk.deliver(.taskSucceeded(place.task, output: output), to: execution)
        }
        try await write("parked.resolved") { database in
            try database.run(
                "DELETE FROM parked WHERE \"order\" = ? AND state = ? AND token = ?", parked.order, parked.state,
                parked.token)
        }
    }
}
