import JSONModel
import StatesLanguage

/// Data flow of states in JSONata: `Arguments`, the work, then `Assign` and `Output` side by side.
///
/// - Source: States Language specification, “Input and Output Processing”; recordings of the service.
extension Execution {
    /// What leaves a state that has no result of its own: Pass, Choice, Wait and Succeed.
    func outputFlow(
        assign: FieldTemplate?, output: ExpressionTemplate?, _ frame: Int32, _ flow: inout DataFlow
    ) throws(StateFailure) {
        guard assign != nil || output != nil else { return }
        var scope = StatesScope(self, frame, draws: .assign)
        try finish(assign, output, &scope, &flow)
    }

    /// What leaves a Task, Parallel or Map state: its result, unless `Output` says otherwise.
    func resultFlow(
        _ result: Payload, assign: FieldTemplate?, output: ExpressionTemplate?, _ frame: Int32, _ flow: inout DataFlow
    ) throws(StateFailure) {
        flow.output = result
        guard assign != nil || output != nil else { return }
        var scope = StatesScope(self, frame, result: result.value, draws: .resultSelector)
        try finish(assign, output, &scope, &flow)
    }

    /// What a catcher hands on: the error output, unless its `Output` says otherwise.
    func errorFlow(
        _ failure: Failure, assign: FieldTemplate?, output: ExpressionTemplate?, _ frame: Int32,
        _ flow: inout DataFlow
    ) throws(StateFailure) {
        let errorOutput = failure.errorOutput
        flow.output = Payload(errorOutput)
        guard assign != nil || output != nil else { return }
        var scope = StatesScope(self, frame, errorOutput: errorOutput, draws: .resultSelector)
        try finish(assign, output, &scope, &flow)
    }

    /// `Assign` and `Output` see the variables as they were before.
    private func finish(
        _ assign: FieldTemplate?, _ output: ExpressionTemplate?, _ scope: inout StatesScope, _ flow: inout DataFlow
    ) throws(StateFailure) {
        if case .expressions(let template)? = assign { flow.assigned = try assigned(template, &scope) }
        if let output { flow.output = Payload(try scope.evaluate(output)) }
    }

    private func assigned(
        _ template: ExpressionTemplate, _ scope: inout StatesScope
    ) throws(StateFailure) -> [Variable] {
        var variables: [Variable] = []
        switch template {
        case .object(_, let members):
            variables.reserveCapacity(members.count)
            for member in members {
                variables.append(Variable(name: member.name, value: try scope.evaluate(member.value)))
            }
        case .literal(let payload):
            for member in payload.value.objectValue ?? [:] {
                variables.append(Variable(name: member.key, value: member.value))
            }
        case .array, .expression: break
        }
        // A variable that is made of itself would double for ever.
        let bytes = variables.reduce(0) { $0 + $1.value.byteCount }
        guard bytes <= settings.quotas.payloadBytes else { throw .tooLarge }
        return variables
    }
}
