public import JSONModel

/// Items in bytes that come piece by piece: pure, so whoever reads the bytes decides how.
public struct ItemDecoder: Sendable {
    private var decoder: any ObjectDecoder

    /// - Parameter itemBytes: the most that one item may have.
    public init(_ format: ItemFormat, itemBytes: Int) throws(ItemReaderError) {
        switch format {
        case .csv(let delimiter, let headers):
            decoder = try CSVDecoder(delimiter: delimiter, headers: headers, rowBytes: itemBytes)
        case .jsonLines: decoder = LineDecoder(lineBytes: itemBytes)
        case .json(let pointer): decoder = JSONTextDecoder(pointer: pointer)
        }
    }

    /// Takes the next bytes, and appends the items that they complete.
    public mutating func decode(_ bytes: [UInt8], into items: inout [JSONValue]) throws(ItemReaderError) {
        try decoder.decode(bytes, into: &items)
    }

    /// No bytes follow: appends the last items.
    public mutating func finish(into items: inout [JSONValue]) throws(ItemReaderError) {
        try decoder.finish(into: &items)
    }
}

/// One format.
protocol ObjectDecoder: Sendable {
    mutating func decode(_ bytes: [UInt8], into items: inout [JSONValue]) throws(ItemReaderError)
    mutating func finish(into items: inout [JSONValue]) throws(ItemReaderError)
}

/// A JSON text with an array in it.
private struct JSONTextDecoder: ObjectDecoder {
    let pointer: JSONPointer
    private var text: [UInt8] = []

    init(pointer: JSONPointer) { self.pointer = pointer }

    mutating func decode(_ bytes: [UInt8], into items: inout [JSONValue]) throws(ItemReaderError) {
        guard text.count + bytes.count <= JSONLimits().maximumBytes else {
            throw ItemReaderError("The JSON file is larger than \(JSONLimits().maximumBytes) bytes.")
        }
        text += bytes
    }

    func finish(into items: inout [JSONValue]) throws(ItemReaderError) {
        var value: JSONValue
        do {
            value = try JSONParser.parse(text)
        } catch {
            throw ItemReaderError("The file is no JSON: \(error.message) at byte \(error.offset).")
        }
        for token in pointer.tokens {
            guard let inner = value.child(token) else {
                throw ItemReaderError("The file has nothing at ItemsPointer \(pointer).")
            }
            value = inner
        }
        guard case .array(let array) = value else { throw .notIterable }
        items.append(contentsOf: array)
    }
}

/// JSON Lines: a value on each line that is not blank.
private struct LineDecoder: ObjectDecoder {
    let lineBytes: Int
    private var line: [UInt8] = []
    private var number = 0

    init(lineBytes: Int) { self.lineBytes = lineBytes }

    mutating func decode(_ bytes: [UInt8], into items: inout [JSONValue]) throws(ItemReaderError) {
        var start = 0
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            line += bytes[start..<end]
            try close(into: &items)
            start = end + 1
        }
        line += bytes[start...]
        guard line.count <= lineBytes else { throw tooLong }
    }

    mutating func finish(into items: inout [JSONValue]) throws(ItemReaderError) {
        if !line.isEmpty { try close(into: &items) }
    }

    private var tooLong: ItemReaderError {
        ItemReaderError("Line \(number + 1) has more than \(lineBytes) bytes.")
    }

    private mutating func close(into items: inout [JSONValue]) throws(ItemReaderError) {
        defer { line.removeAll(keepingCapacity: true) }
        guard line.count <= lineBytes else { throw tooLong }
        number += 1
        guard line.contains(where: { $0 != 0x20 && !(0x09...0x0D).contains($0) }) else { return }
        do {
            items.append(try JSONParser.parse(line))
        } catch {
            throw ItemReaderError("Line \(number) is no JSON: \(error.message) at byte \(error.offset).")
        }
    }
}

extension JSONValue {
    /// The member or element that one token of a pointer names.
    fileprivate func child(_ token: String) -> JSONValue? {
        switch self {
        case .object(let object): return object[token]
        case .array(let array):
            let isIndex = token == "0" || token.utf8.first.map { (0x31...0x39).contains($0) } ?? false
            guard isIndex, let index = Int(token), array.indices.contains(index) else { return nil }
            return array[index]
        case .null, .bool, .number, .string: return nil
        }
    }
}
