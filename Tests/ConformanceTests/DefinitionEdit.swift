import JSONModel
import StatesSimulation

/// A definition with one state edited, and whether an execution could notice: known from how the edit was made.
struct DefinitionEdit: CustomStringConvertible {
    var kind: String
    /// The state that was edited, under its old name.
    var state: String
    var definition: JSONValue
    /// Whether the recorded execution went where the edit shows.
    var isOnPath: Bool

    var description: String { "\(kind) of “\(state)”" }

    /// What one recorded execution did in one state.
    private struct Record {
        var isEntered = false
        /// Something came after it was entered.
        var goesOn = false
        var isExited = false
        var isScheduled = false
        var isRetried = false
        var isCaught = false
        /// The field whose expression failed.
        var failedField: String?
        /// It is a Fail state whose error the history tells.
        var showsError = false
        /// The states that followed it, without having been caught.
        var successors: Set<String> = []
    }

    static func all(of definition: JSONValue, _ history: RecordedHistory) -> [DefinitionEdit] {
        let records = records(history)
        return states(of: definition).flatMap { name, state, isJSONata in
            edits(of: name, state, isJSONata, records[name] ?? Record()).map { kind, isOnPath, edit in
                DefinitionEdit(
                    kind: kind, state: name, definition: edited(definition, name, edit), isOnPath: isOnPath)
            }
        }
    }

    // MARK: The recording

    private static func records(_ history: RecordedHistory) -> [String: Record] {
        var records: [String: Record] = [:]
        var owners: [Int32: String] = [:]
        for event in history.events {
            let cause = history[event.previous]
            let owner = event.text("name") ?? event.text("state") ?? owners[event.previous] ?? ""
            owners[event.id] = owner
            let before = owners[event.previous] ?? ""
            if !event.type.hasSuffix("Aborted"), cause?.type.hasSuffix("StateEntered") ?? false {
                records[before]?.goesOn = true
            }
            if event.type == "EvaluationFailed" {
                records[owner]?.goesOn = true
                records[owner]?.failedField = event.text("location") ?? ""
            }
            if event.type == "ExecutionFailed", event.text("error") != nil, let state = failState(event, history) {
                records[state]?.showsError = true
            }
            let afterFailure = cause.map { isFailure($0.type) } ?? false
            if event.type.hasSuffix("StateEntered") {
                records[owner, default: Record()].isEntered = true
                if let cause, cause.type.hasSuffix("StateExited"), !isCaught(cause, history) {
                    records[before]?.successors.insert(owner)
                }
            } else if event.type.hasSuffix("StateExited") {
                if afterFailure { records[owner]?.isCaught = true } else { records[owner]?.isExited = true }
            } else if event.type.hasSuffix("Scheduled") {
                records[owner]?.isScheduled = true
                if afterFailure { records[owner]?.isRetried = true }
            } else if ["ParallelStateStarted", "MapStateStarted"].contains(event.type),
                cause?.type.hasSuffix("\(event.type.prefix { $0 != "S" })StateEntered") != true
            {
                // It runs again: the first run has its name.
                var first = cause
                while let event = first, !event.type.hasSuffix("StateStarted") { first = history[event.previous] }
                owners[event.id] = first.flatMap { owners[$0.id] } ?? owner
                records[owners[event.id] ?? ""]?.isRetried = true
            }
        }
        return records
    }

    private static func isFailure(_ type: String) -> Bool {
        !type.hasPrefix("MapIteration") && (type.hasSuffix("Failed") || type.hasSuffix("TimedOut"))
    }

    /// The Fail state that ended the execution, through the failures of what it is in.
    private static func failState(_ end: RecordedHistory.Event, _ history: RecordedHistory) -> String? {
        var event = history[end.previous]
        while let cause = event, cause.type.hasSuffix("Failed") || cause.type.hasSuffix("Aborted") {
            event = history[cause.previous]
        }
        return event.flatMap { $0.type == "FailStateEntered" ? $0.text("name") : nil }
    }

    private static func isCaught(_ exit: RecordedHistory.Event, _ history: RecordedHistory) -> Bool {
        history[exit.previous].map { isFailure($0.type) } ?? false
    }

    // MARK: Edits

