import JSONModel
import StatesLanguage

/// The number of each kind of event of a map run in the stored form.
enum MapRunEventKind: UInt64, CaseIterable {
    case started = 16, itemsTaken, childStarted, childEnded, endingBegan, writingBegan, resultsWritten
    case succeeded = 23, failed, aborted, bucketFound
}

/// Makes the stored form of a map run's events, as `EventEncoder` does for those of an execution.
public struct MapRunEventEncoder: Sendable {
    private var writer: BatchWriter
    private var time: Timestamp

    public init() {
        writer = BatchWriter(nil)
        time = Timestamp(seconds: 0)
    }

    init(writer: BatchWriter, time: Timestamp) {
        self.writer = writer
        self.time = time
    }

    /// Appends a batch to `bytes`.
    public mutating func encode(_ events: some Collection<MapRunEvent>, into bytes: inout [UInt8]) {
        writer.begin(&bytes)
        for event in events {
            writer.time(.seconds, .nanoseconds, event.time, since: time)
            time = event.time
            let kind = writer.body(of: event.body, at: time)
            writer.close(kind)
        }
        writer.end(&bytes)
    }
}

/// Reads what a `MapRunEventEncoder` wrote, batch by batch in order.
public struct MapRunEventDecoder: Sendable {
    private let request: MapRunRequest
    private var reader = BatchReader(nil)
    private var time = Timestamp(seconds: 0)

    public init(_ request: MapRunRequest) { self.request = request }

    /// The encoder that goes on where this decoder stopped.
    public var encoder: MapRunEventEncoder { MapRunEventEncoder(writer: reader.writer, time: time) }

    /// - Parameter bytes: one batch, all of it.
    public mutating func decode(_ bytes: [UInt8]) throws(EventCodingError) -> [MapRunEvent] {
        var events: [MapRunEvent] = []
        var time = time
        try reader.read(bytes[...]) { (fields: FieldReader) throws(EventCodingError) in
            guard let kind = MapRunEventKind(rawValue: fields.record.kind) else {
                throw fields.failure(.unknownEvent(fields.record.kind))
            }
            time = try fields.time(.seconds, .nanoseconds, since: time)
            events.append(MapRunEvent(time: time, body: try fields.body(kind, of: request, at: time)))
        }
        self.time = time
        return events
    }
}

extension BatchWriter {
    fileprivate mutating func body(of body: MapRunEvent.Body, at time: Timestamp) -> MapRunEventKind {
        switch body {
        case .started: return .started
        case .bucketFound: return .bucketFound
        case .itemsTaken(let count, let inputs, let remainder, let isLast):
            integer(.count, count)
            for input in inputs {
                text(.input, input.payload)
                integer(.inputItems, input.items)
            }
            for item in remainder { text(.remainder, Payload(item)) }
            number(.flag, isLast ? 1 : 0)
            return .itemsTaken
        case .childStarted(let index):
            integer(.index, index)
            return .childStarted
        case .childEnded(let index, let outcome):
            integer(.index, index)
            put(outcome, endingAt: time)
            return .childEnded
        case .endingBegan(.stop): return .endingBegan
        case .endingBegan(.failure(let failure)):
            number(.flag, 1)
            self.failure(failure)
            return .endingBegan
        case .writingBegan(let writing):
            put(writing)
            return .writingBegan
        case .resultsWritten: return .resultsWritten
        case .succeeded(let output):
            text(.text, ifPresent: output)
            return .succeeded
        case .failed(let failure):
            self.failure(failure)
            return .failed
        case .aborted: return .aborted
        }
    }

    private mutating func put(_ outcome: ChildOutcome, endingAt time: Timestamp) {
        number(.status, StatusCode(outcome.status).rawValue)
        text(.text, ifPresent: outcome.output)
        if let failure = outcome.failure {
            number(.flag, 1)
            self.failure(failure)
        }
        guard let start = outcome.startTime, let stop = outcome.stopTime else { return }
        number(.hasTimes, 1)
        self.time(.startSeconds, .startNanoseconds, start, since: time)
        self.time(.stopSeconds, .stopNanoseconds, stop, since: time)
    }

