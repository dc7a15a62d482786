/// A JSON text with its value: what goes from state to state.
///
/// A payload that is handed on unchanged keeps its text, spaces and spelling of numbers included; one that is rebuilt
/// from a value is compact; a splice is the texts of its parts between `[`, `,` and `]`. The value is always there;
/// a text that was not given is made when somebody writes it. One reference, immutable.
public struct Payload: Sendable {
    final class Storage: Sendable {
        enum Text: Sendable {
            /// The compact text of the value.
            case compact
            /// The same, of an array that was made of these parts, and how many such stand in one another here:
            /// whoever stores it may have them already.
            case joined([Payload], depth: Int)
            case verbatim([UInt8])
            /// The parts, and how many splices stand in one another here.
            case splice([Payload], depth: Int)
        }

        let value: JSONValue
        let text: Text
        let byteCount: Int

        init(value: JSONValue, text: Text, byteCount: Int) {
            self.value = value
            self.text = text
            self.byteCount = byteCount
        }
    }

    let storage: Storage

    /// The payload whose text is the compact text of `value`.
    public init(_ value: JSONValue) {
        storage = Storage(value: value, text: .compact, byteCount: value.byteCount)
    }

    /// Parses `text` and keeps it verbatim.
    public init(text: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONSyntaxError) {
        storage = Storage(
            value: try JSONParser.parse(text, limits: limits), text: .verbatim(text), byteCount: text.count)
    }

    /// Parses `text` and keeps it verbatim.
    public init(text: String, limits: JSONLimits = JSONLimits()) throws(JSONSyntaxError) {
        try self.init(text: Array(text.utf8), limits: limits)
    }

    private init(storage: Storage) {
        self.storage = storage
    }

    /// The array of `parts`, whose text is their texts between `[`, `,` and `]`: the output of a Parallel or Map.
    public static func splice(_ parts: [Payload]) -> Payload {
        var array = JSONArray(capacity: parts.count)
        var byteCount = 1 + max(parts.count, 1)
        var depth = 1
        var isCompact = true
        for part in parts {
            array.append(part.value)
            byteCount += part.byteCount
            switch part.storage.text {
            case .compact: break
            case .joined(_, let inner): depth = max(depth, inner + 1)
            case .verbatim: isCompact = false
            case .splice(_, let inner):
                isCompact = false
                depth = max(depth, inner + 1)
            }
        }
        let value = JSONValue.array(array)
        if isCompact {
            guard depth <= spliceLimit, byteCount > partBytes * parts.count else { return Payload(value) }
            return Payload(
                storage: Storage(value: value, text: .joined(parts, depth: depth), byteCount: byteCount))
        }
        guard depth > spliceLimit else {
            return Payload(
                storage: Storage(value: value, text: .splice(parts, depth: depth), byteCount: byteCount))
        }
        var text: [UInt8] = []
        text.reserveCapacity(byteCount + ByteSink.slack)
        write(parts, to: &text)
        return Payload(storage: Storage(value: value, text: .verbatim(text), byteCount: byteCount))
    }

    /// Splices that stand in one another more deeply are written out, so that writing one costs little stack.
    private static let spliceLimit = 32
    /// Parts that are shorter on average cost more than they save.
    private static let partBytes = 32

    public var value: JSONValue { storage.value }

    /// Length of the text in bytes; O(1).
    public var byteCount: Int { storage.byteCount }

    /// The text; made on every call unless it was given.
    public var text: String { withUTF8Text { String(decoding: $0, as: UTF8.self) } }

    /// Whether the text, or that of a part, was given and kept; if not, it is the compact text of the value.
    public var isUntouchedText: Bool {
        switch storage.text {
        case .compact, .joined: false
        case .verbatim, .splice: true
        }
    }

    /// Appends the text to `bytes`.
    public func write(to bytes: inout [UInt8]) {
        switch storage.text {
        case .compact, .joined: JSONWriter.write(storage.value, to: &bytes)
        case .verbatim(let text): bytes.append(contentsOf: text)
        case .splice(let parts, _): Self.write(parts, to: &bytes)
        }
    }

    /// Appends the text to `bytes` as a JSON string, quotes included: `"{\"a\":1}"`.
    public func writeAsString(to bytes: inout [UInt8]) {
        switch storage.text {
        case .compact, .joined: JSONWriter.writeAsString(storage.value, to: &bytes)
        case .verbatim, .splice: withUTF8Text { JSONWriter.writeAsString(text: $0, to: &bytes) }
        }
    }

    private static func write(_ parts: [Payload], to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "["))
        for (index, part) in parts.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            part.write(to: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private func withUTF8Text<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        if case .verbatim(let text) = storage.text { return text.withUnsafeBufferPointer(body) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount + ByteSink.slack)
        write(to: &bytes)
        return bytes.withUnsafeBufferPointer(body)
    }
}

extension Payload: Hashable {
    /// Equal when the texts are, byte by byte.
    public static func == (left: Payload, right: Payload) -> Bool {
        if left.storage === right.storage { return true }
        guard left.byteCount == right.byteCount else { return false }
        return left.withUTF8Text { left in
            right.withUTF8Text { right in
                left.count == right.count
                    && UTF8Bytes.areEqual(left.baseAddress, right.baseAddress, count: left.count)
            }
        }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(byteCount)
        hasher.combine(value)
    }
}
