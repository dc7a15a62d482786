import Diagnostics
import JSONModel
import JSONata
import StatesLanguage

/// One expression with all that it is evaluated on.
struct Evaluation {
    enum Outcome {
        case value(JSONValue)
        /// A sentence about what there is instead of a value.
        case nothing(String)
        case wrong([Diagnostic])
    }

    /// The expression, named `expression` unless it came from a file.
    let source: SourceText
    private let kind: Kind
    private let input: JSONValue?
    private let variables: JSONObject
    private let context: JSONValue
    private let seed: UInt64

    private enum Kind { case jsonata, stepFunctions, path }

    init(_ command: EvalCommand) throws(RunProblem) {
        let scheme = "file://"
        source =
            command.expression.hasPrefix(scheme)
            ? try FileReading.read(String(command.expression.dropFirst(scheme.count)))
            : SourceText(name: "expression", text: command.expression)
        kind = command.path ? .path : command.dialect == .jsonata ? .jsonata : .stepFunctions
        input = try command.input.map { text throws(RunProblem) in
            try JSONArgument(text: text, option: "--input").payload().value
        }
        variables = try Self.object(command.variables, "--variables")
        context = .object(try Self.object(command.context, "--context"))
        seed = command.seed ?? .random(in: 0...UInt64.max)
    }

    private static func object(_ text: String?, _ option: String) throws(RunProblem) -> JSONObject {
        guard let text else { return [:] }
        return try JSONArgument(text: text, option: option).object()
    }

    func outcome() throws(RunProblem) -> Outcome {
        guard let text = String(validating: source.bytes, as: UTF8.self) else {
            throw RunProblem(source.name, "is not UTF-8")
        }
        return switch kind {
        case .jsonata: jsonata(text, offset: 0, dialect: .jsonata, on: input, variables)
        case .stepFunctions: stepFunctions(text)
        case .path:
            PathEvaluation(input: input ?? [:], variables: variables, context: context, seed: seed).outcome(text)
        }
    }

    private func jsonata(
        _ text: String, offset: Int, dialect: Dialect, on input: JSONValue?, _ variables: JSONObject
    ) -> Outcome {
        do {
            let expression = try JSONataExpression(text, dialect: dialect)
            let surroundings = Surroundings(now: Timestamp.wallClock.millisecondsSinceEpoch, seed: seed)
            switch try expression.evaluate(input, surroundings: surroundings, variables: { variables[$0] }) {
            case .value(let value): return .value(value)
            case .undefined: return .nothing("the expression gives nothing (undefined)")
            case .function: return .nothing("the expression gives a function, which no JSON can hold")
            }
        } catch {
            return .wrong([Diagnostic(error, in: text, offset: offset)])
        }
    }

    /// As in a state machine: no context, `$states`, and the checks of its creation.
    private func stepFunctions(_ text: String) -> Outcome {
        let (inner, offset) = Self.undelimited(text)
        do {
            let references = try ExpressionReferences(of: inner, dialect: .stepFunctions)
            let wrong = (references.context + references.root).map { use in
                Diagnostic(noContext: use, offset: offset)
            }
            if !wrong.isEmpty { return .wrong(wrong) }
        } catch {
            return .wrong([Diagnostic(error, in: inner, offset: offset)])
        }
        var variables = variables
        if variables["states"] == nil { variables["states"] = ["input": input ?? [:], "context": context] }
        return jsonata(inner, offset: offset, dialect: .stepFunctions, on: nil, variables)
    }

    /// The text between `{%` and `%}`, if they are there, and how many bytes stand before it.
    private static func undelimited(_ text: String) -> (text: String, offset: Int) {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
        let bytes = Array(text.utf8)
        guard let first = bytes.firstIndex(where: { !isSpace($0) }),
            let last = bytes.lastIndex(where: { !isSpace($0) }),
            last - first >= 3
        else { return (text, 0) }
        let trimmed = bytes[first...last]
        guard trimmed.starts(with: "{%".utf8), trimmed.suffix(2).elementsEqual("%}".utf8) else { return (text, 0) }
        return (String(decoding: trimmed.dropFirst(2).dropLast(2), as: UTF8.self), first + 2)
    }
}

extension Diagnostic {
    fileprivate init(_ error: JSONataError, in text: String, offset: Int) {
        let range = error.utf8Range(in: text) ?? 0..<0
        self.init(
            code: DiagnosticCode(rawValue: error.code ?? "LIMIT"), severity: .error, message: error.message,
            span: SourceSpan(start: offset + range.lowerBound, end: offset + range.upperBound))
    }

    fileprivate init(noContext use: ExpressionReferences.Reference, offset: Int) {
        let isRoot = use.name == "$$"
        self.init(
            code: "UNSUPPORTED_JSONATA_EXPRESSION", severity: .error,
            message: "Reference to '\(use.name)'\(isRoot ? "" : " at the top level") is not supported.",
            span: SourceSpan(start: offset + use.utf8Range.lowerBound, end: offset + use.utf8Range.upperBound),
            notes: [Note(message: "the input is $states.input")])
    }
}
