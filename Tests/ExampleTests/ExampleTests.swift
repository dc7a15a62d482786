import Foundation
import Testing

/// The README shows the example as it is, and what the example prints.
struct ExampleTests {
    @Test func readmeShowsTheExample() throws {
        let readme = try String(contentsOf: Self.root.appendingPathComponent("README.md"), encoding: .utf8)
        let source = try String(
            contentsOf: Self.root.appendingPathComponent("Examples/charge-card/main.swift"), encoding: .utf8)
        #expect(Self.block("swift", after: "<!-- charge-card -->", in: readme) == source)
        #expect(Self.block("text", in: readme) == (try Self.output(of: "charge-card")))
    }

    /// What each example prints.
    @Test(arguments: [
        ("hello", #"{"text":"Hello, Ada!"}"#),
        (
            "retry-and-catch",
            """
            2026-01-01T00:00:00.000Z charge rich attempt 0
            2026-01-01T00:00:02.000Z charge rich attempt 1
            2026-01-01T00:00:08.000Z charge rich attempt 2
            rich "paid"
            2026-01-01T00:00:08.000Z charge poor attempt 0
            poor "sorry: Declined"
            """
        ),
        (
            "parallel",
            #"{"parcels":[1,2,3],"prepared":["packed","labelled"],"shipped":["parcel 1","parcel 2","parcel 3"]}"#
        ),
        ("human-approval", "cheap SUCCEEDED\ndear FAILED"),
        (
            "crash-and-resume",
            """
            reserve
            pay, key ends in 1.0
            killed
            pay, key ends in 1.0
            {"reservation":"r-1","payment":"p-1"}
            """
        ),
        (
            "long-timer",
            """
            2026-01-01T00:00:00.000Z
            after a month it is RUNNING
            "subscription-7 was reminded at 2026-12-31T00:00:00.000Z"
            """
        ),
    ])
    func examplePrints(_ program: String, _ output: String) throws {
        #expect(try Self.output(of: program) == output + "\n")
    }

    @Test func anOrderIsUndoneInTenLines() throws {
        let machine = Self.root.appendingPathComponent("asl/order-saga.asl.json").path
        #expect(
            try Self.output(of: "order-in-ten-lines", [machine]) == "released o-1\nFAILED PaymentDeclined\n")
        let source = try Self.text("Examples/order-in-ten-lines/main.swift")
        let lines = source.components(separatedBy: "\n")
        let first = try #require(lines.firstIndex { $0.hasPrefix("let runtime") })
        let last = try #require(lines.lastIndex { $0 == "}" })
        #expect(last - first + 1 == 10)
        let readme = try Self.text("README.md")
        let shown = Self.block("swift", after: "<!-- order-in-ten-lines -->", in: readme)
        #expect(shown == lines[first...last].joined(separator: "\n") + "\n")
    }

    /// An example fits on a screen, and begins with what it proves.
    @Test func examplesAreShort() throws {
        let folder = Self.root.appendingPathComponent("Examples")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(names.count >= 8)
        for name in names where name != "test-api.sh" {
            let lines = try Self.text("Examples/\(name)/main.swift").components(separatedBy: "\n")
            #expect(lines.count <= 61, "\(name)")
            #expect(lines[0].hasPrefix("// ") && lines[0].hasSuffix("."), "\(name)")
        }
    }

    /// The manual shows the examples of its tests.
    @Test(arguments: [
        ("docs/testing.md", "Tests/StatesTestingTests/ManualExamples.swift", ["retries", "callback", "crashes"]),
        ("docs/runtime.md", "Tests/StoreTests/RuntimeManualTests.swift", ["runtime"]),
    ])
    func manualShowsItsExamples(_ document: String, _ tests: String, _ names: [String]) throws {
        let manual = try Self.text(document)
        let source = try Self.text(tests)
        for name in names {
            let example = source.components(separatedBy: "// example: \(name)\n").last?
                .components(separatedBy: "// end\n").first
            var lines = example?.components(separatedBy: "\n")
            let indent = lines?.popLast() ?? ""
            lines = lines?.map { $0.hasPrefix(indent) ? String($0.dropFirst(indent.count)) : $0 }
            lines?.append("")
            #expect(Self.block("swift", after: "<!-- \(name) -->", in: manual) == lines?.joined(separator: "\n"))
        }
    }

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    private static func block(_ language: String, after marker: String, in text: String) -> String? {
        let parts = text.components(separatedBy: marker)
        return parts.count > 1 ? block(language, in: parts[1]) : nil
    }

    /// The first fenced block of `language`.
    private static func block(_ language: String, in text: String) -> String? {
        let parts = text.components(separatedBy: "```\(language)\n")
        guard parts.count > 1 else { return nil }
        return parts[1].components(separatedBy: "```").first
    }

    private static func output(of program: String, _ arguments: [String] = []) throws -> String {
        let process = Process(), pipe = Pipe()
        process.executableURL = products.appendingPathComponent(program)
        process.arguments = arguments
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
