import JSONModel
import JSONPath
import StatesLanguage

/// Distributed Map: the execution records that its map run started and how it ended; the children are no part of it.
extension Execution {
    mutating func start(
        _ distributed: DistributedMapNode, _ map: MapNode, _ node: StateNode, _ frame: Int32, _ turn: inout Turn
    ) throws(StateFailure) {
        let input = try select(node.inputPath, from: frames[Int(frame)].payload, frame)
        let concurrency = try count(map.state.maxConcurrency, "MaxConcurrency", on: input, frame) ?? 0
        // A reader gives the items; a path to them beside it is not even evaluated.
        let items = map.state.itemReader == nil ? Payload(try self.items(map, node, on: input, frame)) : nil
        let length = items?.value.objectValue?.count ?? items?.value.arrayValue?.count ?? 0
        record(.distributedMapStarted(length: Int32(clamping: length)), frame: frame, &turn)
        guard status == .running else { return }
        var settings = try mapRunSettings(distributed, map, node, on: input, items: items, frame)
        if concurrency > 0 { settings.concurrency = min(settings.concurrency, concurrency) }
        record(.mapRunStarted(settings), frame: frame, &turn)
    }

    func mapRunSettings(
        _ distributed: DistributedMapNode, _ map: MapNode, _ node: StateNode, on input: Payload, items: Payload?,
        _ frame: Int32
    ) throws(StateFailure) -> MapRunSettings {
        let place = frames[Int(frame)]
        // Results of several executions may stand side by side.
        let seed = Random.seed(settings.seed, of: settings.executionARN)
        func id(_ index: UInt64) -> String {
            Random.uuid(seed: seed, entry: place.entry, attempt: place.attempt, index: index)
        }
        let label = map.state.label ?? id(0)
        let configuration = settings.common.configuration
        let machine = "\(configuration.region):\(configuration.accountID):mapRun:\(configuration.stateMachineName)"
        var made = MapRunSettings(
            arn: "arn:aws:states:\(machine)/\(label):\(id(1))", label: label, items: .inState(items ?? Payload([])),
            concurrency: settings.quotas.distributedMapConcurrency)
        made.toleratedFailureCount = try count(
            map.state.toleratedFailureCount, "ToleratedFailureCount", on: input, frame)
        made.toleratedFailurePercentage = try percentage(
            map.state.toleratedFailurePercentage, "ToleratedFailurePercentage", on: input, frame)
        if let reader = map.state.itemReader {
            let draws = RandomDraws.itemReader
            let parameters = try template(distributed.readerParameters, on: input, frame, draws: draws)
            made.items = .read(parameters: parameters ?? Payload([:]))
            made.maxItems =
                try integer(
                    reader.readerConfig?.maxItems, "MaxItems", "ItemReader/ReaderConfig/MaxItems", on: input, frame)
                ?? 0
        }
        made.batching = try batching(distributed, map, on: input, frame)
        if map.state.resultWriter?.resource != nil {
            made.writerParameters =
                try template(distributed.writerParameters, on: input, frame, draws: .resultWriter) ?? Payload([:])
        }
        return made
    }

    private func batching(
        _ distributed: DistributedMapNode, _ map: MapNode, on input: Payload, _ frame: Int32
    ) throws(StateFailure) -> MapRunSettings.Batching? {
        guard let batcher = map.state.itemBatcher else { return nil }
        let items = try integer(
            batcher.maxItemsPerBatch, "MaxItemsPerBatch", "ItemBatcher/MaxItemsPerBatch", on: input, frame)
        let bytes = try integer(
            batcher.maxInputBytesPerBatch, "MaxInputBytesPerBatch", "ItemBatcher/MaxInputBytesPerBatch", on: input,
            frame)
        for (name, value) in [("MaxItemsPerBatch", items), ("MaxInputBytesPerBatch", bytes)] {
            guard value.map({ $0 >= 0 }) ?? true else { throw StateFailure(cause: "\(name) cannot be negative.") }
        }
        let limit = settings.quotas.payloadBytes
        return MapRunSettings.Batching(
            input: try template(distributed.batchInput, on: input, frame, draws: .batchInput),
            items: items.flatMap { $0 > 0 ? $0 : nil }, bytes: bytes.flatMap { $0 > 0 ? min($0, limit) : nil } ?? limit)
    }

    private func template(
        _ template: FieldTemplate?, on input: Payload, _ frame: Int32, draws: RandomDraws
    ) throws(StateFailure) -> Payload? {
        switch template {
        case nil: return nil
        case .payload(let template): return Payload(try evaluate(template, on: input.value, frame, draws: draws))
        case .expressions(let template):
            var scope = StatesScope(self, frame, draws: draws)
            return Payload(try scope.evaluate(template))
        }
    }

