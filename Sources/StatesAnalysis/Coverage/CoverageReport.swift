public import Diagnostics
public import JSONModel
import StatesLanguage

/// The coverage of some machines, for people and for tools.
public struct CoverageReport: Sendable {
    /// One machine of a report.
    public struct Machine: Sendable {
        public var name: String
        /// The file of its definition, as people name it.
        public var file: String
        public var coverage: Coverage
        /// The text of the definition, with the node that it was read from: what lines are counted by.
        public var source: SourceText?
        public var node: JSONNode?

        public init(
            name: String, file: String, coverage: Coverage, source: SourceText? = nil, node: JSONNode? = nil
        ) {
            self.name = name
            self.file = file
            self.coverage = coverage
            self.source = source
            self.node = node
        }
    }

    public var machines: [Machine]

    public init(machines: [Machine]) { self.machines = machines }

    /// How much of all machines was covered.
    public var share: Coverage.Share { machines.reduce(Coverage.Share()) { $0 + $1.coverage.share() } }
}

// MARK: Text

extension CoverageReport {
    /// A table per machine, and what was never seen.
    public var text: String { machines.map(Self.text).joined(separator: "\n") }

    private static func text(of machine: Machine) -> String {
        let coverage = machine.coverage
        var text = "coverage of \(machine.name) (\(machine.file)): \(percent(coverage.share()))\n"
        let rows = Coverage.Kind.allCases.map { kind in
            (kind.title, coverage.share(of: kind))
        }.filter { $0.1.total > 0 }
        let width = rows.map(\.0.count).max() ?? 0
        let digits = rows.map { "\($0.1.covered) of \($0.1.total)".count }.max() ?? 0
        for (title, share) in rows {
            let fraction = "\(share.covered) of \(share.total)"
            let pad = String(repeating: " ", count: digits - fraction.count)
            text += "  \(title)\(String(repeating: " ", count: width - title.count))  \(pad)\(fraction)"
            text += share.covered < share.total ? "  \(percent(share))\n" : "\n"
        }
        for gap in coverage.states.flatMap(\.gaps) { text += "  never: \(gap)\n" }
        return text
    }

    /// `87.5 %`, rounded down: 100 % is all of it.
    public static func percent(_ share: Coverage.Share) -> String {
        let tenths = Int(share.percent * 10)
        return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
    }
}

extension Coverage.Kind {
    /// For people.
    public var title: String {
        switch self {
        case .state: "states"
        case .transition: "transitions"
        case .rule: "choice rules"
        case .byDefault: "sides of defaults"
        case .retrier: "retriers"
        case .catcher: "catchers"
        }
    }
}

extension StateCoverage {
    /// What was never seen of it, a sentence each; of a state that was never entered nothing else is said.
    public var gaps: [String] {
        guard count > 0 else { return ["\(name) entered"] }
        var gaps: [String] = []
        for (index, rule) in rules.enumerated() where rule.count == 0 {
            gaps.append("\(name) → \(rule.next) by rule \(index)")
        }
        if let byDefault, byDefault.taken == 0 { gaps.append("\(name) → \(byDefault.next) by default") }
        for (index, retrier) in retriers.enumerated() where retrier.count == 0 {
            let verb = retrier.isRefusal ? "refused" : "retried"
            gaps.append("\(name) \(verb) by retrier \(index) (\(retrier.errorEquals.joined(separator: ", ")))")
        }
        for (index, catcher) in catchers.enumerated() where catcher.count == 0 {
            gaps.append("\(name) caught by catcher \(index) (\(catcher.errorEquals.joined(separator: ", ")))")
        }
        // Transitions of rules and catchers are told with them; the first one is `Next` or `End`.
        if rules.isEmpty, let own = transitions.first, own.count == 0 {
            gaps.append("\(name) → \(own.target ?? "the end")")
        }
        return gaps
    }
}

// MARK: JSON

extension CoverageReport {
    /// Shape: `{"percent", "machines": [{"name", "file", "percent", "summary": {KIND: {"covered", "total"}},
    /// "states": [{"path", "name", "type", "count", "transitions": [{"next", "count"}], "choices": [{"next", "count"}],
    /// "default": {"next", "taken", "passedBy"}, "retriers": [{"errorEquals", "count"}], "catchers": […]}]}]}`;
    /// `next` is null at the end of a scope, lists without elements are left out.
    public var json: JSONValue {
        [
            "percent": .double(Self.rounded(share.percent)),
            "machines": .array(JSONArray(machines.map { .object(Self.json(of: $0)) })),
        ]
    }

    private static func json(of machine: Machine) -> JSONObject {
        var summary: JSONObject = [:]
        for kind in Coverage.Kind.allCases {
            let share = machine.coverage.share(of: kind)
            summary[kind.rawValue] = ["covered": .int(share.covered), "total": .int(share.total)]
        }
        return [
            "name": .string(machine.name), "file": .string(machine.file),
            "percent": .double(rounded(machine.coverage.share().percent)), "summary": .object(summary),
            "states": .array(JSONArray(machine.coverage.states.map { .object($0.json) })),
        ]
    }

    private static func rounded(_ percent: Double) -> Double { (percent * 10).rounded(.down) / 10 }
}

extension StateCoverage {
    fileprivate var json: JSONObject {
        var members: JSONObject = [
            "path": .string(pointer.description), "name": .string(name), "type": .string(type.rawValue),
            "count": .int(count),
        ]
        func add(_ key: String, _ list: [JSONValue]) {
            if !list.isEmpty { members[key] = .array(JSONArray(list)) }
        }
        add(
            "transitions",
            transitions.map { ["next": $0.target.map(JSONValue.string) ?? .null, "count": .int($0.count)] })
        add("choices", rules.map { ["next": .string($0.next), "count": .int($0.count)] })
        if let byDefault {
            members["default"] = [
                "next": .string(byDefault.next), "taken": .int(byDefault.taken), "passedBy": .int(byDefault.passedBy),
            ]
        }
        add("retriers", retriers.map(\.json))
        add("catchers", catchers.map(\.json))
        return members
    }
}

extension StateCoverage.Handler {
    fileprivate var json: JSONValue {
        ["errorEquals": .array(JSONArray(errorEquals.map(JSONValue.string))), "count": .int(count)]
    }
}
