import Diagnostics
import JSONModel
import StatesLanguage

/// Reads test files and finds all that is wrong with one.
struct TestFileReader {
    private(set) var diagnostics: [Diagnostic] = []

    private static let settings = [
        "machine", "machineName", "substitute", "type", "state", "retries", "input", "inputFile", "mocks", "mockCase",
        "startAt", "variables", "context", "startTime", "seed",
    ]
    private static let ofCases = ["name", "expect", "matrix", "only", "skip"]

    mutating func cases(of node: JSONNode) -> [TestCase] {
        var defaults = TestCase()
        var tests: [JSONNode]?
        for (key, value) in members(of: node, expected: "an object with “tests”") {
            switch key.key {
            case "tests":
                tests = elements(of: value, "a list of cases")
            case "$schema", "description": break
            default:
                if !set(key, value, in: &defaults) { reportUnknown(key, among: Self.settings + ["tests"]) }
            }
        }
        guard case .object = node.kind else { return [] }
        guard let tests else {
            report("“tests” is missing", brace(of: node))
            return []
        }
        var names: Set<String> = []
        return tests.flatMap { test -> [TestCase] in
            var cases: [TestCase] = []
            let (template, rows) = matrix(of: test)
            for row in rows {
                var testCase = self.testCase(row.isEmpty ? template : row.fill(template), defaults, of: test)
                if !row.isEmpty, testCase.name == test["name"]?.text { testCase.name += " [\(row.description)]" }
                if !testCase.name.isEmpty, !names.insert(testCase.name).inserted {
                    report("another case has the name “\(testCase.name)”", testCase.span)
                }
                cases.append(testCase)
            }
            return cases
        }
    }

    private mutating func testCase(_ node: JSONNode, _ defaults: TestCase, of test: JSONNode) -> TestCase {
        var testCase = defaults
        testCase.span = brace(of: test)
        var expected: [Expectation]?
        for (key, value) in members(of: node, expected: "a case: an object with “name” and “expect”") {
            switch key.key {
            case "name":
                testCase.name = string(value) ?? ""
                testCase.span = value.span
            case "expect": expected = expectations(value)
            case "only": testCase.isOnly = bool(value) ?? false
            case "skip":
                if case .string(let reason) = value.kind {
                    testCase.skipped = reason
                } else if bool(value, "true, false, or a reason") == true {
                    testCase.skipped = ""
                }
            default:
                if !set(key, value, in: &testCase) { reportUnknown(key, among: Self.settings + Self.ofCases) }
            }
        }
        if testCase.name.isEmpty, case .object = node.kind { report("the case has no “name”", brace(of: test)) }
        if testCase.machine == nil, case .object = node.kind {
            report("“machine” is missing: say which, here or for the whole file", testCase.span)
        }
        testCase.expectations = expected ?? []
        let kinds = testCase.expectations.map(\.subject)
        if !kinds.contains("status") {
            let fails = kinds.contains("error") || kinds.contains("cause")
            let place = testCase.expectations.first?.span ?? testCase.span
            let kind: Expectation.Kind = fails ? .failure : .status("SUCCEEDED")
            testCase.expectations.insert(Expectation(kind: kind, span: place), at: 0)
        }
        return testCase
    }

    // MARK: Settings

    /// - Returns: whether `key` is the name of a setting.
    private mutating func set(_ key: Key, _ value: JSONNode, in testCase: inout TestCase) -> Bool {
        switch key.key {
        case "machine": testCase.machine = source(value, "the path of a definition, or a definition")
        case "machineName": testCase.machineName = string(value)
        case "substitute":
            for member in object(value) {
                if case .string(let text) = member.value {
                    testCase.substitutions[member.key] = text
                } else {
                    report("“substitute” has a text for each name", value.span)
                }
            }
        case "type":
            if let text = string(value) {
                if let type = StateMachineType(rawValue: text.uppercased()) {
                    testCase.type = type
                } else {
                    report("“type” is STANDARD or EXPRESS", value.span)
                }
            }
        case "state": testCase.state = named(value)
        case "retries": testCase.retries = whole(value) ?? 0
        case "input": testCase.input = .inline(value)
        case "inputFile": testCase.input = named(value).map(TestCase.Source.file)
        case "mocks": testCase.mocks = source(value, "answers by state, or the path of a mock file")
        case "mockCase": testCase.mockCase = string(value)
        case "startAt": testCase.startAt = named(value)
        case "variables": testCase.variables = object(value)
        case "context": testCase.context = object(value)
        case "startTime":
            testCase.startTime = string(value).flatMap(Timestamp.init(rfc3339:))
            if testCase.startTime == nil, case .string = value.kind {
                report("“startTime” is a time such as 2026-01-02T03:04:05Z", value.span)
            }
        case "seed": testCase.seed = UInt64(whole(value) ?? 0)
        default: return false
        }
        return true
    }

    /// A value that stands here, or the path of the file in which it does.
    private mutating func source(_ node: JSONNode, _ expected: String) -> TestCase.Source? {
        switch node.kind {
        case .string: return named(node).map(TestCase.Source.file)
        case .object: return .inline(node)
        case .null, .bool, .number, .array:
            report("expected \(expected)", node.span)
            return nil
        }
    }

    // MARK: Matrix

