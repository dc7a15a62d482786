public import Diagnostics
public import JSONModel

/// How one case went.
public struct TestResult: Sendable {
    public var verdict: Verdict
    public var record: TestRecord

    /// What came of a case.
    public enum Verdict: Sendable {
        case passed
        /// One at least.
        case failed([Mismatch])
        /// It could not be run to its end: a task without an answer.
        case broken(String)
        case skipped(String)
    }

    public init(verdict: Verdict, record: TestRecord = TestRecord()) {
        self.verdict = verdict
        self.record = record
    }

    /// An expectation that does not hold.
    public struct Mismatch: Sendable {
        /// What it is about, such as `output` or `calls of Pay`.
        public var subject: String
        /// `nil`: nothing was to be there.
        public var expected: JSONValue?
        /// `nil`: nothing was there.
        public var actual: JSONValue?
        /// Instead of the two values.
        public var message: String?
        /// Whether `expected` is only a part of what there may be.
        public var isPartial = false
        public var span: SourceSpan
    }
}

extension Expectation {
    /// - Returns: `nil` if it holds.
    func mismatch(in record: TestRecord, input: JSONValue) -> TestResult.Mismatch? {
        switch kind {
        case .status(let status): compare(.string(status), .string(record.status))
        case .failure:
            record.status == "SUCCEEDED" ? mismatch("an error was expected, and the status is SUCCEEDED") : nil
        case .output(let output): compare(output, record.output)
        case .outputIncludes(let part): include(part, record.output)
        case .outputSatisfies(let predicate):
            predicate.complaint(on: record.output, record.predicateVariables(input: input)).map {
                mismatch("\(predicate.text)  \($0)")
            }
        case .error(let error): compare(.string(error), record.error.map(JSONValue.string))
        case .cause(let cause): compare(.string(cause), record.cause.map(JSONValue.string))
        case .path(let path): compare(.strings(path), .strings(record.path))
        case .pathIncludes(let path):
            record.path.contains(inOrder: path)
                ? nil
                : TestResult.Mismatch(
                    subject: subject, expected: .strings(path), actual: .strings(record.path), isPartial: true,
                    span: span)
        case .neverEntered(let state): record.path.contains(state) ? mismatch("it was entered") : nil
        case .calls(let state, let count): compare(.int(count), .int(record.inputs[state]?.count ?? 0))
        case .inputs(let state, let inputs):
            compare(.array(JSONArray(inputs)), .array(JSONArray(record.inputs[state] ?? [])))
        case .inputsInclude(let state, let inputs):
            include(.array(JSONArray(inputs)), .array(JSONArray(record.inputs[state] ?? [])))
        case .duration(let range): self.duration(range, record.durationMilliseconds)
        case .variable(let name, let value): compare(value, record.variables[name])
        case .nextState(let name): compare(name.map(JSONValue.string), record.nextState.map(JSONValue.string))
        }
    }

    private func mismatch(_ message: String) -> TestResult.Mismatch {
        TestResult.Mismatch(subject: subject, message: message, span: span)
    }

    private func compare(_ expected: JSONValue?, _ actual: JSONValue?) -> TestResult.Mismatch? {
        guard expected != actual else { return nil }
        return TestResult.Mismatch(subject: subject, expected: expected, actual: actual, span: span)
    }

    private func include(_ part: JSONValue, _ whole: JSONValue?) -> TestResult.Mismatch? {
        if let whole, whole.includes(part) { return nil }
        return TestResult.Mismatch(subject: subject, expected: part, actual: whole, isPartial: true, span: span)
    }

    private func duration(_ range: ClosedRange<Int64>, _ actual: Int64) -> TestResult.Mismatch? {
        if range.contains(actual) { return nil }
        func seconds(_ milliseconds: Int64) -> String {
            milliseconds % 1_000 == 0 ? "\(milliseconds / 1_000)" : "\(Double(milliseconds) / 1_000)"
        }
        if range.lowerBound == range.upperBound {
            return mismatch("\(seconds(range.lowerBound)) s were expected, and it took \(seconds(actual)) s")
        }
        let isTooShort = actual < range.lowerBound
        let bound = seconds(isTooShort ? range.lowerBound : range.upperBound)
        return mismatch(
            "\(isTooShort ? "at least" : "at most") \(bound) s were expected, and it took \(seconds(actual)) s")
    }
}

extension TestRecord {
    fileprivate func predicateVariables(input: JSONValue) -> JSONObject {
        var variables: JSONObject = ["input": input, "path": .strings(path), "variables": .object(variables)]
        variables["error"] = error.map(JSONValue.string)
        variables["cause"] = cause.map(JSONValue.string)
        let calls = inputs.sorted { $0.key < $1.key }.map { (key: $0.key, value: JSONValue.int($0.value.count)) }
        variables["calls"] = .object(JSONObject(calls))
        return variables
    }
}

extension JSONValue {
    static func strings(_ texts: [String]) -> JSONValue { .array(JSONArray(texts.map(JSONValue.string))) }

    /// Whether `part` is in this value: objects may have more members than it, at every depth; arrays have as many
    /// elements, each including its own.
    func includes(_ part: JSONValue) -> Bool {
        switch (self, part) {
        case (.object(let whole), .object(let part)):
            part.allSatisfy { member in whole[member.key].map { $0.includes(member.value) } ?? false }
        case (.array(let whole), .array(let part)):
            whole.count == part.count && zip(whole, part).allSatisfy { $0.includes($1) }
        default: self == part
        }
    }
}

extension [String] {
    /// Whether `others` are among these, in their order.
    fileprivate func contains(inOrder others: [String]) -> Bool {
        var rest = self[...]
        for other in others {
            guard let place = rest.firstIndex(of: other) else { return false }
            rest = rest[(place + 1)...]
        }
        return true
    }
}
