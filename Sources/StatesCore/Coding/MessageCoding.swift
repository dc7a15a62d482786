import JSONModel
import StatesLanguage

/// The stored form of a message: what waits in an inbox until the owner of the execution takes it. A batch of its own
/// with one record; see `Format`.
public enum MessageCoding {
    public static func encode(_ message: Message) -> [UInt8] {
        var writer = BatchWriter(nil)
        var bytes: [UInt8] = []
        writer.begin(&bytes)
        writer.put(message)
        writer.end(&bytes)
        return bytes
    }

    public static func decode(_ bytes: [UInt8]) throws(EventCodingError) -> Message {
        var reader = BatchReader(nil)
        var message: Message?
        try reader.read(bytes[...]) { (fields: FieldReader) throws(EventCodingError) in
            guard let kind = MessageKind(rawValue: fields.record.kind) else {
                throw fields.failure(.unknownEvent(fields.record.kind))
            }
            message = try fields.message(kind)
        }
        guard let message else { throw EventCodingError(reason: .malformed("there is no message"), offset: 0) }
        return message
    }
}

/// The number of each kind of message in the stored form.
enum MessageKind: UInt64 {
    case start = 16, taskStarted, taskSubmitted, taskSucceeded, taskFailed, taskHeartbeat, timersFired
    case mapRunSucceeded = 23, mapRunFailed, stop, redrive, resume
}

extension BatchWriter {
    fileprivate mutating func put(_ message: Message) {
        switch message {
        case .start(let input): put(nil, input, .start)
        case .taskStarted(let id, let worker):
            string(.worker, worker)
            put(id, nil, .taskStarted)
        case .taskSubmitted(let id, let output): put(id, output, .taskSubmitted)
        case .taskSucceeded(let id, let output): put(id, output, .taskSucceeded)
        case .taskFailed(let id, let failure):
            string(.error, failure.error)
            string(.cause, failure.cause)
            number(.stage, StageCode(failure.stage).rawValue)
            put(id, nil, .taskFailed)
        case .taskHeartbeat(let id): put(id, nil, .taskHeartbeat)
        case .timersFired(let timers):
            for timer in timers {
                self.id(timer.entry, timer.attempt, timer.frame)
                number(.purpose, UInt64(timer.purpose.rawValue))
            }
            close(MessageKind.timersFired)
        case .mapRunSucceeded(let id, let output): put(id, output, .mapRunSucceeded)
        case .mapRunFailed(let id, let failure):
            self.failure(failure)
            put(id, nil, .mapRunFailed)
        case .stop(let error, let cause):
            string(.error, error)
            string(.cause, cause)
            close(MessageKind.stop)
        case .redrive: close(MessageKind.redrive)
        case .resume: close(MessageKind.resume)
        }
    }

    private mutating func put(_ id: TaskID?, _ payload: Payload?, _ kind: MessageKind) {
        if let id { self.id(id.entry, id.attempt, id.frame) }
        text(.text, ifPresent: payload)
        close(kind)
    }

    private mutating func id(_ entry: Int, _ attempt: Int, _ frame: Int32) {
        integer(.taskEntry, entry)
        integer(.taskAttempt, attempt)
        integer(.taskFrame, frame)
    }
}

extension FieldReader {
    fileprivate func message(_ kind: MessageKind) throws(EventCodingError) -> Message {
        switch kind {
        case .start: .start(input: try text())
        case .taskStarted: .taskStarted(try taskID(), worker: try string(ifPresent: .worker))
        case .taskSubmitted: .taskSubmitted(try taskID(), output: try text())
        case .taskSucceeded: .taskSucceeded(try taskID(), output: try text())
        case .taskFailed:
            .taskFailed(
                try taskID(),
                TaskFailure(
                    error: try string(ifPresent: .error), cause: try string(ifPresent: .cause), stage: try stage()))
        case .taskHeartbeat: .taskHeartbeat(try taskID())
        case .timersFired: .timersFired(try timers())
        case .mapRunSucceeded: .mapRunSucceeded(try taskID(), output: text(ifPresent: .text))
        case .mapRunFailed: .mapRunFailed(try taskID(), try failure())
        case .stop: .stop(error: try string(ifPresent: .error), cause: try string(ifPresent: .cause))
        case .redrive: .redrive
        case .resume: .resume
        }
    }

    private func taskID() throws(EventCodingError) -> TaskID {
        TaskID(
            entry: try integer(.taskEntry), attempt: try integer(.taskAttempt), frame: try integer(.taskFrame))
    }

    /// The fields of a timer follow one another; its purpose comes last.
    private func timers() throws(EventCodingError) -> [TimerID] {
        var timers: [TimerID] = []
        var start = 0
        for (index, field) in record.fields.enumerated() where field.tag == FieldTag.purpose.rawValue {
            var part = record
            part.fields = Array(record.fields[start...index])
            start = index + 1
            let fields = FieldReader(part)
            let id = try fields.taskID()
            guard let purpose = UInt8(exactly: try fields.number(.purpose)).flatMap(TimerID.Purpose.init(rawValue:))
            else { throw failure(.malformed("a timer has a purpose that is not known")) }
            timers.append(TimerID(entry: id.entry, attempt: id.attempt, frame: id.frame, purpose: purpose))
        }
        return timers
    }
}
