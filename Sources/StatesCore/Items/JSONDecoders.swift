import JSONModel

/// The elements of a JSON text that is an array, one after another.
struct JSONArrayDecoder: ObjectDecoder {
    private enum State: Sendable {
        /// Before the bracket that opens the array.
        case start
        case elements
        /// Behind the bracket that closes it.
        case end
        /// The text is no array.
        case other(NoArrayDecoder)
    }

    private let itemBytes: Int
    /// Whether what follows the array is somebody else's.
    private let isInside: Bool
    private var state = State.start
    /// The text of the element that has begun.
    private var element: [UInt8] = []
    private var scanner = JSONScope()
    private var count = 0
    /// How many bytes of the text were taken, and how many of them stand before the element.
    private var taken: Int
    private var start: Int

    /// - Parameter place: where in a text the array stands, if it is not the whole.
    init(itemBytes: Int, inTextAt place: Int? = nil) {
        self.itemBytes = itemBytes
        isInside = place != nil
        taken = place ?? 0
        start = taken
    }

    /// Whether the bracket that closes the array was taken.
    var isAtEnd: Bool { if case .end = state { true } else { false } }

    mutating func decode(
        _ bytes: [UInt8], from place: inout Int, into items: inout [JSONValue], _ room: inout ItemRoom
    ) throws(ItemReaderError) {
        while place < bytes.count, !room.isFull {
            switch state {
            case .start: begin(bytes, &place)
            case .elements:
                guard let item = try nextElement(bytes, &place) else { continue }
                items.append(item)
                room.take(item)
            case .end where isInside: return
            case .end: try passEnd(bytes[place], &place)
            case .other(var decoder):
                state = .end
                try decoder.decode(bytes, from: &place, into: &items, &room)
                state = .other(decoder)
            }
        }
    }

    func finish(into items: inout [JSONValue]) throws(ItemReaderError) {
        switch state {
        case .start: throw fault(in: "", [UInt8](repeating: 0x20, count: taken), at: 0)
        case .elements: throw fault(in: context, element, at: start)
        case .end:
            guard element.isEmpty else { throw fault(in: "[]", element, at: start) }
        case .other(let decoder): try decoder.finish(into: &items)
        }
    }

    private mutating func begin(_ bytes: [UInt8], _ place: inout Int) {
        guard bytes[place] == UInt8(ascii: "[") || JSONScope.isBlank(bytes[place]) else {
            // What was passed over is put back, so that places of faults are right.
            state = .other(NoArrayDecoder(text: [UInt8](repeating: 0x20, count: taken)))
            return
        }
        if bytes[place] == UInt8(ascii: "[") { state = .elements }
        place += 1
        taken += 1
        start = taken
    }

    /// Takes a byte behind the array. What is no blank is a fault, told with the whole character.
    private mutating func passEnd(_ byte: UInt8, _ place: inout Int) throws(ItemReaderError) {
        place += 1
        taken += 1
        if element.isEmpty, JSONScope.isBlank(byte) {
            start = taken
            return
        }
        element.append(byte)
        guard element.count < 4 else { throw fault(in: "[]", element, at: start) }
    }

    /// Takes bytes up to the end of an element, or as many as there are.
    ///
    /// - Returns: the element; `nil` if it has not ended, or if there is none before the end of the array.
    private mutating func nextElement(_ bytes: [UInt8], _ place: inout Int) throws(ItemReaderError) -> JSONValue? {
        let first = place
        var end = place
        while end < bytes.count, !scanner.ends(at: bytes[end], closing: UInt8(ascii: "]")) { end += 1 }
        element += bytes[first..<end]
        taken += end - first
        place = end
        guard element.count <= itemBytes else {
            throw ItemReaderError("The item at index \(count) has more than \(itemBytes) bytes.")
        }
        guard end < bytes.count else { return nil }
        place += 1
        taken += 1
        defer {
            element.removeAll(keepingCapacity: true)
            start = taken
        }
        if bytes[end] == UInt8(ascii: "]") {
            state = .end
            if count == 0, element.allSatisfy(JSONScope.isBlank) { return nil }
        }
        do {
            let value = try JSONParser.parse(element)
            count += 1
            return value
        } catch {
            throw fault(in: context, element + [bytes[end]], at: start)
        }
    }

    /// What stands before the element, as far as it matters to what may follow.
    private var context: String { count == 0 ? "[" : "[0," }

    /// What is wrong with `bytes`, which stand at byte `place` of the text, behind `context`.
    private func fault(in context: String, _ bytes: [UInt8], at place: Int) -> ItemReaderError {
        do {
            _ = try JSONParser.parse(Array(context.utf8) + bytes)
            return ItemReaderError("The file is no JSON.")
        } catch {
            let offset = error.offset - context.utf8.count + place
            return ItemReaderError("The file is no JSON: \(error.message) at byte \(offset).")
        }
    }
}

/// A JSON text that is no array: a short one is read whole, for what is wrong with it.
struct NoArrayDecoder: ObjectDecoder {
    /// Bytes; a text that is longer is not looked into.
    private static let limit = 1 << 20

    private var text: [UInt8]

    init(text: [UInt8]) { self.text = text }

    mutating func decode(
        _ bytes: [UInt8], from place: inout Int, into items: inout [JSONValue], _ room: inout ItemRoom
    ) throws(ItemReaderError) {
        guard text.count + bytes.count - place <= Self.limit else { throw .notIterable }
        text += bytes[place...]
        place = bytes.count
    }

    func finish(into items: inout [JSONValue]) throws(ItemReaderError) {
        do {
            _ = try JSONParser.parse(text)
        } catch {
            throw ItemReaderError("The file is no JSON: \(error.message) at byte \(error.offset).")
        }
        throw .notIterable
    }
}

/// What is open in a JSON text that is passed over byte by byte: of its syntax only quotes and brackets count.
struct JSONScope: Sendable {
    /// Brackets and braces that are open.
    var depth = 0
    private(set) var isInString = false
    private var isEscaped = false

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    /// Passes `byte`, unless it ends the element or member in which the text is.
    ///
    /// - Parameter closing: what closes the array or object of that.
    mutating func ends(at byte: UInt8, closing: UInt8) -> Bool {
        if !isInString, depth == 0, byte == closing || byte == UInt8(ascii: ",") { return true }
        pass(byte)
        return false
    }

    mutating func pass(_ byte: UInt8) {
        if isInString {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isInString = false
            }
            return
        }
        switch byte {
        case UInt8(ascii: "\""): isInString = true
        case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
        case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
        default: break
        }
    }
}
