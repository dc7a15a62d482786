import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation

/// What can be told from a difference: whose definition changed, and how.
struct Clues {
    private let difference: HistoryDifference
    private let differences: [ValueDifference]
    private let history: RecordedHistory
    private let owners: EventOwners
    private let states: StateNames
    private var recorded: RecordedHistory.Event { difference.recorded }

    typealias Judgement = (state: String?, reason: LikelyReason?)

    init(
        _ difference: HistoryDifference, _ differences: [ValueDifference], _ history: RecordedHistory,
        _ owners: EventOwners, _ states: StateNames
    ) {
        self.difference = difference
        self.differences = differences
        self.history = history
        self.owners = owners
        self.states = states
    }

    var judgement: Judgement {
        if !differences.isEmpty { return valuesDiffer }
        if recorded.type.hasSuffix("StateEntered"), let name = recorded.text("name") { return entersAnother(name) }
        return takesAnotherWay
    }

    /// The state that led to the recorded event.
    private var predecessor: String? {
        guard let name = owners[recorded.previous]?.state, !name.isEmpty else { return nil }
        return name
    }

    private var owner: String? {
        guard let name = owners[recorded.id]?.state, !name.isEmpty else { return predecessor }
        return name
    }

    private func reason(_ kind: LikelyReason.Kind, _ sentence: String) -> LikelyReason {
        LikelyReason(kind: kind, sentence: sentence)
    }

    // MARK: Another state

    private func entersAnother(_ name: String) -> Judgement {
        let type = String(recorded.type.dropLast("StateEntered".count))
        let entered = difference.ours.flatMap { $0.type.hasSuffix("StateEntered") ? $0.text("name") : nil }
        guard let state = states[name] else { return isGone(name, type, entered) }
        if entered == name {
            return (name, reason(.typeChanged, "the state is of the type \(state.type.rawValue), and was \(type)"))
        }
        // Within a fan-out, which enters nothing: its definition says which branches there are.
        let from = predecessor
        guard let entered else {
            if let other = failure(of: from) { return other }
            return (
                from ?? name, from.map { reason(.transitionChanged, "“\($0)” does not lead to “\(name)” any more") }
            )
        }
        guard let from else {
            return (entered, reason(.startChanged, "StartAt is “\(entered)”, and was “\(name)”"))
        }
        if wasCaught(from) {
            return (
                from, reason(.catcherRetargeted, "a catcher of “\(from)” leads to “\(entered)”, and led to “\(name)”")
            )
        }
        if states[from]?.type == .choice {
            return (
                from,
                reason(
                    .choiceChanged, "a rule of “\(from)” or its Default leads to “\(entered)” for what led to “\(name)”"
                )
            )
        }
        if !isRecorded(entered), states.targets(of: entered).contains(name) {
            return (from, reason(.stateInserted, "“\(entered)” was inserted before “\(name)”"))
        }
        return (from, reason(.transitionChanged, "“\(from)” leads to “\(entered)”, and led to “\(name)”"))
    }

    /// The definition has no state of that name.
    private func isGone(_ name: String, _ type: String, _ entered: String?) -> Judgement {
        if let entered, !isRecorded(entered) {
            if states[entered]?.type.rawValue == type || states.all.filter({ !isRecorded($0) }).count == 1 {
                return (name, reason(.stateRenamed, "the state is called “\(entered)” now"))
            }
            return (name, reason(.stateRemoved, "the state is gone: “\(entered)” is in its place"))
        }
        let candidate = states.all.first { !isRecorded($0) && states[$0]?.type.rawValue == type }
        if entered == nil, let candidate {
            return (name, reason(.stateRenamed, "the state may be called “\(candidate)” now"))
        }
        return (name, reason(.stateRemoved, "the definition has no state of that name"))
    }

    /// Whether the history has a state of that name.
    private func isRecorded(_ name: String) -> Bool {
        history.events.contains { $0.type.hasSuffix("StateEntered") && $0.text("name") == name }
    }

    /// Whether the recorded event follows a failure of `state`, which it left.
    private func wasCaught(_ state: String) -> Bool {
        guard let exit = history[recorded.previous] else { return false }
        let failure = exit.type.hasSuffix("StateExited") ? history[exit.previous] : exit
        return failure.map(isFailure) ?? false
    }

    private func isFailure(_ event: RecordedHistory.Event) -> Bool {
        guard !event.type.hasPrefix("Execution"), !event.type.hasPrefix("MapIteration") else { return false }
        return ["Failed", "TimedOut"].contains { event.type.hasSuffix($0) }
    }

    // MARK: Another way

    private var takesAnotherWay: Judgement {
        if let state = failState, let error = recordedError, let literal = states[state]?.literalError, literal != error
        {
            return (state, reason(.failureChanged, "it fails with \(literal), and failed with \(error)"))
        }
        let state = owner
        guard let name = state else { return (difference.state, nil) }
        let failed = history[recorded.previous].map { isFailure($0) || $0.type == "FailStateEntered" } ?? false
        let retries = recorded.runsState, oursRetries = difference.ours?.runsState ?? false
        if failed {
            let error = history[recorded.previous]?.text("error") ?? "the error"
            if retries, !oursRetries {
                return (name, reason(.retrierRemoved, "no retrier retries \(error) this often: one was removed or cut"))
            }
            if oursRetries, !retries {
                return (name, reason(.retrierAdded, "a retrier retries \(error): it is new, or retries more often"))
            }
            if recorded.type.hasSuffix("StateExited"), difference.ours?.type.hasSuffix("StateExited") != true {
                return (name, reason(.catcherRemoved, "nothing catches \(error) any more"))
            }
            if difference.ours?.type.hasSuffix("StateExited") == true {
                return (name, reason(.catcherAdded, "a catcher catches \(error), which was not caught"))
            }
        }
        if let other = failure(of: name) { return other }
        if recorded.type.hasSuffix("Failed"), difference.ours != nil, states[name]?.type != .fail {
            return (name, reason(.pathBroken, "what failed in “\(name)” does not fail any more"))
        }
        if let ours = difference.ours, ours.type != recorded.type, ours.type.hasSuffix("Scheduled") {
            return (name, reason(.resourceChanged, "the resource of “\(name)” is of another kind"))
        }
        if difference.ours?.type == "ExecutionSucceeded" || difference.ours?.type.hasSuffix("StateEntered") == true {
            return (name, reason(.transitionChanged, "“\(name)” leads elsewhere"))
        }
        return (name, nil)
    }

