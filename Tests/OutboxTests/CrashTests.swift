import Foundation
import GRDB
import Synchronization
import Testing
import TransactionalOutbox

/// What a crash leaves is what the files hold at that moment: they are copied at a write point, and a relay goes on
/// with the copy.
struct CrashTests {
    static let points = [WritePoint.written, .committed, .appended, .delivered, .marking, .marked]

    @Test(arguments: points, [1, 40]) func nothingIsLostOrOutOfOrder(_ point: WritePoint, hit: Int) async throws {
        let crash = Crash(at: point, hit: hit)
        let before = Journal(), ids = (0..<200).map { "k\($0 % 7)-\($0)" }
        // One for both: what is due at a time is due at that time.
        let clock = FastClock()
        let fixture = try Fixture(clock: clock, onWritePoint: crash.observe)
        crash.source.withLock { $0 = fixture.folder }
        try await fixture.relaying(to: [Self.subscriber(before)]) {
            for start in stride(from: 0, to: ids.count, by: 20) {
                try await fixture.append(Array(ids[start..<start + 20]))
                // A little at a time, so that there are many pages.
                try await Task.sleep(for: .milliseconds(1))
            }
            try await fixture.drained()
            // On a busy machine pages are few and long.
            for round in 0..<100 where crash.copy.withLock({ $0 }) == nil {
                try await fixture.append((0..<7).map { "k\($0)-more-\(round)" })
                try await fixture.drained()
            }
        }
        let copy = try #require(crash.copy.withLock { $0 }, "the point was not reached")
        defer { try? FileManager.default.removeItem(at: copy) }

        let restarted = try Fixture(copyOf: copy, clock: clock), after = Journal()
        try await restarted.relaying(to: [Self.subscriber(after)]) { try await restarted.drained() }
        let written = try await restarted.notes().filter { !$0.hasPrefix("poison") }
        let taken = before.byKey
        for (key, events) in Dictionary(grouping: written, by: Fixture.key(of:)) {
            // What the copy gets is the end of what was written, and begins at or before the first one not taken.
            let redelivered = after.byKey[key] ?? []
            #expect(events.suffix(redelivered.count) == redelivered[...], "\(key) at \(point.name)")
            let missing = events.dropLast(redelivered.count)
            #expect(taken[key, default: []].prefix(missing.count) == missing, "\(key) at \(point.name)")
        }
    }

    private static func subscriber(_ journal: Journal) -> OutboxSubscriber {
        OutboxSubscriber("s", from: .oldest, concurrency: 3) { delivery in
            if delivery.sequence.isMultiple(of: 17), delivery.failures == 0 { throw Refused() }
            journal.note(delivery)
        }
    }

    /// Copies the files once, when a point is reached for the Nth time.
    private final class Crash: Sendable {
        let source = Mutex<URL?>(nil), copy = Mutex<URL?>(nil)
        private let point: WritePoint, hit: Int
        private let hits = Mutex(0)

        init(at point: WritePoint, hit: Int) { (self.point, self.hit) = (point, hit) }

        @Sendable func observe(_ point: WritePoint) {
            guard point == self.point, let source = source.withLock({ $0 }) else { return }
            let isHit = hits.withLock { hits in
                hits += 1
                return hits == hit
            }
            guard isHit else { return }
            let folder = Fixture.newFolder()
            do {
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                for name in ["outbox.sqlite", "outbox.sqlite-wal"] {
                    try FileManager.default.copyItem(at: source.appending(path: name), to: folder.appending(path: name))
                }
                copy.withLock { $0 = folder }
            } catch {
                Issue.record(error)
            }
        }
    }
}
