import JSONModel
import StatesLanguage

/// Fail: evaluates its error and cause; there is no exit.
extension Execution {
    func failure(
        of fail: FailNode, _ node: StateNode, _ frame: Int32, _ flow: inout DataFlow
    ) throws(StateFailure) -> Failure {
        let input = try inputPath(node, frame, &flow)
        let error = try text(fail.state.error, "Error", on: input, frame)
        let cause = try text(fail.state.cause, "Cause", on: input, frame)
        return Failure(error: error, cause: cause)
    }
}
