import Foundation
import Testing

/// The README shows the example as it is, and what the example prints.
struct ExampleTests {
    @Test func readmeShowsTheExample() throws {
        let readme = try String(contentsOf: Self.root.appendingPathComponent("README.md"), encoding: .utf8)
        let source = try String(
            contentsOf: Self.root.appendingPathComponent("Examples/charge-card/main.swift"), encoding: .utf8)
        #expect(Self.block("swift", in: readme) == source)
        #expect(Self.block("text", in: readme) == (try Self.output(of: "charge-card")))
    }

    /// The first fenced block of `language`.
    private static func block(_ language: String, in text: String) -> String? {
        let parts = text.components(separatedBy: "```\(language)\n")
        guard parts.count > 1 else { return nil }
        return parts[1].components(separatedBy: "```").first
    }

    private static func output(of program: String) throws -> String {
        let process = Process(), pipe = Pipe()
        process.executableURL = products.appendingPathComponent(program)
        process.standardOutput = pipe
        try process.run()
        let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Programs stand beside the test bundle.
    private static let products = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
}
