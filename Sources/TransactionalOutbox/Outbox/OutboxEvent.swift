import Foundation
import GRDB

/// Something that happened, to be told to subscribers.
public struct OutboxEvent: Hashable, Sendable {
    /// Every delivery of the event carries it, repeated ones too. Nothing checks that it is unique.
    public var id: String
    public var type: String
    /// Events of one key reach a subscriber in the order in which they were appended.
    public var key: String
    /// A JSON text. It is handed on as it is.
    public var payload: String
    /// When it happened, milliseconds since 1970.
    public var time: Int64

    /// - Parameter id: a new UUID by default.
    public init(id: String? = nil, type: String, key: String, payload: String, time: Int64) {
        (self.id, self.type, self.key) = (id ?? UUID().uuidString.lowercased(), type, key)
        (self.payload, self.time) = (payload, time)
    }

    /// From the columns `id, type, key, payload, time`, the first of which is `column`.
    init(_ row: Row, from column: Int) {
        self.init(
            id: row[column], type: row[column + 1], key: row[column + 2], payload: row[column + 3],
            time: row[column + 4])
    }
}

/// An event on its way to one subscriber.
public struct Delivery: Hashable, Sendable {
    public var event: OutboxEvent
    /// Its place among all events of the file.
    public var sequence: Int64
    /// Deliveries to this subscriber that failed before. One that a crash cut off is not counted.
    public var failures: Int
}
