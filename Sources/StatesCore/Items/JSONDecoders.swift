import JSONModel

/// The elements of a JSON text that is an array, one after another.
struct JSONArrayDecoder: ObjectDecoder {
    private enum State: Sendable {
        /// Before the bracket that opens the array.
        case start
        case elements
        /// Behind the bracket that closes it.
        case end
        /// The text is no array: it is read whole, for what is wrong with it.
        case other(JSONTextDecoder)
    }

    private let itemBytes: Int
    private var state = State.start
    /// The text of the element that has begun.
    private var element: [UInt8] = []
    /// Brackets that are open in it.
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    private var count = 0
    /// How many bytes were taken, and how many of them stand before the element.
    private var taken = 0
    private var start = 0

    init(itemBytes: Int) { self.itemBytes = itemBytes }

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
            case .end: try passEnd(bytes[place], &place)
            case .other(var decoder):
                state = .end
                try decoder.decode(bytes, from: &place, into: &items, &room)
                state = .other(decoder)
            }
        }
    }

    mutating func finish(into items: inout [JSONValue]) throws(ItemReaderError) {
        switch state {
        case .start: throw fault(in: "", [UInt8](repeating: 0x20, count: taken), at: 0)
        case .elements: throw fault(in: context, element, at: start)
        case .end:
            guard element.isEmpty else { throw fault(in: "[]", element, at: start) }
        case .other(let decoder): try decoder.finish(into: &items)
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    private mutating func begin(_ bytes: [UInt8], _ place: inout Int) {
        guard bytes[place] == UInt8(ascii: "[") || Self.isBlank(bytes[place]) else {
            // What was passed over is put back, so that places of faults are right.
            state = .other(JSONTextDecoder(pointer: [], text: [UInt8](repeating: 0x20, count: taken)))
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
        if element.isEmpty, Self.isBlank(byte) {
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
        while end < bytes.count, !passes(bytes[end]) { end += 1 }
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
            if count == 0, element.allSatisfy(Self.isBlank) { return nil }
        }
        do {
            let value = try JSONParser.parse(element)
            count += 1
            return value
        } catch {
            throw fault(in: context, element + [bytes[end]], at: start)
        }
    }

    /// Whether `byte` ends the element that it follows.
    private mutating func passes(_ byte: UInt8) -> Bool {
        if isInString {
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isInString = false
            }
            return false
        }
        switch byte {
        case UInt8(ascii: "\""): isInString = true
        case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
        case UInt8(ascii: "]") where depth == 0, UInt8(ascii: ",") where depth == 0: return true
        case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
        default: break
        }
        return false
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

/// A JSON text with an array somewhere in it: it is read whole.
struct JSONTextDecoder: ObjectDecoder {
    let pointer: JSONPointer
    private var text: [UInt8] = []

    init(pointer: JSONPointer, text: [UInt8] = []) {
        self.pointer = pointer
        self.text = text
    }

    mutating func decode(
        _ bytes: [UInt8], from place: inout Int, into items: inout [JSONValue], _ room: inout ItemRoom
    ) throws(ItemReaderError) {
        guard text.count + bytes.count - place <= JSONLimits().maximumBytes else {
            throw ItemReaderError("The JSON file is larger than \(JSONLimits().maximumBytes) bytes.")
        }
        text += bytes[place...]
        place = bytes.count
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
