import Diagnostics
import JSONModel

/// The member `expect`.
extension TestFileReader {
    private static let names = [
        "status", "output", "outputIncludes", "outputSatisfies", "error", "cause", "path", "pathIncludes", "never",
        "calls", "inputs", "inputsInclude", "duration", "variables", "nextState",
    ]

    private static let statuses = [
        "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "CAUGHT_ERROR", "RETRIABLE",
    ]

    mutating func expectations(_ node: JSONNode) -> [Expectation] {
        var found: [Expectation] = []
        for (key, value) in members(of: node, expected: "an object with what is expected") {
            guard Self.names.contains(key.key) else {
                reportUnknown(key, among: Self.names)
                continue
            }
            found += expectations(key.key, value)
        }
        return found
    }

    private mutating func expectations(_ name: String, _ node: JSONNode) -> [Expectation] {
        func expect(_ kind: Expectation.Kind?, at span: SourceSpan? = nil) -> [Expectation] {
            kind.map { [Expectation(kind: $0, span: span ?? node.span)] } ?? []
        }
        switch name {
        case "status":
            guard let text = string(node) else { return [] }
            guard Self.statuses.contains(text) else {
                report("there is no status “\(text)”", node.span, notes: Self.didYouMean(text, among: Self.statuses))
                return []
            }
            return expect(.status(text))
        case "output": return expect(.output(node.value))
        case "outputIncludes": return expect(.outputIncludes(node.value))
        case "outputSatisfies": return predicates(node)
        case "error": return expect(string(node).map(Expectation.Kind.error))
        case "cause": return expect(string(node).map(Expectation.Kind.cause))
        case "path": return expect(.path(strings(node)))
        case "pathIncludes": return expect(.pathIncludes(strings(node)))
        case "never":
            return elements(of: node, "a list of states").flatMap { element in
                expect(string(element).map(Expectation.Kind.neverEntered), at: element.span)
            }
        case "calls":
            return members(of: node, expected: "numbers of calls by state").flatMap { key, value in
                expect(whole(value).map { .calls(of: key.key, $0) }, at: key.span)
            }
        case "inputs", "inputsInclude":
            return members(of: node, expected: "lists of inputs by state").flatMap { key, value in
                let inputs = elements(of: value, "a list with an input per call").map(\.value)
                return expect(
                    name == "inputs" ? .inputs(of: key.key, inputs) : .inputsInclude(of: key.key, inputs), at: key.span)
            }
        case "duration": return expect(duration(node).map(Expectation.Kind.duration))
        case "variables":
            return members(of: node, expected: "values by variable").flatMap { key, value in
                let value = value.value
                return expect(.variable(key.key, value.isNull ? nil : value), at: key.span)
            }
        default:
            if case .null = node.kind { return expect(.nextState(nil)) }
            return expect(string(node).map(Expectation.Kind.nextState))
        }
    }

    private mutating func strings(_ node: JSONNode) -> [String] {
        elements(of: node, "a list of states").compactMap { string($0) }
    }

    /// One expression, or a list of them.
    private mutating func predicates(_ node: JSONNode) -> [Expectation] {
        var nodes = [node]
        if case .array(let elements) = node.kind { nodes = elements }
        return nodes.compactMap { node -> Expectation? in
            guard let text = string(node) else { return nil }
            do throws(TestPredicate.Fault) {
                return Expectation(kind: .outputSatisfies(try TestPredicate(text)), span: node.span)
            } catch {
                report(error.message, node.span, code: .testPredicate)
                return nil
            }
        }
    }

    /// Seconds: exactly, or `{"atLeast": …, "atMost": …}`.
    private mutating func duration(_ node: JSONNode) -> ClosedRange<Int64>? {
        if case .number = node.kind { return milliseconds(node).map { $0...$0 } }
        var (low, high) = (Int64(0), Int64.max)
        for (key, value) in members(of: node, expected: "seconds, or an object with “atLeast” and “atMost”") {
            switch key.key {
            case "atLeast": low = milliseconds(value) ?? low
            case "atMost": high = milliseconds(value) ?? high
            default: reportUnknown(key, among: ["atLeast", "atMost"])
            }
        }
        guard low <= high else {
            report("“atLeast” is more than “atMost”", node.span)
            return nil
        }
        return low...high
    }

    private mutating func milliseconds(_ node: JSONNode) -> Int64? {
        if case .number(let number) = node.kind {
            let milliseconds = (number.doubleValue * 1_000).rounded()
            if milliseconds >= 0, let exact = Int64(exactly: milliseconds) { return exact }
        }
        report("expected seconds, 0 or more", node.span)
        return nil
    }
}
