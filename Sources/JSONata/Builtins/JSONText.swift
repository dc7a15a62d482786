import JSONModel

/// The text that `$string` and `&` make of a value, which is JavaScript's.
enum JSONText {
    /// Fractions have at most 15 digits; functions are `""`; what is not finite is an error.
    static func string(of value: Value, dialect: Dialect, isPretty: Bool = false) throws(Failure) -> String {
        switch value {
        case .string(let string): return string
        case .function: return ""
        case .number(let number):
            if number.isFinite { return NumberText.roundedString(number) }
            guard dialect == .stepFunctions else { throw Failure("D3001", value: value) }
            return number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity"
        default: break
        }
        try checkFinite(value)
        guard let json = value.json(nonFiniteAsText: dialect == .stepFunctions) else { return "" }
        return isPretty ? pretty(json) : compact(json, rounding: true)
    }

    private static func checkFinite(_ value: Value) throws(Failure) {
        switch value {
        case .number(let number): if number.isInfinite { throw Failure("D1001", value: value) }
        case .list(let list): for item in list.items { try checkFinite(item) }
        case .record(let record): for item in record.values { try checkFinite(item) }
        default: break
        }
    }

    static func compact(_ json: JSONValue, rounding: Bool) -> String {
        var text = ""
        write(json, to: &text, indent: nil, rounding: rounding)
        return text
    }

    static func pretty(_ json: JSONValue) -> String {
        var text = ""
        write(json, to: &text, indent: 0, rounding: true)
        return text
    }

    private static func write(_ json: JSONValue, to text: inout String, indent: Int?, rounding: Bool) {
        switch json {
        case .null: text += "null"
        case .bool(let bool): text += bool ? "true" : "false"
        case .number(.int(let int)): text += int.description
        case .number(let number):
            let double = number.doubleValue
            text += rounding ? NumberText.roundedString(double) : NumberText.string(double)
        case .string(let string): write(string, to: &text)
        case .array(let array):
            text += "["
            for (index, item) in array.enumerated() {
                if index > 0 { text += "," }
                breakLine(&text, indent.map { $0 + 2 })
                write(item, to: &text, indent: indent.map { $0 + 2 }, rounding: rounding)
            }
            if !array.isEmpty { breakLine(&text, indent) }
            text += "]"
        case .object(let object):
            text += "{"
            for (index, member) in object.enumerated() {
                if index > 0 { text += "," }
                breakLine(&text, indent.map { $0 + 2 })
                write(member.key, to: &text)
                text += indent == nil ? ":" : ": "
                write(member.value, to: &text, indent: indent.map { $0 + 2 }, rounding: rounding)
            }
            if !object.isEmpty { breakLine(&text, indent) }
            text += "}"
        }
    }

    private static func breakLine(_ text: inout String, _ indent: Int?) {
        guard let indent else { return }
        text += "\n"
        text += String(repeating: " ", count: indent)
    }

    private static func write(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\u{8}": text += "\\b"
            case "\u{C}": text += "\\f"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{0}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
