import JSONModel
import StatesLanguage

/// Fail: evaluates its error and cause; there is no exit.
extension Execution {
    func failure(of fail: FailNode, _ node: StateNode, _ frame: Int32) throws(StateFailure) -> Failure {
        let input = try select(node.inputPath, from: frames[Int(frame)].payload, frame)
        let error = try text(fail.state.error, "Error", on: input, frame)
        let cause = try text(fail.state.cause, "Cause", on: input, frame)
        return Failure(error: error, cause: cause)
    }
}
