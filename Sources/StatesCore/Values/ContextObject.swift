import JSONModel
import StatesLanguage

/// The context object, `$$`.
///
/// - Source: States Language specification, “The Context Object”; the order of members is the service's.
/// Keys of the objects inside, prepared once: a Map makes a context object for every item.
private enum ContextShapes {
    private static let standard = JSONShape(["Id", "Input", "StartTime", "Name", "RoleArn", "RedriveCount"])
    private static let express = JSONShape(["Id", "Input", "Name", "RoleArn", "StartTime", "RedriveCount"])
    private static let synchronousStandard = JSONShape(["Id", "Input", "StartTime", "Name", "RoleArn"])
    private static let synchronousExpress = JSONShape(["Id", "Input", "Name", "RoleArn", "StartTime"])

    /// `$$.Execution`: the service orders its members by the type of the machine.
    static func execution(_ type: StateMachineType, isSynchronous: Bool) -> JSONShape {
        switch (type, isSynchronous) {
        case (.standard, false): standard
        case (.express, false): express
        case (.standard, true): synchronousStandard
        case (.express, true): synchronousExpress
        }
    }

    static let plain = JSONShape(["Execution", "StateMachine", "State"])
    static let withMap = JSONShape(["Execution", "StateMachine", "State", "Map"])
    static let map = JSONShape(["Item"])
    static let mapItem = JSONShape(["Index", "Value"])
    static let distributedMapItem = JSONShape(["Index", "Value", "Source"])
    static let keyedMapItem = JSONShape(["Index", "Key", "Value", "Source"])
    static let state = JSONShape(["Name", "EnteredTime"])
    static let retriableState = JSONShape(["Name", "EnteredTime", "RetryCount"])
}

extension MapItem {
    /// `$$.Map.Item`.
    fileprivate var context: JSONObject {
        let shape =
            key != nil
            ? ContextShapes.keyedMapItem : source == nil ? ContextShapes.mapItem : ContextShapes.distributedMapItem
        var members = JSONObjectBuilder(shape)
        members.append(.int(index))
        if let key { members.append(.string(key)) }
        members.append(value)
        if let source { members.append(.string(source)) }
        return members.finish()
    }
}

extension ExpressionView {
    func contextObject(for frame: Int32, item: MapItem?) -> JSONValue {
        if let whole = settings.common.configuration.contextObject { return Self.context(whole, for: item) }
        let item = item ?? mapItem(of: frame)
        var builder = JSONObjectBuilder(item == nil ? ContextShapes.plain : ContextShapes.withMap)
        builder.append(executionContext)
        builder.append(settings.stateMachineContext)
        builder.append(stateContext(of: frame))
        if let item { builder.append(Self.mapContext(item)) }
        var context = builder.finish()
        if let token = taskToken(of: frame) { context["Task"] = ["Token": .string(token)] }
        for (name, value) in settings.common.configuration.contextOverrides { context[name] = value }
        return .object(context)
    }

    /// A context object that was given knows nothing of the iteration that is about to start.
    private static func context(_ whole: JSONValue, for item: MapItem?) -> JSONValue {
        guard let item, case .object(var context) = whole else { return whole }
        context["Map"] = mapContext(item)
        return .object(context)
    }

    private static func mapContext(_ item: MapItem) -> JSONValue {
        var map = JSONObjectBuilder(ContextShapes.map)
        map.append(.object(item.context))
        return .object(map.finish())
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
    private func mapItem(of frame: Int32) -> MapItem? {
        var place = frame
        while place >= 0 {
            let parent = frames[Int(place)].parent
            if parent >= 0, let items = fanOuts[Int(frames[Int(parent)].fanOut)].items {
                let slot = Int(frames[Int(place)].slot)
                return MapItem(index: slot, value: items[slot])
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
    /// `$$.Execution`.
    ///
    /// - Parameter redrive: how often and when last the execution was redriven, if it was.
    func executionContext(
        input: JSONValue, startTime: Timestamp, redrive: (count: Int, time: Timestamp)? = nil
    ) -> JSONValue {
        let isExpress = type == .express
        let isSynchronous = common.configuration.isSynchronousExpress
        let start = JSONValue.string(startTime.rfc3339)
        let name = JSONValue.string(executionName)
        let role = common.configuration.roleARN.map(JSONValue.string) ?? .null
        var members = JSONObjectBuilder(ContextShapes.execution(type, isSynchronous: isSynchronous))
        members.append(.string(executionARN))
        members.append(input)
        if !isExpress { members.append(start) }
        members.append(name)
        members.append(role)
        if isExpress { members.append(start) }
        if !isSynchronous { members.append(.int(redrive?.count ?? 0)) }
        var context = members.finish()
        if let redrive { context["RedriveTime"] = .string(redrive.time.rfc3339) }
        return .object(context)
    }

    /// A token that names the run and cannot be guessed from another one without the seed.
    func taskToken(entry: Int, attempt: Int) -> String {
        Random.taskToken(seed: seed, entry: entry, attempt: attempt)
    }
}

extension Execution {
    func taskID(of frame: Int32) -> TaskID {
        TaskID(entry: frames[Int(frame)].entry, attempt: frames[Int(frame)].attempt, frame: frame)
    }
}
