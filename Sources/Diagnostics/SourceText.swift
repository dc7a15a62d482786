/// A named text that diagnostics point into.
///
/// Offsets are UTF-8 offsets into `bytes`; lines and columns are computed when something is printed. The bytes need
/// not be valid UTF-8: a text that is not is just what a diagnostic may be about.
public struct SourceText: Sendable {
    /// What people call the text: a path as they typed it, or `<standard input>`.
    public let name: String
    public let bytes: [UInt8]
    /// Offset of the first byte of each line; never empty.
    let lineStarts: [Int]

    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
        lineStarts = bytes.withUnsafeBufferPointer { bytes in
            var starts = [0]
            for offset in bytes.indices where bytes[offset] == UInt8(ascii: "\n") {
                starts.append(offset + 1)
            }
            return starts
        }
    }

    public init(name: String, text: String) {
        self.init(name: name, bytes: Array(text.utf8))
    }

    /// How many lines the text has: one more than it has line feeds.
    public var lineCount: Int { lineStarts.count }

    /// Line and column of a UTF-8 offset; an offset behind the end counts as the end.
    public func position(ofUTF8 offset: Int) -> SourcePosition {
        let offset = min(max(offset, 0), bytes.count)
        let line = lineIndex(ofUTF8: offset)
        let column = bytes.withUnsafeBufferPointer { bytes in
            var column = 1
            for place in lineStarts[line]..<offset where bytes[place] & 0xC0 != 0x80 {
                column += 1
            }
            return column
        }
        return SourcePosition(line: line + 1, column: column)
    }

    /// The text of line `number` (1-based) without its line end; what is not UTF-8 becomes U+FFFD.
    public func line(_ number: Int) -> String {
        String(decoding: bytes[lineRange(number - 1)], as: UTF8.self)
    }

    /// Index (0-based) of the line that holds `offset`.
    func lineIndex(ofUTF8 offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset {
                low = middle
            } else {
                high = middle
            }
        }
        return low
    }

    /// The bytes of line `index` (0-based) without `\n` or `\r\n`.
    func lineRange(_ index: Int) -> Range<Int> {
        let start = lineStarts[index]
        guard index + 1 < lineStarts.count else { return start..<bytes.count }
        let end = lineStarts[index + 1] - 1
        return start..<(end > start && bytes[end - 1] == UInt8(ascii: "\r") ? end - 1 : end)
    }
}
