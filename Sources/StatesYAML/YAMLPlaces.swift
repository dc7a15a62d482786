import Diagnostics
import Yams

/// Turns the marks of the YAML parser, lines and columns, into offsets.
struct YAMLPlaces {
    let bytes: [UInt8]
    /// Offset of the first byte of each line.
    private let lineStarts: [Int]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var starts = [bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0]
        var offset = 0
        while offset < bytes.count {
            let length = Self.lineBreak(in: bytes, at: offset)
            offset += max(length, 1)
            if length > 0 { starts.append(offset) }
        }
        lineStarts = starts
    }

    /// YAML breaks lines at more characters than editors do: also at U+0085, U+2028 and U+2029.
    ///
    /// - Returns: bytes of the break, 0 if there is none.
    private static func lineBreak(in bytes: [UInt8], at offset: Int) -> Int {
        switch bytes[offset] {
        case 0x0A: 1
        case 0x0D: offset + 1 < bytes.count && bytes[offset + 1] == 0x0A ? 2 : 1
        case 0xC2: offset + 1 < bytes.count && bytes[offset + 1] == 0x85 ? 2 : 0
        case 0xE2:
            offset + 2 < bytes.count && bytes[offset + 1] == 0x80 && (0xA8...0xA9).contains(bytes[offset + 2]) ? 3 : 0
        default: 0
        }
    }

    func offset(of mark: Mark) -> Int {
        guard mark.line >= 1 else { return 0 }
        guard mark.line <= lineStarts.count else { return bytes.count }
        var offset = lineStarts[mark.line - 1]
        for _ in 1..<max(mark.column, 1) where offset < bytes.count {
            offset += 1
            while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
        }
        return offset
    }

    /// From `mark` to the end of its word.
    func span(at mark: Mark) -> SourceSpan {
        let start = offset(of: mark)
        let end = bytes[start...].firstIndex { $0 <= 0x20 } ?? bytes.count
        return SourceSpan(start: start, end: end)
    }

    /// The scalar that starts at `mark` and means `text`; one of several lines counts as its first.
    func span(of text: String, at mark: Mark) -> SourceSpan {
        let start = offset(of: mark)
        let rest = bytes[start...]
        if rest.starts(with: text.utf8) { return SourceSpan(start: start, end: start + text.utf8.count) }
        let lineEnd = rest.firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.count
        if let quote = rest.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            let end = closing(quote, from: start + 1, to: lineEnd)
            return SourceSpan(start: start, end: end)
        }
        var end = lineEnd
        while end > start, bytes[end - 1] == 0x20 { end -= 1 }
        return SourceSpan(start: start, end: end)
    }

    private func closing(_ quote: UInt8, from start: Int, to lineEnd: Int) -> Int {
        var index = start
        while index < lineEnd {
            if bytes[index] == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                index += 2
            } else if bytes[index] == quote {
                return index + 1
            } else {
                index += 1
            }
        }
        return lineEnd
    }

    /// Where a key of a block mapping stands a second time: in a line below that is not indented less.
    func repetition(of key: String, after mark: Mark) -> SourceSpan? {
        guard mark.line < lineStarts.count else { return nil }
        for line in mark.line..<lineStarts.count {
            let text = bytes[lineStarts[line]...].prefix { $0 != 0x0A && $0 != 0x0D }
            let indent = text.prefix { $0 == 0x20 }.count
            if indent == text.count { continue }
            if indent < mark.column - 1 { return nil }
            let word = text.dropFirst(mark.column - 1)
            guard indent == mark.column - 1 else { continue }
            for spelling in [key, "\"\(key)\"", "'\(key)'"] where word.starts(with: "\(spelling):".utf8) {
                return SourceSpan(start: word.startIndex, end: word.startIndex + spelling.utf8.count)
            }
        }
        return nil
    }
}
