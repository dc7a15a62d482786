import JSONModel
import Yams

/// What a scalar means.
///
/// - Source: YAML 1.2.2, “Core schema”. Infinity and not-a-number, which JSON lacks, stay texts.
enum Scalars {
    static func kind(of scalar: Node.Scalar) -> JSONNode.Kind {
        switch scalar.tag.rawValue {
        case "": scalar.style == .plain ? plain(scalar.string) : .string(scalar.string)
        case "tag:yaml.org,2002:null": .null
        case "tag:yaml.org,2002:bool", "tag:yaml.org,2002:int", "tag:yaml.org,2002:float": plain(scalar.string)
        default: .string(TemplateTag.text(scalar))
        }
    }

    private static func plain(_ text: String) -> JSONNode.Kind {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: break
        }
        if let prefix = ["0o": 8, "0x": 16][String(text.prefix(2))], let value = Int64(text.dropFirst(2), radix: prefix)
        {
            return text.dropFirst(2).first == "-" || text.dropFirst(2).first == "+"
                ? .string(text) : .number(.int(value))
        }
        return number(text).map(JSONNode.Kind.number) ?? .string(text)
    }

    /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
    private static func number(_ text: String) -> JSONNumber? {
        var rest = text.utf8[...]
        func digits() -> Substring {
            let run = rest.prefix { (0x30...0x39).contains($0) }
            rest = rest[run.endIndex...]
            return Substring(run)
        }
        func take(_ characters: StaticString) -> Bool {
            guard let byte = rest.first, String(describing: characters).utf8.contains(byte) else { return false }
            rest = rest.dropFirst()
            return true
        }
        let isNegative = rest.first == UInt8(ascii: "-")
        _ = take("+-")
        let whole = digits()
        let hasPoint = take(".")
        let fraction = hasPoint ? digits() : ""
        guard !whole.isEmpty || !fraction.isEmpty else { return nil }
        let hasExponent = take("eE")
        if hasExponent {
            _ = take("+-")
            guard !digits().isEmpty else { return nil }
        }
        guard rest.isEmpty else { return nil }
        if !hasPoint, !hasExponent {
            let plain = (isNegative ? "-" : "") + (whole.drop { $0 == "0" }.isEmpty ? "0" : whole.drop { $0 == "0" })
            return Int64(plain).map(JSONNumber.int) ?? .text(plain)
        }
        guard let value = Double(text), value.isFinite else { return nil }
        return .double(value)
    }
}
