/// How text for people looks where it goes.
struct TerminalStyle: Hashable, Sendable {
    /// Longest line.
    var width: Int
    var colour: Bool

    /// What a file or a pipe gets.
    static let plain = TerminalStyle(width: 100, colour: false)

    /// - Source: no-color.org: `NO_COLOR`, when set and not empty, switches colours off.
    static func of(_ descriptor: Descriptor) -> TerminalStyle {
        guard descriptor.isTerminal else { return plain }
        let noColour = environmentVariable("NO_COLOR").map { !$0.isEmpty } ?? false
        let isDumb = environmentVariable("TERM") == "dumb"
        return TerminalStyle(width: max(descriptor.columns ?? 100, 40), colour: !noColour && !isDumb)
    }
}
