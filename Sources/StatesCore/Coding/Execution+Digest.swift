import JSONModel
import StatesLanguage

/// A number that tells whether a fold gave the value that was stored.
extension Execution {
    /// The same for equal values in every process, on every machine and with every version of Swift; states count by
    /// their paths, so it outlives a definition whose states were moved about.
    ///
    /// It is made of the value itself, not of the events: a fold that goes wrong shows although its events are
    /// right. All that `apply` decides is in it whole: status, times, event ids, entries, attempts, retries, deadlines,
    /// phases, the shape of the arena with its free places, names of variables, errors and causes. Of payloads and of
    /// variables' values it takes the length of the text and the first values inside, a bounded number of them: they
    /// come from events, whose bytes have a checksum of their own, and `apply` only moves them. So it costs by the
    /// frames in use and not by what goes through them. What is fixed before the start counts by its seed alone.
    public var digest: UInt64 {
        var hash = StableHash()
        hash.add(status.rawValue)
        hash.add(settings.seed)
        hash.add(now)
        hash.add(startTime)
        hash.add(redriveTime)
        hash.add(lastEventID)
        hash.add(stateEntries)
        hash.add(redriveCount)
        hash.add(input, sample: Self.sample)
        hash.add(output, sample: Self.sample)
        hash.add(failure)
        hash.add(frames.count)
        for frame in frames { add(frame, to: &hash) }
        hash.add(freeFrames)
        hash.add(fanOuts.count)
        for fanOut in fanOuts { add(fanOut, to: &hash) }
        hash.add(freeFanOuts)
        hash.add(failedMapRuns.count)
        for (frame, mapRun) in failedMapRuns.sorted(by: { $0.key < $1.key }) {
            hash.add(frame)
            hash.add(mapRun.started)
            hash.add(mapRun.settings)
        }
        return hash.value
    }

    /// How many values inside a payload count.
    private static let sample = 16
    /// The same for each of the results of a fan-out, which may be thousands.
    private static let resultSample = 2

    private func add(_ frame: Frame, to hash: inout StableHash) {
        add(frame.phase, to: &hash)
        hash.add(frame.parent)
        hash.add(frame.slot)
        hash.add(program.paths.hash(of: frame.state))
        hash.add(frame.payload, sample: Self.sample)
        hash.add(frame.entry)
        hash.add(frame.attempt)
        hash.add(frame.enteredTime)
        hash.add(frame.enteredEvent)
        hash.add(frame.enteredPrevious)
        hash.add(frame.lastEvent)
        hash.add(frame.retries)
        hash.add(frame.fanOut)
        hash.add(frame.variables.count)
        for variable in frame.variables {
            hash.add(variable.name)
            hash.add(variable.value, sample: Self.sample)
        }
    }

    private func add(_ phase: Frame.Phase, to hash: inout StableHash) {
        switch phase {
        case .arriving(let state):
            hash.add(1)
            hash.add(program.paths.hash(of: state))
        case .hung(let state):
            hash.add(2)
            hash.add(program.paths.hash(of: state))
        case .entered: hash.add(3)
        case .task(let task):
            hash.add(4)
            hash.add(task)
        case .succeeded(let result):
            hash.add(5)
            hash.add(result, sample: Self.sample)
        case .failed(let failure):
            hash.add(6)
            hash.add(failure)
        case .waiting(let due):
            hash.add(7)
            hash.add(due)
        case .retrying(let due):
            hash.add(8)
            hash.add(due)
        case .fannedOut: hash.add(9)
        case .mapRun(let settings):
            hash.add(10)
            hash.add(settings)
        case .aborted: hash.add(11)
        case .halted(let next):
            hash.add(12)
            hash.add(next.map { $0 == .end ? 1 : program.paths.hash(of: $0) } ?? 0)
        case .ended: hash.add(13)
        case .free: hash.add(14)
        }
    }

