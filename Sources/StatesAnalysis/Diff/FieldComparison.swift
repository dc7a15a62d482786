import JSONModel

/// What differs between the fields of two states with one name, in words.
struct FieldComparison {
    /// Old names of states to new ones: a target that was only renamed did not change.
    let renames: [String: String]
    private(set) var messages: [String] = []

    private static let longest = 60
    /// Differences within one field that are told one by one.
    private static let maximumInside = 6

    init(renames: [String: String]) { self.renames = renames }

    mutating func compareStates(_ old: JSONValue, _ new: JSONValue) {
        if old["Type"] != new["Type"] {
            messages.append("is a \(Self.word(new["Type"])), was a \(Self.word(old["Type"]))")
        }
        compareTransition(old, new)
        compareTarget("otherwise leads to", "Default", old, new)
        compareRules(old["Choices"]?.arrayValue ?? [], new["Choices"]?.arrayValue ?? [])
        compareHandlers("retrier", old["Retry"]?.arrayValue ?? [], new["Retry"]?.arrayValue ?? [])
        compareHandlers("catcher", old["Catch"]?.arrayValue ?? [], new["Catch"]?.arrayValue ?? [])
        compareScopes(old, new)
        compareFields(
            old, new,
            without: [
                "Type", "Next", "End", "Default", "Choices", "Retry", "Catch", "Branches", "ItemProcessor", "Iterator",
            ])
    }

    // MARK: Transitions

    private mutating func compareTransition(_ old: JSONValue, _ new: JSONValue) {
        let before = old["Next"]?.stringValue.map { renames[$0] ?? $0 }, after = new["Next"]?.stringValue
        if let before, after == nil, new["End"] == true {
            messages.append("now ends instead of leading to \(before)")
        } else if let after, before == nil, old["End"] == true {
            messages.append("now leads to \(after) instead of ending")
        } else {
            compareTarget("leads to", "Next", old, new)
        }
    }

    /// A field that names a state.
    mutating func compareTarget(_ verb: String, _ name: String, _ old: JSONValue, _ new: JSONValue) {
        let before = old[name]?.stringValue.map { renames[$0] ?? $0 }, after = new[name]?.stringValue
        guard before != after else { return }
        switch (before, after) {
        case (let before?, let after?): messages.append("now \(verb) \(after) instead of \(before)")
        case (nil, let after?): messages.append("now \(verb) \(after)")
        case (let before?, nil): messages.append("no longer \(verb) \(before)")
        case (nil, nil): break
        }
    }

    // MARK: Rules, retriers, catchers

    private mutating func compareRules(_ old: JSONArray, _ new: JSONArray) {
        compareList(
            old, new, key: ConditionText.of, name: { "the rule “\(Self.cut($0))”" },
            without: ["Variable", "And", "Or", "Not", "Condition"], isRule: true)
    }

