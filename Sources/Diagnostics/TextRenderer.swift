/// Prints diagnostics for people, each with its line and a caret below the place:
///
///     order.asl.json:3:14: error: no state named “Ship” in this scope [MISSING_TRANSITION_TARGET]
///      3 |     "Next": "Ship"
///        |             ^~~~~~
///        = note: did you mean “ShipOrder”?
///     order.asl.json:2:5: note: the states of this scope
///      2 |     "States": {
///        |     ^~~~~~~~
public struct TextRenderer: Sendable {
    /// Whether ANSI codes are used.
    public var colour: Bool

    public init(colour: Bool = false) {
        self.colour = colour
    }

    /// One text; empty if there are no diagnostics.
    public func render(_ reports: [SourceDiagnostics]) -> String {
        var out = ""
        for report in reports {
            for diagnostic in report.diagnostics {
                write(diagnostic, of: report.source, to: &out)
            }
        }
        return out
    }

    /// One diagnostic.
    public func render(_ diagnostic: Diagnostic, of source: SourceText) -> String {
        var out = ""
        write(diagnostic, of: source, to: &out)
        return out
    }

    private func write(_ diagnostic: Diagnostic, of source: SourceText, to out: inout String) {
        let (word, style): (String, Style) =
            switch diagnostic.severity {
            case .error: ("error", .error)
            case .warning: ("warning", .warning)
            }
        let code = TerminalText.visible(diagnostic.code.rawValue)
        out += place(source, diagnostic.span) + paint("\(word):", style)
        out += " " + paint(TerminalText.visible(diagnostic.message), .strong) + " [\(code)]\n"
        let gutter = writeExcerpt(source, diagnostic.span, style, to: &out)
        for note in diagnostic.notes where note.span == nil {
            let frame = paint("\(gutter) =", .frame)
            out += "\(frame) \(paint("note:", .note)) \(TerminalText.visible(note.message))\n"
        }
        for note in diagnostic.notes {
            guard let span = note.span else { continue }
            out += place(source, span) + paint("note:", .note) + " \(TerminalText.visible(note.message))\n"
            _ = writeExcerpt(source, span, .note, to: &out)
        }
    }

    /// `name:line:column: `.
    private func place(_ source: SourceText, _ span: SourceSpan) -> String {
        let position = source.position(ofUTF8: span.start)
        return paint("\(TerminalText.visible(source.name)):\(position.line):\(position.column):", .strong) + " "
    }

    /// Writes the line and the caret, and returns the gutter of the lines without a number.
    private func writeExcerpt(
        _ source: SourceText, _ span: SourceSpan, _ style: Style, to out: inout String
    ) -> String {
        let excerpt = SourceExcerpt(source, span)
        let number = String(excerpt.lineNumber)
        let gutter = String(repeating: " ", count: number.count + 2)
        let marker = "^" + String(repeating: "~", count: excerpt.width - 1)
        out += paint(" \(number) |", .frame) + (excerpt.text.isEmpty ? "" : " ") + excerpt.text + "\n"
        out += paint("\(gutter)|", .frame) + String(repeating: " ", count: excerpt.indent + 1)
        out += paint(marker, style) + "\n"
        return gutter
    }

    private enum Style: String {
        case strong = "1"
        case error = "1;31"
        case warning = "1;33"
        case note = "1;36"
        case frame = "34"
    }

    private func paint(_ text: String, _ style: Style) -> String {
        colour ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }
}