    private mutating func put(_ writing: ResultWriting) {
        integer(.count, writing.results)
        integer(.limit, writing.pending)
        number(.flag, writing.isLast ? 1 : 0)
        guard let files = writing.files else { return }
        for (place, series) in files.series.enumerated() {
            for size in series.sizes { integer(.fileSize, size) }
            number(.fileIsOpen, (series.isOpen ? 1 : 0) | UInt64(place) << 1)
        }
        integer(.fileItems, files.items)
        integer(.fileRecords, files.records)
    }
}

extension FieldReader {
    fileprivate func body(
        _ kind: MapRunEventKind, of request: MapRunRequest, at time: Timestamp
    ) throws(EventCodingError) -> MapRunEvent.Body {
        switch kind {
        case .started: .started
        case .bucketFound: .bucketFound
        case .itemsTaken:
            .itemsTaken(
                count: try integer(.count), inputs: try inputs(), remainder: remainder,
                isLast: try number(.flag) != 0)
        case .childStarted: .childStarted(index: try integer(.index))
        case .childEnded: .childEnded(index: try integer(.index), try outcome(endingAt: time))
        case .endingBegan: .endingBegan(has(.flag) ? .failure(try failure()) : .stop)
        case .writingBegan: .writingBegan(try writing(request))
        case .resultsWritten: .resultsWritten
        case .succeeded: .succeeded(output: text(ifPresent: .text))
        case .failed: .failed(try failure())
        case .aborted: .aborted
        }
    }

    private var remainder: [JSONValue] {
        record.fields.compactMap { field in
            if case .text(let text) = field.value, field.tag == FieldTag.remainder.rawValue { text.value } else { nil }
        }
    }

    private func inputs() throws(EventCodingError) -> [ChildInput] {
        var inputs: [ChildInput] = []
        for field in record.fields {
            switch (field.tag, field.value) {
            case (FieldTag.input.rawValue, .text(let payload)): inputs.append(ChildInput(payload: payload, items: 0))
            case (FieldTag.inputItems.rawValue, .number(let bits)):
                guard !inputs.isEmpty else { throw failure(.malformed("a count of items has no input")) }
                inputs[inputs.count - 1].items = Int(ZigZag.decode(bits))
            default: break
            }
        }
        return inputs
    }

    private func outcome(endingAt time: Timestamp) throws(EventCodingError) -> ChildOutcome {
        guard let status = StatusCode(rawValue: try number(.status)) else {
            throw failure(.malformed("a child has a status that is not known"))
        }
        var outcome = ChildOutcome(
            status: status.status, output: text(ifPresent: .text), failure: has(.flag) ? try failure() : nil)
        if has(.hasTimes) {
            outcome.startTime = try self.time(.startSeconds, .startNanoseconds, since: time)
            outcome.stopTime = try self.time(.stopSeconds, .stopNanoseconds, since: time)
        }
        return outcome
    }

    private func writing(_ request: MapRunRequest) throws(EventCodingError) -> ResultWriting {
        var files: ResultFiles?
        if has(.fileItems), let export = try? request.export() {
            var made = ResultFiles(export, items: try integer(.fileItems), records: try integer(.fileRecords))
            var sizes: [Int] = []
            for field in record.fields {
                guard case .number(let bits) = field.value else { continue }
                if field.tag == FieldTag.fileSize.rawValue { sizes.append(Int(ZigZag.decode(bits))) }
                guard field.tag == FieldTag.fileIsOpen.rawValue else { continue }
                guard bits >> 1 < UInt64(made.series.count), bits & 1 == 0 || !sizes.isEmpty else {
                    throw failure(.malformed("a series of result files that there cannot be"))
                }
                made.series[Int(bits >> 1)] = ResultFiles.Series(sizes: sizes, isOpen: bits & 1 != 0)
                sizes = []
            }
            files = made
        }
        return ResultWriting(
            results: try integer(.count), pending: try integer(.limit), isLast: try number(.flag) != 0, files: files)
    }
}

/// How an execution ended, in the stored form.
private enum StatusCode: UInt64 {
    case running, succeeded, failed, timedOut, aborted

    init(_ status: Execution.Status) {
        self =
            switch status {
            case .running: .running
            case .succeeded: .succeeded
            case .failed: .failed
            case .timedOut: .timedOut
            case .aborted: .aborted
            }
    }

    var status: Execution.Status {
        switch self {
        case .running: .running
        case .succeeded: .succeeded
        case .failed: .failed
        case .timedOut: .timedOut
        case .aborted: .aborted
        }
    }
}
