public import JSONModel

/// Where two JSON values differ.
public struct ValueDifference: Hashable, Sendable {
    /// From the outside in: a member of the event's details, then members and indices of its payload.
    public var place: [Step]
    /// `nil` where there is none.
    public var recorded: JSONValue?
    public var ours: JSONValue?

    /// One step into a value.
    public enum Step: Hashable, Sendable {
        case member(String)
        case index(Int)
    }

    /// `output.items[0].id`; names that are not plain stand in quotes.
    public var path: String { Self.path(place) }

    static func path(_ place: [Step]) -> String {
        var text = ""
        for step in place {
            switch step {
            case .index(let index): text += "[\(index)]"
            case .member(let name): text += (text.isEmpty ? "" : ".") + (isPlain(name) ? name : quoted(name))
            }
        }
        return text
    }

    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || $0 == 0x5F || $0 == 0x2D
            }
    }

    private static func quoted(_ name: String) -> String { JSONValue.string(name).description }

    /// The differences between two values, in the order of the recorded one's members.
    ///
    /// - Parameter disguised: a third value: where it is not `ours`, ours need only be of the recorded kind.
    static func between(
        _ recorded: JSONValue?, _ ours: JSONValue?, disguised: JSONValue?, at place: [Step],
        into differences: inout [ValueDifference]
    ) {
        if recorded == ours { return }
        switch (recorded, ours) {
        case (.object(let recorded)?, .object(let ours)?):
            for member in recorded {
                between(
                    member.value, ours[member.key], disguised: disguised?[member.key],
                    at: place + [.member(member.key)], into: &differences)
            }
            for member in ours where recorded[member.key] == nil {
                between(
                    nil, member.value, disguised: disguised?[member.key], at: place + [.member(member.key)],
                    into: &differences)
            }
        case (.array(let recorded)?, .array(let ours)?) where recorded.count == ours.count:
            let others = disguised?.arrayValue
            for index in recorded.indices {
                between(
                    recorded[index], ours[index],
                    disguised: others.flatMap { index < $0.count ? $0[index] : nil }, at: place + [.index(index)],
                    into: &differences)
            }
        default:
            if let disguised, let recorded, disguised != ours, ours.map({ isSameKind($0, recorded) }) ?? false {
                return
            }
            differences.append(ValueDifference(place: place, recorded: recorded, ours: ours))
        }
    }

    private static func isSameKind(_ one: JSONValue, _ other: JSONValue) -> Bool {
        switch (one, other) {
        case (.null, .null), (.bool, .bool), (.number, .number), (.string, .string), (.array, .array),
            (.object, .object):
            true
        default: false
        }
    }
}
