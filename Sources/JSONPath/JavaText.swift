import JSONModel

/// How the service, a Java program, prints and compares values where it does not write JSON.
package enum JavaText {
    /// Java's `toString`: strings raw, objects as `{Arg1=1, Arg2=[]}`, arrays as `[1, 2]`.
    static func text(of value: JSONValue) -> String {
        var text = ""
        write(value, to: &text)
        return text
    }

    static func write(_ value: JSONValue, to text: inout String) {
        switch value {
        case .null: text += "null"
        case .bool(let bool): text += bool ? "true" : "false"
        case .number(let number): text += number.text
        case .string(let string): text += string
        case .array(let array):
            text += "["
            for (index, element) in array.enumerated() {
                if index > 0 { text += ", " }
                write(element, to: &text)
            }
            text += "]"
        case .object(let object):
            text += "{"
            for (index, member) in object.enumerated() {
                if index > 0 { text += ", " }
                text += member.key
                text += "="
                write(member.value, to: &text)
            }
            text += "}"
        }
    }

    /// The Java class of a value, as the service's path library names it.
    static func typeName(of value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool: "java.lang.Boolean"
        case .string: "java.lang.String"
        case .number(.int(let int)): Int32(exactly: int) == nil ? "java.lang.Long" : "java.lang.Integer"
        case .number(.double): "java.lang.Double"
        case .number(.text): "java.math.BigInteger"
        case .array: "java.util.ArrayList"
        case .object: "java.util.LinkedHashMap"
        }
    }

    /// Whether `part` occurs in `text`, byte for byte.
    static func contains(_ text: String, _ part: String) -> Bool {
        let text = Array(text.utf8)
        let part = Array(part.utf8)
        guard !part.isEmpty else { return true }
        guard text.count >= part.count else { return false }
        return (0...text.count - part.count).contains { start in
            text[start] == part[0] && text[start..<start + part.count].elementsEqual(part)
        }
    }

    /// `String.hashCode`: over UTF-16 code units, wrapping.
    static func hashCode(_ string: String) -> Int32 {
        string.utf16.reduce(0) { $0 &* 31 &+ Int32($1) }
    }

    /// The order in which a `java.util.HashMap` gives back keys that were put into it in the order of `keys`: by
    /// bucket, and by insertion within one. Its table has 16 buckets and doubles when it is more than 3/4 full.
    ///
    /// - Returns: positions in `keys`.
    package static func hashMapOrder(_ keys: [String]) -> [Int] {
        var buckets: UInt32 = 16
        while keys.count * 4 > Int(buckets) * 3 { buckets *= 2 }
        let bucketOfKey = keys.map { key in
            let hash = UInt32(bitPattern: hashCode(key))
            return (hash ^ hash >> 16) & (buckets - 1)
        }
        return keys.indices.sorted { (bucketOfKey[$0], $0) < (bucketOfKey[$1], $1) }
    }
}
