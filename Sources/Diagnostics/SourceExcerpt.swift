/// One line of a text as a terminal shows it, with the part that a span covers.
///
/// Tabs become spaces, control characters and what would reorder the line become visible, and of a long line (which
/// may have millions of bytes) only the surroundings of the span are taken.
struct SourceExcerpt: Hashable {
    /// At most so many terminal cells of a line are shown, marks of omission not counted.
    static let maximumCells = 100
    /// Of a line that is too long, so many cells before the span are shown.
    static let leadingCells = 40

    /// 1-based.
    var lineNumber: Int
    var text: String
    /// How many cells stand before the span.
    var indent: Int
    /// How many cells the span covers in this line; at least 1.
    var width: Int

    init(_ source: SourceText, _ span: SourceSpan) {
        let line = source.lineIndex(ofUTF8: min(span.start, source.bytes.count))
        let range = source.lineRange(line)
        let start = min(max(span.start, range.lowerBound), range.upperBound)
        let end = min(max(span.end, start), range.upperBound)
        lineNumber = line + 1
        let first = Self.windowStart(in: source.bytes, range, before: start)
        text = first > range.lowerBound ? "…" : ""
        indent = text.isEmpty ? 0 : 1
        width = 0

        var cells = 0
        var place = first
        while place < range.upperBound {
            let (scalar, length) = Self.scalar(in: source.bytes, at: place, limit: range.upperBound)
            let shown = Self.shown(scalar, atCell: cells)
            guard cells + shown.cells <= Self.maximumCells else {
                text += "…"
                break
            }
            text += shown.text
            cells += shown.cells
            if place < start {
                indent += shown.cells
            } else if place < end {
                width += shown.cells
            }
            place += length
        }
        width = max(width, 1)
    }

    /// Where the shown part of the line starts: at its start if all of it up to the span and a bit more fits.
    private static func windowStart(in bytes: [UInt8], _ line: Range<Int>, before start: Int) -> Int {
        var place = start
        var cells = 0
        // A scalar has four bytes at most, so this looks at a bounded number of them.
        while place > line.lowerBound && cells < maximumCells {
            let previous = scalarStart(in: bytes, before: place, limit: line.lowerBound)
            cells += shown(scalar(in: bytes, at: previous, limit: place).scalar, atCell: 0).cells
            place = previous
        }
        if place == line.lowerBound && cells + leadingCells / 2 <= maximumCells { return place }
        place = start
        cells = 0
        while place > line.lowerBound && cells < leadingCells {
            place = scalarStart(in: bytes, before: place, limit: line.lowerBound)
            cells += shown(scalar(in: bytes, at: place, limit: line.upperBound).scalar, atCell: 0).cells
        }
        return place
    }

    private static func scalarStart(in bytes: [UInt8], before place: Int, limit: Int) -> Int {
        var start = place - 1
        while start > limit && place - start < 4 && bytes[start] & 0xC0 == 0x80 {
            start -= 1
        }
        return start
    }

    /// The scalar at `place` and its length; U+FFFD and 1 for a byte that is not UTF-8.
    private static func scalar(in bytes: [UInt8], at place: Int, limit: Int) -> (scalar: Unicode.Scalar, length: Int) {
        var decoder = UTF8()
        var iterator = bytes[place..<min(place + 4, limit)].makeIterator()
        if case .scalarValue(let scalar) = decoder.decode(&iterator) { return (scalar, UTF8.width(scalar)) }
        return ("\u{FFFD}", 1)
    }

    /// What a terminal gets for `scalar`, and how many cells that takes. Tabs stop at every fourth cell.
    private static func shown(_ scalar: Unicode.Scalar, atCell cell: Int) -> (text: String, cells: Int) {
        if scalar == "\t" {
            let count = 4 - cell % 4
            return (String(repeating: " ", count: count), count)
        }
        let visible = TerminalText.visible(scalar)
        return (String(visible), TerminalText.cells(of: visible))
    }
}
