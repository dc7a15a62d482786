import Foundation
import Testing

/// The short form of `make chaos`.
struct ChaosTests {
    @Test(.timeLimit(.minutes(5))) func nothingIsLostWhenTheProcessIsKilled() throws {
        let process = Process(), pipe = Pipe()
        process.executableURL = Self.products.appendingPathComponent("chaos")
        process.arguments = ["--orders", "60", "--kills", "20"]
        process.currentDirectoryURL = Self.root
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let report = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(report)")
        #expect(report.contains("lost executions 0, recorded results run again 0"), "\(report)")
    }

    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Programs stand beside the test bundle.
    private static let products = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
}
