/// One line that is being typed: its text, the cursor, earlier lines. What keys do to it, without a terminal.
struct EditedLine: Hashable, Sendable {
    /// A key, as far as a line cares.
    enum Key: Hashable, Sendable {
        case text(String)
        case left, right, home, end, wordLeft, wordRight
        case up, down
        case backspace, delete, killWord, killToEnd, killToStart
        case tab, enter
        /// Ctrl-C drops the line, Ctrl-D ends an empty one.
        case interrupt, endOfInput
        case clear
        case other
    }

    /// What a key leads to.
    enum Effect: Hashable, Sendable {
        /// The line is shown anew.
        case changed
        /// Nothing is different.
        case none
        /// The line is done.
        case done
        /// Nobody wants to type any more.
        case ended
        /// Ways to go on, to be listed.
        case choices([String])
        /// The screen is to be empty but for this line.
        case cleared
    }

    private(set) var characters: [Character] = []
    /// 0 … as many as there are characters.
    private(set) var cursor = 0
    /// Earlier lines, the latest last.
    private(set) var past: [String]
    /// Which of them is shown; as many as there are for the line that is new.
    private var place: Int
    /// The new line, while an earlier one is shown.
    private var draft = ""

    init(past: [String] = []) {
        self.past = past
        place = past.count
    }

    var text: String { String(characters) }

    /// - Parameter complete: whole lines that may stand in place of the text before the cursor.
    mutating func take(_ key: Key, complete: (String) -> [String]) -> Effect {
        switch key {
        case .text(let text): insert(text)
        case .left: cursor = max(cursor - 1, 0)
        case .right: cursor = min(cursor + 1, characters.count)
        case .home: cursor = 0
        case .end: cursor = characters.count
        case .wordLeft: cursor = wordStart
        case .wordRight: cursor = wordEnd
        case .up: return recall(place - 1)
        case .down: return recall(place + 1)
        case .backspace:
            guard cursor > 0 else { return .none }
            cursor -= 1
            characters.remove(at: cursor)
        case .delete: return remove(cursor..<min(cursor + 1, characters.count))
        case .killWord: return remove(wordStart..<cursor)
        case .killToEnd: return remove(cursor..<characters.count)
        case .killToStart: return remove(0..<cursor)
        case .tab: return self.complete(with: complete(String(characters[..<cursor])))
        case .enter: return .done
        case .interrupt:
            characters = []
            cursor = 0
            place = past.count
        case .endOfInput: return characters.isEmpty ? .ended : remove(cursor..<min(cursor + 1, characters.count))
        case .clear: return .cleared
        case .other: return .none
        }
        return .changed
    }

    private mutating func insert(_ text: String) {
        characters.insert(contentsOf: text, at: cursor)
        cursor += text.count
    }

    private mutating func remove(_ range: Range<Int>) -> Effect {
        guard !range.isEmpty else { return .none }
        characters.removeSubrange(range)
        cursor = range.lowerBound
        return .changed
    }

    private mutating func recall(_ wanted: Int) -> Effect {
        guard (0...past.count).contains(wanted), wanted != place else { return .none }
        if place == past.count { draft = text }
        place = wanted
        characters = Array(wanted == past.count ? draft : past[wanted])
        cursor = characters.count
        return .changed
    }

    private mutating func complete(with lines: [String]) -> Effect {
        guard let first = lines.first else { return .none }
        var common = Array(first)
        for line in lines.dropFirst() {
            let line = Array(line)
            let length = zip(common, line).prefix { $0 == $1 }.count
            common.removeSubrange(length...)
        }
        if common.count > cursor {
            characters.replaceSubrange(..<cursor, with: common)
            cursor = common.count
            return .changed
        }
        return lines.count > 1 ? .choices(lines) : .none
    }

    private var wordStart: Int {
        var place = cursor
        while place > 0, characters[place - 1] == " " { place -= 1 }
        while place > 0, characters[place - 1] != " " { place -= 1 }
        return place
    }

    private var wordEnd: Int {
        var place = cursor
        while place < characters.count, characters[place] == " " { place += 1 }
        while place < characters.count, characters[place] != " " { place += 1 }
        return place
    }
}

/// Makes keys of the bytes that a terminal sends.
struct KeyDecoder: Sendable {
    private var pending: [UInt8] = []

    /// - Returns: the keys that `bytes` complete.
    mutating func take(_ bytes: [UInt8]) -> [EditedLine.Key] {
        pending += bytes
        var keys: [EditedLine.Key] = []
        while let (key, length) = Self.first(of: pending) {
            keys.append(key)
            pending.removeFirst(length)
        }
        return keys
    }

    private static func first(of bytes: [UInt8]) -> (EditedLine.Key, length: Int)? {
        guard let first = bytes.first else { return nil }
        switch first {
        case 0x0D, 0x0A: return (.enter, 1)
        case 0x09: return (.tab, 1)
        case 0x7F, 0x08: return (.backspace, 1)
        case 0x01: return (.home, 1)
        case 0x02: return (.left, 1)
        case 0x03: return (.interrupt, 1)
        case 0x04: return (.endOfInput, 1)
        case 0x05: return (.end, 1)
        case 0x06: return (.right, 1)
        case 0x0B: return (.killToEnd, 1)
        case 0x0C: return (.clear, 1)
        case 0x0E: return (.down, 1)
        case 0x10: return (.up, 1)
        case 0x15: return (.killToStart, 1)
        case 0x17: return (.killWord, 1)
        case 0x1B: return escape(bytes)
        case 0..<0x20: return (.other, 1)
        default: return character(bytes)
        }
    }

    /// `ESC [ …` and `ESC O …`, the arrows among them, and `ESC b`, `ESC f`.
    private static func escape(_ bytes: [UInt8]) -> (EditedLine.Key, length: Int)? {
        guard bytes.count > 1 else { return nil }
        switch bytes[1] {
        case UInt8(ascii: "b"): return (.wordLeft, 2)
        case UInt8(ascii: "f"): return (.wordRight, 2)
        case UInt8(ascii: "["), UInt8(ascii: "O"): break
        default: return (.other, 2)
        }
        guard let last = bytes[2...].firstIndex(where: { (0x40...0x7E).contains($0) }) else {
            return bytes.count > 16 ? (.other, bytes.count) : nil
        }
        let key: EditedLine.Key =
            switch String(decoding: bytes[2...last], as: UTF8.self) {
            case "A": .up
            case "B": .down
            case "C": .right
            case "D": .left
            case "H", "1~", "7~": .home
            case "F", "4~", "8~": .end
            case "3~": .delete
            case "1;5C", "1;3C": .wordRight
            case "1;5D", "1;3D": .wordLeft
            default: .other
            }
        return (key, last + 1)
    }

    private static func character(_ bytes: [UInt8]) -> (EditedLine.Key, length: Int)? {
        let length =
            switch bytes[0] {
            case 0..<0x80: 1
            case 0xC0..<0xE0: 2
            case 0xE0..<0xF0: 3
            case 0xF0..<0xF8: 4
            default: 1
            }
        guard bytes.count >= length else { return nil }
        guard let text = String(validating: bytes[..<length], as: UTF8.self) else { return (.other, 1) }
        return (.text(text), length)
    }
}
