public import Diagnostics
public import JSONModel
public import StatesCore
import StatesLanguage

/// The saga rules of a state machine, and examples of what goes through it.
///
///     rules:
///       - after Pay succeeded, Refund succeeded or execution succeeded
///     inputs:
///       - {orderId: o-1}
///     results:
///       Pay:
///         - {receipt: r-1}
///     errors:
///       Pay: [GatewayDown]
public struct RulesFile: Sendable {
    public var rules: [SagaRule] = []
    /// Inputs that executions may start with.
    public var inputs: [JSONValue] = []
    /// What the task of a state may give, by its name.
    public var results: [String: [JSONValue]] = [:]

    /// Errors that the task of a state may fail with, by its name, besides those that the machine names.
    public var errors: [String: [String]] = [:]

    /// Reads a file that is JSON, or YAML made into nodes.
    ///
    /// - Returns: what is right in it, and all that is not, sorted by position.
    public static func read(
        _ node: JSONNode, of source: SourceText, for program: Program
    ) -> (file: RulesFile, diagnostics: [Diagnostic]) {
        var reader = RulesFileReader(source: source, program: program)
        reader.read(node)
        return (reader.file, reader.diagnostics.sorted { $0.span.start < $1.span.start })
    }

    public init() {}
}

// Codes of files with rules: `ASL4…`.
extension DiagnosticCode {
    /// A member is unknown, stands twice, or is of the wrong kind.
    static let rulesShape: DiagnosticCode = "ASL4001"
    /// A text is no rule.
    static let ruleSyntax: DiagnosticCode = "ASL4002"
    /// A rule or an example is about a state that the machine does not have, or that has no results.
    static let ruleState: DiagnosticCode = "ASL4003"
}

private struct RulesFileReader {
    let source: SourceText
    let program: Program
    var file = RulesFile()
    var diagnostics: [Diagnostic] = []

    init(source: SourceText, program: Program) {
        self.source = source
        self.program = program
    }

    mutating func read(_ node: JSONNode) {
        for member in members(of: node, expected: "an object with “rules”") {
            switch member.key {
            case "rules": for node in elements(of: member, "rules") { rule(node) }
            case "inputs": file.inputs = elements(of: member, "inputs").map(\.value)
            case "results": file.results = lists(member.value, of: "results").mapValues { $0.map(\.value) }
            case "errors": errors(member.value)
            default:
                let nearest = Suggestion.nearest(to: member.key, among: ["rules", "inputs", "results", "errors"])
                report(.rulesShape, "unknown member “\(member.key)”", member.keySpan, nearest)
            }
        }
    }

    private mutating func rule(_ node: JSONNode) {
        guard case .string(let text) = node.kind else {
            return report(.ruleSyntax, "a rule is a text", node.span)
        }
        do {
            file.rules.append(try SagaRule(text, for: program))
        } catch {
            report(error.isUnknownState ? .ruleState : .ruleSyntax, error.message, span(error.span, in: node))
        }
    }

    /// Where a part of a text stands; in a text of several lines, or with escapes, about there.
    private func span(_ part: SourceSpan, in node: JSONNode) -> SourceSpan {
        let first = node.span.start < source.bytes.count ? source.bytes[node.span.start] : 0
        let quote = first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") ? 1 : 0
        let start = min(node.span.start + quote + part.start, node.span.end)
        return SourceSpan(start: start, end: max(start, min(node.span.start + quote + part.end, node.span.end)))
    }

    private mutating func errors(_ node: JSONNode) {
        for (state, nodes) in lists(node, of: "errors") {
            for node in nodes {
                guard case .string(let name) = node.kind, !name.isEmpty else {
                    report(.rulesShape, "an error is a text", node.span)
                    continue
                }
                file.errors[state, default: []].append(name)
            }
        }
    }

    /// A list for each of some states that have results.
    private mutating func lists(_ node: JSONNode, of what: String) -> [String: [JSONNode]] {
        var lists: [String: [JSONNode]] = [:]
        let tasks = program.statesWithResults
        for member in members(of: node, expected: "an object with a list of \(what) per state") {
            guard tasks.contains(member.key) else {
                let isState = program.stateNames.contains(member.key)
                let message =
                    isState
                    ? "“\(member.key)” is no Task state: it has no \(what)"
                    : "the state machine has no state “\(member.key)”"
                report(.ruleState, message, member.keySpan, Suggestion.nearest(to: member.key, among: tasks))
                continue
            }
            let nodes = elements(of: member, what)
            if nodes.isEmpty { report(.rulesShape, "there are no \(what) here", member.keySpan) }
            lists[member.key] = nodes.isEmpty ? nil : nodes
        }
        return lists
    }

    private mutating func elements(of member: JSONNode.Member, _ what: String) -> [JSONNode] {
        guard case .array(let elements) = member.value.kind else {
            report(.rulesShape, "“\(member.key)” must be a list of \(what)", member.value.span)
            return []
        }
        return elements
    }

    private mutating func members(of node: JSONNode, expected: String) -> [JSONNode.Member] {
        guard case .object(let members) = node.kind else {
            report(.rulesShape, "expected \(expected)", node.span)
            return []
        }
        var seen: Set<String> = []
        for member in members where !seen.insert(member.key).inserted {
            report(.rulesShape, "“\(member.key)” stands twice", member.keySpan)
        }
        return members
    }

    private mutating func report(
        _ code: DiagnosticCode, _ message: String, _ span: SourceSpan, _ suggestion: String? = nil
    ) {
        let notes = suggestion.map { [Diagnostic.Note(message: "did you mean “\($0)”?")] } ?? []
        diagnostics.append(Diagnostic(code: code, severity: .error, message: message, span: span, notes: notes))
    }
}

extension Program {
    /// The states whose work is done outside, in the order of the definition: Tasks, and distributed Maps.
    public var statesWithResults: [String] {
        (0..<StateIndex(stateCount)).filter { describe($0).type == .task || isDistributedMap($0) }
            .map { describe($0).name }
    }
}
