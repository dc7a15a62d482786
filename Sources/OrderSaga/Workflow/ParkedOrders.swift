import GRDB
import JSONModel
import Logging
public import StatesLanguage
import StatesRuntime
import TransactionalOutbox

/// A compensation that waits for a person.
public struct ParkedOrder: Hashable, Sendable {
    public var order: String
    /// The state that waits: `AskPersonToRefund` or `AskPersonToRelease`.
    public var state: String
    public var todo: String, since: Timestamp
    /// What the last attempt failed with.
    public var failure: String
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
                    order: row[0], state: row[1], todo: row[2],
                    since: Timestamp(millisecondsSinceEpoch: row[4]), failure: row[3], token: row[5])
            }
        }
    }

    /// A person has done what `parked` asked for: it is booked, and the saga goes on.
    ///
    /// Made again after a crash at any point, it goes on where it was.
    ///
    /// - Parameter answer: ends the wait: SendTaskSuccess.
    func resolve(_ parked: ParkedOrder, answer: (_ token: String) async throws -> Void) async throws {
        let books = Sandbox(clock: clock)
        let isRefund = parked.state == "AskPersonToRefund"
        let entry = isRefund ? books.refund(parked.order) : books.release(parked.order)
        let detail = isRefund ? "payment refunded by hand" : "inventory released by hand"
        // It has gone on, and nobody said so here any longer.
        if try await read({ try $0.state(of: parked.order).status }) == .compensating {
            try await undo(parked.order, detail, at: "parked.booked", entry)
        }
        try await answer(parked.token)
        try await write("parked.resolved") { database in
            try database.run(
                "DELETE FROM parked WHERE \"order\" = ? AND state = ? AND token = ?", parked.order,
                parked.state,
                parked.token)
        }
    }
}
