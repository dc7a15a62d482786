import Diagnostics
import JSONModel
import StatesCore
import StatesLanguage

/// Reads mock files and finds all that is wrong with one.
struct MockFileReader {
    typealias Script = MockAnswers.Script

    /// A value with its place.
    struct Field {
        var node: JSONNode
        var pointer: JSONPointer
    }

    private(set) var diagnostics: [Diagnostic] = []
    private let stateNames: [String]
    private let resources: [String: TaskResource]

    /// Task states of other machines that the file may be for as well.
    private let neighbours: Set<String>

    init(program: Program, neighbours: [Program] = []) {
        stateNames = program.stateNames
        self.neighbours = Set(neighbours.flatMap { $0.tasks.map(\.state) })
        resources = Dictionary(program.tasks.map { ($0.state, $0.resource) }) { first, _ in first }
    }

    mutating func scripts(
        of node: JSONNode, machineName: String?, testCase: String?
    ) -> [(state: String, script: Script)] {
        let root = Field(node: node, pointer: [])
        if isStepFunctionsLocal(node) { return localScripts(root, machineName: machineName, testCase: testCase) }
        return simpleScripts(root)
    }

    /// In the simple form each member is a list.
    private func isStepFunctionsLocal(_ node: JSONNode) -> Bool {
        ["StateMachines", "MockedResponses"].contains { name in
            if case .object = node[name]?.kind { true } else { false }
        }
    }

    // MARK: The simple form

    private mutating func simpleScripts(_ root: Field) -> [(state: String, script: Script)] {
        var scripts: [(state: String, script: Script)] = []
        for (key, field) in members(of: root, expected: "an object with a list of answers per state") {
            if resources[key.key] == nil, neighbours.contains(key.key) { continue }
            checkState(key.key, at: key.span, field.pointer)
            guard case .array(let nodes) = field.node.kind, !nodes.isEmpty else {
                report(
                    .mockShape, "“\(key.key)” must have a list of answers, at least one", field.node.span,
                    field.pointer)
                continue
            }
            var answers: [TaskAnswer] = []
            for (index, node) in nodes.enumerated() {
                let element = Field(node: node, pointer: field.pointer.appending(index))
                if let answer = answer(element, allowsDelay: true) { answers.append(answer) }
            }
            let script = Script(entries: MockAnswers.repeatingLast(answers), name: "the mock file")
            scripts.append((key.key, script))
        }
        return scripts
    }

    // MARK: Answers

    /// `{"Return": …}` or `{"Throw": {"Error": …, "Cause": …}}`.
    mutating func answer(_ field: Field, allowsDelay: Bool) -> TaskAnswer? {
        var outcomes: [TaskAnswer.Outcome?] = []
        var delay: Int64 = 0
        let names = ["Return", "Throw"] + (allowsDelay ? ["DelaySeconds"] : [])
        for (key, value) in members(of: field, expected: "an object with “Return” or “Throw”") {
            switch key.key {
            case "Return": outcomes.append(.succeeded(Payload(value.node.value)))
            case "Throw": outcomes.append(failure(value).map(TaskAnswer.Outcome.failed))
            case "DelaySeconds" where allowsDelay: delay = milliseconds(value)
            default: reportUnknown(key, among: names, value.pointer)
            }
        }
        guard case .object = field.node.kind else { return nil }
        guard outcomes.count == 1 else {
            report(
                .mockShape, "an answer has either “Return” or “Throw”", brace(of: field.node), field.pointer)
            return nil
        }
        return outcomes[0].map { TaskAnswer($0, delayMilliseconds: delay) }
    }

    private mutating func failure(_ field: Field) -> TaskFailure? {
        var failure = TaskFailure(error: nil, cause: nil)
        for (key, value) in members(of: field, expected: "an object with “Error” and “Cause”") {
            guard key.key == "Error" || key.key == "Cause" else {
                reportUnknown(key, among: ["Error", "Cause"], value.pointer)
                continue
            }
            guard case .string(let text) = value.node.kind else {
                report(.mockShape, "“\(key.key)” must be a string", value.node.span, value.pointer)
                continue
            }
            if key.key == "Error" { failure.error = text } else { failure.cause = text }
        }
        return failure
    }

    private mutating func milliseconds(_ field: Field) -> Int64 {
        if case .number(let number) = field.node.kind {
            let milliseconds = (number.doubleValue * 1_000).rounded()
            if milliseconds >= 0, let exact = Int64(exactly: milliseconds) { return exact }
        }
        report(.mockShape, "“DelaySeconds” must be a number, 0 or more", field.node.span, field.pointer)
        return 0
    }

    // MARK: Names

    mutating func checkState(_ name: String, at span: SourceSpan, _ pointer: JSONPointer) {
        guard resources[name] == nil else { return }
        if stateNames.contains(name) {
            report(.mockedState, "“\(name)” is no Task state: it needs no answers", span, pointer)
        } else {
            report(
                .mockedState, "the state machine has no state “\(name)”", span, pointer,
                notes: Self.didYouMean(name, among: resources.keys.sorted()))
        }
    }

    /// Whether `state` is a plain function, whose answers may be written as the Invoke API gives them.
    func isFunction(_ state: String) -> Bool {
        switch resources[state]?.kind {
        case .lambdaFunction, .named: true
        case .activity, .service, nil: false
        }
    }

    static func didYouMean(_ name: String, among candidates: some Sequence<String>) -> [Diagnostic.Note] {
        Suggestion.nearest(to: name, among: candidates).map { [Diagnostic.Note(message: "did you mean “\($0)”?")] }
            ?? []
    }
}

/// Shapes and reports.
extension MockFileReader {
    typealias Key = (key: String, span: SourceSpan)

    /// The members of an object, reporting those that stand twice; none, with a report, when it is no object.
    mutating func members(of field: Field, expected: String) -> [(key: Key, field: Field)] {
        guard case .object(let members) = field.node.kind else {
            report(.mockShape, "expected \(expected)", field.node.span, field.pointer)
            return []
        }
        var seen: Set<String> = []
        var fields: [(key: Key, field: Field)] = []
        for member in members {
            let pointer = field.pointer.appending(member.key)
            if seen.insert(member.key).inserted {
                fields.append(((member.key, member.keySpan), Field(node: member.value, pointer: pointer)))
            } else {
                report(.mockShape, "“\(member.key)” stands twice", member.keySpan, pointer)
            }
        }
        return fields
    }

    mutating func reportUnknown(_ key: Key, among names: [String], _ pointer: JSONPointer) {
        report(
            .mockShape, "unknown member “\(key.key)”", key.span, pointer,
            notes: Self.didYouMean(key.key, among: names))
    }

    mutating func report(
        _ code: DiagnosticCode, _ message: String, _ span: SourceSpan, _ pointer: JSONPointer = [],
        notes: [Diagnostic.Note] = []
    ) {
        diagnostics.append(
            Diagnostic(
                code: code, severity: .error, message: message, span: span,
                location: pointer.tokens.isEmpty ? nil : pointer.description, notes: notes))
    }

    /// An object's opening brace: underlining all of it would hide what is meant.
    func brace(of node: JSONNode) -> SourceSpan {
        SourceSpan(start: node.span.start, end: min(node.span.start + 1, node.span.end))
    }
}
