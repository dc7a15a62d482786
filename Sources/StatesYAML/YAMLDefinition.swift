public import Diagnostics
package import JSONModel
public import StatesLanguage
import Yams

/// Definitions written in YAML, as SAM and Serverless templates have them.
///
/// The text becomes the nodes that a JSON text would give, with their places, and is read by the same code. Scalars
/// follow the core schema of YAML 1.2: `yes` and dates are strings. Anchors and merge keys are expanded;
/// CloudFormation's `!Sub`, `!Ref`, `!GetAtt` … are texts with a `${…}`.
public enum YAMLDefinition {
    /// Reads a definition: the machine if there is one, and all diagnostics.
    public static func read(_ source: SourceText, options: ReadingOptions = .init()) -> DefinitionReading {
        let (node, diagnostics) = node(of: source)
        if let node {
            return StateMachine.read(node: node, of: source, isJSON: false, options: options, found: diagnostics)
        }
        guard diagnostics.isEmpty else { return DefinitionReading(machine: nil, diagnostics: diagnostics) }
        return StateMachine.read(SourceText(name: source.name, bytes: []), options: options)
    }

    /// The nodes of a YAML text: none, and why, if it is no YAML; none, and nothing wrong, if it is empty.
    package static func node(of source: SourceText) -> (node: JSONNode?, diagnostics: [Diagnostic]) {
        guard let text = String(validating: source.bytes, as: UTF8.self) else {
            let place = SourceSpan(at: source.bytes.firstInvalidUTF8)
            return failure(.invalidYAML, "not UTF-8", place)
        }
        var places = YAMLPlaces(source.bytes)
        let root: Node?
        do {
            // The basic resolver leaves every scalar as it is written.
            root = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
        } catch let error as YamlError {
            return failure(error, &places)
        } catch {
            return failure(.invalidYAML, "\(error)", SourceSpan(at: 0))
        }
        guard let root else { return (nil, []) }
        var composer = NodeComposer(places: places)
        let node = composer.node(root)
        guard !composer.isExhausted else {
            let span = SourceSpan(at: 0)
            return failure(.tooManyAliases, "the aliases make the document too large", span)
        }
        return (node, composer.diagnostics)
    }

    /// The JSON text of a definition that `read` has no fault to find with.
    package static func json(_ source: SourceText) -> String? {
        guard let text = String(validating: source.bytes, as: UTF8.self),
            let root = try? Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
        else { return nil }
        var composer = NodeComposer(places: YAMLPlaces(source.bytes))
        return composer.node(root).value.description
    }

    private static func failure(_ error: YamlError, _ places: inout YAMLPlaces) -> (JSONNode?, [Diagnostic]) {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let notes = context.map { [Diagnostic.Note(message: $0.text, span: places.span(at: $0.mark))] } ?? []
            return failure(.invalidYAML, problem, places.span(at: mark), notes)
        case .duplicatedKeysInMapping(let keys, let context):
            let key = keys.first ?? ""
            let first = places.span(of: key, at: context.mark)
            let span = places.repetition(of: key, after: context.mark) ?? first
            return failure(
                .duplicateKey, "the key “\(key)” stands twice in this object", span,
                [Diagnostic.Note(message: "the first one is here", span: first)])
        case .reader(let problem, _, _, _), .writer(let problem), .emitter(let problem), .representer(let problem):
            return failure(.invalidYAML, problem, SourceSpan(at: 0))
        case .no, .memory, .dataCouldNotBeDecoded:
            return failure(.invalidYAML, "\(error)", SourceSpan(at: 0))
        }
    }

    private static func failure(
        _ code: DiagnosticCode, _ message: String, _ span: SourceSpan, _ notes: [Diagnostic.Note] = []
    ) -> (JSONNode?, [Diagnostic]) {
        let diagnostic = Diagnostic(code: code, severity: .error, message: message, span: span, notes: notes)
        return (nil, [diagnostic])
    }
}

extension [UInt8] {
    /// Offset of the first byte that belongs to no UTF-8 character.
    fileprivate var firstInvalidUTF8: Int {
        var decoder = UTF8(), bytes = makeIterator(), valid = 0
        while true {
            switch decoder.decode(&bytes) {
            case .scalarValue(let scalar): valid += UTF8.width(scalar)
            case .emptyInput, .error: return valid
            }
        }
    }
}
