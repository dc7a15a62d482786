import Diagnostics
import JSONModel

/// A text that was made of parts of another one, each byte with its place there.
struct MappedText: Hashable, Sendable {
    private(set) var bytes: [UInt8] = []
    /// For each byte where it comes from; one more for the end.
    private var offsets: [Int] = []
    private var end = 0

    init() {}

    /// All of a text.
    init(whole bytes: [UInt8]) {
        self.bytes = bytes
        offsets = Array(bytes.indices)
        end = bytes.count
    }

    mutating func append(_ byte: UInt8, from offset: Int) {
        bytes.append(byte)
        offsets.append(offset)
        end = offset + 1
    }

    /// Appends what stands nowhere: all of it is at `offset`.
    mutating func append(_ text: some Sequence<UInt8>, at offset: Int) {
        for byte in text { append(byte, from: offset) }
        end = offset
    }

    mutating func append(_ other: MappedText) {
        bytes += other.bytes
        offsets += other.offsets
        end = other.end
    }

    func offset(of index: Int) -> Int { index < offsets.count ? offsets[index] : end }

    /// Where a span of this text is in the other one.
    func place(of span: SourceSpan) -> SourceSpan {
        let start = offset(of: span.start)
        guard span.end > span.start else { return SourceSpan(at: start) }
        return SourceSpan(start: start, end: max(start, offset(of: span.end - 1) + 1))
    }

    /// The diagnostics of this text, with their places in the other one.
    func moved(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        diagnostics.map { diagnostic in
            var diagnostic = diagnostic
            diagnostic.span = place(of: diagnostic.span)
            for index in diagnostic.notes.indices {
                diagnostic.notes[index].span = diagnostic.notes[index].span.map(place)
            }
            return diagnostic
        }
    }
}

extension MappedText {
    /// What was read from this text, with its places in the other one.
    func moved(_ node: JSONNode, depth: Int = 0) -> JSONNode {
        var node = node
        node.span = place(of: node.span)
        // Deeper than a definition may nest.
        guard depth < 1_000 else { return node }
        switch node.kind {
        case .array(let nodes): node.kind = .array(nodes.map { moved($0, depth: depth + 1) })
        case .object(let members):
            node.kind = .object(
                members.map {
                    JSONNode.Member(
                        key: $0.key, keySpan: place(of: $0.keySpan), value: moved($0.value, depth: depth + 1))
                })
        case .null, .bool, .number, .string: break
        }
        return node
    }
}

/// Texts that stand in JSON or YAML as scalars.
extension MappedText {
    /// The text of a JSON string.
    ///
    /// - Parameters:
    ///   - source: JSON.
    ///   - span: of the string, quotes included.
    init(jsonString span: SourceSpan, in source: [UInt8]) {
        var index = span.start + 1
        while index < span.end - 1 {
            guard source[index] == UInt8(ascii: "\\") else {
                append(source[index], from: index)
                index += 1
                continue
            }
            let (text, length) = Self.escape(source[index..<(span.end - 1)])
            for byte in text.utf8 { append(byte, from: index) }
            index += length
        }
        end = max(index, 0)
    }

    /// What an escape sequence stands for, and how long it is.
    private static func escape(_ bytes: ArraySlice<UInt8>) -> (String, Int) {
        guard let kind = bytes.dropFirst().first else { return ("", 1) }
        switch kind {
        case UInt8(ascii: "n"): return ("\n", 2)
        case UInt8(ascii: "t"): return ("\t", 2)
        case UInt8(ascii: "r"): return ("\r", 2)
        case UInt8(ascii: "b"): return ("\u{8}", 2)
        case UInt8(ascii: "f"): return ("\u{C}", 2)
        case UInt8(ascii: "u"):
            var units = [unit(bytes.dropFirst(2).prefix(4))]
            let rest = bytes.dropFirst(6)
            if UTF16.isLeadSurrogate(units[0]), rest.starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) {
                units.append(unit(rest.dropFirst(2).prefix(4)))
            }
            return (String(decoding: units, as: UTF16.self), units.count * 6)
        default: return (String(decoding: [kind], as: UTF8.self), 2)
        }
    }

    private static func unit(_ digits: ArraySlice<UInt8>) -> UInt16 {
        UInt16(String(decoding: digits, as: UTF8.self), radix: 16) ?? 0xFFFD
    }

    /// The text of a YAML scalar, of any style: its characters are looked for where they must stand.
    ///
    /// - Parameters:
    ///   - start: where the scalar starts, with its tag and anchor.
    init(yamlScalar text: String, at start: Int, in source: [UInt8]) {
        var cursor = Self.content(from: start, in: source)
        for byte in text.utf8 {
            guard byte > 0x20 else {
                append(byte, from: min(cursor, source.count))
                if cursor < source.count, source[cursor] == byte { cursor += 1 }
                continue
            }
            var place = cursor
            while place < source.count, source[place] <= 0x20 { place += 1 }
            // An escape sequence, a quote or two: what is not found near by has another spelling.
            let limit = min(place + Self.longestEscape, source.count)
            while place < limit, source[place] != byte { place += 1 }
            guard place < limit else {
                append(byte, from: min(cursor, source.count))
                continue
            }
            append(byte, from: place)
            cursor = place + 1
        }
    }

    private static let longestEscape = 12

    /// Where the text of a scalar begins: behind its tag and anchor, and below the header of a block.
    private static func content(from start: Int, in source: [UInt8]) -> Int {
        var index = start
        while index < source.count, source[index] == UInt8(ascii: "!") || source[index] == UInt8(ascii: "&") {
            while index < source.count, source[index] > 0x20 { index += 1 }
            while index < source.count, source[index] == 0x20 { index += 1 }
        }
        guard index < source.count, source[index] == UInt8(ascii: "|") || source[index] == UInt8(ascii: ">") else {
            return index
        }
        return source[index...].firstIndex(of: 0x0A).map { $0 + 1 } ?? source.count
    }
}
