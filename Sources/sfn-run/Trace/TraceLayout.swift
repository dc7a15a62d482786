import JSONModel
import StatesLanguage

/// Where things stand in a line of the trace.
///
///        0.000  ● ReserveInventory  Task      reserve-inventory ← {"orderId":"T-417"}
///        1.250    + reservation: {"reservationId":"R-1"}
///      └ time ┘ └ indent of the scope
struct TraceLayout: Sendable {
    var style: TerminalStyle

    static let timeColumns = 9
    /// Columns before a line of the outermost scope.
    static let margin = timeColumns + 2
    /// A scope inside another one: the line with its index stands half as far in.
    static let indentPerScope = 4
    /// Longer names do not move the columns behind them.
    static let maximumNameColumns = 24
    /// How many changes of one state are listed.
    private static let maximumChanges = 12

    /// Columns that a continuation line of a scope has for its text.
    func room(indent: Int) -> Int { max(style.width - Self.margin - indent - 2, 20) }

    /// The time, right-aligned, or as much space.
    func timed(_ time: String?, indent: Int) -> StyledLine {
        var line = StyledLine()
        if let time {
            line.append(String(repeating: " ", count: max(0, Self.timeColumns - time.columns)))
            line.append(time, .faint)
            line.append("  ")
        }
        line.pad(to: Self.margin)
        line.append(String(repeating: " ", count: indent))
        return line
    }

    func render(_ line: StyledLine) -> String {
        line.cut(to: style.width).render(colour: style.colour) + "\n"
    }

    // MARK: What a state did

    /// One piece per difference between `input` and `output`, and per variable, each at most `room` columns wide.
    func pieces(from input: Payload, to output: Payload, room: Int) -> [StyledLine] {
        // The same payload: nothing to compare.
        guard input != output else { return [] }
        let changes = JSONChange.changes(from: input.value, to: output.value)
        var removed: [String] = []
        var pieces: [StyledLine] = []
        for change in changes {
            if case .removed = change.kind {
                removed.append(change.path)
            } else {
                pieces.append(piece(change, room: room))
            }
        }
        if pieces.count > Self.maximumChanges {
            let rest = pieces.count - Self.maximumChanges
            pieces.removeLast(rest)
            pieces.append(StyledLine("… and \(Wording.count(rest, "more change"))", .faint))
        }
        if !removed.isEmpty {
            var line = StyledLine("- ", .red)
            line.append(removed.joined(separator: ", ").cut(to: room - 2), .faint)
            pieces.append(line)
        }
        return pieces
    }

    /// What was taken from `input`: members that are the same there are named only, `$` is all of it.
    func selection(_ value: JSONValue, of input: JSONValue, room: Int) -> String {
        guard case .object(let object) = value,
            object.contains(where: { input[$0.key] == $0.value || $0.value == input })
        else { return JSONExcerpt.text(of: value, width: room) }
        var text = ""
        for member in object {
            if !text.isEmpty { text += ", " }
            text += JSONChange.name(member.key)
            if input[member.key] == member.value { continue }
            text += ": " + (member.value == input ? "$" : JSONExcerpt.text(of: member.value, width: room))
            if text.columns > room { break }
        }
        return text.cut(to: room)
    }

    func piece(variable name: String, _ value: JSONValue, room: Int) -> StyledLine {
        var line = StyledLine("$\(name.printable)", .magenta)
        line.append(" = ")
        line.append(JSONExcerpt.text(of: value, width: room - line.columns))
        return line
    }

    private func piece(_ change: JSONChange, room: Int) -> StyledLine {
        var line = StyledLine()
        let path = change.path.cut(to: room / 2)
        switch change.kind {
        case .added(let value):
            line.append("+ ", .green)
            line.append("\(path): ")
            line.append(JSONExcerpt.text(of: value, width: room - line.columns))
        case .changed(let old, let new):
            line.append("~ ", .yellow)
            line.append("\(path): ")
            let (before, after) = both(old, new, room: room - line.columns - 3)
            line.append(before, .faint)
            line.append(" → ")
            line.append(after)
        case .replaced(let value):
            line.append("= ", .yellow)
            line.append(JSONExcerpt.text(of: value, width: room - line.columns))
        case .removed:
            line.append("- ", .red)
            line.append(path, .faint)
        }
        return line
    }

    /// Two texts that share `room`: neither takes more than half unless the other one leaves it.
    private func both(_ old: JSONValue, _ new: JSONValue, room: Int) -> (String, String) {
        let before = JSONExcerpt.text(of: old, width: room)
        let after = JSONExcerpt.text(of: new, width: room)
        guard before.columns + after.columns > room else { return (before, after) }
        let half = max(room / 2, 1)
        if before.columns <= half { return (before, JSONExcerpt.text(of: new, width: room - before.columns)) }
        if after.columns <= half { return (JSONExcerpt.text(of: old, width: room - after.columns), after) }
        return (JSONExcerpt.text(of: old, width: half), JSONExcerpt.text(of: new, width: half))
    }

    /// Puts pieces on as few lines as they fit on.
    func packed(_ pieces: [StyledLine], room: Int) -> [StyledLine] {
        var lines: [StyledLine] = []
        for piece in pieces {
            if let last = lines.last, last.columns + 2 + piece.columns <= room {
                lines[lines.count - 1].append("  ")
                lines[lines.count - 1].append(piece)
            } else {
                lines.append(piece)
            }
        }
        return lines
    }
}
