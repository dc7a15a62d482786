/// A JSON document that a renderer builds: this module lies below the one for JSON values.
indirect enum JSONText {
    case string(String)
    case int(Int)
    case array([JSONText])
    /// Members in order; a `nil` is left out.
    case object([(key: String, value: JSONText?)])

    /// The text over several lines, with a line feed at its end.
    var document: String {
        var out = ""
        write(to: &out, indent: "")
        return out + "\n"
    }

    private func write(to out: inout String, indent: String) {
        let inner = indent + "  "
        switch self {
        case .string(let text): Self.write(text, to: &out)
        case .int(let int): out += String(int)
        case .array(let elements):
            guard !elements.isEmpty else {
                out += "[]"
                return
            }
            out += "["
            for (index, element) in elements.enumerated() {
                out += index == 0 ? "\n\(inner)" : ",\n\(inner)"
                element.write(to: &out, indent: inner)
            }
            out += "\n\(indent)]"
        case .object(let members):
            out += "{"
            var separator = "\n"
            for (key, value) in members {
                guard let value else { continue }
                out += separator + inner
                Self.write(key, to: &out)
                out += ": "
                value.write(to: &out, indent: inner)
                separator = ",\n"
            }
            out += "\n\(indent)}"
        }
    }

    private static func write(_ text: String, to out: inout String) {
        out += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": out += "\\\(scalar)"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case "\0"..<" ":
                let digits = String(scalar.value, radix: 16, uppercase: true)
                out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: out.unicodeScalars.append(scalar)
            }
        }
        out += "\""
    }
}

extension SourceText {
    /// The lines and columns of `span` as members; `names` are those of its start, its end is `endLine` and
    /// `endColumn`, the place behind the last character.
    func members(of span: SourceSpan, start names: (line: String, column: String)) -> [(key: String, value: JSONText?)]
    {
        let start = position(ofUTF8: span.start)
        let end = position(ofUTF8: span.end)
        return [
            (names.line, .int(start.line)), (names.column, .int(start.column)), ("endLine", .int(end.line)),
            ("endColumn", .int(end.column)),
        ]
    }
}
