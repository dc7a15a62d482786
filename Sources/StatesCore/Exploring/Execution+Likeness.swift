import JSONModel
package import StatesLanguage

/// What an explorer needs of an execution: what it waits for, and which executions are alike.
extension Execution {
    /// One place that goes no further until something happens outside.
    package struct Waiting: Sendable {
        /// What it waits for.
        package enum Need: Sendable {
            case task(TaskRequest)
            /// A Wait state, or the delay before a retry.
            case timer(TimerID, due: Timestamp)
            case mapRun(MapRunRequest)
        }

        /// Branch and iteration numbers on the way to it, outermost first: the same in executions that are alike.
        package var path: [Int32]
        package var state: StateIndex
        package var need: Need
    }

    /// Everything that it waits for but the end of its own time, in an order that executions that are alike share.
    package var waits: [Waiting] {
        guard status == .running, !frames.isEmpty else { return [] }
        var waits: [Waiting] = []
        appendWaits(of: 0, path: [], to: &waits)
        return waits
    }

    private func appendWaits(of frame: Int32, path: [Int32], to waits: inout [Waiting]) {
        let place = frames[Int(frame)]
        let need: Waiting.Need
        switch place.phase {
        case .task(let task):
            guard let request = request(task, frame) else { return }
            need = .task(request)
        case .waiting(let due): need = .timer(timer(frame, .wait), due: due)
        case .retrying(let due): need = .timer(timer(frame, .retry), due: due)
        case .mapRun(let settings): need = .mapRun(mapRunRequest(settings, frame))
        case .fannedOut:
            for child in fanOuts[Int(place.fanOut)].running {
                appendWaits(of: child, path: path + [frames[Int(child)].slot], to: &waits)
            }
            return
        case .arriving, .hung, .entered, .succeeded, .failed, .aborted, .halted, .ended, .free: return
        }
        waits.append(Waiting(path: path, state: place.state, need: need))
    }

    /// The timer of the execution's own time, and when it is due.
    package var endOfTime: (timer: TimerID, due: Timestamp)? {
        guard let startTime, case .startTimer(let timer, let due) = executionTimer(startedAt: startTime) else {
            return nil
        }
        return (timer, due)
    }

    /// Where it ended: the state of the machine's own scope that ran last.
    package var lastState: StateIndex? { frames.first.map(\.state) }

    /// Bytes that are the same for executions of one machine that go on alike: all that decides about it without
    /// times, ids and counters.
    ///
    /// Runs of tasks and entries of states are not counted, retries are. In payloads and variables, times since the
    /// start of the execution count as one, as do random UUIDs and the numbers of events in causes. Of an execution
    /// that has ended, its status, error and last state count.
    ///
    /// - Parameter limit: retries of a retrier that allows more than this are not counted.
    package func likeness(countingRetriesTo limit: Int) -> [UInt8] {
        var writer = LikenessWriter(startTime: startTime ?? now)
        writer.add(text: status.rawValue)
        guard status == .running else {
            writer.add(text: failure?.error ?? "")
            writer.add(Int(lastState ?? .end))
            return writer.bytes
        }
        if !frames.isEmpty { add(0, limit, to: &writer) }
        return writer.bytes
    }

    private func add(_ frame: Int32, _ limit: Int, to writer: inout LikenessWriter) {
        let place = frames[Int(frame)]
        writer.add(Int(place.slot))
        writer.add(Int(place.state))
        switch place.phase {
        case .arriving(let state): writer.add(1, Int(state))
        case .hung(let state): writer.add(2, Int(state))
        case .entered: writer.add(3)
        case .task: writer.add(4)
        case .succeeded(let result):
            writer.add(5)
            writer.add(result.value)
        case .failed(let failure):
            writer.add(6)
            writer.add(text: failure.error ?? "")
            writer.add(text: failure.cause ?? "")
        case .waiting: writer.add(7)
        case .retrying: writer.add(8)
        case .fannedOut: writer.add(9)
        case .mapRun: writer.add(10)
        case .aborted: writer.add(11)
        case .halted: writer.add(12)
        case .ended: writer.add(13)
        case .free: writer.add(14)
        }
        writer.add(place.payload.value)
        let retriers = place.state == .end ? [] : node(of: frame).errorHandlers?.retriers ?? []
        for (index, used) in place.retries.enumerated() where used > 0 && retriers[index].maxAttempts <= limit {
            writer.add(15, index, Int(used))
        }
        for variable in place.variables.sorted(by: { $0.name < $1.name }) {
            writer.add(text: variable.name)
            writer.add(variable.value)
        }
        guard place.fanOut >= 0 else { return writer.add(16) }
        let fanOut = fanOuts[Int(place.fanOut)]
        writer.add(17, fanOut.next)
        if let items = fanOut.items { writer.add(.array(items)) }
        for result in fanOut.results {
            writer.add(result == nil ? 18 : 19)
            if let result { writer.add(result.value) }
        }
        for child in fanOut.running { add(child, limit, to: &writer) }
        writer.add(20)
    }
}

/// Writes values so that two give the same bytes if and only if they are alike.
private struct LikenessWriter {
    private(set) var bytes: [UInt8] = []
    let startTime: Timestamp

    init(startTime: Timestamp) { self.startTime = startTime }

    mutating func add(_ numbers: Int...) {
        for number in numbers { withUnsafeBytes(of: Int64(number).littleEndian) { bytes += $0 } }
    }

    /// With its length before it, so that nothing runs into what follows.
    mutating func add(text: String) {
        add(text.utf8.count)
        bytes += text.utf8
    }

    /// Depth costs no stack.
    mutating func add(_ value: JSONValue) {
        var waiting = [value]
        while let value = waiting.popLast() {
            switch value {
            case .null: bytes.append(0)
            case .bool(let bool): bytes.append(bool ? 1 : 2)
            case .number:
                bytes.append(3)
                add(text: value.description)
            case .string(let text):
                bytes.append(4)
                add(text: alike(text))
            case .array(let array):
                bytes.append(5)
                add(array.count)
                for element in array.reversed() { waiting.append(element) }
            case .object(let object):
                bytes.append(6)
                add(object.count)
                for member in object.reversed() {
                    waiting.append(member.value)
                    waiting.append(.string(member.key))
                }
            }
        }
    }

    /// What stands for `text` and for all texts that differ in times, random ids and event ids alone.
    private func alike(_ text: String) -> String {
        let count = text.utf8.count
        if count == 36, text.isRandomUUID { return "\u{1}id" }
        if (20...35).contains(count), let time = Timestamp(rfc3339: text), time >= startTime { return "\u{1}time" }
        let marker = "entered at the event id #"
        guard count > marker.utf8.count, let place = text.firstRange(of: marker) else { return text }
        return String(text[..<place.upperBound] + text[place.upperBound...].drop(while: \.isNumber))
    }
}

extension String {
    /// Whether it is a UUID of version 4.
    fileprivate var isRandomUUID: Bool {
        for (index, byte) in utf8.enumerated() {
            switch index {
            case 8, 13, 18, 23: guard byte == UInt8(ascii: "-") else { return false }
            case 14: guard byte == UInt8(ascii: "4") else { return false }
            default:
                let letter = byte | 0x20
                guard (0x30...0x39).contains(byte) || (0x61...0x66).contains(letter) else { return false }
            }
        }
        return true
    }
}
