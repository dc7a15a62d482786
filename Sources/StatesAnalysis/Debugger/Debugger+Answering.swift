public import JSONModel
public import StatesCore
import StatesLanguage
public import StatesSimulation

/// The commands that change what happens.
extension Debugger {
    /// Answers a task that waits. What came after this point is dropped.
    ///
    /// - Parameter state: whose task; the one that is looked at, or the first that waits, when left out.
    /// - Returns: the state, or `nil` if none of its tasks waits here.
    public mutating func answer(_ outcome: TaskAnswer.Outcome, of state: String? = nil) -> String? {
        let focused = focus?.frame
        let tasks = pendingTasks.filter { state == nil || $0.stateName == state }
        guard let task = tasks.first(where: { $0.id.frame == focused }) ?? tasks.first else { return nil }
        let delay = now.millisecondsSinceEpoch - task.scheduledAt.millisecondsSinceEpoch
        give(TaskAnswer(outcome, delayMilliseconds: max(delay, 0)), to: task)
        return task.stateName
    }

    /// Why a variable cannot be set here.
    public enum SettingRefusal: Error, Hashable, Sendable {
        /// Nothing has happened, or all has.
        case notRunning
        /// Something is half done.
        case betweenEvents
    }

    /// Gives a variable another value at the place that is looked at. What came after this point is dropped.
    public mutating func set(_ variable: Variable) throws(SettingRefusal) {
        guard execution.status == .running, let focus else { throw .notRunning }
        try change(variable, at: focus.frame)
    }

    /// The answers that tasks got, as a mock file of the simple form: states in the order of their first call.
    public var mocks: JSONObject {
        var lists: [(state: String, answers: [JSONValue])] = []
        for (state, answer) in answersInOrder {
            guard let mock = answer.mock else { continue }
            if let place = lists.firstIndex(where: { $0.state == state }) {
                lists[place].answers.append(mock)
            } else {
                lists.append((state, [mock]))
            }
        }
        return JSONObject(lists.map { (key: $0.state, value: .array(JSONArray($0.answers))) })
    }

    /// What the state that was left last, at the place that is looked at or around it, did.
    public var lastExit: (state: String, input: Payload, exit: StateExit)? {
        guard let frame = lastEvent?.frame else { return nil }
        for place in events[..<position].indices.reversed() {
            guard case .stateExited(let exit) = events[place].body, events[place].frame == frame else { continue }
            let state = events[place].place.state
            for earlier in events[..<place].reversed() {
                guard earlier.frame == frame, case .stateEntered(state, let input) = earlier.body else { continue }
                return (program.describe(state).name, input, exit)
            }
        }
        return nil
    }
}

extension TaskAnswer {
    /// As a mock file has it; `nil` for a task that was never answered.
    fileprivate var mock: JSONValue? {
        var members: JSONObject = [:]
        switch outcome {
        case .succeeded(let output): members["Return"] = output.value
        case .failed(let failure):
            var thrown: JSONObject = [:]
            thrown["Error"] = failure.error.map(JSONValue.string)
            thrown["Cause"] = failure.cause.map(JSONValue.string)
            members["Throw"] = .object(thrown)
        case .never: return nil
        }
        if delayMilliseconds > 0 {
            members["DelaySeconds"] =
                delayMilliseconds % 1_000 == 0
                ? .int(delayMilliseconds / 1_000) : .double(Double(delayMilliseconds) / 1_000)
        }
        return .object(members)
    }
}