    /// The case without its matrix, and the rows that it is to be filled with: one that is empty without a matrix.
    private mutating func matrix(of node: JSONNode) -> (template: JSONNode, rows: [MatrixRow]) {
        guard case .object(let members) = node.kind, let matrix = node["matrix"] else { return (node, [MatrixRow()]) }
        var template = node
        template.kind = .object(members.filter { $0.key != "matrix" })
        if case .array(let list) = matrix.kind {
            let rows = list.map { row in
                MatrixRow(self.members(of: row, expected: "a row: values by name").map { ($0.key.key, $0.value) })
            }
            return (template, rows)
        }
        var rows = [MatrixRow()]
        for (key, values) in self.members(of: matrix, expected: "lists of values by name, or a list of rows") {
            let values = elements(of: values, "a list of values")
            guard rows.count * values.count <= Self.maximumRows else {
                report("the matrix has more than \(Self.maximumRows) rows", key.span)
                return (template, [])
            }
            rows = rows.flatMap { row in values.map { row.adding(key.key, $0) } }
        }
        return (template, rows)
    }

    private static let maximumRows = 10_000
}

// MARK: Shapes and reports

extension TestFileReader {
    typealias Key = (key: String, span: SourceSpan)

    /// The members of an object, reporting those that stand twice.
    mutating func members(of node: JSONNode, expected: String) -> [(key: Key, value: JSONNode)] {
        guard case .object(let members) = node.kind else {
            report("expected \(expected)", node.span)
            return []
        }
        var seen: Set<String> = []
        return members.compactMap { member in
            guard seen.insert(member.key).inserted else {
                report("“\(member.key)” stands twice", member.keySpan)
                return nil
            }
            return ((member.key, member.keySpan), member.value)
        }
    }

    mutating func elements(of node: JSONNode, _ expected: String) -> [JSONNode] {
        if case .array(let elements) = node.kind { return elements }
        report("expected \(expected)", node.span)
        return []
    }

    mutating func string(_ node: JSONNode) -> String? {
        if case .string(let text) = node.kind { return text }
        report("expected a text", node.span)
        return nil
    }

    mutating func named(_ node: JSONNode) -> TestCase.Named? {
        string(node).map { TestCase.Named(text: $0, span: node.span) }
    }

    mutating func bool(_ node: JSONNode, _ expected: String = "true or false") -> Bool? {
        if case .bool(let bool) = node.kind { return bool }
        report("expected \(expected)", node.span)
        return nil
    }

    /// A whole number from 0 on.
    mutating func whole(_ node: JSONNode) -> Int? {
        if case .number(let number) = node.kind, let int = number.int64Value, int >= 0 { return Int(int) }
        report("expected a whole number, 0 or more", node.span)
        return nil
    }

    mutating func object(_ node: JSONNode) -> JSONObject {
        if case .object(let object) = node.value { return object }
        report("expected an object", node.span)
        return [:]
    }

    mutating func reportUnknown(_ key: Key, among names: [String]) {
        report("unknown member “\(key.key)”", key.span, notes: Self.didYouMean(key.key, among: names))
    }

    mutating func report(
        _ message: String, _ span: SourceSpan, code: DiagnosticCode = .testShape, notes: [Diagnostic.Note] = []
    ) {
        let found = Diagnostic(code: code, severity: .error, message: message, span: span, notes: notes)
        // Each row of a matrix would say it again.
        if !diagnostics.contains(found) { diagnostics.append(found) }
    }

    static func didYouMean(_ name: String, among candidates: some Sequence<String>) -> [Diagnostic.Note] {
        Suggestion.nearest(to: name, among: candidates).map { [Diagnostic.Note(message: "did you mean “\($0)”?")] }
            ?? []
    }

    /// An object's first character: underlining all of it would hide what is meant.
    func brace(of node: JSONNode) -> SourceSpan {
        SourceSpan(start: node.span.start, end: min(node.span.start + 1, node.span.end))
    }
}

extension JSONNode {
    fileprivate var text: String? { if case .string(let text) = kind { text } else { nil } }
}

/// Values by name, one row of a matrix.
private struct MatrixRow {
    private var values: [(name: String, node: JSONNode)] = []

    init(_ values: [(name: String, node: JSONNode)] = []) { self.values = values }

    var isEmpty: Bool { values.isEmpty }

    /// `amount=1, currency=EUR`.
    var description: String {
        values.map { "\($0.name)=\(Self.plain($0.node))" }.joined(separator: ", ")
    }

    func adding(_ name: String, _ node: JSONNode) -> MatrixRow { MatrixRow(values + [(name, node)]) }

    /// `template` with each `${name}` replaced: by the value where it is all of a text, by its text within one.
    func fill(_ template: JSONNode) -> JSONNode {
        var node = template
        switch template.kind {
        case .string(let text):
            guard text.utf8.contains(UInt8(ascii: "$")) else { return template }
            if let value = values.first(where: { text == "${\($0.name)}" }) {
                node.kind = value.node.kind
            } else {
                node.kind = .string(fill(text))
            }
        case .array(let elements): node.kind = .array(elements.map(fill))
        case .object(let members):
            node.kind = .object(
                members.map { member in
                    var member = member
                    member.key = fill(member.key)
                    member.value = fill(member.value)
                    return member
                })
        case .null, .bool, .number: break
        }
        return node
    }

    private func fill(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "$")) else { return text }
        return values.reduce(text) { Self.replace("${\($1.name)}", in: $0, Self.plain($1.node)) }
    }

    private static func plain(_ node: JSONNode) -> String {
        if case .string(let text) = node.kind { text } else { node.value.description }
    }

    private static func replace(_ name: String, in text: String, _ value: String) -> String {
        text.split(separator: name, omittingEmptySubsequences: false).joined(separator: value)
    }
}
