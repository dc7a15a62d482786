import JSONModel

/// A part of a definition while it is written.
///
/// Structure (states, rules, retriers) is a `DefinitionObject`, whose members have a fixed order and a line each; what
/// a user gave is JSON, kept as it is.
indirect enum DefinitionNode: Hashable, Sendable {
    case value(JSONValue)
    case array([DefinitionNode])
    case object(DefinitionObject)
}

/// An object of the States Language with its fields in the order in which people write them.
struct DefinitionObject: Hashable, Sendable {
    struct Member: Hashable, Sendable {
        var name: String
        var value: DefinitionNode
    }

    private(set) var members: [Member] = []

    /// Sets a field, at its place among the others.
    mutating func set(_ name: String, _ value: DefinitionNode) {
        if let old = index(of: name) {
            members[old].value = value
        } else {
            let rank = FieldOrder.rank(name)
            let place = members.firstIndex { FieldOrder.rank($0.name) > rank } ?? members.endIndex
            members.insert(Member(name: name, value: value), at: place)
        }
    }

    mutating func remove(_ name: String) {
        if let index = index(of: name) { members.remove(at: index) }
    }

    func has(_ name: String) -> Bool { index(of: name) != nil }

    private func index(of name: String) -> Int? {
        members.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
    }

    /// Appends to the array `name`, which may have been given as JSON.
    mutating func append(_ element: DefinitionNode, to name: String) {
        let elements: [DefinitionNode] =
            switch index(of: name).map({ members[$0].value }) {
            case .array(let elements): elements
            case .value(.array(let values)): values.map(DefinitionNode.value)
            case .value, .object, nil: []
            }
        set(name, .array(elements + [element]))
    }

    /// Appends a member that is no field, such as a state: in no order but that of the calls, twice if given twice.
    mutating func append(_ name: String, _ value: DefinitionNode) {
        members.append(Member(name: name, value: value))
    }
}

// Fields that may be left out: `nil` changes nothing.
extension DefinitionObject {
    mutating func set(_ name: String, _ text: String?) {
        if let text { set(name, .value(.string(text))) }
    }

    mutating func set(_ name: String, _ number: Int?) {
        if let number { set(name, .value(.number(.int(Int64(number))))) }
    }

    mutating func set(_ name: String, _ template: TemplateSource?) {
        if let template { set(name, .value(template.json)) }
    }
}

/// In which order the fields of an object are written: what it is, what goes in, the work, what comes out, where it
/// leads.
enum FieldOrder {
    static func rank(_ name: String) -> Int { ranks[name] ?? unknown }

    static let before = [
        "Comment", "Type", "Version", "QueryLanguage", "ErrorEquals", "InputPath",
        // The work.
        "Resource", "ItemsPath", "Items", "ItemReader", "ItemSelector", "Parameters", "Arguments", "Credentials",
        "ReaderConfig", "WriterConfig", "TimeoutSeconds", "TimeoutSecondsPath", "HeartbeatSeconds",
        "HeartbeatSecondsPath", "ItemBatcher", "MaxConcurrency", "MaxConcurrencyPath", "ToleratedFailureCount",
        "ToleratedFailureCountPath", "ToleratedFailurePercentage", "ToleratedFailurePercentagePath", "Label",
        "ProcessorConfig", "StartAt", "States", "Branches", "ItemProcessor", "Variable", "Error", "ErrorPath", "Cause",
        "CausePath",
    ]
    static let after = [
        "ResultWriter", "ResultSelector", "ResultPath", "OutputPath", "Assign", "Output",
        "Retry", "Catch", "Next", "End", "Default",
    ]
    /// Fields that are not listed stand in the order of the calls, between the work and what comes out.
    private static let unknown = before.count

    private static let ranks: [String: Int] = {
        var ranks: [String: Int] = [:]
        for (rank, name) in before.enumerated() { ranks[name] = rank }
        for (rank, name) in after.enumerated() { ranks[name] = unknown + 1 + rank }
        return ranks
    }()
}
