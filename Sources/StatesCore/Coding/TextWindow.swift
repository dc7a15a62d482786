import JSONModel

/// The texts that can be referred to: numbered in the order in which they first stood in the bytes. Encoder and decoder
/// forget the same ones, after each record, so that a long execution has its place in memory.
struct TextWindow: Sendable {
    /// What is in the format: a change needs a new version.
    private static let maximumCount = 1_024, maximumBytes = 512 << 10

    struct Entry: Sendable {
        var text: Payload
        /// Of its bytes, if it is short and a writer has it; else 0.
        var hash: UInt64
    }

    private var entries: [Entry] = []
    private var head = 0
    private var bytes = 0
    /// The number of the oldest text.
    private(set) var first = 0

    /// The number of the next text.
    var next: Int { first + entries.count - head }

    subscript(number: Int) -> Payload? {
        number >= first && number < next ? entries[head + number - first].text : nil
    }

    mutating func append(_ text: Payload, hash: UInt64 = 0) {
        entries.append(Entry(text: text, hash: hash))
        bytes += text.byteCount
    }

    mutating func set(hash: UInt64, of number: Int) { entries[head + number - first].hash = hash }

    /// Forgets the oldest text if there are too many. The last one stays, however long it is.
    mutating func popExcess() -> Entry? {
        guard next - first > Self.maximumCount || bytes > Self.maximumBytes, next - first > 1 else { return nil }
        let entry = entries[head]
        bytes -= entry.text.byteCount
        head += 1
        first += 1
        if head * 2 >= entries.count {
            entries.removeSubrange(..<head)
            head = 0
        }
        return entry
    }
}