    private typealias Edit = (_ name: String, _ state: inout JSONObject, _ scope: inout JSONObject) -> Void

    private static func edits(
        of name: String, _ state: JSONObject, _ isJSONata: Bool, _ record: Record
    ) -> [(String, Bool, Edit)] {
        let type = state["Type"]?.stringValue ?? ""
        var edits: [(String, Bool, Edit)] = [("another name", record.isEntered, rename)]
        if type == "Fail" {
            // Inside a fan-out the error may never show.
            guard record.showsError || !record.isEntered else { return edits }
            edits.append(
                (
                    "another error", record.showsError,
                    { _, state, _ in
                        state["ErrorPath"] = nil
                        state["Error"] = "Edited"
                    }
                ))
            return edits
        }
        edits += flowEdits(type, state, isJSONata, record)
        edits += handlerEdits(state, record)
        edits += timeEdits(state, record)
        edits += transitionEdits(state, record)
        return edits
    }

    /// What shows in a history with times.
    private static func timeEdits(_ state: JSONObject, _ record: Record) -> [(String, Bool, Edit)] {
        var edits: [(String, Bool, Edit)] = []
        let retriers = state["Retry"]?.arrayValue ?? []
        // A delay that is drawn may be as it was.
        if !retriers.isEmpty, !retriers.contains(where: { $0["JitterStrategy"] == "FULL" }) {
            edits.append(
                (
                    "twice the interval", record.isRetried,
                    { _, state, _ in
                        state["Retry"] = .array(
                            JSONArray(
                                retriers.map { retrier -> JSONValue in
                                    var retrier = retrier.objectValue ?? [:]
                                    let interval = retrier["IntervalSeconds"]?.numberValue?.int64Value ?? 1
                                    retrier["IntervalSeconds"] = .int(interval * 2)
                                    return .object(retrier)
                                }))
                    }
                ))
        }
        if let seconds = state["Seconds"]?.numberValue?.int64Value {
            edits.append(
                ("a longer wait", record.isExited, { _, state, _ in state["Seconds"] = .int(seconds + 5) }))
        }
        if state["Type"] == "Wait", let time = state["Timestamp"]?.stringValue, !time.hasPrefix("{%") {
            edits.append(
                ("a later time", record.isExited, { _, state, _ in state["Timestamp"] = "2999-01-01T00:00:00Z" }))
        }
        return edits
    }

    /// What a state makes of its input, and what its task is given.
    private static func flowEdits(
        _ type: String, _ state: JSONObject, _ isJSONata: Bool, _ record: Record
    ) -> [(String, Bool, Edit)] {
        var edits: [(String, Bool, Edit)] = []
        if isJSONata, type != "Choice" {
            edits.append(
                (
                    "another output", record.isExited || record.failedField?.hasPrefix("Output") ?? false,
                    { _, state, _ in state["Output"] = "edited" }
                ))
        } else if !isJSONata {
            edits.append(
                (
                    "a broken path", record.goesOn,
                    { _, state, _ in
                        // A Pass state with a result does not look at its input.
                        guard type == "Pass" else { return state["InputPath"] = "$.edited.nothing" }
                        state["Result"] = nil
                        state["Parameters"] = ["edited.$": "$.edited.nothing"]
                    }
                ))
            if ["Pass", "Task", "Map", "Parallel"].contains(type), state["OutputPath"] == nil {
                edits.append(
                    (
                        "another result path", record.isExited,
                        { _, state, _ in
                            state["ResultPath"] = "$.edited"
                        }
                    ))
            }
        }
        if type == "Task" {
            edits.append(
                (
                    "another timeout", record.isScheduled,
                    { _, state, _ in
                        state["TimeoutSecondsPath"] = nil
                        state["TimeoutSeconds"] = 77_777
                    }
                ))
        }
        if !["Choice", "Succeed"].contains(type), state["Assign"] == nil {
            edits.append(
                ("another variable", record.isExited, { _, state, _ in state["Assign"] = ["edited": 1] }))
        }
        return edits
    }

