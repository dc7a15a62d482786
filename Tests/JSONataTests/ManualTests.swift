import Foundation
import JSONModel
import JSONata
import Testing

/// The manual of the built-in functions: complete, right, and printed.
struct ManualTests {
    private static let entries = BuiltinManual.chapters.flatMap(\.entries)

    @Test(arguments: entries.flatMap { entry in entry.examples.map { (entry.name, $0.expression, $0.result) } })
    func exampleIsRight(name: String, expression: String, result: String) {
        let dialect: Dialect = Dialect.jsonata.hasFunction(name) ? .jsonata : .stepFunctions
        let actual = evaluate(expression, nil, dialect)
        #expect(actual == result || actual.hasPrefix("\(result): "), "\(expression)")
        #expect(expression.contains("$\(name)("), "an example of \(name) calls it")
    }

    @Test func everyFunctionIsThere() {
        let described = Self.entries.map(\.name)
        #expect(Set(described).count == described.count)
        let known = Set(BuiltinManual.names(of: .jsonata)).union(BuiltinManual.names(of: .stepFunctions))
        #expect(Set(described) == known)
    }

    /// Run with `UPDATE_DOCS=1` to write the page anew.
    @Test func pageIsUpToDate() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/jsonata.md")
        let text = Self.page()
        if ProcessInfo.processInfo.environment["UPDATE_DOCS"] == "1" {
            try text.write(to: page, atomically: true, encoding: .utf8)
        }
        let written = try String(contentsOf: page, encoding: .utf8)
        #expect(written == text, "docs/jsonata.md is stale: UPDATE_DOCS=1 swift test --filter ManualTests writes it")
    }

    private static func page() -> String {
        var lines = [
            "# JSONata: the built-in functions", "",
            "Every function of both dialects with its signature and examples, which a test runs. An example that ends",
            "with an error shows its code. `sfn-run eval` tries an expression, `--dialect step-functions` as in a",
            "state machine.", "",
            "In a signature `b n s l a o f` are boolean, number, string, null, array, object and function, `x` is",
            "anything, `j` anything but a function; `?` may be left out, `-` is the context when left out, `+` once or",
            "more. This page is written by `UPDATE_DOCS=1 swift test --filter ManualTests`.",
        ]
        for chapter in BuiltinManual.chapters {
            lines += ["", "## \(chapter.title)", "", "| function | what it does | examples |", "| --- | --- | --- |"]
            for entry in chapter.entries {
                let dialect: Dialect = Dialect.jsonata.hasFunction(entry.name) ? .jsonata : .stepFunctions
                let signature = BuiltinManual.signature(of: entry.name, dialect: dialect) ?? ""
                let examples = entry.examples.map { "`\(cell($0.expression))` → `\(cell($0.result))`" }
                lines.append(
                    "| `$\(entry.name)` `\(cell(signature))` | \(cell(entry.summary)) "
                        + "| \(examples.joined(separator: "<br>")) |")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
}
