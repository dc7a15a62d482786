public import JSONModel
import StatesLanguage

/// What differs between two definitions of a machine, state by state.
///
/// States are the same if their names are: names are unique in a machine. One that went while another with the same
/// content came to its place was renamed.
public struct MachineDiff: Hashable, Sendable {
    /// One thing that changed.
    public struct Change: Hashable, Sendable {
        /// What happened to the state, or to the machine.
        public enum Kind: String, Hashable, Sendable {
            case added, removed, renamed, moved, changed
        }

        public var kind: Kind
        /// Its name in the new definition, or in the old one if it was removed; `nil` for the machine.
        public var state: String?
        /// A sentence without its subject, such as `now leads to Ship instead of Pack`.
        public var message: String
    }

    /// A state that executions may have been in and that is not where it was.
    public struct Obstacle: Hashable, Sendable {
        /// The old name.
        public var state: String
        /// `is gone`, `is called Ship now`, `is in another scope`, `is a Wait now`.
        public var reason: String
    }

    public private(set) var changes: [Change] = []
    public private(set) var obstacles: [Obstacle] = []
    /// States that are as they were, or changed only in what they do.
    public private(set) var kept: [String] = []
    /// Old names to new ones.
    let renames: [String: String]

    public var isEmpty: Bool { changes.isEmpty }

    /// - Parameters: definitions that reading finds no error in.
    public init(old: JSONValue, new: JSONValue) {
        let before = StateTable(old), after = StateTable(new)
        renames = Self.renames(before, after)
        compareMachines(old, new)
        for entry in after.entries {
            let oldName = renames.first { $0.value == entry.name }?.key ?? entry.name
            guard let was = before[oldName] else {
                changes.append(
                    Change(kind: .added, state: entry.name, message: "added: a \(entry.type) \(entry.whereItIs)"))
                continue
            }
            compare(was, entry)
        }
        for entry in before.entries where after[renames[entry.name] ?? entry.name] == nil {
            changes.append(Change(kind: .removed, state: entry.name, message: "removed: a \(entry.type)"))
            obstacles.append(Obstacle(state: entry.name, reason: "is gone"))
        }
    }

    private static func renames(_ before: StateTable, _ after: StateTable) -> [String: String] {
        var renames: [String: String] = [:], taken: Set<String> = []
        for gone in before.entries where after[gone.name] == nil {
            let match = after.entries.first { entry in
                before[entry.name] == nil && !taken.contains(entry.name) && entry.place == gone.place
                    && entry.value == gone.value
            }
            guard let match else { continue }
            renames[gone.name] = match.name
            taken.insert(match.name)
        }
        return renames
    }

    private mutating func compareMachines(_ old: JSONValue, _ new: JSONValue) {
        var comparison = FieldComparison(renames: renames)
        comparison.compareTarget("starts at", "StartAt", old, new)
        comparison.compareFields(old, new, without: ["States", "StartAt"])
        changes += comparison.messages.map { Change(kind: .changed, state: nil, message: $0) }
    }

    private mutating func compare(_ was: StateTable.Entry, _ now: StateTable.Entry) {
        var obstacle: String?
        if was.name != now.name {
            changes.append(Change(kind: .renamed, state: now.name, message: "was called \(was.name)"))
            obstacle = "is called \(now.name) now"
        }
        if was.place != now.place {
            changes.append(
                Change(kind: .moved, state: now.name, message: "moved: now \(now.whereItIs), was \(was.whereItIs)"))
            obstacle = obstacle ?? "is in another scope"
        }
        if was.type != now.type { obstacle = obstacle ?? "is a \(now.type) now" }
        if let obstacle {
            obstacles.append(Obstacle(state: was.name, reason: obstacle))
        } else {
            kept.append(now.name)
        }
        var comparison = FieldComparison(renames: renames)
        comparison.compareStates(was.value, now.value)
        changes += comparison.messages.map { Change(kind: .changed, state: now.name, message: $0) }
    }
}

/// The states of a definition, with where each stands.
struct StateTable {
    struct Entry {
        var name: String
        /// Names of the states around it, each with the number of the branch: what stored executions know it by.
        var place: [String]
        var value: JSONValue

        var type: String { value["Type"]?.stringValue ?? "state" }
        var whereItIs: String { place.isEmpty ? "in the machine" : "in \(place.joined(separator: ", "))" }
    }

    private(set) var entries: [Entry] = []
    private var indices: [String: Int] = [:]

    init(_ definition: JSONValue) { add(definition, place: [], depth: 50) }

    subscript(name: String) -> Entry? { indices[name].map { entries[$0] } }

    private mutating func add(_ scope: JSONValue, place: [String], depth: Int) {
        guard depth > 0, let states = scope["States"]?.objectValue else { return }
        for (name, value) in states where indices[name] == nil {
            indices[name] = entries.count
            entries.append(Entry(name: name, place: place, value: value))
            for (index, branch) in (value["Branches"]?.arrayValue ?? []).enumerated() {
                add(branch, place: place + ["\(name) branch \(index + 1)"], depth: depth - 1)
            }
            if let processor = value["ItemProcessor"] ?? value["Iterator"] {
                add(processor, place: place + [name], depth: depth - 1)
            }
        }
    }
}
