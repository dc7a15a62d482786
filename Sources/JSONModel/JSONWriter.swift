/// Writes JSON texts at the end of a byte array.
///
/// Strings are escaped as the service does: `"`, `\` and control characters only, the latter as `\b \f \n \r \t` or
/// `\u001F` with upper-case hexadecimal digits. Nothing recurses, so depth costs no stack.
public struct JSONWriter: Sendable {
    /// What was written so far.
    public var bytes: [UInt8]

    public init(appendingTo bytes: [UInt8] = []) {
        self.bytes = bytes
    }

    // MARK: Values

    /// Appends the compact text of `value`.
    public mutating func write(_ value: JSONValue) { Self.write(value, to: &bytes) }

    /// Appends the value's compact text as a JSON string: `"{\"a\":1}"`.
    public mutating func writeAsString(_ value: JSONValue) { Self.writeAsString(value, to: &bytes) }

    /// Appends the text of `value` over several lines, indented by two spaces per level, `": "` after keys; empty
    /// containers stay on one line.
    public mutating func writePretty(_ value: JSONValue) { Self.writePretty(value, to: &bytes) }

    /// Appends the payload's text.
    public mutating func write(_ payload: Payload) { payload.write(to: &bytes) }

    /// Appends the payload's text as a JSON string.
    public mutating func writeAsString(_ payload: Payload) { payload.writeAsString(to: &bytes) }

    // MARK: Tokens, for texts that are never values

    /// Appends `string` with quotes and escapes.
    public mutating func writeString(_ string: String) { Self.writeString(string, to: &bytes) }

    /// Appends `int` in decimal.
    public mutating func write(_ int: Int) {
        bytes.withSink(room: 20) { $0.next = IntegerText.write(Int64(int), to: $0.next) }
    }

    /// Appends `text` as it is: punctuation and known names.
    public mutating func writeRaw(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// Appends bytes as they are.
    public mutating func writeRaw(_ text: some Collection<UInt8>) {
        bytes.append(contentsOf: text)
    }

    // MARK: Into an array

    /// The compact text of `value`.
    public static func bytes(of value: JSONValue) -> [UInt8] {
        var bytes: [UInt8] = []
        write(value, to: &bytes)
        return bytes
    }

    /// Appends the compact text of `value` to `bytes`.
    public static func write(_ value: JSONValue, to bytes: inout [UInt8]) {
        bytes.withSink(room: value.byteCount) { ValueWriter.write(value, to: &$0, asString: false) }
    }

    /// Appends the compact text of `value` to `bytes` as a JSON string.
    public static func writeAsString(_ value: JSONValue, to bytes: inout [UInt8]) {
        // Escaping at most doubles a JSON text: it has no raw control characters but space.
        bytes.withSink(room: 2 * value.byteCount + 2) { sink in
            sink.put(UInt8(ascii: "\""))
            ValueWriter.write(value, to: &sink, asString: true)
            sink.put(UInt8(ascii: "\""))
        }
    }

    /// Appends `string` to `bytes` with quotes and escapes.
    public static func writeString(_ string: String, to bytes: inout [UInt8]) {
        bytes.withSink(room: byteCount(ofString: string)) { sink in
            string.withUTF8Bytes { sink.putString($0, asString: false) }
        }
    }

    /// Appends `text`, a JSON text, to `bytes` as a JSON string, quotes included.
    package static func writeAsString(text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
        bytes.withSink(room: 2 * text.count + 2) { sink in
            sink.put(UInt8(ascii: "\""))
            sink.putEscaped(text: text)
            sink.put(UInt8(ascii: "\""))
        }
    }

    /// Length of `string` with quotes and escapes.
    package static func byteCount(ofString string: String) -> Int {
        if let count = string.inlineASCIICount, !string.hasInlineEscapes(count: count) { return count + 2 }
        return countBytes(ofString: string)
    }

    private static func countBytes(ofString string: String) -> Int {
        string.withUTF8Bytes { bytes in
            guard let base = bytes.baseAddress else { return 2 }
            var count = 2 + bytes.count
            var place = 0
            while place + 8 <= bytes.count, SWAR.stops(in: UTF8Bytes.word(at: base + place)) == 0 {
                place += 8
            }
            while place < bytes.count {
                let byte = base[place]
                if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                    count += EscapeTable.once[Int(byte)].count - 1
                }
                place += 1
            }
            return count
        }
    }
}

extension [UInt8] {
    /// Appends what `body` writes: at most `room` bytes.
    @inline(__always)
    mutating func withSink(room: Int, _ body: (inout ByteSink) -> Void) {
        append(addingCapacity: room + ByteSink.slack) { span in
            span.withUnsafeMutableBufferPointer { buffer, count in
                guard let base = buffer.baseAddress else { return }
                var sink = ByteSink(next: base + count, limit: base + buffer.count)
                body(&sink)
                count = sink.next - base
            }
        }
    }
}
