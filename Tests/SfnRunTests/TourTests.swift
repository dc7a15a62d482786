import Foundation
import Testing

/// The tour of the README: its commands, run one after another in the folder `asl/`, print what stands there.
struct TourTests {
    /// One command with what it prints on standard output and standard error.
    struct Step {
        var command: String
        var output: String
    }

    /// Blocks between the marks; a line that starts with `$` is a command, and what follows is what it prints.
    static func steps(in text: String) throws -> [Step] {
        let start = try #require(text.firstRange(of: "<!-- tour -->")).upperBound
        let end = try #require(text.firstRange(of: "<!-- end of the tour -->")).lowerBound
        var steps: [Step] = [], isInBlock = false
        for line in text[start..<end].split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                isInBlock.toggle()
            } else if isInBlock, let step = steps.last, step.command.hasSuffix("\\") {
                steps[steps.count - 1].command.removeLast()
                steps[steps.count - 1].command += line.drop { $0 == " " }
            } else if isInBlock, line.hasPrefix("$ ") {
                steps.append(Step(command: String(line.dropFirst(2)), output: ""))
            } else if isInBlock, !steps.isEmpty {
                steps[steps.count - 1].output += line + "\n"
            }
        }
        return steps
    }

    @Test func theTourIsReal() async throws {
        let text = try String(contentsOf: SfnRun.root.appending(path: "README.md"), encoding: .utf8)
        let steps = try Self.steps(in: text)
        for command in ["graph", "test", "validate", "replay", "explore", "step"] {
            #expect(steps.contains { $0.command.contains("sfn-run \(command) ") }, "the tour lacks \(command)")
        }
        try await SfnRun.withFolder([:]) { parent in
            let folder = parent.appending(path: "asl")
            try FileManager.default.copyItem(at: SfnRun.root.appending(path: "asl"), to: folder)
            for step in steps {
                let outcome = try await SfnRun.shell("{ \(step.command); } 2>&1", in: folder)
                #expect(Self.lines(outcome.output) == Self.lines(step.output), "\(step.command)")
            }
        }
    }

    /// Times are those of the day, and blank lines at the end are the document's.
    private static func lines(_ text: String) -> [String] {
        var lines = text.replacing(#/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/#, with: "TIME")
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        while lines.last == "" { lines.removeLast() }
        return lines
    }
}
