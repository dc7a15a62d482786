import JSONModel

/// The elements of the array that a pointer leads to, one after another.
///
/// What stands around the array is passed over without being kept: of that only quotes and brackets count, and of equal
/// keys the first.
struct JSONPointerDecoder: ObjectDecoder {
    private enum State: Sendable {
        /// Before the value that `found` tokens lead to.
        case value
        /// In an object of the path, before a key or the end.
        case member
        case key([UInt8])
        case colon(isOnPath: Bool)
        /// In an array of the path, before an element or the end.
        case element
        /// In a value that is not on the path.
        case passing
        case items(JSONArrayDecoder)
        case behind
    }

    private let pointer: JSONPointer
    private let itemBytes: Int
    private var state = State.value
    /// How many tokens lead to where the text is.
    private var found = 0
    /// Which element of an array of the path comes next; `nil` in an object.
    private var index: Int?
    private var scope = JSONScope()
    /// How many bytes were taken.
    private var taken = 0

    init(pointer: JSONPointer, itemBytes: Int) {
        self.pointer = pointer
        self.itemBytes = itemBytes
    }

    mutating func decode(
        _ bytes: [UInt8], from place: inout Int, into items: inout [JSONValue], _ room: inout ItemRoom
    ) throws(ItemReaderError) {
        while place < bytes.count, !room.isFull {
            if case .items(var array) = state {
                state = .behind
                let start = place
                try array.decode(bytes, from: &place, into: &items, &room)
                taken += place - start
                if !array.isAtEnd { state = .items(array) }
            } else if try take(bytes[place]) {
                place += 1
                taken += 1
            }
        }
    }

    func finish(into items: inout [JSONValue]) throws(ItemReaderError) {
        switch state {
        case .items(let array): try array.finish(into: &items)
        case .behind where scope.depth == 0 && !scope.isInString: break
        case .value, .member, .key, .colon, .element, .passing, .behind:
            throw ItemReaderError("The file is no JSON: the text ends before all that is open in it.")
        }
    }

    /// - Returns: `false` if the byte is to be looked at again, in the next state.
    private mutating func take(_ byte: UInt8) throws(ItemReaderError) -> Bool {
        switch state {
        case .value:
            if !JSONScope.isBlank(byte) { return try enter(byte) }
        case .member:
            if byte == UInt8(ascii: "\"") {
                scope.pass(byte)
                state = .key([byte])
            } else if byte == UInt8(ascii: "}") {
                throw nothing
            } else if byte != UInt8(ascii: ","), !JSONScope.isBlank(byte) {
                throw fault
            }
        case .key(var key):
            state = .member
            scope.pass(byte)
            key.append(byte)
            guard key.count <= itemBytes else { throw fault }
            state = scope.isInString ? .key(key) : .colon(isOnPath: try isOnPath(key))
        case .colon(let isOnPath):
            if byte == UInt8(ascii: ":") {
                if isOnPath { found += 1 }
                state = isOnPath ? .value : .passing
            } else if !JSONScope.isBlank(byte) {
                throw fault
            }
        case .element:
            if byte == UInt8(ascii: "]") { throw nothing }
            if JSONScope.isBlank(byte) { return true }
            let isOnPath = index.map(String.init) == pointer.tokens[found]
            if isOnPath { found += 1 }
            state = isOnPath ? .value : .passing
            return false
        case .passing:
            let closing = index == nil ? UInt8(ascii: "}") : UInt8(ascii: "]")
            guard scope.ends(at: byte, closing: closing) else { return true }
            guard byte == UInt8(ascii: ",") else { throw nothing }
            index = index.map { $0 + 1 }
            state = index == nil ? .member : .element
        case .behind:
            guard scope.depth > 0 || JSONScope.isBlank(byte) else { throw fault }
            scope.pass(byte)
        case .items: return false
        }
        return true
    }

    /// Takes the first byte of a value on the path, or of the array at its end.
    private mutating func enter(_ byte: UInt8) throws(ItemReaderError) -> Bool {
        if found == pointer.tokens.count {
            guard byte == UInt8(ascii: "[") else { throw .notIterable }
            scope.depth = found
            state = .items(JSONArrayDecoder(itemBytes: itemBytes, inTextAt: taken))
            return false
        }
        switch byte {
        case UInt8(ascii: "{"):
            index = nil
            state = .member
        case UInt8(ascii: "["):
            index = 0
            state = .element
        default: throw nothing
        }
        return true
    }

    private func isOnPath(_ key: [UInt8]) throws(ItemReaderError) -> Bool {
        do {
            return try JSONParser.parse(key).stringValue == pointer.tokens[found]
        } catch {
            throw fault
        }
    }

    private var nothing: ItemReaderError { ItemReaderError("The file has nothing at ItemsPointer \(pointer).") }
    private var fault: ItemReaderError { ItemReaderError("The file is no JSON: there is a fault at byte \(taken).") }
}
