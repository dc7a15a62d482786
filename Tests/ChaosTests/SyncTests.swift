import Foundation
import Testing

/// What a kill cannot tell: whether a commit that was acknowledged had reached the device.
struct SyncTests {
    private static let strace = "/usr/bin/strace"

    /// Each acknowledged commit is synced once, before it is acknowledged.
    @Test(.enabled(if: canTrace, "needs strace, and leave to trace")) func commitsAreSyncedBeforeTheyAreAcknowledged()
        throws
    {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sync-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (log, count) = (folder.appending(path: "calls").path, 40)
        let status = try Self.run([
            "-f", "-y", "-e", "trace=fsync,fdatasync,write", "-o", log,
            Self.products.appendingPathComponent("chaos").path, "commits", "--file",
            folder.appending(path: "store.sqlite").path, "--count", "\(count)",
        ])
        #expect(status == 0)
        let calls = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
        var syncs: [Int] = []
        var current = 0
        for call in calls {
            if call.contains("sync("), call.contains("store.sqlite-wal") {
                #expect(call.hasSuffix("= 0") || call.hasSuffix("<unfinished ...>"), "\(call)")
                current += 1
            } else if call.contains("\"acknowledged \(syncs.count)\\n\"") {
                syncs.append(current)
                current = 0
            }
        }
        try #require(syncs.count == count)
        // Before the first one the file is made, and its owner and machine are stored.
        #expect(syncs[0] >= 1)
        #expect(Array(syncs.dropFirst()) == Array(repeating: 1, count: count - 1))
    }

    private static let canTrace: Bool = {
        guard FileManager.default.isExecutableFile(atPath: strace) else { return false }
        return (try? run(["-o", "/dev/null", "true"])) == 0
    }()

    private static func run(_ arguments: [String]) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: strace)
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// Programs stand beside the test bundle.
    private static let products = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
}
