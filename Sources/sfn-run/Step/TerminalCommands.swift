#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Commands typed at a terminal: arrows bring back earlier ones, Tab completes.
struct TerminalCommands: CommandSource {
    private let console: Console
    private var past: [String] = []
    private var decoder = KeyDecoder()
    private var keys: [EditedLine.Key] = []

    init(_ console: Console) { self.console = console }

    var isScript: Bool { false }

    mutating func next(prompt: String, complete: (String) -> [String]) -> String? {
        console.flush()
        guard let mode = TerminalMode() else { return nil }
        defer { mode.restore() }
        var line = EditedLine(past: past)
        show(line, prompt)
        while true {
            guard let key = nextKey() else { return nil }
            switch line.take(key, complete: complete) {
            case .none: break
            case .changed: show(line, prompt)
            case .cleared:
                write("\u{1B}[H\u{1B}[2J")
                show(line, prompt)
            case .choices(let choices):
                write("\r\n" + choices.map(\.printable).joined(separator: "   ") + "\r\n")
                show(line, prompt)
            case .ended:
                write("\r\n")
                return nil
            case .done:
                write("\r\n")
                if !line.text.trimmed.isEmpty, past.last != line.text { past.append(line.text) }
                return line.text
            }
        }
    }

    private mutating func nextKey() -> EditedLine.Key? {
        while keys.isEmpty {
            var bytes: [UInt8] = []
            guard let count = try? Descriptor.standardInput.read(256, into: &bytes), count > 0 else { return nil }
            keys = decoder.take(bytes)
        }
        return keys.removeFirst()
    }

    /// One line of the terminal: a longer text is shown around the cursor.
    private func show(_ line: EditedLine, _ prompt: String) {
        let room = max(console.outputStyle.width - prompt.columns - 1, 10)
        let before = line.characters[..<line.cursor].map { String($0).printable }
        let after = line.characters[line.cursor...].map { String($0).printable }
        var head = before[...]
        while head.reduce(0, { $0 + $1.columns }) > room { head.removeFirst() }
        let used = head.reduce(0) { $0 + $1.columns }
        var tail = after[...]
        while tail.reduce(0, { $0 + $1.columns }) > room - used { tail.removeLast() }
        let back = tail.reduce(0) { $0 + $1.columns }
        let ink = console.outputStyle.colour ? ("\u{1B}[1;34m", "\u{1B}[0m") : ("", "")
        let move = back > 0 ? "\u{1B}[\(back)D" : ""
        write("\r\u{1B}[K\(ink.0)\(prompt)\(ink.1)\(head.joined())\(tail.joined())\(move)")
    }

    private func write(_ text: String) {
        console.write(text)
        console.flush()
    }
}

/// A terminal that hands over each key as it comes.
private struct TerminalMode {
    private let old: termios

    init?() {
        var mode = termios()
        guard tcgetattr(0, &mode) == 0 else { return nil }
        old = mode
        mode.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG | IEXTEN)
        mode.c_iflag &= ~tcflag_t(IXON | ICRNL)
        guard tcsetattr(0, TCSADRAIN, &mode) == 0 else { return nil }
    }

    func restore() {
        var mode = old
        tcsetattr(0, TCSADRAIN, &mode)
    }
}
