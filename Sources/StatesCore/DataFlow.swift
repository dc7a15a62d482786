import JSONModel
import JSONPath
import StatesLanguage

/// What became of a state's data, step by step. An execution uses its end; a debugger shows all of it.
struct DataFlow {
    var input: Payload
    var afterInputPath: Payload
    var afterParameters: Payload
    var result: Payload?
    var afterResultSelector: Payload?
    var afterResultPath: Payload?
    var assigned: [Variable] = []
    /// After `OutputPath`.
    var output: Payload

    init(input: Payload) {
        self.input = input
        afterInputPath = input
        afterParameters = input
        output = input
    }
}

/// Data flow of each kind of state, in JSONPath.
///
/// - Source: States Language specification, “Input and Output Processing”.
extension Execution {
    /// Choice, Wait and Succeed, with the state's own variables.
    func plainFlow(_ node: StateNode, _ frame: Int32) throws(StateFailure) -> DataFlow {
        guard node.language == .jsonPath else {
            return try outputFlow(assign: node.assign, output: node.output, frame)
        }
        return try plainFlow(node, frame, assign: node.assign)
    }

    /// Input path, variables, output path.
    func plainFlow(_ node: StateNode, _ frame: Int32, assign: FieldTemplate?) throws(StateFailure) -> DataFlow {
        var flow = DataFlow(input: frames[Int(frame)].payload)
        flow.afterInputPath = try select(node.inputPath, from: flow.input, frame)
        flow.assigned = try self.assigned(assign, result: flow.afterInputPath, frame)
        flow.output = try select(node.outputPath, from: flow.afterInputPath, frame)
        return flow
    }

    func passFlow(_ pass: PassNode, _ node: StateNode, _ frame: Int32) throws(StateFailure) -> DataFlow {
        guard node.language == .jsonPath else {
            return try outputFlow(assign: node.assign, output: node.output, frame)
        }
        var flow = try inputFlow(node, parameters: pass.state.parameters.map(FieldTemplate.payload), frame)
        let result = pass.result ?? flow.afterParameters
        flow.result = result
        try place(result, pass.state.resultPath, node, frame, &flow)
        return flow
    }

    /// The front half of a state that works on its input: input path, then parameters.
    func inputFlow(
        _ node: StateNode, parameters: FieldTemplate?, _ frame: Int32
    ) throws(StateFailure) -> DataFlow {
        if case .expressions(let arguments)? = parameters { return try argumentsFlow(arguments, frame) }
        var flow = DataFlow(input: frames[Int(frame)].payload)
        flow.afterInputPath = try select(node.inputPath, from: flow.input, frame)
        flow.afterParameters = flow.afterInputPath
        if case .payload(let parameters)? = parameters {
            flow.afterParameters = Payload(try evaluate(parameters, on: flow.afterInputPath.value, frame))
            guard flow.afterParameters.byteCount <= settings.quotas.payloadBytes else { throw .tooLarge }
        }
        return flow
    }

    /// The back half of a state that has a result: selector, result path, variables, output path.
    func resultFlow(
        _ result: Payload, selector: PayloadTemplate?, resultPath: ResultPlacement, _ node: StateNode, _ frame: Int32
    ) throws(StateFailure) -> DataFlow {
        guard node.language == .jsonPath else {
            return try resultFlow(result, assign: node.assign, output: node.output, frame)
        }
        var flow = DataFlow(input: frames[Int(frame)].payload)
        flow.result = result
        var selected = result
        if let selector {
            selected = Payload(try evaluate(selector, on: result.value, frame, draws: .resultSelector))
            flow.afterResultSelector = selected
        }
        try place(selected, resultPath, node, frame, &flow)
        return flow
    }

    /// Variables see the result; the result path combines it with the state's own input.
    private func place(
        _ result: Payload, _ resultPath: ResultPlacement, _ node: StateNode, _ frame: Int32, _ flow: inout DataFlow
    ) throws(StateFailure) {
        flow.assigned = try assigned(node.assign, result: result, frame)
        let placed = try combine(result, with: flow.input, resultPath)
        flow.afterResultPath = placed
        flow.output = try select(node.outputPath, from: placed, frame)
    }

    /// `ResultPath`.
    func combine(
        _ result: Payload, with input: Payload, _ resultPath: ResultPlacement
    ) throws(StateFailure) -> Payload {
        switch resultPath {
        case .replace: return result
        case .discard: return input
        case .write(let path):
            do {
                return Payload(try path.write(result.value, into: input.value))
            } catch {
                throw StateFailure(error.expressionError)
            }
        }
    }

    /// `InputPath` and `OutputPath`.
    func select(_ selection: PathSelection, from payload: Payload, _ frame: Int32) throws(StateFailure) -> Payload {
        switch selection {
        case .whole: return payload
        case .discard: return Payload([:])
        case .path(let path): return Payload(try evaluate(path, on: payload.value, frame))
        }
    }

    func evaluate(_ path: JSONPath, on input: JSONValue, _ frame: Int32) throws(StateFailure) -> JSONValue {
        var scope = EvaluationScope(input: input, execution: ExpressionView(self), frame: frame)
        do {
            return try path.evaluate(in: &scope)
        } catch {
            throw StateFailure(error.invalidPath(path))
        }
    }

    func evaluate(
        _ template: PayloadTemplate, on input: JSONValue, _ frame: Int32, draws: RandomDraws = .input,
        item: MapItem? = nil
    ) throws(StateFailure) -> JSONValue {
        var scope = EvaluationScope(
            input: input, execution: ExpressionView(self), frame: frame, draws: draws, item: item)
        do {
            return try template.evaluate(in: &scope)
        } catch {
            throw StateFailure(error)
        }
    }

    /// `Assign`: all expressions see the variables as they were before.
    func assigned(
        _ template: FieldTemplate?, result: Payload, _ frame: Int32
    ) throws(StateFailure) -> [Variable] {
        guard case .payload(let template)? = template else { return [] }
        guard case .object(let members) = try evaluate(template, on: result.value, frame, draws: .assign) else {
            return []
        }
        // A variable that is made of itself would double for ever.
        guard members.byteCount <= settings.quotas.payloadBytes else { throw .tooLarge }
        return members.map { Variable(name: $0.key, value: $0.value) }
    }
}
