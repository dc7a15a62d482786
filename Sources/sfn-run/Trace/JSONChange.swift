import JSONModel

/// One difference between two JSON values: what a state did to what came in.
struct JSONChange: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case added(JSONValue)
        case removed(JSONValue)
        case changed(from: JSONValue, to: JSONValue)
        /// The whole value is another one.
        case replaced(JSONValue)
    }

    /// Names of members from the outside in, and indices; empty for the whole value.
    var path: String
    var kind: Kind

    /// What is new, changed and gone in `new`, in the order of its members; objects are compared member by member as
    /// long as they share one.
    static func changes(from old: JSONValue, to new: JSONValue) -> [JSONChange] {
        var changes: [JSONChange] = []
        compare(old, new, at: "", &changes)
        return changes
    }

    private static func compare(_ old: JSONValue, _ new: JSONValue, at path: String, _ changes: inout [JSONChange]) {
        if old == new { return }
        switch (old, new) {
        case (.object(let old), .object(let new)) where isRelated(old, new):
            for member in new {
                let place = path.isEmpty ? name(member.key) : "\(path).\(name(member.key))"
                guard let before = old[member.key] else {
                    changes.append(JSONChange(path: place, kind: .added(member.value)))
                    continue
                }
                compare(before, member.value, at: place, &changes)
            }
            for member in old where new[member.key] == nil {
                let place = path.isEmpty ? name(member.key) : "\(path).\(name(member.key))"
                changes.append(JSONChange(path: place, kind: .removed(member.value)))
            }
        case (.array(let old), .array(let new)) where !path.isEmpty && isExtended(old, new):
            for index in old.count..<new.count {
                changes.append(JSONChange(path: "\(path)[\(index)]", kind: .added(new[index])))
            }
        default:
            let kind: Kind = path.isEmpty ? .replaced(new) : .changed(from: old, to: new)
            changes.append(JSONChange(path: path, kind: kind))
        }
    }

    /// Whether `new` is `old` after some changes, and not another object altogether.
    private static func isRelated(_ old: JSONObject, _ new: JSONObject) -> Bool {
        old.isEmpty || old.contains { member in new[member.key] == member.value }
            || old.allSatisfy { new[$0.key] != nil }
    }

    /// Whether a few elements were appended.
    private static func isExtended(_ old: JSONArray, _ new: JSONArray) -> Bool {
        !old.isEmpty && (old.count + 1...old.count + 4).contains(new.count)
            && zip(old, new).allSatisfy { $0 == $1 }
    }

    /// A key as it stands if it is plain, in quotes otherwise.
    static func name(_ key: String) -> String {
        let isPlain =
            !key.isEmpty
            && key.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || $0 == 0x5F || $0 == 0x2D
            }
        return isPlain ? key : JSONExcerpt.text(of: .string(key), width: 40)
    }
}
