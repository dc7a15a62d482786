import JSONModel
import JSONPath

/// Rows of a CSV file as objects of strings, one for each row, in the service's order of members.
///
/// A short row is filled up with empty strings, a long one cut; quotes take in delimiters, line ends and, doubled,
/// themselves. An empty line is no row.
///
/// - Source: recordings of the service; RFC 4180 for quotes.
struct CSVDecoder: ObjectDecoder {
    private enum State: Sendable {
        /// Before the first byte of a field.
        case start
        case plain
        case quoted
        /// After a quote in a quoted field: it ends the field, or is doubled.
        case quote
    }

    private let delimiter: UInt8
    private let rowBytes: Int
    private var columns: Columns?
    private var state = State.start
    /// How many bytes of a byte order mark were seen; all of them once the text has begun.
    private var markCount = 0
    /// The row's fields, one after another, and where each but the open one ends.
    private var text: [UInt8] = []
    private var ends: [Int] = []
    private var line = 1
    private var lastWasReturn = false
    private var rows = 0

    /// - Parameter headers: `nil` if the first row has them.
    init(delimiter: UInt8, headers: [String]?, rowBytes: Int) throws(ItemReaderError) {
        self.delimiter = delimiter
        self.rowBytes = rowBytes
        if let headers { columns = try Columns(headers) }
    }

    /// The names of columns, in the order of the file and in that of the items' members.
    private struct Columns: Sendable {
        let shape: JSONShape
        /// For each member the column that it comes from.
        let order: [Int]

        init(_ headers: [String]) throws(ItemReaderError) {
            guard Set(headers).count == headers.count else { throw .duplicateHeaders }
            order = JavaText.hashMapOrder(headers)
            shape = JSONShape(order.map { headers[$0] })
        }
    }

    mutating func decode(_ bytes: [UInt8], into items: inout [JSONValue]) throws(ItemReaderError) {
        var start = passMark(bytes)
        let end = bytes.count
        while start < end {
            // Most bytes are plain: they are copied in one go.
            var stop = start
            if state == .quoted {
                while stop < end, bytes[stop] != UInt8(ascii: "\"") {
                    if bytes[stop] == UInt8(ascii: "\n") { line += 1 }
                    stop += 1
                }
            } else {
                while stop < end, bytes[stop] != delimiter, !Self.isSpecial(bytes[stop]) { stop += 1 }
            }
            if stop > start {
                if state != .quoted { state = .plain }
                lastWasReturn = false
                text += bytes[start..<stop]
            }
            // Every field counts, an empty one too.
            guard text.count + ends.count <= rowBytes else { throw tooLong }
            if stop < end { try take(bytes[stop], into: &items) }
            start = stop + 1
        }
    }

    /// A byte order mark at the start of the text is none of it.
    ///
    /// - Returns: where the text goes on.
    private mutating func passMark(_ bytes: [UInt8]) -> Int {
        var start = 0
        while markCount < Self.mark.count, start < bytes.count {
            guard bytes[start] == Self.mark[markCount] else {
                text += Self.mark[..<markCount]
                if markCount > 0 { state = .plain }
                markCount = Self.mark.count
                break
            }
            markCount += 1
            start += 1
        }
        return start
    }

    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    private mutating func take(_ byte: UInt8, into items: inout [JSONValue]) throws(ItemReaderError) {
        if state == .quoted {
            state = .quote
            return
        }
        let follows = lastWasReturn
        lastWasReturn = byte == UInt8(ascii: "\r")
        if byte == delimiter {
            ends.append(text.count)
            state = .start
        } else if byte == UInt8(ascii: "\"") {
            switch state {
            case .start: state = .quoted
            case .quote:
                text.append(byte)
                state = .quoted
            case .plain, .quoted: text.append(byte)
            }
        } else if !(follows && byte == UInt8(ascii: "\n")) {
            line += 1
            try closeRow(into: &items)
        }
    }

    mutating func finish(into items: inout [JSONValue]) throws(ItemReaderError) {
        guard state != .quoted else {
            throw ItemReaderError("The CSV file ends within quotes; the row ends at line \(line).")
        }
        try closeRow(into: &items)
        guard rows > 0 else { throw ItemReaderError("The CSV file contains only CSV headers.") }
    }

    private mutating func closeRow(into items: inout [JSONValue]) throws(ItemReaderError) {
        defer {
            text.removeAll(keepingCapacity: true)
            ends.removeAll(keepingCapacity: true)
            state = .start
        }
        // A line without anything; one with an empty pair of quotes has a field.
        if text.isEmpty, ends.isEmpty, state == .start { return }
        guard text.count <= rowBytes else { throw tooLong }
        ends.append(text.count)
        guard let columns else {
            self.columns = try Columns(ends.indices.map { field($0) })
            return
        }
        rows += 1
        var builder = JSONObjectBuilder(columns.shape)
        for column in columns.order { builder.append(.string(column < ends.count ? field(column) : "")) }
        items.append(.object(builder.finish()))
    }

    private var tooLong: ItemReaderError {
        ItemReaderError("The CSV row at line \(line) has more than \(rowBytes) bytes.")
    }

    private func field(_ index: Int) -> String {
        let start = index == 0 ? 0 : ends[index - 1]
        return String(decoding: text[start..<ends[index]], as: UTF8.self)
    }
}
