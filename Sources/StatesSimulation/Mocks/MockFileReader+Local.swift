import Diagnostics
import JSONModel

/// The mock configuration file of Step Functions Local.
///
/// - Source: AWS Step Functions, “Mock configuration file for mocked service integrations”.
extension MockFileReader {
    mutating func localScripts(
        _ root: Field, machineName: String?, testCase: String?
    ) -> [(state: String, script: Script)] {
        var machines: Field?
        var responses: [String: [Script.Entry]] = [:]
        for (key, field) in members(of: root, expected: "an object") {
            switch key.key {
            case "StateMachines": machines = field
            case "MockedResponses": responses = self.responses(field)
            default: reportUnknown(key, among: ["StateMachines", "MockedResponses"], field.pointer)
            }
        }
        guard let machines else {
            report(.mockShape, "“StateMachines” is missing", brace(of: root.node))
            return []
        }
        guard let machine = choose(machineName, "state machine", in: machines) else { return [] }
        guard let cases = testCases(machine) else { return [] }
        let chosen = choose(testCase, "test case", in: cases)
        var scripts: [(state: String, script: Script)] = []
        for (key, field) in members(of: cases, expected: "an object with a member per test case") {
            let read = self.testCase(key.key, field, responses)
            if key.key == chosen?.pointer.tokens.last { scripts = read }
        }
        return scripts
    }

    private mutating func testCases(_ machine: Field) -> Field? {
        var cases: Field?
        for (key, field) in members(of: machine, expected: "an object with “TestCases”") {
            if key.key == "TestCases" { cases = field } else { reportUnknown(key, among: ["TestCases"], field.pointer) }
        }
        if cases == nil, case .object = machine.node.kind {
            report(.mockShape, "“TestCases” is missing", brace(of: machine.node), machine.pointer)
        }
        return cases
    }

    /// The member called `name`, or the only one.
    private mutating func choose(_ name: String?, _ kind: String, in field: Field) -> Field? {
        guard case .object(let members) = field.node.kind else {
            report(.mockShape, "expected an object with a member per \(kind)", field.node.span, field.pointer)
            return nil
        }
        let names = members.map(\.key)
        let list = names.map { "“\($0)”" }.joined(separator: ", ")
        guard let name = name ?? (names.count == 1 ? names[0] : nil) else {
            let message = names.isEmpty ? "there is no \(kind) here" : "which \(kind) is meant? There are \(list)"
            report(.mockName, message, brace(of: field.node), field.pointer)
            return nil
        }
        guard let node = field.node[name] else {
            let rest = names.isEmpty ? "" : "; there are \(list)"
            report(
                .mockName, "there is no \(kind) “\(name)”\(rest)", brace(of: field.node), field.pointer,
                notes: Self.didYouMean(name, among: names))
            return nil
        }
        return Field(node: node, pointer: field.pointer.appending(name))
    }

    private mutating func testCase(
        _ name: String, _ field: Field, _ responses: [String: [Script.Entry]]
    ) -> [(state: String, script: Script)] {
        var scripts: [(state: String, script: Script)] = []
        for (key, value) in members(of: field, expected: "an object with the name of a response per state") {
            checkState(key.key, at: key.span, value.pointer)
            guard case .string(let response) = value.node.kind else {
                report(.mockShape, "expected the name of a response", value.node.span, value.pointer)
                continue
            }
            guard var entries = responses[response] else {
                report(
                    .mockName, "there is no response “\(response)”", value.node.span, value.pointer,
                    notes: Self.didYouMean(response, among: responses.keys.sorted()))
                continue
            }
            if isFunction(key.key) { entries = entries.map(Self.functionResult) }
            scripts.append((key.key, Script(entries: entries, name: "the response “\(response)”")))
        }
        return scripts
    }

    /// A function's answer may be written as the Invoke API gives it; then the result is what stands in `Payload`.
    private static func functionResult(_ entry: Script.Entry) -> Script.Entry {
        guard case .succeeded(let output) = entry.answer.outcome, output.value["StatusCode"] != nil,
            let payload = output.value["Payload"]
        else { return entry }
        var entry = entry
        entry.answer.outcome = .succeeded(Payload(payload))
        return entry
    }

    // MARK: Responses

    private mutating func responses(_ field: Field) -> [String: [Script.Entry]] {
        var responses: [String: [Script.Entry]] = [:]
        for (key, value) in members(of: field, expected: "an object with a member per response") {
            responses[key.key] = entries(of: value)
        }
        return responses
    }

    private mutating func entries(of field: Field) -> [Script.Entry] {
        var entries: [Script.Entry] = []
        for (key, value) in members(of: field, expected: "an object with an answer per invocation") {
            guard let runs = Self.runs(key.key) else {
                report(
                    .mockRuns, "“\(key.key)” is neither the number of an invocation (from 0) nor a range such as 1-3",
                    key.span, value.pointer)
                continue
            }
            if entries.contains(where: { $0.runs.overlaps(runs) }) {
                report(.mockRuns, "“\(key.key)” overlaps another range", key.span, value.pointer)
            }
            if let answer = answer(value, allowsDelay: false) {
                entries.append(Script.Entry(runs: runs, answer: answer))
            }
        }
        if case .object(let members) = field.node.kind, members.isEmpty {
            report(.mockShape, "a response needs at least one answer", field.node.span, field.pointer)
        }
        return entries.sorted { $0.runs.lowerBound < $1.runs.lowerBound }
    }

    /// `0` or `1-3`.
    private static func runs(_ text: String) -> ClosedRange<Int>? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard let first = parts.first, parts.count <= 2, let low = number(first),
            let high = number(parts[parts.count - 1]), low <= high
        else { return nil }
        return low...high
    }

    private static func number(_ digits: Substring) -> Int? {
        digits.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(digits) : nil
    }
}
