import ConformanceSuites
import Diagnostics
import Foundation
import JSONModel
import StatesLanguage
import StatesYAML
import Testing

/// A definition in a template is the machine that it is in a file of its own.
struct TemplateFormTests {
    /// What CloudFormation knows without being told.
    private static let known = [
        "AWS::Region": "us-east-1", "AWS::AccountId": "123456789012", "AWS::Partition": "aws",
        "AWS::URLSuffix": "amazonaws.com",
    ]

    /// - Returns: what is wrong; `nil` when the definition is no JSON as it stands.
    private static func problems(_ text: String, in form: TemplateForm) throws -> [String]? {
        guard let value = try? JSONParser.parse(text) else { return nil }
        let plain = SourceText(name: "definition.json", text: text)
        let direct = SubstitutedDefinition.read(
            plain, isYAML: false, substituting: form.isEvaluated ? known : [:])
        let source = SourceText(name: "template", text: form.template(of: text, value))
        guard let machine = TemplateDocument.read(source, isYAML: form.isYAML)?.machine(named: "Machine"),
            let read = machine.read(substituting: [:], options: ReadingOptions())
        else { return ["is not found"] }
        var problems: [String] = []
        if read.reading.machine != direct.reading.machine { problems.append("is another machine") }
        let (messages, others) = (read.reading.diagnostics.map(\.message), direct.reading.diagnostics.map(\.message))
        if messages != others { problems.append("says \(messages), not \(others)") }
        let (left, filled) = (read.reading.substitutions.map(\.text), direct.reading.substitutions.map(\.text))
        if left != filled { problems.append("is to be filled at \(left), not \(filled)") }
        if try JSONParser.parse(read.json) != JSONParser.parse(direct.json) { problems.append("has other JSON") }
        for (one, other) in zip(read.reading.diagnostics, direct.reading.diagnostics)
        where !isSame(one.span, source, other.span, plain) {
            problems.append("points at \(source.position(ofUTF8: one.span.start)) for “\(one.message)”")
        }
        return problems
    }

    /// Whether a place in the template has the text that the place in the definition has, or its spelling there.
    private static func isSame(
        _ span: SourceSpan, _ source: SourceText, _ other: SourceSpan, _ plain: SourceText
    ) -> Bool {
        guard other.end > other.start, other.start < plain.bytes.count, span.start < source.bytes.count else {
            return true
        }
        let (byte, expected) = (source.bytes[span.start], plain.bytes[other.start])
        // Line feeds, quotes and what is written with escapes.
        return byte == expected || byte == UInt8(ascii: "\\") || expected <= 0x20
    }

    @Test(.enabled(if: SuiteTests.isPresent, "the outside suites are not there"), arguments: TemplateForm.allCases)
    func realDefinitionsAreRead(_ form: TemplateForm) throws {
        let folder = URL(fileURLWithPath: try #require(SuiteTests.location).root)
            .appending(path: "definitions/real-world")
        let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        var (count, found) = (0, [String]())
        for case let file as URL in files where ["json", "yaml"].contains(file.pathExtension) {
            var text = try String(contentsOf: file, encoding: .utf8).replacing("\r\n", with: "\n")
            if file.pathExtension == "yaml" {
                let source = SourceText(name: "d", text: text)
                text = SubstitutedDefinition.read(source, isYAML: true, substituting: [:]).json
            }
            guard let problems = try Self.problems(text, in: form) else { continue }
            count += 1
            found += problems.map { "\(file.lastPathComponent) \($0)" }
        }
        #expect(found.isEmpty, "\(form): \(found.joined(separator: "\n"))")
        #expect(count > 100)
    }

    /// The same without the suite, for a definition with all that may be hard: escapes, placeholders, faults.
    @Test(arguments: TemplateForm.allCases) func anOwnDefinitionIsRead(_ form: TemplateForm) throws {
        let texts = [
            #"""
            {
              "Comment": "é \"quoted\" \\ \u00e9 \ud83d\ude00 ${Name}",
              "StartAt": "Pay",
              "States": {
                "Pay": {"Type": "Task", "Resource": "${Function.Arn}", "TimeoutSeconds": 5, "Next": "Wait"},
                "Wait": {"Type": "Wait", "Seconds": "${Seconds}", "Next": "Region"},
                "Region": {"Type": "Pass", "Result": "${AWS::Region}", "End": true}
              }
            }
            """#,
            #"""
            {
              "StartAt": "Pay",
              "States": {
                "Pay": {"Type": "Pass", "Parameters": {"a.$": "$.a["}, "Next": "Shipp"}
              }
            }
            """#,
        ]
        for text in texts { #expect(try Self.problems(text, in: form) == []) }
    }
}
