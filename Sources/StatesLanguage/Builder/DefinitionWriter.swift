import JSONModel

/// Writes a definition as people write one by hand: a line for each field, two spaces per level; arrays of scalars and
/// objects of one scalar on one line where they fit.
///
/// It recurses as deeply as the definition is written in Swift.
struct DefinitionWriter {
    /// The longest line that holds a whole array or object.
    private static let maximumColumns = 120

    private(set) var bytes: [UInt8] = []
    private var level = 0
    /// Where the current line starts.
    private var lineStart = 0

    mutating func write(_ node: DefinitionNode) {
        switch node {
        case .value(let value): write(value)
        case .array(let elements): block(elements, "[", "]") { $0.write($1) }
        case .object(let object): write(object)
        }
    }

    mutating func write(_ object: DefinitionObject) {
        block(object.members, "{", "}") { writer, member in
            writer.key(member.name)
            writer.write(member.value)
        }
    }

    private mutating func write(_ value: JSONValue) {
        if let line = Self.line(value), bytes.count - lineStart + line.count < Self.maximumColumns {
            bytes += line
            return
        }
        switch value {
        case .array(let array): block(array, "[", "]") { $0.write($1) }
        case .object(let object):
            block(object, "{", "}") { writer, member in
                writer.key(member.key)
                writer.write(member.value)
            }
        case .null, .bool, .number, .string: JSONWriter.write(value, to: &bytes)
        }
    }

    /// `value` on one line, if it may stand on one.
    private static func line(_ value: JSONValue) -> [UInt8]? {
        switch value {
        case .array(let array):
            guard array.allSatisfy(\.isScalar) else { return nil }
            return Array("[".utf8) + array.map { JSONWriter.bytes(of: $0) }.joined(separator: ", ".utf8) + "]".utf8
        case .object(let object):
            guard object.count <= 1, object.allSatisfy(\.value.isScalar) else { return nil }
            var bytes = Array("{".utf8)
            for member in object {
                JSONWriter.writeString(member.key, to: &bytes)
                bytes += ": ".utf8
                JSONWriter.write(member.value, to: &bytes)
            }
            return bytes + "}".utf8
        case .null, .bool, .number, .string: return nil
        }
    }

    private mutating func key(_ name: String) {
        JSONWriter.writeString(name, to: &bytes)
        bytes += ": ".utf8
    }

    /// A container with a line for each element.
    private mutating func block<Elements: Collection>(
        _ elements: Elements, _ open: String, _ close: String, _ write: (inout Self, Elements.Element) -> Void
    ) {
        bytes += open.utf8
        level += 1
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes += ",".utf8 }
            lineBreak()
            write(&self, element)
        }
        level -= 1
        if !elements.isEmpty { lineBreak() }
        bytes += close.utf8
    }

    private mutating func lineBreak() {
        bytes += "\n".utf8
        lineStart = bytes.count
        bytes += repeatElement(UInt8(ascii: " "), count: 2 * level)
    }
}

extension JSONValue {
    fileprivate var isScalar: Bool {
        switch self {
        case .null, .bool, .number, .string: true
        case .array, .object: false
        }
    }
}
