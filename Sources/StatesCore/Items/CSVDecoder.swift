import JSONModel
import JSONPath

/// Rows of a CSV file as objects of strings, one for each row, in the service's order of members.
///
/// A short row is filled up with empty strings, a long one cut; quotes take in delimiters, line ends and, doubled,
/// themselves. A backslash makes a text of the delimiter, quote or backslash behind it; before anything else it is
/// left out. An empty line is no row. The text is UTF-8, the only encoding that the service's documentation has.
///
/// - Source: recordings of the service; AWS Step Functions, “How Step Functions parses input CSV files”; RFC 4180.
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
    private let urlEncodedColumn: String?
    private var columns: Columns?
    private var state = State.start
    /// After a backslash.
    private var isEscaped = false
    /// How many bytes of a byte order mark were seen; all of them once the text has begun.
    private var markCount = 0
    /// The row's fields, one after another, and where each but the open one ends.
    private var text: [UInt8] = []
    private var ends: [Int] = []
    private var line = 1
    private var lastWasReturn = false
    private var rows = 0

    /// - Parameters:
    ///   - headers: `nil` if the first row has them.
    ///   - urlEncodedColumn: the name of a column whose fields are URL-encoded; items have what they stand for.
    init(
        delimiter: UInt8, headers: [String]?, rowBytes: Int, urlEncodedColumn: String? = nil
    ) throws(ItemReaderError) {
        self.delimiter = delimiter
        self.rowBytes = rowBytes
        self.urlEncodedColumn = urlEncodedColumn
        if let headers { columns = try Columns(headers, urlEncoded: urlEncodedColumn) }
    }

    /// The names of columns, in the order of the file and in that of the items' members.
    private struct Columns: Sendable {
        let shape: JSONShape
        /// For each member the column that it comes from.
        let order: [Int]
        let urlEncoded: Int?

        /// Bytes of all names with what stands between them.
        ///
        /// - Source: AWS Step Functions, “ItemReader (Map)”: headers of up to 10 KiB.
        private static let maximum = 10 << 10

        init(_ headers: [String], urlEncoded: String?) throws(ItemReaderError) {
            let size = headers.reduce(headers.count - 1) { $0 + $1.utf8.count }
            guard size <= Self.maximum else {
                throw ItemReaderError("The CSV headers have more than \(Self.maximum) bytes.")
            }
            guard Set(headers).count == headers.count else { throw .duplicateHeaders }
            self.urlEncoded = headers.firstIndex { $0 == urlEncoded }
            order = JavaText.hashMapOrder(headers)
            shape = JSONShape(order.map { headers[$0] })
        }
    }

    mutating func decode(
        _ bytes: [UInt8], from place: inout Int, into items: inout [JSONValue], _ room: inout ItemRoom
    ) throws(ItemReaderError) {
        var start = passMark(bytes, from: place)
        let end = bytes.count
        while start < end, !room.isFull {
            if isEscaped {
                isEscaped = false
                if bytes[start] == delimiter || bytes[start] == UInt8(ascii: "\"") || bytes[start] == Self.escape {
                    text.append(bytes[start])
                    start += 1
                    continue
                }
            }
            // Most bytes are plain: they are copied in one go.
            var stop = start
            if state == .quoted {
                while stop < end, bytes[stop] != UInt8(ascii: "\""), bytes[stop] != Self.escape {
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
            if stop < end, let row = try take(bytes[stop]) {
                items.append(row)
                room.take(row)
            }
            start = stop + 1
        }
        place = min(start, end)
    }

    /// A byte order mark at the start of the text is none of it.
    ///
    /// - Returns: where the text goes on.
    private mutating func passMark(_ bytes: [UInt8], from place: Int) -> Int {
        var start = place
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

    private static let escape = UInt8(ascii: "\\")

    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") || byte == escape
    }

    /// - Returns: the row that ends with this byte.
    private mutating func take(_ byte: UInt8) throws(ItemReaderError) -> JSONValue? {
        if byte == Self.escape {
            isEscaped = true
            lastWasReturn = false
            if state != .quoted { state = .plain }
            return nil
        }
        if state == .quoted {
            state = .quote
            return nil
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
            let row = try closeRow()
            line += 1
            return row
        }
        return nil
    }

    mutating func finish(into items: inout [JSONValue]) throws(ItemReaderError) {
        guard state != .quoted else {
            throw ItemReaderError("The CSV file ends within quotes; the row ends at line \(line).")
        }
        if let row = try closeRow() { items.append(row) }
        guard rows > 0 else { throw ItemReaderError("The CSV file contains only CSV headers.") }
    }

    /// The row; `nil` for the names of columns and for an empty line.
    private mutating func closeRow() throws(ItemReaderError) -> JSONValue? {
        defer {
            text.removeAll(keepingCapacity: true)
            ends.removeAll(keepingCapacity: true)
            state = .start
        }
        // A line without anything; one with an empty pair of quotes has a field.
        if text.isEmpty, ends.isEmpty, state == .start { return nil }
        guard text.count <= rowBytes else { throw tooLong }
        ends.append(text.count)
        guard let columns else {
            var names: [String] = []
            for index in ends.indices { names.append(try field(index)) }
            self.columns = try Columns(names, urlEncoded: urlEncodedColumn)
            return nil
        }
        rows += 1
        var builder = JSONObjectBuilder(columns.shape)
        for column in columns.order {
            guard column < ends.count else {
                builder.append("")
                continue
            }
            builder.append(.string(column == columns.urlEncoded ? try decodedField(column) : try field(column)))
        }
        return .object(builder.finish())
    }

    private var tooLong: ItemReaderError {
        ItemReaderError("The CSV row at line \(line) has more than \(rowBytes) bytes.")
    }

    private func bytes(of index: Int) -> ArraySlice<UInt8> { text[(index == 0 ? 0 : ends[index - 1])..<ends[index]] }

    private func field(_ index: Int) throws(ItemReaderError) -> String {
        guard let field = String(validating: bytes(of: index), as: UTF8.self) else {
            throw ItemReaderError("The CSV row at line \(line) is not UTF-8.")
        }
        return field
    }

    private func decodedField(_ index: Int) throws(ItemReaderError) -> String {
        let field = bytes(of: index).urlDecoded.flatMap { String(validating: $0, as: UTF8.self) }
        guard let field else {
            throw ItemReaderError("The CSV row at line \(line) has a field that is not URL-encoded as it must be.")
        }
        return field
    }
}

extension ArraySlice<UInt8> {
    /// With `%20` and `+` as the byte that they stand for; `nil` if there is a `%` without two hexadecimal digits.
    fileprivate var urlDecoded: [UInt8]? {
        var bytes: [UInt8] = []
        var rest = self
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
                continue
            }
            guard let high = rest.popFirst()?.hexadecimalDigit, let low = rest.popFirst()?.hexadecimalDigit else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return bytes
    }
}

extension UInt8 {
    /// The value of a digit.
    fileprivate var hexadecimalDigit: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
