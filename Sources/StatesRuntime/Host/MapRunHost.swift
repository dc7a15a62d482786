import DequeModule
import JSONModel
import Logging
import StatesCore
import StatesLanguage

/// The map runs that a host drives.
///
/// A map run itself is not stored. Its children are executions in the store, called after it and their number: a
/// process that takes the parent over begins the run anew, and finds the children that there are already. Those that
/// have ended give their outcome; those that did not succeed run again only if the parent was redriven. What is written
/// to buckets has its place, so that writing it again changes nothing.
struct MapRunHost {
    struct Name: Hashable {
        var execution: ExecutionKey
        /// ARN.
        var mapRun: String
    }

    final class LiveMapRun {
        var run: MapRun
        let version: MachineVersion
        var reader: DataSetReader?
        var children: [Int: ExecutionKey] = [:]
        var messages = Deque<MapRunMessage>([.start])
        var isAdvancing = false

        init(_ request: MapRunRequest, version: MachineVersion) {
            run = MapRun(request)
            self.version = version
        }
    }

    var runs: [Name: LiveMapRun] = [:]
}

extension RuntimeHost {
    func startMapRun(of key: ExecutionKey, _ request: MapRunRequest) {
        guard let version = engine.live[key]?.version else { return }
        let name = MapRunHost.Name(execution: key, mapRun: request.arn)
        // A redrive asks for the same run again.
        mapRuns.runs[name] = MapRunHost.LiveMapRun(request, version: version)
        runErrand { host in await host.advance(name) }
    }

    /// Nobody waits for a map run any longer: its children are stopped.
    func stopMapRun(of key: ExecutionKey, _ id: TaskID) {
        let name = mapRuns.runs.first { $0.key.execution == key && $0.value.run.request.id == id }?.key
        if let name { send(.stop, to: name) }
    }

    /// A child has ended; it may be one of a run that another process drives.
    func childEnded(_ parent: ParentTask, _ child: MapRunChild, _ outcome: ChildOutcome) {
        send(
            .childEnded(index: child.index, outcome),
            to: MapRunHost.Name(execution: parent.execution, mapRun: child.mapRun))
    }

    private func send(_ message: MapRunMessage, to name: MapRunHost.Name) {
        guard let run = mapRuns.runs[name] else { return }
        run.messages.append(message)
        guard !run.isAdvancing else { return }
        runErrand { host in await host.advance(name) }
    }

    /// Takes what has come for a run, until nothing is left. An actor is re-entrant: one caller works, the others go.
    private func advance(_ name: MapRunHost.Name) async {
        guard let live = mapRuns.runs[name], !live.isAdvancing else { return }
        live.isAdvancing = true
        defer { live.isAdvancing = false }
        while stopReason == nil, let message = live.messages.popFirst() {
            var events: [MapRunEvent] = []
            let changes = live.run.advance(message, at: clock.now, into: &events)
            for index in changes.withdrawnChildren { withdrawChild(index, of: live) }
            for command in changes.added { await perform(command, of: live, name) }
            if live.run.status != .running {
                mapRuns.runs[name] = nil
                return await end(live.run, name)
            }
        }
    }

    private func end(_ run: MapRun, _ name: MapRunHost.Name) async {
        let message: Message?
        switch run.status {
        case .succeeded: message = .mapRunSucceeded(run.request.id, output: run.output)
        case .failed: message = run.failure.map { .mapRunFailed(run.request.id, $0) }
        case .running, .aborted: message = nil
        }
        guard let message else { return }
        await tell { engine, now in engine.deliver(message, to: name.execution, at: now) }
    }

    private func perform(
        _ command: MapRunCommand, of live: MapRunHost.LiveMapRun, _ name: MapRunHost.Name
    ) async {
        switch command {
        case .findBucket(let bucket, let folder):
            live.messages.append(await Self.find(bucket, folder, in: configuration.data))
        case .readItems(let request):
            let reader = live.reader ?? DataSetReader(request.source)
            let (read, message) = await Self.read(request, reader, from: configuration.data)
            live.reader = read
            live.messages.append(message)
        case .write(let pieces):
            live.messages.append(await Self.write(pieces, to: configuration.data))
        case .startChild(let index, let input):
            runErrand { host in
                if let outcome = await host.startChild(index, input, of: name) {
                    host.send(.childEnded(index: index, outcome), to: name)
                }
            }
        }
    }

