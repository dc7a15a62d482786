public import JSONModel
import JSONPath
import StatesLanguage

/// What became of a state's data, step by step; `nil` is a step that the state does not have or did not come to.
///
/// An execution uses its end; TestState and debuggers show all of it.
public struct DataFlow: Hashable, Sendable {
    public let input: Payload
    /// JSONPath only.
    public internal(set) var afterInputPath: Payload?
    /// After `Parameters`, or `Arguments` in JSONata.
    public internal(set) var afterParameters: Payload?
    /// What a Map state goes over, and how.
    public internal(set) var map: MapFlow?
    /// Of a Pass state its `Result`.
    public internal(set) var result: Payload?
    /// JSONPath only, as the next one.
    public internal(set) var afterResultSelector: Payload?
    public internal(set) var afterResultPath: Payload?
    /// What `Assign` gave.
    public internal(set) var assigned: [Variable] = []
    /// What leaves the state: after `OutputPath` or `Output`.
    public internal(set) var output: Payload

    init(input: Payload) {
        self.input = input
        output = input
    }

    /// What the fields of a state are evaluated on.
    var effectiveInput: Payload { afterInputPath ?? input }
}

/// What a Map state works out before its first iteration.
public struct MapFlow: Hashable, Sendable {
    /// 0 leaves it to the service.
    public internal(set) var maxConcurrency: Int?
    /// After `ItemsPath` or `Items`.
    public internal(set) var items: Payload?
    /// After `ItemsPointer`.
    public internal(set) var pointedItems: Payload?
    /// How many items there are to go over, if that is known.
    public internal(set) var itemCount: Int?
    /// The input of each iteration, if `ItemSelector` makes them.
    public internal(set) var selectedItems: Payload?
    /// The input of each child execution, if `ItemBatcher` makes them.
    public internal(set) var batches: Payload?
    public internal(set) var toleratedFailureCount: Int?
    /// 0 … 100.
    public internal(set) var toleratedFailurePercentage: Double?
}

/// Data flow of each kind of state, in JSONPath.
///
/// - Source: States Language specification, “Input and Output Processing”.
extension Execution {
    /// Choice, Wait and Succeed, with the state's own variables.
    func plainFlow(_ node: StateNode, _ frame: Int32, _ flow: inout DataFlow) throws(StateFailure) {
        guard node.language == .jsonPath else {
            return try outputFlow(assign: node.assign, output: node.output, frame, &flow)
        }
        try plainFlow(node, frame, assign: node.assign, &flow)
    }

    /// Input path, variables, output path.
    func plainFlow(
        _ node: StateNode, _ frame: Int32, assign: FieldTemplate?, _ flow: inout DataFlow
    ) throws(StateFailure) {
        let input = try inputPath(node, frame, &flow)
        flow.assigned = try self.assigned(assign, result: input, frame)
        flow.output = try select(node.outputPath, from: input, frame)
    }

    func passFlow(
        _ pass: PassNode, _ node: StateNode, _ frame: Int32, _ flow: inout DataFlow
    ) throws(StateFailure) {
        guard node.language == .jsonPath else {
            return try outputFlow(assign: node.assign, output: node.output, frame, &flow)
        }
        guard let result = pass.result else {
            let parameters = pass.state.parameters.map(FieldTemplate.payload)
            let effective = try inputFlow(node, parameters: parameters, frame, &flow)
            return try place(effective, pass.state.resultPath, node, frame, &flow)
        }
        // The service looks at neither the input path nor the parameters then: TestState shows none.
        flow.result = result
        try place(result, pass.state.resultPath, node, frame, &flow)
    }

    func inputPath(_ node: StateNode, _ frame: Int32, _ flow: inout DataFlow) throws(StateFailure) -> Payload {
        let input = try select(node.inputPath, from: flow.input, frame)
        if node.language == .jsonPath { flow.afterInputPath = input }
        return input
    }

    /// The front half of a state that works on its input: input path, then parameters.
    ///
    /// - Returns: what the state works on.
    func inputFlow(
        _ node: StateNode, parameters: FieldTemplate?, _ frame: Int32, _ flow: inout DataFlow
    ) throws(StateFailure) -> Payload {
        let effective: Payload
        switch parameters {
        case .expressions(let arguments)?:
            var scope = StatesScope(self, frame)
            effective = Payload(try scope.evaluate(arguments))
        case .payload(let parameters)?:
            let input = try inputPath(node, frame, &flow)
            effective = Payload(try evaluate(parameters, on: input.value, frame))
        case nil:
            effective = try inputPath(node, frame, &flow)
            flow.afterParameters = effective
            return effective
        }
        guard effective.byteCount <= settings.quotas.payloadBytes else { throw .tooLarge }
        flow.afterParameters = effective
        return effective
    }

    /// The back half of a state that has a result: selector, result path, variables, output path.
    func resultFlow(
        _ result: Payload, selector: PayloadTemplate?, resultPath: ResultPlacement, _ node: StateNode, _ frame: Int32,
        _ flow: inout DataFlow
    ) throws(StateFailure) {
        flow.result = result
        guard node.language == .jsonPath else {
            return try resultFlow(result, assign: node.assign, output: node.output, frame, &flow)
        }
        var selected = result
        if let selector {
            selected = Payload(try evaluate(selector, on: result.value, frame, draws: .resultSelector))
        }
        try place(selected, resultPath, node, frame, &flow)
    }

    /// Variables see the result; the result path combines it with the state's own input.
    private func place(
        _ result: Payload, _ resultPath: ResultPlacement, _ node: StateNode, _ frame: Int32, _ flow: inout DataFlow
    ) throws(StateFailure) {
        flow.afterResultSelector = result
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
