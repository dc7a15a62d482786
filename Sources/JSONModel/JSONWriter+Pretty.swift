extension JSONWriter {
    /// The text of `value` over several lines, without a line feed at its end.
    public static func prettyBytes(of value: JSONValue) -> [UInt8] {
        var bytes: [UInt8] = []
        writePretty(value, to: &bytes)
        return bytes
    }

    /// Appends the text of `value` over several lines to `bytes`.
    public static func writePretty(_ value: JSONValue, to bytes: inout [UInt8]) {
        var open: [ValueWriter.Frame] = []
        withExtendedLifetime(value) {
            enter(value, &open, &bytes)
            while var frame = open.popLast() {
                guard frame.position < frame.count else {
                    lineBreak(level: open.count, &bytes)
                    bytes.append(frame.keys == nil ? UInt8(ascii: "]") : UInt8(ascii: "}"))
                    continue
                }
                if frame.position > 0 { bytes.append(UInt8(ascii: ",")) }
                lineBreak(level: open.count + 1, &bytes)
                if let keys = frame.keys {
                    writeString(keys[frame.position], to: &bytes)
                    bytes.append(contentsOf: ": ".utf8)
                }
                frame.position += 1
                open.append(frame)
                enter(frame.elements[frame.position - 1], &open, &bytes)
            }
        }
    }

    /// Writes a scalar or an empty container, or the opening bracket of one whose elements come next.
    private static func enter(_ value: JSONValue, _ open: inout [ValueWriter.Frame], _ bytes: inout [UInt8]) {
        switch value {
        case .array(let array) where !array.isEmpty:
            bytes.append(UInt8(ascii: "["))
            open.append(ValueWriter.Frame(array.storage, isObject: false))
        case .object(let object) where !object.isEmpty:
            bytes.append(UInt8(ascii: "{"))
            open.append(ValueWriter.Frame(object.storage, isObject: true))
        case .null, .bool, .number, .string, .array, .object:
            write(value, to: &bytes)
        }
    }

    private static func lineBreak(level: Int, _ bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * level))
    }
}
