import JSONModel

/// Writes a definition as people write one by hand: a line for each field, two spaces per level; arrays of scalars and
/// objects of one scalar on one line where they fit. Depth costs no stack.
struct DefinitionWriter {
    /// The longest line that holds a whole array or object.
    private static let maximumColumns = 120

    private(set) var bytes: [UInt8] = []
    /// Containers whose elements are being written, outermost first.
    private var open: [Container] = []
    /// Where the current line starts.
    private var lineStart = 0

    private struct Container {
        let closing: StaticString
        /// With the names of an object's members.
        let elements: [(name: String?, value: DefinitionNode)]
        var position = 0
    }

    mutating func write(_ object: DefinitionObject) {
        begin(.object(object))
        while var container = open.popLast() {
            guard container.position < container.elements.count else {
                lineBreak(level: open.count)
                append(container.closing)
                continue
            }
            if container.position > 0 { append(",") }
            lineBreak(level: open.count + 1)
            let element = container.elements[container.position]
            container.position += 1
            open.append(container)
            if let name = element.name {
                JSONWriter.writeString(name, to: &bytes)
                append(": ")
            }
            begin(element.value)
        }
    }

    /// Writes what stands on one line, or the opening bracket of what does not.
    private mutating func begin(_ node: DefinitionNode) {
        switch node {
        case .object(let object): begin("{", object.members.map { ($0.name, $0.value) }, "}")
        case .array(let elements): begin("[", elements.map { (nil, $0) }, "]")
        case .value(let value):
            // With a comma that may follow.
            if let line = Self.line(value), bytes.count - lineStart + line.count < Self.maximumColumns {
                bytes += line
                return
            }
            switch value {
            case .object(let object): begin("{", object.map { ($0.key, .value($0.value)) }, "}")
            case .array(let array): begin("[", array.map { (nil, .value($0)) }, "]")
            case .null, .bool, .number, .string: JSONWriter.write(value, to: &bytes)
            }
        }
    }

    private mutating func begin(
        _ opening: StaticString, _ elements: [(String?, DefinitionNode)], _ closing: StaticString
    ) {
        append(opening)
        if elements.isEmpty {
            append(closing)
        } else {
            open.append(Container(closing: closing, elements: elements))
        }
    }

    /// `value` on one line, if it may stand on one.
    private static func line(_ value: JSONValue) -> [UInt8]? {
        var writer = JSONWriter()
        switch value {
        case .array(let array):
            guard array.allSatisfy(\.isScalar) else { return nil }
            writer.writeRaw("[")
            for (index, element) in array.enumerated() {
                if index > 0 { writer.writeRaw(", ") }
                writer.write(element)
            }
            writer.writeRaw("]")
        case .object(let object):
            guard object.count <= 1, object.allSatisfy(\.value.isScalar) else { return nil }
            writer.writeRaw("{")
            for member in object {
                writer.writeString(member.key)
                writer.writeRaw(": ")
                writer.write(member.value)
            }
            writer.writeRaw("}")
        case .null, .bool, .number, .string: return nil
        }
        return writer.bytes
    }

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    private mutating func lineBreak(level: Int) {
        append("\n")
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
