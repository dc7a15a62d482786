import ConformanceSuites
import JSONModel
import Testing

/// What the support table counts.
struct SupportTableTests {
    private static let machine = """
        {"StartAt": "A", "States": {
          "A": {"Type": "Map", "Next": "B", "ItemProcessor": {"StartAt": "C", "States": {
            "C": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true}}}},
          "B": {"Type": "Parallel", "QueryLanguage": "JSONata", "End": true, "Branches": [
            {"StartAt": "D", "States": {"D": {"Type": "Pass", "Output": 1, "End": true}}}]}}}
        """

    /// The line of the table that starts with `type`, or comes `below` lines after it.
    private func row(_ type: String, below: Int = 0) throws -> String {
        let lines = try SupportTable.counting([("a", true), ("b", false)], of: JSONParser.parse(Self.machine))
            .markdown.split(separator: "\n")
        let index = try #require(lines.firstIndex { $0.hasPrefix("| **\(type)**") })
        return String(lines[index + below])
    }

    @Test func statesCountInTheirOwnLanguage() throws {
        #expect(try row("Map") == "| **Map** |  | 1 of 2 | none |")
        #expect(try row("Parallel") == "| **Parallel** |  | none | 1 of 2 |")
    }

    @Test func nestedStatesCountInTheLanguageAround() throws {
        #expect(try row("Task") == "| **Task** |  | 1 of 2 | none |")
        #expect(try row("Pass") == "| **Pass** |  | none | 1 of 2 |")
        #expect(try row("Pass", below: 5) == "|  | `OutputPath`, `Output` | none | 1 of 2 |")
    }

    @Test func whatALanguageLacksIsADash() throws {
        #expect(try row("Pass", below: 1) == "|  | `Result` | none | – |")
    }

    @Test func theTableStandsBetweenItsMarkers() throws {
        let table = SupportTable.counting([], of: [:])
        let begin = "<!-- support table: made by `make support-table` -->\n", end = "<!-- end of the support table -->"
        let text = try table.inserted(into: "before\n\(begin)old\n\(end)\nafter\n")
        #expect(text == "before\n\(begin)\(table.markdown)\(end)\nafter\n")
        #expect(SupportTable.section(of: text) == table.markdown)
        #expect(throws: SuiteError.self) { try table.inserted(into: "no markers") }
        #expect(SupportTable.section(of: "no markers") == nil)
    }
}
