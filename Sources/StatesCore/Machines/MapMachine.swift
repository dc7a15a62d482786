import JSONModel
import JSONPath
import StatesLanguage

/// Inline Map: one child per item, as many at a time as the concurrency allows.
extension Execution {
    mutating func start(
        _ map: MapNode, _ node: StateNode, _ frame: Int32, _ turn: inout Turn
    ) throws(StateFailure) {
        let started = try mapStart(map, node, frame)
        record(.mapStarted(items: started.items, concurrency: started.concurrency), frame: frame, &turn)
        startIterations(of: frame, &turn)
    }

    private func mapStart(
        _ map: MapNode, _ node: StateNode, _ frame: Int32
    ) throws(StateFailure) -> (items: Payload, concurrency: Int32) {
        let input = try select(node.inputPath, from: frames[Int(frame)].payload, frame)
        let concurrency = try count(map.state.maxConcurrency, "MaxConcurrency", on: input, frame) ?? 0
        var items = input.value
        if let path = map.state.itemsPath { items = try evaluate(path, on: items, frame) }
        guard case .array = items else {
            let path = map.state.itemsPath?.text ?? "$"
            throw StateFailure(cause: "Reference path \"\(path)\" must point to array.")
        }
        let limit = concurrency == 0 ? settings.quotas.inlineMapConcurrency : concurrency
        return (Payload(items), Int32(clamping: limit))
    }

    /// Starts iterations until enough are in flight.
    mutating func startIterations(of frame: Int32, _ turn: inout Turn) {
        guard case .map(let map) = node(of: frame).kind else { return }
        while status == .running, let next = nextIteration(of: frame) {
            do {
                let input = try iterationInput(map, node(of: frame), frame, item: next)
                let link = fanOuts[Int(frames[Int(frame)].fanOut)].lastStateEvent
                let body = Event.Body.iterationStarted(index: Int32(next.index), input: input)
                emit(body, frame: frame, previous: link, &turn)
                if status == .running, let child = children(of: frame).last { turn.push(child) }
            } catch {
                if handle(explain(error, in: frame), in: frame, &turn) { turn.push(frame) }
                return
            }
        }
    }

    private func nextIteration(of frame: Int32) -> (index: Int, value: JSONValue)? {
        let place = frames[Int(frame)].fanOut
        guard place >= 0 else { return nil }
        let fanOut = fanOuts[Int(place)]
        guard let items = fanOut.items, fanOut.next < items.count, fanOut.running.count < fanOut.concurrency else {
            return nil
        }
        return (fanOut.next, items[fanOut.next])
    }

    /// The item, or what `ItemSelector` makes of the state's input and the item.
    private func iterationInput(
        _ map: MapNode, _ node: StateNode, _ frame: Int32, item: (index: Int, value: JSONValue)
    ) throws(StateFailure) -> Payload {
        guard let selector = map.state.itemSelector?.payload else { return Payload(item.value) }
        let input = try select(node.inputPath, from: frames[Int(frame)].payload, frame)
        let selected = Payload(try evaluate(selector, on: input.value, frame, item: item))
        guard selected.byteCount <= settings.quotas.payloadBytes else { throw .tooLarge }
        return selected
    }
}
