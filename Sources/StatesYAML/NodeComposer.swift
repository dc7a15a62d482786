import Diagnostics
import JSONModel
import StatesLanguage
import Yams

/// Turns YAML's nodes into those of JSON.
struct NodeComposer {
    let places: YAMLPlaces
    /// Whether CloudFormation's functions in their short form become those of the long one, and not texts.
    private let keepsFunctions: Bool
    var diagnostics: [Diagnostic] = []
    /// Nodes that may still be made: without aliases there are fewer than bytes.
    private var budget: Int

    init(places: YAMLPlaces, keepsFunctions: Bool = false) {
        self.places = places
        self.keepsFunctions = keepsFunctions
        budget = places.bytes.count + 100_000
    }

    /// Whether there were too many nodes; what has been made is of no use then.
    var isExhausted: Bool { budget < 0 }

    mutating func node(_ node: Node) -> JSONNode {
        let composed = plainNode(node)
        guard keepsFunctions, let name = TemplateTag.function(node.tag.rawValue) else { return composed }
        return function(name, of: composed)
    }

    /// `{"Fn::GetAtt": ["Pay", "Arn"]}` for `!GetAtt Pay.Arn`.
    private func function(_ name: String, of argument: JSONNode) -> JSONNode {
        var argument = argument
        if name == "Fn::GetAtt", case .string(let text) = argument.kind, let dot = text.firstIndex(of: ".") {
            let parts = [String(text[..<dot]), String(text[text.index(after: dot)...])]
            argument.kind = .array(parts.map { JSONNode(kind: .string($0), span: argument.span) })
        }
        let member = JSONNode.Member(key: name, keySpan: SourceSpan(at: argument.span.start), value: argument)
        return JSONNode(kind: .object([member]), span: argument.span)
    }

    private mutating func plainNode(_ node: Node) -> JSONNode {
        budget -= 1
        guard budget >= 0 else { return JSONNode(kind: .null, span: SourceSpan(at: 0)) }
        switch node {
        case .scalar(let scalar):
            // The argument of a function is a text as it stands.
            if keepsFunctions, TemplateTag.function(scalar.tag.rawValue) != nil {
                return JSONNode(kind: .string(scalar.string), span: span(of: scalar))
            }
            return JSONNode(kind: Scalars.kind(of: scalar), span: span(of: scalar))
        case .sequence(let sequence):
            if !keepsFunctions, let text = TemplateTag.text(sequence) {
                return JSONNode(kind: .string(text), span: start(sequence.mark))
            }
            let elements = sequence.map { self.node($0) }
            return JSONNode(kind: .array(elements), span: span(from: sequence.mark, over: elements.last?.span))
        case .mapping(let mapping):
            let members = members(of: mapping)
            let end = members.map(\.value.span).max { $0.end < $1.end }
            return JSONNode(kind: .object(members), span: span(from: mapping.mark, over: end))
        case .alias(let alias):
            // The parser has replaced aliases by what they stand for.
            return JSONNode(kind: .string(alias.anchor.rawValue), span: start(alias.mark))
        }
    }

    /// The members in order; those of a merge key stand in its place, and the mapping's own win.
    private mutating func members(of mapping: Node.Mapping) -> [JSONNode.Member] {
        budget -= 1
        guard budget >= 0 else { return [] }
        var members: [JSONNode.Member] = []
        for (key, value) in mapping {
            guard case .scalar(let scalar) = key else {
                report(.keyIsNoScalar, "a key must be a text", start(key.mark))
                continue
            }
            guard scalar.isMergeKey else {
                members.append(JSONNode.Member(key: scalar.string, keySpan: span(of: scalar), value: node(value)))
                continue
            }
            var taken = Set(mapping.compactMap(\.key.scalar?.string))
            for merged in merged(value, key: scalar) {
                for member in self.members(of: merged) where taken.insert(member.key).inserted {
                    members.append(member)
                }
            }
        }
        return members
    }

    /// The mappings that a merge key names, the ones that win first.
    private mutating func merged(_ value: Node, key: Node.Scalar) -> [Node.Mapping] {
        switch value {
        case .mapping(let mapping): return [mapping]
        case .sequence(let sequence):
            let mappings = sequence.compactMap(\.mapping)
            if mappings.count == sequence.count { return mappings }
        case .scalar, .alias: break
        }
        report(.badMerge, "“<<” takes a mapping, or a sequence of mappings", span(of: key))
        return []
    }

    private mutating func report(_ code: DiagnosticCode, _ message: String, _ span: SourceSpan) {
        diagnostics.append(Diagnostic(code: code, severity: .error, message: message, span: span))
    }

    private func span(of scalar: Node.Scalar) -> SourceSpan {
        scalar.mark.map { places.span(of: scalar.string, at: $0) } ?? SourceSpan(at: 0)
    }

    private func start(_ mark: Mark?) -> SourceSpan { mark.map { places.span(at: $0) } ?? SourceSpan(at: 0) }

    private func span(from mark: Mark?, over last: SourceSpan?) -> SourceSpan {
        let start = mark.map { places.offset(of: $0) } ?? 0
        return SourceSpan(start: start, end: max(start, last?.end ?? start))
    }
}

extension Node.Scalar {
    fileprivate var isMergeKey: Bool { string == "<<" && style == .plain }
}
