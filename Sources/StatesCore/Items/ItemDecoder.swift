public import JSONModel

/// Items in bytes that come piece by piece: pure, so whoever reads the bytes decides how.
public struct ItemDecoder: Sendable {
    private var decoder: any ObjectDecoder

    /// - Parameter itemBytes: the most that one item may have.
    public init(_ format: ItemFormat, itemBytes: Int) throws(ItemReaderError) {
        switch format {
        case .csv(let delimiter, let headers):
            decoder = try CSVDecoder(delimiter: delimiter, headers: headers, rowBytes: itemBytes)
        case .inventory(let columns):
            decoder = try CSVDecoder(
                delimiter: UInt8(ascii: ","), headers: columns, rowBytes: itemBytes, urlEncodedColumn: "Key")
        case .jsonLines: decoder = LineDecoder(lineBytes: itemBytes)
        case .json(let pointer) where pointer.tokens.isEmpty: decoder = JSONArrayDecoder(itemBytes: itemBytes)
        case .json(let pointer): decoder = JSONPointerDecoder(pointer: pointer, itemBytes: itemBytes)
        }
    }

    /// Appends the items in the next bytes of a text, as long as there is room.
    ///
    /// - Parameter place: where in `bytes` the next one that was not taken is.
    public mutating func decode(
        _ bytes: [UInt8], from place: inout Int, into items: inout [JSONValue], _ room: inout ItemRoom
    ) throws(ItemReaderError) {
        try decoder.decode(bytes, from: &place, into: &items, &room)
    }

    /// No bytes follow: appends the last items.
    public mutating func finish(into items: inout [JSONValue]) throws(ItemReaderError) {
        try decoder.finish(into: &items)
    }
}

/// How much may be decoded: few bytes may hold many items, and items may be much larger than their bytes.
public struct ItemRoom: Hashable, Sendable {
    public var items: Int
    /// Bytes of the items as compact JSON; the last item may go beyond.
    public var bytes: Int

    public init(items: Int, bytes: Int) {
        self.items = items
        self.bytes = bytes
    }

    public static let unlimited = ItemRoom(items: .max, bytes: .max)

    public var isFull: Bool { items <= 0 || bytes <= 0 }

    public mutating func take(_ item: JSONValue) {
        items -= 1
        bytes -= item.byteCount
    }
}

/// One format.
protocol ObjectDecoder: Sendable {
    mutating func decode(
        _ bytes: [UInt8], from place: inout Int, into items: inout [JSONValue], _ room: inout ItemRoom
    ) throws(ItemReaderError)
    mutating func finish(into items: inout [JSONValue]) throws(ItemReaderError)
}

/// JSON Lines: a value on each line that is not blank.
private struct LineDecoder: ObjectDecoder {
    let lineBytes: Int
    private var line: [UInt8] = []
    private var number = 0

    init(lineBytes: Int) { self.lineBytes = lineBytes }

    mutating func decode(
        _ bytes: [UInt8], from place: inout Int, into items: inout [JSONValue], _ room: inout ItemRoom
    ) throws(ItemReaderError) {
        while place < bytes.count, !room.isFull {
            let end = bytes[place...].firstIndex(of: UInt8(ascii: "\n"))
            line += bytes[place..<(end ?? bytes.count)]
            guard let end else {
                place = bytes.count
                guard line.count <= lineBytes else { throw tooLong }
                return
            }
            place = end + 1
            if let item = try close() {
                items.append(item)
                room.take(item)
            }
        }
    }

    mutating func finish(into items: inout [JSONValue]) throws(ItemReaderError) {
        if !line.isEmpty, let item = try close() { items.append(item) }
    }

    private var tooLong: ItemReaderError {
        ItemReaderError("Line \(number + 1) has more than \(lineBytes) bytes.")
    }

    /// The item in the line; `nil` if that is blank.
    private mutating func close() throws(ItemReaderError) -> JSONValue? {
        defer { line.removeAll(keepingCapacity: true) }
        guard line.count <= lineBytes else { throw tooLong }
        number += 1
        guard line.contains(where: { $0 != 0x20 && !(0x09...0x0D).contains($0) }) else { return nil }
        do {
            return try JSONParser.parse(line)
        } catch {
            throw ItemReaderError("Line \(number) is no JSON: \(error.message) at byte \(error.offset).")
        }
    }
}
