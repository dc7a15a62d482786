import JSONModel
import StatesLanguage

/// The context object, `$$`.
///
/// - Source: States Language specification, “The Context Object”; the order of members is the service's.
/// Keys of the objects inside, prepared once: a Map makes a context object for every item.
private enum ContextShapes {
    static let plain = JSONShape(["Execution", "StateMachine", "State"])
    static let withMap = JSONShape(["Execution", "StateMachine", "State", "Map"])
    static let map = JSONShape(["Item"])
    static let mapItem = JSONShape(["Index", "Value"])
    static let state = JSONShape(["Name", "EnteredTime"])
    static let retriableState = JSONShape(["Name", "EnteredTime", "RetryCount"])
}

extension ExpressionView {
    func contextObject(for frame: Int32, item: (index: Int, value: JSONValue)?) -> JSONValue {
        if let whole = settings.configuration.contextObject { return whole }
        let item = item ?? mapItem(of: frame)
        var builder = JSONObjectBuilder(item == nil ? ContextShapes.plain : ContextShapes.withMap)
        builder.append(executionContext)
        builder.append(settings.stateMachineContext)
        builder.append(stateContext(of: frame))
        if let item {
            var members = JSONObjectBuilder(ContextShapes.mapItem)
            members.append(.int(item.index))
            members.append(item.value)
            var map = JSONObjectBuilder(ContextShapes.map)
            map.append(.object(members.finish()))
            builder.append(.object(map.finish()))
        }
        var context = builder.finish()
        if let token = taskToken(of: frame) { context["Task"] = ["Token": .string(token)] }
        for (name, value) in settings.configuration.contextOverrides { context[name] = value }
        return .object(context)
    }

    private func stateContext(of frame: Int32) -> JSONValue {
        let place = frames[Int(frame)]
        let node = program.nodes[Int(place.state)]
        let canRetry = node.errorHandlers != nil
        var state = JSONObjectBuilder(canRetry ? ContextShapes.retriableState : ContextShapes.state)
        state.append(.string(node.name))
        state.append(.string(place.enteredTime.rfc3339))
        if canRetry { state.append(.int(place.attempt)) }
        return .object(state.finish())
    }

    /// The item of the innermost iteration that `frame` is part of.
    private func mapItem(of frame: Int32) -> (index: Int, value: JSONValue)? {
        var place = frame
        while place >= 0 {
            let parent = frames[Int(place)].parent
            if parent >= 0, let items = fanOuts[Int(frames[Int(parent)].fanOut)].items {
                let slot = Int(frames[Int(place)].slot)
                return (slot, items[slot])
            }
            place = parent
        }
        return nil
    }

    /// The token of a task that waits: somebody may end a `.sync` job early with it.
    private func taskToken(of frame: Int32) -> String? {
        let place = frames[Int(frame)]
        guard case .task(let task) = program.nodes[Int(place.state)].kind,
            case .service(let service) = task.state.resource.kind, service.pattern != .requestResponse
        else { return nil }
        return settings.taskToken(entry: place.entry, attempt: place.attempt)
    }
}

extension ExecutionSettings {
    /// `$$.Execution`: the service orders its members by the type of the machine.
    ///
    /// - Parameter redrive: how often and when last the execution was redriven, if it was.
    func executionContext(
        input: JSONValue, startTime: Timestamp, redrive: (count: Int, time: Timestamp)? = nil
    ) -> JSONValue {
        let start = JSONValue.string(startTime.rfc3339)
        let role = configuration.roleARN.map(JSONValue.string) ?? .null
        var members: JSONObject = ["Id": .string(executionARN), "Input": input]
        switch configuration.type {
        case .standard:
            members["StartTime"] = start
            members["Name"] = .string(configuration.executionName)
            members["RoleArn"] = role
        case .express:
            members["Name"] = .string(configuration.executionName)
            members["RoleArn"] = role
            members["StartTime"] = start
        }
        if !configuration.isSynchronousExpress { members["RedriveCount"] = .int(redrive?.count ?? 0) }
        if let redrive { members["RedriveTime"] = .string(redrive.time.rfc3339) }
        return .object(members)
    }

    /// A token that names the run and cannot be guessed from another one without the seed.
    func taskToken(entry: Int, attempt: Int) -> String {
        var text = "AQCEAAAAKgAAAAMAAAAA"
        for index in 0..<4 {
            let word = Random.value(
                seed: seed, entry: entry, attempt: attempt, purpose: .taskToken, index: UInt64(index))
            text += String(word, radix: 36)
        }
        return text
    }
}

extension Execution {
    func taskID(of frame: Int32) -> TaskID {
        TaskID(entry: frames[Int(frame)].entry, attempt: frames[Int(frame)].attempt, frame: frame)
    }
}