    private func add(_ fanOut: FanOut, to hash: inout StableHash) {
        hash.add(fanOut.items.map { $0.byteCount + 1 } ?? 0)
        if let items = fanOut.items { hash.add(.array(items), sample: Self.sample) }
        hash.add(fanOut.results.count)
        for result in fanOut.results { hash.add(result, sample: Self.resultSample) }
        hash.add(fanOut.running)
        hash.add(fanOut.next)
        hash.add(fanOut.concurrency)
        hash.add(fanOut.finished)
        hash.add(fanOut.lastStateEvent)
    }
}

extension StableHash {
    fileprivate mutating func add(_ time: Timestamp?) {
        add(time?.seconds ?? .min)
        add(time?.nanoseconds ?? -1)
    }

    fileprivate mutating func add(_ numbers: [Int32]) {
        add(numbers.count)
        for number in numbers { add(number) }
    }

    fileprivate mutating func add(ifPresent text: String?) {
        add(text == nil ? 0 : 1)
        if let text { add(text) }
    }

    fileprivate mutating func add(_ failure: Failure?) {
        guard let failure else { return add(0) }
        add((failure.isCatchable ? 1 : 2) + (failure.isHeartbeat ? 4 : 0))
        add(ifPresent: failure.error)
        add(ifPresent: failure.cause)
    }

    fileprivate mutating func add(_ task: OutstandingTask) {
        add(task.schedule.parameters, sample: 16)
        add(task.schedule.timeoutSeconds ?? -1)
        add(task.schedule.heartbeatSeconds ?? -1)
        add(ifPresent: task.schedule.credentialsRoleARN)
        add(task.scheduledAt)
        add(task.timeoutDue)
        add(task.heartbeatDue)
        add((task.isStarted ? 1 : 0) + (task.isSubmitted ? 2 : 0))
    }

    fileprivate mutating func add(_ settings: MapRunSettings) {
        add(settings.arn)
        add(settings.label)
        switch settings.items {
        case .inState(let items): add(items, sample: 16)
        case .read(let parameters):
            add(1)
            add(parameters, sample: 16)
        }
        add(settings.concurrency)
        add(settings.toleratedFailureCount ?? -1)
        add(settings.toleratedFailurePercentage?.bitPattern ?? 1)
        add(settings.maxItems)
        add(settings.batching?.bytes ?? -1)
        add(settings.batching?.items ?? -1)
        add(settings.batching?.input, sample: 16)
        add(settings.writerParameters, sample: 16)
        add(settings.redriveCount)
    }

    fileprivate mutating func add(_ payload: Payload?, sample: Int) {
        guard let payload else { return add(0) }
        add(payload.byteCount)
        add(payload.value, sample: sample)
    }

    /// The first `sample` values, depth first, and how long the text of each is.
    fileprivate mutating func add(_ value: JSONValue, sample: Int) {
        var left = sample
        add(value, &left)
    }

    private mutating func add(_ value: JSONValue, _ left: inout Int) {
        guard left > 0 else { return }
        left -= 1
        switch value {
        case .null: add(1)
        case .bool(let bool): add(bool ? 2 : 3)
        case .number(let number):
            switch number {
            case .int(let int): add(int)
            case .double(let double): add(double.bitPattern)
            case .text(let text): add(text)
            }
        case .string(let string):
            string.withUTF8Bytes { bytes in
                let bytes = UnsafeRawBufferPointer(bytes)
                add(bytes.count)
                add(UnsafeRawBufferPointer(rebasing: bytes.prefix(64)))
            }
        case .array(let array):
            add(array.count)
            add(array.byteCount)
            for element in array {
                guard left > 0 else { return }
                add(element, &left)
            }
        case .object(let object):
            add(object.count)
            add(object.byteCount)
            for member in object {
                guard left > 0 else { return }
                add(member.key)
                add(member.value, &left)
            }
        }
    }
}
