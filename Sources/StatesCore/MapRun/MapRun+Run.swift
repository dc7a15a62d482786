import JSONModel
import StatesLanguage

/// Deciding.
extension MapRun {
    /// How many items are asked for at a time, and how many inputs may wait.
    static let itemsPerRead = 1_000
    /// How many results are written at a time.
    static let resultsPerWrite = 1_000
    /// At so many bytes of items that wait no more are read, and at so many of results they are written: rows may be
    /// long.
    static let bytesAtATime = 16 << 20

    mutating func take(_ message: MapRunMessage, _ turn: inout MapRunTurn) {
        switch message {
        case .start:
            guard startTime == nil else { return }
            emit(.started, &turn)
            checkWriter(&turn)
            if status == .running { checkReader(&turn) }
        case .itemsRead(let items, let position, let source, let isLast):
            guard isReading, position == self.position else { return }
            turn.ownsRead = false
            takeItems(items, source: source, isLast: isLast, &turn)
        case .readingFailed(let cause):
            guard isReading else { return }
            failReading(ItemReaderError(cause), &turn)
        case .childEnded(let index, let outcome):
            guard running[index] != nil, outcome.status != .running else { return }
            emit(.childEnded(index: index, outcome), &turn)
        case .bucketFound:
            guard isSeekingBucket else { return }
            emit(.bucketFound, &turn)
        case .resultsWritten:
            guard let writing else { return }
            emit(.resultsWritten, &turn)
            if writing.isLast { finish(&turn) }
        case .writingFailed(let cause):
            guard writing != nil || isSeekingBucket else { return }
            abandonResults(cause, &turn)
        case .stop:
            guard startTime != nil else { return }
            begin(.stop, &turn)
        }
    }

    /// - Source: States Language specification, “Predefined error codes”.
    static let itemReaderFailed = "States.ItemReaderFailed"
    static let resultWriterFailed = "States.ResultWriterFailed"

    mutating func emit(_ body: MapRunEvent.Body, _ turn: inout MapRunTurn) {
        let event = MapRunEvent(time: now, body: body)
        apply(event, &turn.changes)
        turn.events.append(event)
    }

    /// Goes on until only the world can move anything.
    mutating func proceed(_ turn: inout MapRunTurn) {
        // Nothing is begun before it is known that its results can be written.
        while status == .running, !isSeekingBucket {
            if ending == nil, let failure = exceededTolerance { begin(.failure(failure), &turn) }
            if ending == nil { startChildren(&turn) }
            guard wantsItems, case .inState(let payload) = request.settings.items else { break }
            takeOwnItems(payload.value, &turn)
        }
        guard status == .running, !isSeekingBucket else { return }
        if files != nil {
            write(isLast: hasEnded, &turn)
        } else if hasEnded {
            finish(&turn)
        }
    }

    /// Whether nothing is left but to write what came of it.
    private var hasEnded: Bool {
        guard running.isEmpty else { return false }
        return ending == nil ? hasAllItems && waiting.isEmpty : hasAllItems || files == nil
    }

    /// After the end of a run that writes its results, reading goes on: what was never started is listed as pending.
    private var wantsItems: Bool {
        guard !hasAllItems, waiting.count < Self.itemsPerRead, waiting.bytes < Self.bytesAtATime else { return false }
        return ending == nil || files != nil
    }

    /// Whether items are owed by the world: what is wanted has been asked for.
    var isReading: Bool {
        guard status == .running, startTime != nil, !isSeekingBucket, wantsItems, case .read = request.settings.items
        else {
            return false
        }
        return true
    }

    private mutating func startChildren(_ turn: inout MapRunTurn) {
        while !waiting.isEmpty, running.count < request.settings.concurrency {
            emit(.childStarted(index: started), &turn)
        }
    }

    mutating func begin(_ ending: MapRunEnding, _ turn: inout MapRunTurn) {
        guard self.ending == nil else { return }
        let children = running.keys.sorted()
        emit(.endingBegan(ending), &turn)
        for index in children { emit(.childEnded(index: index, ChildOutcome(status: .aborted)), &turn) }
    }

    /// More items failed than may.
    ///
    /// - Source: States Language specification, “Failure tolerance”. The percentage is one of all items, so it counts
    ///   once all are known.
    private var exceededTolerance: Failure? {
        let failed = itemCounts.unsuccessful
        guard failed > 0 else { return nil }
        let settings = request.settings
        let (count, percentage) = (settings.toleratedFailureCount, settings.toleratedFailurePercentage)
        var isExceeded = count.map { failed > $0 } ?? (percentage == nil)
        if let percentage, hasAllItems {
            isExceeded = isExceeded || Self.exceeds(percentage, failed: failed, of: itemCounts.total)
        }
        return isExceeded ? Self.toleranceExceeded : nil
    }

