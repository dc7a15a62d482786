import JSONModel

/// JSON over as few lines as are easy to read: what fits on a line stays on one.
struct FittedJSON {
    /// Columns of a line.
    let width: Int
    /// No more lines than these.
    let maximumLines: Int
    private(set) var lines: [String] = []
    /// Whether there was more than the lines allow.
    private(set) var isCut = false

    init(_ value: JSONValue, width: Int, maximumLines: Int) {
        self.width = width
        self.maximumLines = maximumLines
        write(value, prefix: "", suffix: "", indent: 0)
    }

    /// - Parameters:
    ///   - prefix: the key of a member, before the value.
    ///   - suffix: the comma behind it.
    private mutating func write(_ value: JSONValue, prefix: String, suffix: String, indent: Int) {
        let room = width - indent - prefix.columns - suffix.columns
        let text = JSONExcerpt.text(of: value, width: room + 1)
        if text.columns <= room || !value.isContainer {
            let shown = text.columns <= room ? text : JSONExcerpt.text(of: value, width: room)
            return add(prefix + shown + suffix, indent)
        }
        switch value {
        case .array(let elements):
            add(prefix + "[", indent)
            write(elements, indent: indent + 2)
            add("]" + suffix, indent)
        case .object(let object):
            add(prefix + "{", indent)
            for (index, member) in object.enumerated() where !isCut {
                let key = JSONExcerpt.text(of: .string(member.key), width: width / 2) + ": "
                write(member.value, prefix: key, suffix: index + 1 < object.count ? "," : "", indent: indent + 2)
            }
            add("}" + suffix, indent)
        case .null, .bool, .number, .string: break
        }
    }

    /// Elements, short ones side by side.
    private mutating func write(_ elements: JSONArray, indent: Int) {
        var line = ""
        for (index, element) in elements.enumerated() where !isCut {
            let comma = index + 1 < elements.count ? "," : ""
            let text = JSONExcerpt.text(of: element, width: Self.shortColumns + 1)
            let isShort = text.columns <= Self.shortColumns
            if !line.isEmpty, !isShort || indent + line.columns + text.columns + 2 > width {
                add(line, indent)
                line = ""
            }
            if isShort {
                line += (line.isEmpty ? "" : " ") + text + comma
            } else {
                write(element, prefix: "", suffix: comma, indent: indent)
            }
        }
        if !line.isEmpty { add(line, indent) }
    }

    /// Elements of an array that are no longer share lines.
    private static let shortColumns = 28

    private mutating func add(_ text: String, _ indent: Int) {
        guard lines.count < maximumLines else {
            isCut = true
            return
        }
        lines.append(String(repeating: " ", count: min(indent, width / 2)) + text)
    }
}

extension JSONValue {
    fileprivate var isContainer: Bool {
        switch self {
        case .array(let array): !array.isEmpty
        case .object(let object): !object.isEmpty
        case .null, .bool, .number, .string: false
        }
    }
}