    private mutating func compareHandlers(_ noun: String, _ old: JSONArray, _ new: JSONArray) {
        compareList(
            old, new,
            key: { ($0["ErrorEquals"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: ", ") },
            name: { "the \(noun) of \(Self.cut($0))" }, without: ["ErrorEquals"], isRule: false)
    }

    /// Elements with the same key are the same; the order matters, since the first that fits is taken.
    private mutating func compareList(
        _ old: JSONArray, _ new: JSONArray, key: (JSONValue) -> String, name: (String) -> String, without: Set<String>,
        isRule: Bool
    ) {
        let before = Self.keyed(old, key), after = Self.keyed(new, key)
        for (key, element) in after {
            guard let was = before.first(where: { $0.key == key })?.value else {
                let target = element["Next"]?.stringValue.map { ", leading to \($0)" } ?? ""
                messages.append("\(name(key.text)) is new\(target)")
                continue
            }
            var inner = FieldComparison(renames: renames)
            inner.compareTarget("leads to", "Next", was, element)
            let comparators = isRule ? Set(element.objectValue?.keys.filter(Self.isComparator) ?? []) : []
            inner.compareFields(was, element, without: without.union(["Next"]).union(comparators))
            messages += inner.messages.map { "\(name(key.text)) \($0)" }
        }
        for (key, _) in before where !after.contains(where: { $0.key == key }) {
            messages.append("\(name(key.text)) is gone")
        }
        let common = before.map(\.key).filter { key in after.contains { $0.key == key } }
        let now = after.map(\.key).filter { key in before.contains { $0.key == key } }
        if common != now, let first = zip(common, now).first(where: { $0 != $1 }) {
            messages.append("\(name(first.1.text)) comes before \(name(first.0.text)) now")
        }
    }

    private static func isComparator(_ name: String) -> Bool {
        !["Next", "Comment", "Assign", "Output"].contains(name)
    }

    private struct Key: Hashable {
        var text: String
        /// Which of several with the same text.
        var number: Int
    }

    private static func keyed(_ list: JSONArray, _ key: (JSONValue) -> String) -> [(key: Key, value: JSONValue)] {
        var counts: [String: Int] = [:]
        return list.map { element in
            let text = key(element)
            counts[text, default: 0] += 1
            return (Key(text: text, number: counts[text] ?? 1), element)
        }
    }

    // MARK: Scopes

    /// What a scope has besides its states.
    private mutating func compareScopes(_ old: JSONValue, _ new: JSONValue) {
        let before = old["Branches"]?.arrayValue ?? [], after = new["Branches"]?.arrayValue ?? []
        if before.count != after.count, new["Type"] == old["Type"] {
            messages.append("has \(after.count) \(after.count == 1 ? "branch" : "branches"), had \(before.count)")
        }
        for (index, (was, now)) in zip(before, after).enumerated() {
            compareScope("branch \(index + 1)", was, now)
        }
        let processor = old["ItemProcessor"] ?? old["Iterator"], now = new["ItemProcessor"] ?? new["Iterator"]
        if let processor, let now { compareScope("the processor", processor, now) }
    }

    private mutating func compareScope(_ name: String, _ old: JSONValue, _ new: JSONValue) {
        var inner = FieldComparison(renames: renames)
        inner.compareTarget("starts at", "StartAt", old, new)
        inner.compareFields(old, new, without: ["States", "StartAt"])
        messages += inner.messages.map { "\(name) \($0)" }
    }

    // MARK: Other fields

    mutating func compareFields(_ old: JSONValue, _ new: JSONValue, without: Set<String>) {
        let before = old.objectValue ?? [:], after = new.objectValue ?? [:]
        for (name, value) in before where !without.contains(name) {
            if let now = after[name] {
                compareValues(name, value, now)
            } else {
                messages.append("has no \(name) now, had \(Self.cut(value.description))")
            }
        }
        for (name, value) in after where before[name] == nil && !without.contains(name) {
            messages.append("has \(name) now: \(Self.cut(value.description))")
        }
    }

    private mutating func compareValues(_ name: String, _ old: JSONValue, _ new: JSONValue) {
        guard old != new else { return }
        var differences: [String] = []
        Self.descend(name, old, new, &differences)
        messages += differences.prefix(Self.maximumInside)
        if differences.count > Self.maximumInside {
            messages.append("\(name) differs in \(differences.count - Self.maximumInside) more places")
        }
    }

    private static func descend(_ path: String, _ old: JSONValue, _ new: JSONValue, _ found: inout [String]) {
        if old == new { return }
        switch (old, new) {
        case (.object(let before), .object(let after)):
            for (key, value) in before {
                if let now = after[key] {
                    descend("\(path).\(key)", value, now, &found)
                } else {
                    found.append("\(path) has no \(key) now, had \(cut(value.description))")
                }
            }
            for (key, value) in after where before[key] == nil {
                found.append("\(path) has \(key) now: \(cut(value.description))")
            }
        case (.array(let before), .array(let after)) where before.count == after.count:
            for index in 0..<before.count { descend("\(path)[\(index)]", before[index], after[index], &found) }
        default: found.append("\(path) \(cut(old.description)) → \(cut(new.description))")
        }
    }

    private static func word(_ value: JSONValue?) -> String { value?.stringValue ?? "state" }

    private static func cut(_ text: String) -> String {
        text.count > longest ? "\(text.prefix(longest - 1))…" : text
    }
}
