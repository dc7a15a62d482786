/// A line for people, in inks; colours are added last, so cutting never meets an escape sequence.
struct StyledLine: Hashable, Sendable {
    enum Ink: String, Hashable, Sendable {
        case plain = ""
        case bold = "1"
        case faint = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case blue = "34"
        case magenta = "35"
        case cyan = "36"
        case boldRed = "1;31"
        case boldGreen = "1;32"
        case boldYellow = "1;33"
    }

    struct Span: Hashable, Sendable {
        var text: String
        var ink: Ink
    }

    private(set) var spans: [Span] = []
    private(set) var columns = 0

    init() {}

    init(_ text: String, _ ink: Ink = .plain) { append(text, ink) }

    var isEmpty: Bool { spans.isEmpty }

    /// - Parameter text: printable.
    mutating func append(_ text: String, _ ink: Ink = .plain) {
        guard !text.isEmpty else { return }
        columns += text.columns
        spans.append(Span(text: text, ink: ink))
    }

    /// Appends `text` and spaces, together at least `width` columns.
    mutating func append(_ text: String, _ ink: Ink = .plain, paddedTo width: Int) {
        let end = columns + width
        append(text, ink)
        pad(to: end)
    }

    mutating func append(_ line: StyledLine) {
        spans += line.spans
        columns += line.columns
    }

    /// Appends spaces up to `column`.
    mutating func pad(to column: Int) {
        if columns < column { append(String(repeating: " ", count: column - columns)) }
    }

    /// The line without ANSI codes, or with them; without spaces at its end.
    func render(colour: Bool) -> String {
        var text = ""
        for span in spans {
            if colour, span.ink != .plain {
                text += "\u{1B}[\(span.ink.rawValue)m\(span.text)\u{1B}[0m"
            } else {
                text += span.text
            }
        }
        while text.utf8.last == UInt8(ascii: " ") { text.removeLast() }
        return text
    }

    /// Cut to `width` columns.
    func cut(to width: Int) -> StyledLine {
        guard columns > width else { return self }
        var line = StyledLine()
        for (index, span) in spans.enumerated() {
            let room = width - line.columns
            let columns = span.text.columns
            // A span that fills the line is cut as well when there is more to come.
            if columns > room || columns == room && index + 1 < spans.count {
                line.append((span.text + " ").cut(to: room), span.ink)
                break
            }
            line.append(span.text, span.ink)
        }
        return line
    }
}
