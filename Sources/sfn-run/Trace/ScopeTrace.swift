import JSONModel
import StatesCore
import StatesLanguage

/// The trace of one scope that runs: the machine's own, a branch, or an iteration.
final class ScopeTrace {
    let indent: Int
    /// Branch or iteration number; 0 for the machine's own scope.
    let slot: Int
    /// Finished lines, where they are not handed on at once.
    private(set) var lines: [String] = []
    /// The states so far and what happened to them; scopes with equal ones look alike.
    private(set) var shape = ""
    var current: StateTrace?
    var end = End.running
    private let layout: TraceLayout
    private let start: Timestamp
    private let sink: ((String) -> Void)?
    private var shownTime: Timestamp?

    enum End { case running, succeeded, failed, aborted }

    /// - Parameter sink: takes the lines; without one they are kept.
    init(slot: Int, indent: Int, layout: TraceLayout, start: Timestamp, sink: ((String) -> Void)? = nil) {
        self.slot = slot
        self.indent = indent
        self.layout = layout
        self.start = start
        self.sink = sink
    }

    var room: Int { layout.room(indent: indent) }

    func addToShape(_ text: String) {
        // A loop makes a scope like no other one; it need not be remembered whole.
        if shape.utf8.count < 4_096 { shape += text }
    }

    // MARK: Lines

    /// Enters a state; its line waits for more to stand on it.
    func enter(_ state: StateTrace, marker: String, ink: StyledLine.Ink, nameColumns: Int) {
        flush()
        var state = state
        var line = layout.timed(offset(state.entered), indent: indent)
        shownTime = state.entered
        line.append("\(marker) ", ink)
        line.append(state.name.printable.cut(to: max(layout.style.width / 2, 20)), .bold, paddedTo: nameColumns)
        line.append("  ")
        line.append(state.type.rawValue, .faint, paddedTo: 8)
        line.append("  ")
        state.line = line
        current = state
        addToShape(shape.isEmpty ? state.name : " → \(state.name)")
    }

    /// Adds to the line of the current state, while it waits.
    func append(_ piece: StyledLine) {
        guard var line = current?.line else { return say(piece, at: nil) }
        if current?.hasPieces == true { line.append("  ") }
        line.append(piece)
        current?.line = line
        current?.hasPieces = true
    }

    /// Columns that the waiting line has left.
    var remaining: Int {
        guard let state = current, let line = state.line else { return 0 }
        return layout.style.width - line.columns - (state.hasPieces ? 2 : 0)
    }

    /// Writes the waiting line.
    func flush() {
        guard let line = current?.line else { return }
        current?.line = nil
        write(line)
    }

    /// Writes a line under the current state, with the time if it is another one than that of the line above.
    func say(_ text: StyledLine, at time: Timestamp?) {
        flush()
        write(under(text, at: time))
    }

    /// Like `say`, but the line waits for what `follow` adds.
    func begin(_ text: StyledLine, at time: Timestamp?) {
        flush()
        guard current != nil else { return write(under(text, at: time)) }
        current?.line = under(text, at: time)
        current?.hasPieces = true
        current?.isOpen = false
    }

    /// Goes on with the line that waits if it has room, else below.
    func follow(_ text: StyledLine, at time: Timestamp) {
        if current?.line != nil, text.columns <= remaining { append(text) } else { say(text, at: time) }
    }

    private func under(_ text: StyledLine, at time: Timestamp?) -> StyledLine {
        layout.timed(newTime(time), indent: indent) + StyledLine("  ") + text
    }

    /// Adds what a state made of its input: on its line if that has room, else below.
    func tell(_ pieces: [StyledLine], at time: Timestamp) {
        guard !pieces.isEmpty else { return }
        let packed = layout.packed(pieces, room: room)
        let isSameTime = shownTime.map { offset($0) == offset(time) } ?? false
        if current?.isOpen == true, packed.count == 1, isSameTime, let line = packed.first, line.columns <= remaining {
            return append(line)
        }
        for line in packed { say(line, at: time) }
    }

    func write(_ line: StyledLine) { hand(layout.render(line)) }

    /// Takes a finished line.
    func hand(_ line: String) {
        if let sink { sink(line) } else { lines.append(line) }
    }

    private func newTime(_ time: Timestamp?) -> String? {
        guard let time else { return nil }
        let text = offset(time)
        if let shownTime, offset(shownTime) == text { return nil }
        shownTime = time
        return text
    }

    func offset(_ time: Timestamp) -> String {
        Wording.offset(milliseconds: time.milliseconds(since: start))
    }
}

/// The state that a scope is in.
struct StateTrace {
    var index: StateIndex
    var name: String
    var type: StateType
    var input: Payload
    var entered: Timestamp
    /// Its line, until it is written.
    var line: StyledLine?
    /// Whether something stands behind the type.
    var hasPieces = false
    /// Whether its line takes what it made of its input.
    var isOpen = true
    /// When the task was last scheduled.
    var scheduled: Timestamp?
    /// What the task was given when it last ran.
    var given: Payload?
    /// Runs used up, per retrier.
    var retries: [Int32: Int] = [:]
    /// The failure that was told last.
    var lastFailure: Failure?
    /// A failure was told and nothing has come of it yet.
    var hasFailed = false
    /// The execution that the task waits for.
    var child: TraceRenderer?
    /// Branches or iterations, while they run.
    var fanOut: FanOutTrace?
    /// The first children of its map run that failed.
    var childFailures: [(index: Int, outcome: ChildOutcome)] = []
}
