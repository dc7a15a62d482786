import JSONModel
import StatesLanguage

/// A record as it was read, before anybody asks what its kind means: what an upcaster changes.
struct StoredRecord {
    enum Value {
        case number(UInt64)
        case text(Payload)
        case bytes(ArraySlice<UInt8>)
        case state(StateIndex)
    }

    var kind: UInt64 = 0
    var fields: [(tag: UInt64, value: Value)] = []
    /// Where it begins.
    var offset = 0
}

/// Makes the record of one format version that of the next.
typealias Upcaster = @Sendable (inout StoredRecord) -> Void

/// Reads what a `BatchWriter` wrote.
struct BatchReader: Sendable {
    private let program: Program?
    private(set) var window = TextWindow()
    /// States by number.
    private(set) var states: [StateIndex] = []
    private(set) var checksum = Checksum.start
    /// By the version that they raise.
    private let upcasters: [UInt8: Upcaster]

    /// There has been one version only.
    private static let upcasters: [UInt8: Upcaster] = [:]

    init(_ program: Program?, upcasters: [UInt8: Upcaster]? = nil) {
        self.program = program
        self.upcasters = upcasters ?? Self.upcasters
    }

    var writer: BatchWriter { BatchWriter(program, window: window, states: states, checksum: checksum) }

    /// Gives every record of the batch to `body`.
    mutating func read(
        _ bytes: ArraySlice<UInt8>, _ body: (FieldReader) throws(EventCodingError) -> Void
    ) throws(EventCodingError) {
        guard bytes.count >= 5, let version = bytes.first else {
            throw EventCodingError(reason: .malformed("a batch has five bytes at least"), offset: 0)
        }
        let content = bytes.dropLast(4)
        let sum = Checksum.of(content, after: checksum)
        let stored = bytes.suffix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard sum == stored else {
            throw EventCodingError(reason: .checksum, offset: content.count)
        }
        var steps: [Upcaster] = []
        for step in version..<max(version, Format.version) {
            guard let upcaster = upcasters[step] else {
                throw EventCodingError(reason: .unknownVersion(version), offset: 0)
            }
            steps.append(upcaster)
        }
        guard version <= Format.version else {
            throw EventCodingError(reason: .unknownVersion(version), offset: 0)
        }
        checksum = sum
        var reader = ByteReader(content.dropFirst(), start: bytes.startIndex)
        var record = StoredRecord()
        while !reader.isAtEnd {
            record.offset = reader.offset
            let kind = try reader.varint()
            switch kind {
            case Format.text: window.append(try form(&reader, depth: 0))
            case Format.state: try defineState(&reader)
            case ..<Format.firstKind: throw reader.failure(.unknownEvent(kind))
            default:
                record.kind = kind
                try fields(&reader, into: &record)
                for step in steps { step(&record) }
                try body(FieldReader(record))
                while window.popExcess() != nil {}
            }
        }
    }

    private func fields(
        _ reader: inout ByteReader, into record: inout StoredRecord
    ) throws(EventCodingError) {
        record.fields.removeAll(keepingCapacity: true)
        while true {
            let key = try reader.varint()
            if key == 0 { return }
            let value: StoredRecord.Value
            switch Format.Wire(rawValue: key & 3) {
            case .text: value = .text(try text(&reader))
            case .bytes: value = .bytes(try reader.take())
            case .state: value = .state(try state(&reader))
            case .number, nil: value = .number(try reader.varint())
            }
            record.fields.append((key >> 2, value))
        }
    }

    private func text(_ reader: inout ByteReader) throws(EventCodingError) -> Payload {
        guard let number = Int(exactly: try reader.varint()), let text = window[number] else {
            throw reader.failure(.malformed("a text is referred to that is not there"))
        }
        return text
    }

    private func state(_ reader: inout ByteReader) throws(EventCodingError) -> StateIndex {
        let number = try reader.varint()
        if number == 0 { return .end }
        guard number <= UInt64(states.count) else {
            throw reader.failure(.malformed("a state is referred to that is not there"))
        }
        return states[Int(number - 1)]
    }

    private mutating func defineState(_ reader: inout ByteReader) throws(EventCodingError) {
        let parent = try state(&reader)
        let branch = Int(truncatingIfNeeded: try reader.varint())
        guard let name = String(validating: try reader.take(), as: UTF8.self) else {
            throw reader.failure(.malformed("the name of a state is no UTF-8"))
        }
        let path = StatePaths.Path(parent: parent, branch: branch, name: name)
        guard let index = program?.paths.index(of: path) else { throw reader.failure(.unknownState(describe(path))) }
        states.append(index)
    }

    /// `Outer/0/Inner`.
    private func describe(_ path: StatePaths.Path) -> String {
        guard path.parent != .end, let program else { return path.name }
        return "\(describe(program.paths[path.parent]))/\(path.branch)/\(path.name)"
    }

    /// Whatever an execution recorded is read again, however deep it is: parsing needs no stack.
    private static let limits = JSONLimits(maximumDepth: 1 << 30)

    private func form(_ reader: inout ByteReader, depth: Int) throws(EventCodingError) -> Payload {
        switch Format.TextForm(rawValue: try reader.varint()) {
        case .reference: return try text(&reader)
        case .splice:
            // A writer nests fewer: deeper splices are texts.
            guard depth < 64 else { throw reader.failure(.malformed("splices are nested too deeply")) }
            var parts: [Payload] = []
            var bytes = 0
            for _ in 0..<(try reader.count()) {
                let part = try form(&reader, depth: depth + 1)
                bytes += part.byteCount + 1
                guard bytes < Self.limits.maximumBytes else {
                    throw reader.failure(.malformed("a text has too many bytes"))
                }
                parts.append(part)
            }
            return .splice(parts)
        case .compact:
            let text = try reader.take()
            guard let value = try? JSONParser.parse(Array(text), limits: Self.limits) else {
                throw reader.failure(.malformed("a text is no JSON"))
            }
            return Payload(value)
        case .verbatim:
            let text = try reader.take()
            guard let payload = try? Payload(text: Array(text), limits: Self.limits) else {
                throw reader.failure(.malformed("a text is no JSON"))
            }
            return payload
        case nil: throw reader.failure(.malformed("a text has a form that is not known"))
        }
    }
}
