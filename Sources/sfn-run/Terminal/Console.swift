import Synchronization

/// Standard output and standard error, shared by everybody who writes: output is buffered, and the progress line never
/// mixes with it.
final class Console: Sendable {
    private struct State {
        var buffer: [UInt8] = []
        /// Standard output is gone: what is written to it is dropped.
        var isBroken = false
        var progress = ""
    }

    private let state = Mutex(State())
    let outputStyle: TerminalStyle
    let errorStyle: TerminalStyle
    /// Whether there is somebody to see progress.
    let showsProgress: Bool
    private static let bufferBytes = 1 << 16

    init() {
        outputStyle = .of(.standardOutput)
        errorStyle = .of(.standardError)
        showsProgress = Descriptor.standardError.isTerminal && !Presentation.isQuiet
    }

    /// Writes to standard output, sooner or later.
    func write(_ text: String) {
        state.withLock { state in
            state.buffer.append(contentsOf: text.utf8)
            if state.buffer.count >= Self.bufferBytes { Self.flush(&state) }
        }
    }

    /// Writes to standard output, sooner or later.
    func write(_ bytes: [UInt8]) {
        state.withLock { state in
            state.buffer += bytes
            if state.buffer.count >= Self.bufferBytes { Self.flush(&state) }
        }
    }

    /// Writes out what is buffered.
    func flush() { state.withLock { Self.flush(&$0) } }

    /// Writes to standard error at once, behind what was written to standard output before.
    func complain(_ text: String) {
        state.withLock { state in
            Self.flush(&state)
            Self.hideProgress(&state)
            try? Descriptor.standardError.write(Array(text.utf8))
        }
    }

    /// Writes what is neither result nor error to standard error, unless `--quiet` says that nobody reads it.
    func remark(_ text: String) {
        if !Presentation.isQuiet { complain(text) }
    }

    /// Shows `line` at the bottom of the terminal, in place of what stood there; an empty one shows nothing.
    func progress(_ line: String) {
        guard showsProgress else { return }
        state.withLock { state in
            guard line != state.progress else { return }
            Self.flush(&state)
            Self.hideProgress(&state)
            try? Descriptor.standardError.write(Array(line.utf8))
            state.progress = line
        }
    }

    private static func flush(_ state: inout State) {
        guard !state.buffer.isEmpty else { return }
        hideProgress(&state)
        if !state.isBroken {
            do {
                try Descriptor.standardOutput.write(state.buffer)
            } catch {
                state.isBroken = true
            }
        }
        state.buffer.removeAll(keepingCapacity: true)
    }

    private static func hideProgress(_ state: inout State) {
        guard !state.progress.isEmpty else { return }
        try? Descriptor.standardError.write(Array("\r\u{1B}[K".utf8))
        state.progress = ""
    }
}