    /// The Fail state that the recorded event follows from, through the failures of what it is in.
    private var failState: String? { failState(behind: recorded) }

    private func failState(behind end: RecordedHistory.Event) -> String? {
        var event = history[end.previous]
        while let cause = event,
            isFailure(cause) || cause.type.hasPrefix("MapIteration") || cause.type.hasSuffix("Aborted")
        {
            // A history that was made by hand may run in circles.
            event = cause.previous < cause.id ? history[cause.previous] : nil
        }
        return event.flatMap { $0.type == "FailStateEntered" ? $0.text("name") : nil }
    }

    /// The error that the recorded event tells, or hands on where it was caught; where the state runs again, the one
    /// that ended the execution in the end, if it is of the same Fail state.
    private var recordedError: String? {
        if let error = recorded.text("error") ?? recorded.payload("output").flatMap({ Self.error(in: $0.value) }) {
            return error
        }
        guard recorded.runsState, let end = history.events.last, failState(behind: end) == failState else {
            return nil
        }
        return end.text("error")
    }

    private static func error(in value: JSONValue, depth: Int = 0) -> String? {
        guard let object = value.objectValue, depth < 8 else { return nil }
        if object["Cause"] != nil, let error = object["Error"]?.stringValue { return error }
        return object.values.lazy.compactMap { error(in: $0, depth: depth + 1) }.first
    }

    /// What is said when the definition fails where the history does not.
    private func failure(of state: String?) -> Judgement? {
        guard let ours = difference.ours, !isFailureLike(recorded), isFailureLike(ours) else { return nil }
        let name = difference.state ?? ours.text("state") ?? state
        let cause = ours.text("cause") ?? ours.text("error") ?? ""
        let error = ours.text("error") ?? "an error"
        guard error.hasPrefix("States.") else { return (name, nil) }
        return (name, reason(.pathBroken, cause.isEmpty ? "it fails with \(error)" : "it fails: \(cause)"))
    }

    private func isFailureLike(_ event: RecordedHistory.Event) -> Bool {
        event.type == "EvaluationFailed" || event.type == "ExecutionFailed" || isFailure(event)
    }

    // MARK: Other values

    private var valuesDiffer: Judgement {
        guard let first = differences.first, case .member(let member)? = first.place.first else { return (owner, nil) }
        if recorded.type.hasSuffix("StateEntered") {
            // What a state is given is what the one before it gave; of a branch or an iteration, the fan-out.
            let from = predecessor ?? owner
            return (from, from.map { reason(.outputChanged, "what “\($0)” hands on is another value") })
        }
        let name = owner ?? difference.state
        guard let name else { return (nil, nil) }
        let isJSONata = states[name]?.queryLanguage == .jsonata
        switch member {
        case "resource", "resourceType":
            return (name, reason(.resourceChanged, "the resource of the task is another one"))
        case "timeoutInSeconds", "heartbeatInSeconds":
            return (name, reason(.timeoutChanged, "the timeout of the task is another one"))
        case "taskCredentials": return (name, reason(.credentialsChanged, "the task has other credentials"))
        case "parameters", "input":
            let fields = isJSONata ? "Arguments" : "Parameters or InputPath"
            return (name, reason(.parametersChanged, "\(fields) give the task another input"))
        case "waitedSeconds": return (name, reason(.waitChanged, "it waits longer, or not as long"))
        case "retrySeconds":
            return (name, reason(.retryIntervalChanged, "a retrier waits longer, or not as long"))
        case "assignedVariables": return (name, reason(.assignChanged, "Assign gives other variables"))
        case "length":
            return (name, reason(.itemsChanged, "\(isJSONata ? "Items" : "ItemsPath") give another number of items"))
        case "error", "cause":
            return (failState ?? name, reason(.failureChanged, "it fails with another error or cause"))
        case "output" where recorded.type == "ExecutionSucceeded":
            return (name, reason(.outputChanged, "what it hands on is another value"))
        case "output": return (name, reason(.outputChanged, outputSentence(of: name, isJSONata)))
        default: return (name, nil)
        }
    }

    private func outputSentence(of name: String, _ isJSONata: Bool) -> String {
        if isJSONata { return "Output gives another value" }
        switch states[name]?.type {
        case .task, .map, .parallel: return "ResultSelector, ResultPath or OutputPath gives another output"
        case .pass: return "Parameters, Result, ResultPath or OutputPath gives another output"
        case .choice, .wait, .succeed, .fail, nil: return "InputPath or OutputPath gives another output"
        }
    }
}

extension State {
    /// `Error` of a Fail state, where it is no expression.
    fileprivate var literalError: String? {
        guard case .fail(let fail) = kind, case .literal(let text)? = fail.error else { return nil }
        return text
    }
}