    private static func handlerEdits(_ state: JSONObject, _ record: Record) -> [(String, Bool, Edit)] {
        var edits: [(String, Bool, Edit)] = []
        if state["Retry"] != nil {
            edits.append(("a retrier less", record.isRetried, { _, state, _ in state["Retry"] = nil }))
        }
        if let catchers = state["Catch"]?.arrayValue, let next = catchers.first?["Next"],
            catchers.allSatisfy({ $0["Next"] == next })
        {
            edits.append(
                (
                    "another catcher", record.isCaught,
                    { _, state, scope in
                        state["Catch"] = .array(
                            JSONArray(
                                catchers.map { catcher -> JSONValue in
                                    var catcher = catcher.objectValue ?? [:]
                                    catcher["Next"] = "Edited"
                                    return .object(catcher)
                                }))
                        scope["Edited"] = ["Type": "Pass", "Next": next]
                    }
                ))
        }
        return edits
    }

    private static func transitionEdits(_ state: JSONObject, _ record: Record) -> [(String, Bool, Edit)] {
        var edits: [(String, Bool, Edit)] = []
        for field in ["Next", "Default"] {
            guard let next = state[field], let target = next.stringValue else { continue }
            let rules = state["Choices"]?.arrayValue ?? []
            guard !rules.contains(where: { $0["Next"] == next }) else { continue }
            edits.append(
                (
                    "another \(field)", record.successors.contains(target),
                    { _, state, scope in
                        state[field] = "Edited"
                        scope["Edited"] = ["Type": "Pass", "Next": next]
                    }
                ))
        }
        return edits
    }

    private static func rename(_ name: String, _ state: inout JSONObject, _ scope: inout JSONObject) {
        // `edited` gives every other state the new name as its target.
        scope["Edited"] = .object(state)
    }

    // MARK: Definitions

    /// Every state, with whether it is written in JSONata.
    private static func states(of machine: JSONValue) -> [(String, JSONObject, Bool)] {
        var found: [(String, JSONObject, Bool)] = []
        let isJSONata = machine["QueryLanguage"] == "JSONata"
        func visit(_ value: JSONValue) {
            for (name, state) in value["States"]?.objectValue ?? [:] {
                guard let object = state.objectValue else { continue }
                let language = state["QueryLanguage"].map { $0 == "JSONata" } ?? isJSONata
                found.append((name, object, language))
                for branch in state["Branches"]?.arrayValue ?? [] { visit(branch) }
                for processor in ["ItemProcessor", "Iterator"] { visit(state[processor] ?? .null) }
            }
        }
        visit(machine)
        return found
    }

    private static func edited(_ value: JSONValue, _ name: String, _ edit: Edit) -> JSONValue {
        guard var scope = value.objectValue, var states = scope["States"]?.objectValue else { return value }
        if var state = states[name]?.objectValue {
            let before = states.count
            var others: JSONObject = [:]
            edit(name, &state, &others)
            if others["Edited"] != nil, others["Edited"] == .object(state) {
                // Another name: all that leads to it leads there.
                states = JSONObject(states.map { (key: $0.key == name ? "Edited" : $0.key, value: $0.value) })
                for other in states { states[other.key] = retargeted(other.value, name) }
                if scope["StartAt"]?.stringValue == name { scope["StartAt"] = "Edited" }
            } else {
                states[name] = .object(state)
                for other in others { states[other.key] = other.value }
            }
            assert(states.count >= before)
        } else {
            for (key, state) in states {
                guard var state = state.objectValue else { continue }
                if let branches = state["Branches"]?.arrayValue {
                    state["Branches"] = .array(JSONArray(branches.map { edited($0, name, edit) }))
                }
                for processor in ["ItemProcessor", "Iterator"] {
                    guard let inner = state[processor] else { continue }
                    state[processor] = edited(inner, name, edit)
                }
                states[key] = .object(state)
            }
        }
        scope["States"] = .object(states)
        return .object(scope)
    }

    private static func retargeted(_ value: JSONValue, _ name: String) -> JSONValue {
        guard var state = value.objectValue else { return value }
        for field in ["Next", "Default"] where state[field]?.stringValue == name { state[field] = "Edited" }
        for field in ["Catch", "Choices"] {
            guard let list = state[field]?.arrayValue else { continue }
            state[field] = .array(JSONArray(list.map { retargeted($0, name) }))
        }
        return .object(state)
    }
}
