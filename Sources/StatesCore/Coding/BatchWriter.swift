import JSONModel
import StatesLanguage

/// Writes records: what events, events of map runs and messages have in common.
struct BatchWriter: Sendable {
    private let paths: StatePaths?
    var window = TextWindow()
    /// Which texts the window has, by identity: it keeps them alive, so no other object has theirs.
    private var known = NumberTable()
    /// The last text that was referred to, as the next event often has it too.
    private var last: (address: UInt64, number: Int) = (0, 0)
    /// Short texts, by what they say.
    private var short = NumberTable()
    /// Numbers of states, by index; -1 for those that have none yet.
    private var stateNumbers: [Int]
    private var stateCount = 0
    var checksum = Checksum.start
    /// The batch, and the fields of the record that is being written: texts are defined before it.
    private var output: [UInt8] = []
    private var fields: [UInt8] = []
    private var start = 0

    init(_ program: Program?) {
        paths = program?.paths
        stateNumbers = Array(repeating: -1, count: program?.nodes.count ?? 0)
    }

    /// Goes on where a reader stopped.
    init(_ program: Program?, window: TextWindow, states: [StateIndex], checksum: UInt32) {
        self.init(program)
        self.window = window
        self.checksum = checksum
        for number in window.first..<window.next {
            guard let text = window[number] else { continue }
            var bytes: [UInt8] = []
            if text.byteCount <= Self.shortBytes { text.write(to: &bytes) }
            remember(text, as: number, hash: hash(of: text, bytes[...]))
        }
        for (number, state) in states.enumerated() { stateNumbers[Int(state)] = number }
        stateCount = states.count
    }

    /// Texts of up to so many bytes are found by what they say, longer ones by identity alone.
    private static let shortBytes = 1_024

    private mutating func remember(_ text: Payload, as number: Int, hash: UInt64) {
        known.set(text.address, to: number)
        guard hash != 0 else { return }
        short.set(hash, to: number)
        window.set(hash: hash, of: number)
    }

    /// Of a short text and its form, so that a text that is found gives back the form as well; else 0.
    private func hash(of payload: Payload, _ text: ArraySlice<UInt8>) -> UInt64 {
        guard payload.byteCount <= Self.shortBytes else { return 0 }
        var hash = StableHash()
        switch payload.form {
        case .compact: hash.add(1)
        case .verbatim: hash.add(2)
        case .splice: return 0
        }
        text.withUnsafeBytes { hash.add($0) }
        return hash.value
    }

    mutating func begin(_ bytes: inout [UInt8]) {
        swap(&output, &bytes)
        start = output.count
        output.append(Format.version)
    }

    mutating func end(_ bytes: inout [UInt8]) {
        checksum = Checksum.of(output[start...], after: checksum)
        for shift in [0, 8, 16, 24] as [UInt32] { output.append(UInt8(truncatingIfNeeded: checksum >> shift)) }
        swap(&output, &bytes)
        output = []
    }

    /// Ends the record whose fields were written.
    mutating func close(_ kind: some RawRepresentable<UInt64>) {
        output.append(varint: kind.rawValue)
        output.append(contentsOf: fields)
        output.append(0)
        fields.removeAll(keepingCapacity: true)
        var oldest = window.first
        while let entry = window.popExcess() {
            known.remove(entry.text.address)
            if last.number == oldest { last = (0, 0) }
            if entry.hash != 0, short[entry.hash] == oldest { short.remove(entry.hash) }
            oldest += 1
        }
    }

    private mutating func key(_ tag: FieldTag, _ wire: Format.Wire) {
        fields.append(varint: tag.rawValue << 2 | wire.rawValue)
    }

    mutating func number(_ tag: FieldTag, _ value: UInt64) {
        key(tag, .number)
        fields.append(varint: value)
    }

    mutating func integer(_ tag: FieldTag, _ value: some BinaryInteger) {
        number(tag, ZigZag.encode(Int64(truncatingIfNeeded: value)))
    }

    mutating func integer(_ tag: FieldTag, ifPresent value: Int?) { if let value { integer(tag, value) } }

    mutating func text(_ tag: FieldTag, _ payload: Payload) {
        let number = define(payload)
        key(tag, .text)
        fields.append(varint: UInt64(number))
    }

    mutating func text(_ tag: FieldTag, ifPresent payload: Payload?) { if let payload { text(tag, payload) } }

    mutating func string(_ tag: FieldTag, _ string: String?) {
        if let string { text(tag, Payload(.string(string))) }
    }

    mutating func state(_ tag: FieldTag, _ index: StateIndex) {
        let number = index == .end ? 0 : define(index) + 1
        key(tag, .state)
        fields.append(varint: UInt64(number))
    }

    private mutating func define(_ index: StateIndex) -> Int {
        if stateNumbers[Int(index)] >= 0 { return stateNumbers[Int(index)] }
        guard let path = paths?[index] else { return 0 }
        let parent = path.parent == .end ? 0 : define(path.parent) + 1
        output.append(varint: Format.state)
        output.append(varint: UInt64(parent))
        output.append(varint: UInt64(path.branch))
        output.append(varint: UInt64(path.name.utf8.count))
        output.append(contentsOf: path.name.utf8)
        stateNumbers[Int(index)] = stateCount
        stateCount += 1
        return stateCount - 1
    }

    /// The number of `payload`, whose text stands in the bytes after this.
    private mutating func define(_ payload: Payload) -> Int {
        let address = payload.address
        if address == last.address { return last.number }
        let number = known[address] ?? makeNumber(of: payload)
        // A text that stands in the window under another one's number may be freed, and its address used again.
        last = window[number]?.identity == payload.identity ? (address, number) : (0, 0)
        return number
    }

    private mutating func makeNumber(of payload: Payload) -> Int {
        let mark = output.count
        output.append(varint: Format.text)
        write(payload)
        let hash = hash(of: payload, output.suffix(payload.byteCount))
        if hash != 0, let number = short[hash], let same = window[number], same == payload,
            same.isUntouchedText == payload.isUntouchedText
        {
            output.removeSubrange(mark...)
            return number
        }
        let number = window.next
        window.append(payload)
        remember(payload, as: number, hash: hash)
        return number
    }

    private mutating func write(_ payload: Payload) {
        switch payload.form {
        case .splice(let parts):
            output.append(varint: Format.TextForm.splice.rawValue)
            output.append(varint: UInt64(parts.count))
            for part in parts {
                if let number = known[part.address] {
                    output.append(varint: Format.TextForm.reference.rawValue)
                    output.append(varint: UInt64(number))
                } else {
                    write(part)
                }
            }
        case .compact: write(payload, .compact)
        case .verbatim: write(payload, .verbatim)
        }
    }

    private mutating func write(_ payload: Payload, _ form: Format.TextForm) {
        output.append(varint: form.rawValue)
        output.append(varint: UInt64(payload.byteCount))
        payload.write(to: &output)
    }
}

extension Payload {
    /// Its identity as a number.
    fileprivate var address: UInt64 { UInt64(UInt(bitPattern: identity)) }
}
