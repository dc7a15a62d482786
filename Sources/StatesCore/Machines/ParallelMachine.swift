import JSONModel
import JSONPath
import StatesLanguage

/// Parallel and Map: children run in frames of their own; the state goes on when all are done.
extension Execution {
    mutating func start(
        _ parallel: ParallelNode, _ node: StateNode, _ frame: Int32, _ flow: inout DataFlow, _ turn: inout Turn
    ) throws(StateFailure) {
        let input = try inputFlow(node, parameters: parallel.parameters, frame, &flow)
        record(.parallelStarted(input: input), frame: frame, &turn)
        for child in children(of: frame) { turn.push(child) }
    }

    func children(of frame: Int32) -> [Int32] {
        let place = frames[Int(frame)].fanOut
        return place < 0 ? [] : fanOuts[Int(place)].running
    }

    /// Goes on when every child is done.
    ///
    /// - Returns: whether it did.
    mutating func continueFanOut(_ frame: Int32, _ turn: inout Turn) -> Bool {
        let place = frames[Int(frame)].fanOut
        guard place >= 0, fanOuts[Int(place)].isComplete else { return false }
        let node = node(of: frame)
        let result = Payload.splice(fanOuts[Int(place)].results.compactMap { $0 })
        let selector: PayloadTemplate?, resultPath: ResultPlacement
        switch node.kind {
        case .parallel(let parallel):
            record(.parallelSucceeded, frame: frame, &turn)
            (selector, resultPath) = (parallel.state.resultSelector, parallel.state.resultPath)
        case .map(let map):
            record(.mapSucceeded, frame: frame, &turn)
            (selector, resultPath) = (map.state.resultSelector, map.state.resultPath)
        case .pass, .task, .choice, .wait, .succeed, .fail: return false
        }
        guard status == .running else { return false }
        var flow = newFlow(of: frame)
        do {
            try resultFlow(result, selector: selector, resultPath: resultPath, node, frame, &flow)
            exit(frame, with: flow, to: node.next, &turn)
        } catch {
            return fail(error, in: frame, &turn)
        }
        return true
    }
}
