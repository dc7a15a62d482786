import JSONModel
import StatesLanguage

extension [UInt8] {
    mutating func append(raw text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func append(decimal value: Int64) {
        if value < 0 { append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        let start = count
        repeat {
            append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        self[start...].reverse()
    }

    /// Seconds since 1970 with three decimals: `1767323045.678`.
    mutating func append(epochSeconds time: Timestamp) {
        append(decimal: time.seconds)
        append(UInt8(ascii: "."))
        append(milliseconds: time)
    }

    private mutating func append(milliseconds time: Timestamp) {
        let milliseconds = Int(time.nanoseconds) / 1_000_000
        append(UInt8(ascii: "0") + UInt8(milliseconds / 100))
        append(UInt8(ascii: "0") + UInt8(milliseconds / 10 % 10))
        append(UInt8(ascii: "0") + UInt8(milliseconds % 10))
    }

    /// `"2026-01-02T03:04:05.678000+00:00"`, in quotes, as the AWS CLI prints it.
    mutating func append(iso8601 time: Timestamp) {
        append(UInt8(ascii: "\""))
        append(contentsOf: time.rfc3339.utf8.dropLast())
        append(raw: #"000+00:00""#)
    }
}

/// The escaped text of the large payload written last: one state's output is the next one's input.
struct EscapedTexts: Sendable {
    private var payload: Payload?
    private var text: [UInt8] = []
    /// Shorter texts are made faster than found.
    private static let worthKeeping = 1_024

    /// Appends the text of `payload` as a JSON string.
    mutating func write(_ payload: Payload, to bytes: inout [UInt8]) {
        guard payload.byteCount >= Self.worthKeeping else { return payload.writeAsString(to: &bytes) }
        if self.payload != payload {
            self.payload = payload
            text.removeAll(keepingCapacity: true)
            payload.writeAsString(to: &text)
        }
        bytes.append(contentsOf: text)
    }
}
