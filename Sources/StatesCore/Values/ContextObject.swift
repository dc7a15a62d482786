import JSONModel
import StatesLanguage

/// The context object, `$$`.
///
/// - Source: States Language specification, “The Context Object”; the order of members is the service's.
extension Execution {
    func contextObject(for frame: Int32, item: (index: Int, value: JSONValue)?) -> JSONValue {
        var context: JSONObject = [
            "Execution": executionContext, "StateMachine": settings.stateMachineContext,
            "State": stateContext(of: frame),
        ]
        if let item = item ?? mapItem(of: frame) {
            context["Map"] = ["Item": ["Index": .int(item.index), "Value": item.value]]
        }
        if let token = taskToken(of: frame) { context["Task"] = ["Token": .string(token)] }
        for (name, value) in configuration.contextOverrides { context[name] = value }
        return .object(context)
    }

    private var executionContext: JSONValue {
        let configuration = settings.configuration
        let input = self.input?.value ?? .null
        let start = JSONValue.string((startTime ?? now).rfc3339)
        var members: JSONObject = ["Id": .string(settings.executionARN), "Input": input]
        switch configuration.type {
        case .standard:
            members["StartTime"] = start
            members["Name"] = .string(configuration.executionName)
            members["RoleArn"] = .string(configuration.roleARN)
        case .express:
            members["Name"] = .string(configuration.executionName)
            members["RoleArn"] = .string(configuration.roleARN)
            members["StartTime"] = start
        }
        if !configuration.isSynchronousExpress { members["RedriveCount"] = 0 }
        return .object(members)
    }

    private func stateContext(of frame: Int32) -> JSONValue {
        let place = frames[Int(frame)]
        let node = node(of: frame)
        var state: JSONObject = ["Name": .string(node.name), "EnteredTime": .string(place.enteredTime.rfc3339)]
        if node.type == .task { state["RetryCount"] = .int(place.attempt) }
        return .object(state)
    }

    /// The item of the innermost iteration that `frame` is part of.
    private func mapItem(of frame: Int32) -> (index: Int, value: JSONValue)? {
        var place = frame
        while place >= 0 {
            let scope = frames[Int(place)]
            if scope.parent >= 0, let items = fanOuts[Int(frames[Int(scope.parent)].fanOut)].items {
                return (Int(scope.slot), items[Int(scope.slot)])
            }
            place = scope.parent
        }
        return nil
    }

    /// The token of a task that waits for one.
    private func taskToken(of frame: Int32) -> String? {
        guard case .task(let task) = node(of: frame).kind, case .service(let service) = task.state.resource.kind,
            service.pattern == .waitForTaskToken
        else { return nil }
        return taskToken(for: taskID(of: frame))
    }

    /// A token that names the run and cannot be guessed from another one without the seed.
    func taskToken(for id: TaskID) -> String {
        var text = "AQCEAAAAKgAAAAMAAAAA"
        for index in 0..<4 {
            let word = Random.value(
                seed: configuration.seed, entry: id.entry, attempt: id.attempt, purpose: .taskToken,
                index: UInt64(index))
            text += String(word, radix: 36)
        }
        return text
    }

    func taskID(of frame: Int32) -> TaskID {
        TaskID(entry: frames[Int(frame)].entry, attempt: frames[Int(frame)].attempt, frame: frame)
    }
}
