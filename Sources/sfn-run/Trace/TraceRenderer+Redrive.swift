import JSONModel
import StatesCore
import StatesLanguage

/// Telling a redrive: under a heading of its own, each state that goes on as if it were entered.
extension TraceRenderer {
    func redrive(_ count: Int, _ time: Timestamp) {
        isOver = false
        let scope = ScopeTrace(slot: 0, indent: indent, layout: layout, start: start, sink: sink)
        scopes = [scope]
        var line = StyledLine(machineName.printable, .bold)
        line.append("  redrive \(count)  \(time.rfc3339)", .faint)
        scope.hand("\n")
        scope.write(line)
        scope.hand("\n")
    }

    func goOn(_ redrive: FrameRedrive, _ event: Event) {
        switch redrive {
        case .goesOn: if scope(event) == nil { _ = open(event) }
        case .runsAgain(let input): enter(event.place.state, input, event)
        case .resumesChildren(let input):
            enter(event.place.state, input, event)
            scope(event)?.flush()
            scope(event)?.current?.fanOut = FanOutTrace()
        }
    }
}
