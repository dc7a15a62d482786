import JSONModel
import StatesCore
import StatesLanguage

/// What states were given and gave, as recorded: an execution that is rebuilt goes on with these, not with what its
/// random numbers and times would make of them now.
extension RecordedHistory {
    /// The events up to the first one whose payload is not the recorded one, with the recorded payload; or up to
    /// where the execution was stopped, since a turn can be cut short only here.
    ///
    /// - Parameter events: what a turn made.
    /// - Returns: `nil` if all are as recorded.
    func corrected(_ events: [StatesCore.Event]) -> [StatesCore.Event]? {
        for (index, event) in events.enumerated() {
            guard event.id > 0, let recorded = self[event.id] else { continue }
            if recorded.type == "ExecutionAborted", !event.body.isAbort { return Array(events[..<index]) }
            guard let body = recorded.corrected(event.body) else { continue }
            var corrected = Array(events[...index])
            corrected[index].body = body
            return corrected
        }
        return nil
    }
}

extension StatesCore.Event.Body {
    fileprivate var isAbort: Bool {
        if case .executionAborted = self { true } else { false }
    }
}

extension RecordedHistory.Event {
    /// `body` with what was recorded, where that is something else.
    fileprivate func corrected(_ body: StatesCore.Event.Body) -> StatesCore.Event.Body? {
        switch body {
        case .stateEntered(let state, let input):
            guard let recorded = payload("input"), recorded.value != input.value else { return nil }
            return .stateEntered(state, input: recorded)
        case .stateExited(let exit):
            var corrected = exit
            if let recorded = payload("output"), recorded.value != exit.output.value { corrected.output = recorded }
            for index in exit.assigned.indices {
                guard let text = details["assignedVariables"]?[exit.assigned[index].name]?.stringValue,
                    let value = try? JSONParser.parse(text)
                else { continue }
                corrected.assigned[index].value = value
            }
            return corrected == exit ? nil : .stateExited(corrected)
        default: return nil
        }
    }
}
