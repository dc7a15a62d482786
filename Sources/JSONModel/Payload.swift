/// A JSON text with its value: what goes from state to state.
///
/// A payload that is handed on unchanged keeps its text, spaces and spelling of numbers included; one that is rebuilt
/// from a value is compact; a splice is the texts of its parts between `[`, `,` and `]`.
public struct Payload: Sendable {
    private final class Storage: Sendable {
        let value: JSONValue
        let byteCount: Int
        let text: [UInt8]?

        init(value: JSONValue, text: [UInt8]?) {
            self.value = value
            self.text = text
            byteCount = text?.count ?? value.byteCount
        }
    }

    private let storage: Storage

    /// The payload whose text is the compact text of `value`.
    public init(_ value: JSONValue) {
        storage = Storage(value: value, text: nil)
    }

    /// Parses `text` and keeps it verbatim.
    public init(text: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONSyntaxError) {
        storage = Storage(value: try JSONParser.parse(text, limits: limits), text: text)
    }

    /// Parses `text` and keeps it verbatim.
    public init(text: String, limits: JSONLimits = JSONLimits()) throws(JSONSyntaxError) {
        try self.init(text: Array(text.utf8), limits: limits)
    }

    private init(storage: Storage) {
        self.storage = storage
    }

    /// The array of `parts`, whose text is their texts between `[`, `,` and `]`.
    public static func splice(_ parts: [Payload]) -> Payload {
        var bytes: [UInt8] = [UInt8(ascii: "[")]
        for (index, part) in parts.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            part.write(to: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
        return Payload(storage: Storage(value: .array(JSONArray(parts.lazy.map(\.value))), text: bytes))
    }

    public var value: JSONValue { storage.value }
    /// Length of the text in bytes; O(1).
    public var byteCount: Int { storage.byteCount }
    /// The text, made on every call unless it was given.
    public var text: String {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
    /// Whether the text was given and kept, not made from the value.
    public var isUntouchedText: Bool { storage.text != nil }

    /// Appends the text.
    public func write(to bytes: inout [UInt8]) {
        if let text = storage.text {
            bytes += text
        } else {
            JSONWriter.write(storage.value, to: &bytes)
        }
    }

    /// Appends the text as the inside of a JSON string with its quotes: `"{\"a\":1}"`.
    public func writeAsString(to bytes: inout [UInt8]) {
        JSONWriter.writeString(text, to: &bytes)
    }
}

extension Payload: Hashable {
    /// Equal when the texts are, byte by byte.
    public static func == (left: Payload, right: Payload) -> Bool {
        left.storage === right.storage
            || left.byteCount == right.byteCount && left.text.utf8.elementsEqual(right.text.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(storage.byteCount)
    }
}
