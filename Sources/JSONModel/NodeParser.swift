import Diagnostics

/// Builds a `JSONNode` from a text without recursion.
struct NodeParser: ~Copyable {
    struct Frame {
        var start = 0
        var nodeBase = 0
        var keyBase = 0
        /// `]`, `}`, or 0 outside everything.
        var closer: UInt8 = 0
    }

    private var scanner: JSONScanner
    private let maximumDepth: Int
    private var nodes: [JSONNode] = []
    private var keys: [(key: String, span: SourceSpan)] = []
    private var frames: [Frame] = []
    private var open = Frame()

    init(scanner: JSONScanner, maximumDepth: Int) {
        self.scanner = scanner
        self.maximumDepth = maximumDepth
    }

    mutating func parse() throws(JSONSyntaxError) -> JSONNode {
        while true {
            if try readValue() { continue }
            repeat {
                let byte = scanner.skipSpace()
                if byte == UInt8(ascii: ","), open.closer != 0 {
                    scanner.next += 1
                    if open.closer == UInt8(ascii: "}") { try readKey() }
                    break
                }
                guard byte == open.closer, byte != 0 else { return try finish() }
                scanner.next += 1
                close()
            } while true
        }
    }

    /// Reads a scalar or an empty container, or opens a container and returns true: its first value comes next.
    private mutating func readValue() throws(JSONSyntaxError) -> Bool {
        let byte = scanner.skipSpace()
        let start = scanner.offset
        var byteCount = 0
        let kind: JSONNode.Kind
        switch byte {
        case UInt8(ascii: "\""):
            scanner.next += 1
            kind = .string(try scanner.string(&byteCount))
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            kind = .number(try scanner.number(&byteCount))
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard frames.count < maximumDepth else { throw scanner.tooDeep(maximumDepth) }
            scanner.next += 1
            frames.append(open)
            open = Frame(start: start, nodeBase: nodes.count, keyBase: keys.count, closer: byte + 2)
            if scanner.skipSpace() == open.closer {
                scanner.next += 1
                close()
                return false
            }
            if open.closer == UInt8(ascii: "}") { try readKey() }
            return true
        default:
            kind = if case .bool(let bool) = try scanner.literal() { .bool(bool) } else { .null }
        }
        nodes.append(JSONNode(kind: kind, span: SourceSpan(start: start, end: scanner.offset)))
        return false
    }

    private mutating func readKey() throws(JSONSyntaxError) {
        guard scanner.skipSpace() == UInt8(ascii: "\"") else { throw scanner.unexpected("a string as key") }
        let start = scanner.offset
        scanner.next += 1
        var byteCount = 0
        let key = try scanner.string(&byteCount)
        keys.append((key, SourceSpan(start: start, end: scanner.offset)))
        guard scanner.skipSpace() == UInt8(ascii: ":") else { throw scanner.unexpected("':'") }
        scanner.next += 1
    }

    /// Makes the container whose bracket was just read.
    private mutating func close() {
        let kind: JSONNode.Kind
        if open.closer == UInt8(ascii: "]") {
            kind = .array(Array(nodes[open.nodeBase...]))
        } else {
            kind = .object(
                zip(keys[open.keyBase...], nodes[open.nodeBase...]).map { key, value in
                    JSONNode.Member(key: key.key, keySpan: key.span, value: value)
                })
            keys.removeSubrange(open.keyBase...)
        }
        nodes.removeSubrange(open.nodeBase...)
        nodes.append(JSONNode(kind: kind, span: SourceSpan(start: open.start, end: scanner.offset)))
        open = frames.removeLast()
    }

    /// The node, if nothing is open and nothing follows.
    private mutating func finish() throws(JSONSyntaxError) -> JSONNode {
        switch open.closer {
        case 0:
            guard scanner.next == scanner.end else { throw scanner.trailing() }
            return nodes.removeLast()
        case UInt8(ascii: "]"): throw scanner.unexpected("',' or ']'")
        default: throw scanner.unexpected("',' or '}'")
        }
    }
}