    /// Whether `failed` items are more than `percentage` of `total`.
    package static func exceeds(_ percentage: Double, failed: Int, of total: Int) -> Bool {
        // The next number up: a percentage such as 0.57 is a little less than it says.
        Double(failed) * 100 > (percentage * Double(total)).nextUp
    }

    package static let toleranceExceeded = Failure(
        error: "States.ExceedToleratedFailureThreshold",
        cause: "The specified tolerated failure threshold was exceeded")

    /// All is done that can be.
    private mutating func finish(_ turn: inout MapRunTurn) {
        switch ending {
        case nil: emit(.succeeded(output: files?.output(of: request) ?? results?.output), &turn)
        case .failure(let failure): emit(.failed(failure), &turn)
        case .stop: emit(.aborted, &turn)
        }
    }
}

/// Items and inputs.
extension MapRun {
    /// The next of the state's own items: elements, or members as `{"Key": …, "Value": …}`.
    private mutating func takeOwnItems(_ value: JSONValue, _ turn: inout MapRunTurn) {
        let items: [JSONValue], count: Int
        switch value {
        case .object(let object):
            items = object.dropFirst(position).prefix(Self.itemsPerRead).map { key, value in
                ["Key": .string(key), "Value": value]
            }
            count = object.count
        case .array(let array):
            items = Array(array[position..<min(position + Self.itemsPerRead, array.count)])
            count = array.count
        case .null, .bool, .number, .string: (items, count) = ([], 0)
        }
        takeItems(items, source: "STATE_DATA", isLast: position + items.count >= count, &turn)
    }

    /// What is wrong with the writer before anything is written.
    private mutating func checkWriter(_ turn: inout MapRunTurn) {
        do throws(ParameterFault) {
            guard let export = try request.export() else { return }
            turn.changes.added.append(export.search)
        } catch {
            abandonResults(error.cause, &turn)
        }
    }

    /// What is wrong with the reader before anything is read.
    private mutating func checkReader(_ turn: inout MapRunTurn) {
        guard case .read = request.settings.items else { return }
        do throws(ItemReaderError) {
            _ = try request.itemSource()
            guard request.settings.maxItems >= 0 else { throw ItemReaderError("field MaxItems must be positive") }
        } catch {
            failReading(error, &turn)
        }
    }

    private mutating func failReading(_ error: ItemReaderError, _ turn: inout MapRunTurn) {
        // What cannot be read cannot be listed either; what was read waits, and is.
        let batches = ItemBatches(request, remainder: remainder, now: now)
        takeLast(batches, count: 0, &turn)
        begin(.failure(Failure(error: Self.itemReaderFailed, cause: error.cause)), &turn)
    }

    var itemRequest: ItemRequest? {
        guard let source = try? request.itemSource() else { return nil }
        return ItemRequest(
            source: source, position: position, limit: Self.itemsPerRead, bytes: Self.bytesAtATime)
    }

    private mutating func takeItems(
        _ items: [JSONValue], source: String?, isLast: Bool, _ turn: inout MapRunTurn
    ) {
        var count = items.count
        var isLast = isLast
        let limit = request.settings.maxItems
        if limit > 0, position + count >= limit {
            count = limit - position
            isLast = true
        }
        var batcher = ItemBatches(request, remainder: remainder, now: now)
        var added = 0
        do throws(StateFailure) {
            if case .inState(let payload) = request.settings.items, case .object = payload.value {
                batcher.areMembers = true
            }
            for index in 0..<count {
                try batcher.add(items[index], index: position + index, source: source)
                added += 1
            }
            if isLast { batcher.finish() }
            emit(
                .itemsTaken(count: count, inputs: batcher.inputs, remainder: batcher.remainder, isLast: isLast),
                &turn)
        } catch {
            takeLast(batcher, count: added, &turn)
            begin(.failure(request.explain(error)), &turn)
        }
    }

    /// There are no more items than those that are in `batches`.
    private mutating func takeLast(_ batches: ItemBatches, count: Int, _ turn: inout MapRunTurn) {
        var batches = batches
        batches.finish()
        emit(.itemsTaken(count: count, inputs: batches.inputs, remainder: [], isLast: true), &turn)
    }
}
