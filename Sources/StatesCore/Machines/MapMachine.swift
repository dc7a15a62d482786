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

    /// A Map whose `MaxConcurrencyPath` names a negative number is never entered, and nothing says why.
    ///
    /// - Source: a recording of 2024-04-22, whose history has nothing after `ExecutionStarted`.
    func hangs(before state: StateIndex, _ frame: Int32) -> Bool {
        let node = program.nodes[Int(state)]
        guard case .map(let map) = node.kind, case .path(let path)? = map.state.maxConcurrency,
            let input = try? select(node.inputPath, from: frames[Int(frame)].payload, frame),
            let value = try? evaluate(path, name: "MaxConcurrencyPath", on: input.value, frame)
        else { return false }
        return Self.integer(value).map { $0 < 0 } ?? false
    }

    private func mapStart(
        _ map: MapNode, _ node: StateNode, _ frame: Int32
    ) throws(StateFailure) -> (items: Payload, concurrency: Int32) {
        let input = try select(node.inputPath, from: frames[Int(frame)].payload, frame)
        let concurrency = try count(map.state.maxConcurrency, "MaxConcurrency", on: input, frame) ?? 0
        let items = try items(map, node, on: input, frame)
        let limit = concurrency == 0 ? settings.quotas.inlineMapConcurrency : concurrency
        return (Payload(items), Int32(clamping: limit))
    }

    /// The array to go over: `ItemsPath` or `Items`, else the input. A distributed Map goes over objects as well.
    func items(
        _ map: MapNode, _ node: StateNode, on input: Payload, _ frame: Int32
    ) throws(StateFailure) -> JSONValue {
        func isIterable(_ value: JSONValue) -> Bool {
            switch value {
            case .array: true
            case .object: map.distributed != nil
            case .null, .bool, .number, .string: false
            }
        }
        guard node.language == .jsonata else {
            let items =
                if let path = map.state.itemsPath { try evaluate(path, on: input.value, frame) } else { input.value }
            if isIterable(items) { return items }
            throw StateFailure(
                cause: "Reference path \"\(map.state.itemsPath?.text ?? "$")\" must point to array.")
        }
        guard let template = map.items else {
            if isIterable(input.value) { return input.value }
            throw .query("Map state input must be an array but was: \(input.value)", nil)
        }
        var scope = StatesScope(self, frame)
        let items = try scope.evaluate(template)
        if isIterable(items) { return items }
        if case .expression(let expression, let location) = template {
            throw .unexpected(items, wanted: "array", expression, location)
        }
        throw .query("Map state input must be an array but was: \(items)", "Items")
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
                if fail(error, in: frame, &turn) { turn.push(frame) }
                return
            }
        }
    }

    private func nextIteration(of frame: Int32) -> MapItem? {
        let place = frames[Int(frame)].fanOut
        guard place >= 0 else { return nil }
        let fanOut = fanOuts[Int(place)]
        guard let items = fanOut.items, fanOut.next < items.count, fanOut.running.count < fanOut.concurrency else {
            return nil
        }
        return MapItem(index: fanOut.next, value: items[fanOut.next])
    }

    /// The item, or what `ItemSelector` makes of the state's input and the item.
    func iterationInput(
        _ map: MapNode, _ node: StateNode, _ frame: Int32, item: MapItem
    ) throws(StateFailure) -> Payload {
        let selected: Payload
        switch map.itemSelector {
        case nil: return Payload(item.value)
        case .payload(let selector):
            let input = try select(node.inputPath, from: frames[Int(frame)].payload, frame)
            selected = Payload(try evaluate(selector, on: input.value, frame, item: item))
        case .expressions(let selector):
            var scope = StatesScope(self, frame, item: item)
            selected = Payload(try scope.evaluate(selector))
        }
        guard selected.byteCount <= settings.quotas.payloadBytes else { throw .tooLarge }
        return selected
    }
}
