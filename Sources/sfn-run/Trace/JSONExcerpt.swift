import JSONModel

/// The beginning of a JSON text, as much as fits on a line.
enum JSONExcerpt {
    /// The compact text of `value` in at most `width` columns; `…` stands for what does not fit. Escapes are not cut.
    ///
    /// Costs what it shows, not what the value has.
    static func text(of value: JSONValue, width: Int) -> String {
        var cutter = ColumnCutter(limit: width)
        _ = write(value, to: &cutter)
        return cutter.text
    }

    private static func write(_ value: JSONValue, to cutter: inout ColumnCutter) -> Bool {
        switch value {
        case .null: return word("null", &cutter)
        case .bool(let bool): return word(bool ? "true" : "false", &cutter)
        case .number(let number): return word(number.text, &cutter)
        case .string(let string): return write(string, to: &cutter)
        case .array(let elements):
            guard word("[", &cutter) else { return false }
            for (index, element) in elements.enumerated() {
                guard index == 0 || word(",", &cutter), write(element, to: &cutter) else { return false }
            }
            return word("]", &cutter)
        case .object(let object):
            guard word("{", &cutter) else { return false }
            for (index, member) in object.enumerated() {
                guard index == 0 || word(",", &cutter), write(member.key, to: &cutter), word(":", &cutter),
                    write(member.value, to: &cutter)
                else { return false }
            }
            return word("}", &cutter)
        }
    }

    private static func word(_ ascii: String, _ cutter: inout ColumnCutter) -> Bool {
        for byte in ascii.utf8 {
            guard cutter.append(String(Unicode.Scalar(byte)), columns: 1) else { return false }
        }
        return true
    }

    private static func write(_ string: String, to cutter: inout ColumnCutter) -> Bool {
        guard word("\"", &cutter) else { return false }
        // A character goes with the marks that combine with it.
        var pending = ""
        var width = 0
        for scalar in string.unicodeScalars {
            let escaped = escape(scalar)
            let columns = escaped.columns
            if columns > 0, !pending.isEmpty {
                guard cutter.append(pending, columns: width) else { return false }
                pending = ""
                width = 0
            }
            pending += escaped
            width += columns
        }
        guard pending.isEmpty || cutter.append(pending, columns: width) else { return false }
        return word("\"", &cutter)
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\u{8}": "\\b"
        case "\u{C}": "\\f"
        default: scalar.printable
        }
    }
}
