import Diagnostics
public import JSONModel

extension JSONPath {
    /// What this path names in `payload`, spelt as it is there.
    ///
    /// - Returns: `nil` if the payload has no text of its own, if the path is no reference path from the input, or if
    ///   it leads nowhere.
    public func verbatim(in payload: Payload) -> Payload? {
        guard payload.isUntouchedText, root == .input, isReferencePath else { return nil }
        var text: [UInt8] = []
        payload.write(to: &text)
        guard var node = try? JSONParser.parseNode(text) else { return nil }
        for step in compiled.steps {
            switch (step, node.kind) {
            case (.member(let name), .object(let members)):
                // Of members with one name the last counts.
                guard let member = members.last(where: { $0.key.utf8.elementsEqual(name.utf8) }) else { return nil }
                node = member.value
            case (.index(let index), .array(let elements)):
                let position = index < 0 ? elements.count + index : index
                guard elements.indices.contains(position) else { return nil }
                node = elements[position]
            default: return nil
            }
        }
        return try? Payload(text: Array(text[node.span.start..<node.span.end]))
    }
}
