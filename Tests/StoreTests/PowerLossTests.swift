import Foundation
import StatesRuntime
import StatesSQLite
import Testing

/// What is left when the power fails while something is written.
@Suite struct PowerLossTests {
    /// How many messages were acknowledged when the log had a size.
    struct Acknowledged {
        var bytes: Int
        var messages: Int
    }

    /// Pages that the device has not synced may be there in part, or not at all, or as zeros. What was acknowledged is
    /// before them.
    @Test(arguments: [false, true]) func whatWasAcknowledgedIsLeft(_ areZeros: Bool) async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "store.sqlite").path
            let store = try SQLiteStore(path: path)
            try await SampleRun.fill(store)
            var acknowledged: [Acknowledged] = []
            for number in 1...12 {
                let post = Post(
                    execution: SampleRun.waiting, time: SampleRun.time(0),
                    message: [UInt8](repeating: UInt8(number), count: 1_500))
                #expect(try await store.commit([.post(post)]) == [.stored])
                let bytes = try Data(contentsOf: URL(filePath: path + "-wal")).count
                acknowledged.append(Acknowledged(bytes: bytes, messages: number + 1))
            }
            let log = try Data(contentsOf: URL(filePath: path + "-wal"))
            for cut in stride(from: acknowledged[0].bytes, through: log.count, by: 1_777) {
                let copy = folder.appending(path: "\(cut)-\(areZeros).sqlite").path
                try FileManager.default.copyItem(atPath: path, toPath: copy)
                let lost = areZeros ? Data(count: log.count - cut) : Data()
                try (log.prefix(cut) + lost).write(to: URL(filePath: copy + "-wal"))
                let left = try SQLiteStore(path: copy)
                let inbox = try await left.inbox(of: OwnerID(rawValue: 1), after: InboxID(rawValue: 0), limit: 99)
                let wanted = try #require(acknowledged.last { $0.bytes <= cut }).messages
                #expect(inbox.count == wanted, "the log was cut at \(cut)")
            }
        }
    }
}