    // Buckets are read and written away from the actor.

    private nonisolated static func find(
        _ bucket: String, _ folder: String, in data: any DataSource
    ) async -> MapRunMessage {
        do {
            try data.checkBucket(bucket, folder: folder)
            return .bucketFound
        } catch {
            return .writingFailed(cause: error.cause)
        }
    }

    private nonisolated static func read(
        _ request: ItemRequest, _ reader: DataSetReader, from data: any DataSource
    ) async -> (DataSetReader, MapRunMessage) {
        var reader = reader
        let message = reader.read(request, from: data)
        return (reader, message)
    }

    private nonisolated static func write(_ pieces: [ResultPiece], to data: any DataSource) async -> MapRunMessage {
        do {
            for piece in pieces { try data.write(piece.bytes, to: piece.bucket, piece.key, at: piece.offset) }
            return .resultsWritten
        } catch {
            return .writingFailed(cause: error.cause)
        }
    }

    // MARK: Children

    /// Starts a child, or finds the one that was started before.
    ///
    /// - Returns: how it ended, if it has.
    private func startChild(
        _ index: Int, _ input: Payload, of name: MapRunHost.Name
    ) async -> ChildOutcome? {
        guard let live = mapRuns.runs[name] else { return nil }
        let version = live.version
        let request = live.run.request
        let execution = request.execution(ofChild: index)
        let configuration = execution.configuration
        let child = MapRunChild(
            mapRun: request.arn, index: index, state: request.stateName, label: request.settings.label,
            runID: configuration.expressRunID)
        let parent = ParentTask(execution: name.execution, task: request.id, wantsJSON: false, mapRunChild: child)
        do {
            let trace = traces.map { $0.headers(of: $0.context(of: name.execution, request.id.frame)) } ?? [:]
            let reply = try await ask { engine, ticket, now in
                engine.start(
                    execution, version, input: input, parent: parent, trace: trace, at: now, ticket: ticket)
            }
            switch reply {
            case .started(let key, _):
                live.children[index] = key
                return nil
            case .nameTaken(let stored):
                live.children[index] = stored.key
                return try await outcome(ofStored: stored, isRedriven: request.settings.redriveCount > 0)
            case .done, .refused, .notOwned, .parked, .activityTask: return nil
            }
        } catch {
            return stopReason == nil
                ? ChildOutcome(status: .failed, failure: Failure(error: "States.Runtime", cause: "\(error)")) : nil
        }
    }

    private func outcome(ofStored found: StoredExecution, isRedriven: Bool) async throws -> ChildOutcome? {
        var stored = found
        while stored.status == .running {
            guard stored.owner != owner else { return nil }
            // Another process runs it, and does not tell this one.
            try await clock.sleep(until: clock.now.advanced(byMilliseconds: configuration.pollMilliseconds))
            guard stopReason == nil, let now = try await patiently({ try await store.execution(found.key) }) else {
                return nil
            }
            stored = now
        }
        let execution = try await value(of: stored).execution
        // What has ended since it was found has run after the redrive already.
        guard isRedriven, found.status != .running, stored.status != .succeeded,
            execution.redriveRefusal(at: clock.now) == nil
        else { return ChildOutcome(execution) }
        if try await redrive(stored) { return nil }
        while let next = try await patiently({ try await store.execution(found.key) }), stopReason == nil {
            if next.redriveCount > stored.redriveCount { return try await outcome(ofStored: next, isRedriven: false) }
            try await clock.sleep(until: clock.now.advanced(byMilliseconds: configuration.pollMilliseconds))
        }
        return nil
    }

    private func withdrawChild(_ index: Int, of live: MapRunHost.LiveMapRun) {
        guard let key = live.children[index] else { return }
        runErrand { host in
            do {
                _ = try await host.send(.stop(error: nil, cause: nil), to: key)
            } catch {
                host.logger.error("cannot stop a child execution", metadata: ["error": "\(error)"])
            }
        }
    }
}
