import JSONModel
import StatesLanguage

/// The fields of a record, with the types that are expected.
struct FieldReader {
    let record: StoredRecord

    init(_ record: StoredRecord) { self.record = record }

    func failure(_ reason: EventCodingError.Reason) -> EventCodingError {
        EventCodingError(reason: reason, offset: record.offset)
    }

    private func lacks(_ tag: FieldTag) -> EventCodingError {
        failure(.malformed("event kind \(record.kind) lacks its field “\(tag)”, or it is not of its type"))
    }

    private func value(_ tag: FieldTag) -> StoredRecord.Value? {
        for field in record.fields where field.tag == tag.rawValue { return field.value }
        return nil
    }

    func has(_ tag: FieldTag) -> Bool { value(tag) != nil }

    func number(ifPresent tag: FieldTag) -> UInt64? {
        if case .number(let bits) = value(tag) { bits } else { nil }
    }

    func number(_ tag: FieldTag) throws(EventCodingError) -> UInt64 {
        guard let number = number(ifPresent: tag) else { throw lacks(tag) }
        return number
    }

    func integer<I: FixedWidthInteger>(ifPresent tag: FieldTag, as type: I.Type = I.self) throws(EventCodingError) -> I?
    {
        guard let bits = number(ifPresent: tag) else { return nil }
        guard let integer = I(exactly: ZigZag.decode(bits)) else { throw lacks(tag) }
        return integer
    }

    func integer<I: FixedWidthInteger>(_ tag: FieldTag, as type: I.Type = I.self) throws(EventCodingError) -> I {
        guard let integer: I = try integer(ifPresent: tag) else { throw lacks(tag) }
        return integer
    }

    func text(ifPresent tag: FieldTag) -> Payload? {
        if case .text(let text) = value(tag) { text } else { nil }
    }

    func text(_ tag: FieldTag = .text) throws(EventCodingError) -> Payload {
        guard let text = text(ifPresent: tag) else { throw lacks(tag) }
        return text
    }

    func string(ifPresent tag: FieldTag) throws(EventCodingError) -> String? {
        guard let text = text(ifPresent: tag) else { return nil }
        guard let string = text.value.stringValue else { throw lacks(tag) }
        return string
    }

    func string(_ tag: FieldTag) throws(EventCodingError) -> String {
        guard let string = try string(ifPresent: tag) else { throw lacks(tag) }
        return string
    }

    func state(ifPresent tag: FieldTag) -> StateIndex? {
        if case .state(let state) = value(tag) { state } else { nil }
    }

    func failure() throws(EventCodingError) -> Failure {
        var failure = Failure(error: try string(ifPresent: .error), cause: try string(ifPresent: .cause))
        let flags = number(ifPresent: .failureFlags) ?? 0
        failure.isCatchable = flags & 1 == 0
        failure.isHeartbeat = flags & 2 != 0
        return failure
    }

    func time(_ seconds: FieldTag, _ nanoseconds: FieldTag, since base: Timestamp) throws(EventCodingError) -> Timestamp
    {
        let difference: Int64 = try integer(ifPresent: seconds) ?? 0
        guard let code = number(ifPresent: nanoseconds) else {
            return Timestamp(seconds: base.seconds &+ difference, nanoseconds: base.nanoseconds)
        }
        let (unit, limit): (UInt64, UInt64) = code & 1 == 0 ? (1_000_000, 1_000) : (1, 1_000_000_000)
        guard code >> 1 < limit else { throw lacks(nanoseconds) }
        return Timestamp(seconds: base.seconds &+ difference, nanoseconds: Int32((code >> 1) * unit))
    }
}

extension BatchWriter {
    mutating func failure(_ failure: Failure) {
        string(.error, failure.error)
        string(.cause, failure.cause)
        let flags: UInt64 = (failure.isCatchable ? 0 : 1) | (failure.isHeartbeat ? 2 : 0)
        if flags != 0 { number(.failureFlags, flags) }
    }

    /// As the difference from `base`; the fraction in milliseconds where it is whole ones.
    mutating func time(_ seconds: FieldTag, _ nanoseconds: FieldTag, _ time: Timestamp, since base: Timestamp) {
        if time.seconds != base.seconds { integer(seconds, time.seconds &- base.seconds) }
        guard time.nanoseconds != base.nanoseconds else { return }
        let fraction = UInt64(time.nanoseconds)
        number(nanoseconds, fraction % 1_000_000 == 0 ? (fraction / 1_000_000) << 1 : fraction << 1 | 1)
    }
}
