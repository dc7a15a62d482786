import Diagnostics
import StatesLanguage
import StatesYAML
import Testing

/// One definition and all that is said about it.
struct RuleCase: Sendable, CustomTestStringConvertible {
    /// The fact, as a sentence.
    let name: String
    /// The definition, with a marker such as ① before the place that each diagnostic names.
    let source: String
    /// Marker → `CODE`, `CODE | message` or `CODE | message | location`. Empty: the definition is right.
    let expected: [(marker: Character, diagnostic: String)]
    var options = ReadingOptions()
    var isYAML = false

    init(
        _ name: String, _ source: String, _ expected: KeyValuePairs<Character, String> = [:],
        type: StateMachineType = .standard, isYAML: Bool = false
    ) {
        self.name = name
        self.source = source
        self.expected = expected.map { (marker: $0.key, diagnostic: $0.value) }
        options.stateMachineType = type
        self.isYAML = isYAML
    }

    var testDescription: String { name }

    /// The codes that it expects.
    var codes: [String] {
        expected.map { $0.diagnostic.split(separator: " ").first.map(String.init) ?? $0.diagnostic }
    }
}

/// A machine of one state; ⓪ is the state's name, which a case may leave unused.
func machine(_ state: String, language: String? = nil, more states: String = "") -> String {
    let top = language.map { "\"QueryLanguage\": \"\($0)\", " } ?? ""
    return "{\(top)\"StartAt\": \"S\", \"States\": {⓪\"S\": {\(state)}\(states.isEmpty ? "" : ", " + states)}}"
}

func pass(_ fields: String, language: String? = nil) -> String {
    machine("\"Type\": \"Pass\", \"End\": true, \(fields)", language: language)
}

func task(_ fields: String, language: String? = nil) -> String {
    let resource = "\"Resource\": \"arn:aws:lambda:us-east-1:123456789012:function:F\""
    return machine("\"Type\": \"Task\", \"End\": true, \(resource), \(fields)", language: language)
}

func map(_ fields: String, language: String? = nil) -> String {
    let processor = #""ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Succeed"}}}"#
    return machine("\"Type\": \"Map\", \"End\": true, \(processor), \(fields)", language: language)
}

func distributedMap(_ fields: String, language: String? = nil) -> String {
    let processor = """
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": "I", "States": {"I": {"Type": "Succeed"}}}
        """
    return machine("\"Type\": \"Map\", \"End\": true, \(processor), \(fields)", language: language)
}

func choice(_ rule: String, language: String? = nil) -> String {
    machine(
        "\"Type\": \"Choice\", \"Choices\": [\(rule)]", language: language, more: #""Next": {"Type": "Succeed"}"#)
}

/// Reads the case and compares every diagnostic: none may be missing, none may be added.
func check(_ testCase: RuleCase) {
    let (bytes, markers) = unmark(testCase.source)
    let source = SourceText(name: testCase.name, bytes: bytes)
    let reading =
        testCase.isYAML
        ? YAMLDefinition.read(source, options: testCase.options)
        : StateMachine.read(source, options: testCase.options)
    var wanted: [String] = []
    for (marker, diagnostic) in testCase.expected {
        guard let offset = markers[marker] else {
            Issue.record("\(testCase.name): the marker \(marker) is not in the source")
            continue
        }
        wanted.append("\(offset) \(diagnostic)")
    }
    for marker in markers.keys where marker != "⓪" && !testCase.expected.contains(where: { $0.marker == marker }) {
        Issue.record("\(testCase.name): nothing is expected at \(marker)")
    }
    let found = reading.diagnostics.map { diagnostic in
        // As much of it as the case says.
        let texts = [
            "\(diagnostic.span.start) \(diagnostic.code.rawValue)",
            "\(diagnostic.span.start) \(diagnostic.code.rawValue) | \(diagnostic.message)",
            "\(diagnostic.span.start) \(diagnostic.code.rawValue) | \(diagnostic.message)"
                + " | \(diagnostic.location ?? "nil")",
        ]
        return texts.first(where: wanted.contains) ?? texts[2]
    }
    #expect(found.sorted() == wanted.sorted(), "\(testCase.name)")
    #expect(found.count == reading.diagnostics.count)
    let offsets = reading.diagnostics.map(\.span.start)
    #expect(offsets == offsets.sorted(), "\(testCase.name): sorted by position")
    for diagnostic in reading.diagnostics {
        #expect(diagnostic.span.end <= bytes.count, "\(testCase.name): a span ends inside the text")
    }
    let isSound = !reading.hasErrors && reading.substitutions.isEmpty
    #expect((reading.machine != nil) == isSound, "\(testCase.name): a machine if and only if nothing is wrong")
}

/// The text without its markers, and where each stood.
private func unmark(_ text: String) -> (bytes: [UInt8], markers: [Character: Int]) {
    var bytes: [UInt8] = [], markers: [Character: Int] = [:]
    for character in text {
        if let scalar = character.unicodeScalars.first, "⓪①②③④⑤⑥⑦⑧⑨".unicodeScalars.contains(scalar) {
            // What follows in the same grapheme cluster stays.
            markers[Character(scalar)] = bytes.count
            bytes += Array(String(String.UnicodeScalarView(character.unicodeScalars.dropFirst())).utf8)
        } else {
            bytes += Array(String(character).utf8)
        }
    }
    return (bytes, markers)
}
