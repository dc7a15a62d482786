import Foundation
import GRDB

/// Something that happened, to be told to subscribers.
///
/// - `id`: every delivery of the event carries it, repeated ones too. Nothing checks that it is unique.
/// - `key`: events of one key reach a subscriber in the order in which they were appended.
/// - `payload`: a JSON text, which is handed on as it is.
/// - `time`: when it happened, milliseconds since 1970.
public struct OutboxEvent: Hashable, Sendable {
    public var id: String, type: String, key: String, payload: String, time: Int64

    /// - Parameter id: a new UUID by default.
    public init(id: String? = nil, type: String, key: String, payload: String, time: Int64) {
        (self.id, self.type, self.key) = (id ?? UUID().uuidString.lowercased(), type, key)
        (self.payload, self.time) = (payload, time)
    }

    /// From the columns `id, type, key, payload, time`, the first of which is number `id`.
    init(_ row: Row, from id: Int) {
        self.init(id: row[id], type: row[id + 1], key: row[id + 2], payload: row[id + 3], time: row[id + 4])
    }
}

/// An event on its way to one subscriber.
///
/// - `sequence`: its place among all events of the file.
/// - `failures`: deliveries to this subscriber that failed before. One that a crash cut off is not counted.
public struct Delivery: Hashable, Sendable {
    public var event: OutboxEvent, sequence: Int64, failures: Int

    /// From the columns `sequence, id, type, key, payload, time, failures`.
    init(_ row: Row) { (event, sequence, failures) = (OutboxEvent(row, from: 1), row[0], row[6]) }
}
