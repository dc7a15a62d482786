import JSONModel

/// A path as the recordings' tests write it: Python's jsonpath-ng, of which they use names, `.` and `..`.
package struct JSONPathNG: Sendable {
    /// One `..` and the chain of names behind it, which is looked for at every depth. In jsonpath-ng `.` binds more
    /// tightly than `..`.
    private let descents: [[String]]
    package let text: String

    package init(_ text: String) throws(SuiteError) {
        self.text = text
        guard text.hasPrefix("$.."), !text.contains("["), !text.contains("*") else {
            throw SuiteError("the path \(text) has a form that no recording uses")
        }
        var descents: [[String]] = [[]]
        for part in text.dropFirst("$..".count).split(separator: ".", omittingEmptySubsequences: false) {
            if part.isEmpty {
                descents.append([])
            } else {
                descents[descents.count - 1].append(String(part))
            }
        }
        self.descents = descents
    }

    init(known text: String) {
        self.text = text
        descents = text.dropFirst("$..".count).split(separator: ".", omittingEmptySubsequences: false)
            .split(whereSeparator: \.isEmpty).map { $0.map(String.init) }
    }

    /// The values at the path, in jsonpath-ng's order: those of an object before those below it.
    func find(in value: JSONValue) -> [JSONValue] {
        descents.reduce([value]) { values, chain in values.flatMap { Self.find(chain, atAnyDepthOf: $0) } }
    }

    /// `value` with `replacement` at the path.
    func replacing(in value: JSONValue, with replacement: JSONValue) -> JSONValue {
        Self.mapping(descents[...], in: value) { _ in replacement }
    }

    /// `value` with the values at the path changed by `change`.
    func mapping(in value: JSONValue, _ change: (JSONValue) -> JSONValue) -> JSONValue {
        Self.mapping(descents[...], in: value, change)
    }

    private static func find(_ chain: [String], atAnyDepthOf value: JSONValue) -> [JSONValue] {
        var found = chain.reduce(Optional(value)) { $0?[$1] }.map { [$0] } ?? []
        switch value {
        case .object(let object): for member in object { found += find(chain, atAnyDepthOf: member.value) }
        case .array(let array): for element in array { found += find(chain, atAnyDepthOf: element) }
        case .null, .bool, .number, .string: break
        }
        return found
    }

    /// Applies `change` where the last of `descents` ends, and looks on below what was changed.
    private static func mapping(
        _ descents: ArraySlice<[String]>,
        in value: JSONValue,
        _ change: (JSONValue) -> JSONValue
    ) -> JSONValue {
        guard let chain = descents.first else { return change(value) }
        let here = mapping(chain[...], of: value) { mapping(descents.dropFirst(), in: $0, change) }
        switch here {
        case .object(var object):
            for (key, value) in object { object[key] = mapping(descents, in: value, change) }
            return .object(object)
        case .array(let array):
            return .array(JSONArray(array.map { mapping(descents, in: $0, change) }))
        case .null, .bool, .number, .string:
            return here
        }
    }

    private static func mapping(
        _ chain: ArraySlice<String>,
        of value: JSONValue,
        _ change: (JSONValue) -> JSONValue
    ) -> JSONValue {
        guard let name = chain.first else { return change(value) }
        guard case .object(var object) = value, let member = object[name] else { return value }
        object[name] = mapping(chain.dropFirst(), of: member, change)
        return .object(object)
    }
}