    /// What the map run is, for whoever takes it over: derived from state.
    func mapRunRequest(_ settings: MapRunSettings, _ frame: Int32) -> MapRunRequest {
        let node = node(of: frame)
        guard case .map(let map) = node.kind, let distributed = map.distributed else {
            preconditionFailure("only a distributed Map has a map run")
        }
        let payload = frames[Int(frame)].payload
        let input = (try? select(node.inputPath, from: payload, frame)) ?? payload
        return MapRunRequest(
            id: taskID(of: frame), stateName: node.name, settings: settings, child: distributed.child, map: map,
            view: ExpressionView(self, only: frame), input: input.value)
    }
}

/// Messages and events of map runs.
extension Execution {
    func hasMapRun(_ id: TaskID) -> Bool {
        guard frames.indices.contains(Int(id.frame)) else { return false }
        let frame = frames[Int(id.frame)]
        guard frame.entry == id.entry, frame.attempt == id.attempt, case .mapRun = frame.phase else { return false }
        return true
    }

    mutating func finishMapRun(_ frame: Int32, output: Payload?, _ turn: inout Turn) {
        record(.mapRunSucceeded(output: output), frame: frame, &turn)
        // The state's exit links to the start of the map run, not to these two.
        emit(.mapSucceeded, frame: frame, previous: lastEventID, &turn)
        turn.push(frame)
    }

    /// The execution ends while map runs are under way.
    mutating func abortMapRuns(_ turn: inout Turn) {
        for index in frames.indices {
            if case .mapRun = frames[index].phase { record(.mapRunAborted, frame: Int32(index), &turn) }
        }
    }

    mutating func applyMapRun(_ event: Event, _ changes: inout CommandChanges) {
        let frame = Int(event.frame)
        switch event.body {
        case .distributedMapStarted: frames[frame].lastEvent = event.id
        case .mapRunStarted(let settings):
            frames[frame].lastEvent = event.id
            frames[frame].phase = .mapRun(settings)
            changes.added.append(.startMapRun(mapRunRequest(settings, event.frame)))
        case .mapRunSucceeded(let output):
            let failure = Failure.resultTooLarge(of: node(of: event.frame).name)
            frames[frame].phase = output.map(Frame.Phase.succeeded) ?? .failed(failure)
        case .mapRunFailed(let failure):
            keepMapRun(of: event.frame)
            frames[frame].lastEvent = event.id
            frames[frame].phase = .failed(failure)
        case .mapRunAborted:
            keepMapRun(of: event.frame)
            release(tasksOf: event.frame, &changes)
            frames[frame].phase = .aborted
        case .mapRunRedriven(let settings):
            startAnew(event.frame)
            frames[frame].lastEvent = event.id
            frames[frame].phase = .mapRun(settings)
            changes.added.append(.startMapRun(mapRunRequest(settings, event.frame)))
        default: break
        }
    }

    /// Remembers the map run of `frame`, which has not succeeded.
    private mutating func keepMapRun(of frame: Int32) {
        guard case .mapRun(let settings) = frames[Int(frame)].phase else { return }
        let started = failedMapRuns[frame]?.started ?? frames[Int(frame)].lastEvent - 1
        failedMapRuns[frame] = FailedMapRun(settings: settings, started: started)
    }

    /// Whether `frame` is about to report that its map run failed; results that are too long are no such failure.
    func hasFailedMapRun(_ frame: Int32) -> Bool {
        guard case .failed(let failure) = frames[Int(frame)].phase, case .map = node(of: frame).kind else {
            return false
        }
        return failure != .resultTooLarge(of: node(of: frame).name)
    }
}

extension MapRunRequest {
    /// What the reader reads.
    func itemSource() throws(ItemReaderError) -> ItemSource {
        guard let reader = map.state.itemReader, case .read(let parameters) = settings.items else {
            throw .notIterable
        }
        return try ItemSource(reader, parameters: parameters.value, itemBytes: quotas.itemBytes)
    }

    /// What is said of an item that makes no input: as of any fault in the state.
    func explain(_ error: StateFailure) -> Failure {
        guard error.error != Failure.dataLimitExceeded else { return .resultTooLarge(of: stateName) }
        guard error.error != MapRun.itemReaderFailed else { return Failure(error: error.error, cause: error.cause) }
        var failure = Failure(
            error: error.error,
            cause: "An error occurred while executing the state '\(stateName)' "
                + "(entered at the event id #\(view.frames[0].enteredEvent)). \(error.cause)")
        failure.isCatchable = error.isCatchable
        return failure
    }
}

/// What a redrive needs to know of a map run.
struct FailedMapRun: Hashable, Sendable {
    var settings: MapRunSettings
    /// The event that started the Map state, which comes just before that of the map run: all redrives link to it.
    var started: Int32
}
