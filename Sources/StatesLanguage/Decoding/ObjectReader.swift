import Diagnostics
import JSONModel

/// An object of the definition while it is read: its members, and how its place is written.
struct ObjectReader {
    let members: [JSONNode.Member]
    /// The whole object.
    let span: SourceSpan
    /// What names the object: the key it stands under, or its opening brace.
    let anchor: SourceSpan
    /// `/States/Pay`; empty for the definition itself.
    let path: String

    /// As the service writes the place of an object.
    var location: String { path.isEmpty ? "/" : path }

    /// The first member `name`.
    subscript(name: String) -> Field? {
        members.first { $0.key.utf8.elementsEqual(name.utf8) }.map(field)
    }

    var fields: [Field] { members.map(field) }

    func has(_ name: String) -> Bool { self[name] != nil }

    private func field(_ member: JSONNode.Member) -> Field {
        Field(name: member.key, anchor: member.keySpan, node: member.value, path: "\(path)/\(member.key)")
    }
}

/// One value of the definition with its place.
struct Field {
    /// The key; that of the array for an element.
    let name: String
    /// What names it: the key, or the value itself for an element.
    let anchor: SourceSpan
    let node: JSONNode
    /// `/States/Pay/Next`, `/States/Pay/Catch[0]`.
    let path: String

    /// The value as an object, if it is one.
    var object: ObjectReader? {
        guard case .object(let members) = node.kind else { return nil }
        return ObjectReader(members: members, span: node.span, anchor: anchor, path: path)
    }

    /// The value's elements, if it is an array.
    var elements: [Field]? {
        guard case .array(let nodes) = node.kind else { return nil }
        return nodes.enumerated().map { index, node in
            // An object names itself by its brace only: underlining all of it would hide what is meant.
            let end = if case .object = node.kind { node.span.start + 1 } else { node.span.end }
            return Field(
                name: name, anchor: SourceSpan(start: node.span.start, end: end), node: node,
                path: "\(path)[\(index)]")
        }
    }

    var string: String? {
        if case .string(let text) = node.kind { text } else { nil }
    }

    var isNull: Bool {
        if case .null = node.kind { true } else { false }
    }
}

/// A name that is compared byte by byte: the service knows no canonical equivalence.
struct ExactName: Hashable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (left: Self, right: Self) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
