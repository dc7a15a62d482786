/// How text for people looks where it goes.
struct TerminalStyle: Hashable, Sendable {
    /// Longest line.
    var width: Int
    var colour: Bool

    /// What a file or a pipe gets.
    static let plain = TerminalStyle(width: 100, colour: false)

    /// What a terminal gets.
    ///
    /// - Parameters:
    ///   - columns: of the terminal, if it says so.
    ///   - noColour: `NO_COLOR`, which switches colours off unless it is empty (no-color.org).
    ///   - terminal: `TERM`.
    init(columns: Int?, noColour: String?, terminal: String?) {
        width = max(columns ?? 100, 40)
        colour = (noColour ?? "").isEmpty && terminal != "dumb"
    }

    init(width: Int, colour: Bool) {
        self.width = width
        self.colour = colour
    }

    static func of(_ descriptor: Descriptor) -> TerminalStyle {
        guard descriptor.isTerminal else { return plain }
        return TerminalStyle(
            columns: descriptor.columns,
            noColour: Presentation.isColourless ? "--no-color" : environmentVariable("NO_COLOR"),
            terminal: environmentVariable("TERM"))
    }
}
