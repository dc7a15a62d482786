public import Diagnostics
public import JSONModel

/// The canonical layout of a definition in JSON: two spaces for each level, one member or element a line, lists of
/// scalars on one line if they fit. Order, strings and numbers stay as they are written.
public struct DefinitionLayout {
    private let bytes: [UInt8]
    private var out: [UInt8] = []
    /// Columns that a list on one line may reach.
    private static let longestLine = 100

    /// - Returns: the text with a line feed at its end; the same for a text that has the layout.
    public static func json(_ source: SourceText) throws(JSONSyntaxError) -> [UInt8] {
        let node = try JSONParser.parseNode(source.bytes)
        var layout = DefinitionLayout(bytes: source.bytes)
        layout.write(node, indent: 0, column: 0)
        layout.out.append(UInt8(ascii: "\n"))
        return layout.out
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// - Parameter column: where the value starts.
    private mutating func write(_ node: JSONNode, indent: Int, column: Int) {
        switch node.kind {
        case .null, .bool, .number, .string: out += bytes[node.span.start..<node.span.end]
        case .array(let elements):
            if let line = line(of: elements), column + line.count < Self.longestLine {
                out += line
                return
            }
            out.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                begin(indent + 2, isFirst: index == 0)
                write(element, indent: indent + 2, column: indent + 2)
            }
            close("]", indent, elements.isEmpty)
        case .object(let members):
            out.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                begin(indent + 2, isFirst: index == 0)
                let key = bytes[member.keySpan.start..<member.keySpan.end]
                out += key
                out += ": ".utf8
                write(member.value, indent: indent + 2, column: indent + key.count + 4)
            }
            close("}", indent, members.isEmpty)
        }
    }

    /// A list of scalars on one line; `nil` if there is more in it.
    private func line(of elements: [JSONNode]) -> [UInt8]? {
        var line: [UInt8] = [UInt8(ascii: "[")]
        for (index, element) in elements.enumerated() {
            switch element.kind {
            case .array, .object: return nil
            case .null, .bool, .number, .string: break
            }
            if index > 0 { line += ", ".utf8 }
            line += bytes[element.span.start..<element.span.end]
            guard line.count < Self.longestLine else { return nil }
        }
        return line + [UInt8(ascii: "]")]
    }

    private mutating func begin(_ indent: Int, isFirst: Bool) {
        if !isFirst { out.append(UInt8(ascii: ",")) }
        out.append(UInt8(ascii: "\n"))
        out.append(contentsOf: repeatElement(0x20, count: indent))
    }

    private mutating func close(_ bracket: Unicode.Scalar, _ indent: Int, _ isEmpty: Bool) {
        if !isEmpty {
            out.append(UInt8(ascii: "\n"))
            out.append(contentsOf: repeatElement(0x20, count: indent))
        }
        out.append(UInt8(ascii: bracket))
    }
}
