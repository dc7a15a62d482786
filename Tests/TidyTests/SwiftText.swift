/// A Swift source text, split into what is code and what is a comment or a string.
///
/// One pass over the bytes, without a grammar: enough for the house rules, which look for words and braces. It knows
/// line and nested block comments, strings with escapes and interpolation, multi-line and raw strings. It does not know
/// bare regex literals (`/…/`); the tree has none.
struct SwiftText {
    /// A string literal, interpolations included.
    struct Literal: Equatable {
        /// What stands between the delimiters, escapes as they were written.
        var text: String
        /// UTF-8 offset of the opening delimiter.
        var offset: Int
    }

    /// A word of the code: an identifier, a keyword or a number.
    struct Word {
        var text: String
        /// UTF-8 offset of its first byte.
        var offset: Int
    }

    /// The source itself.
    let bytes: [UInt8]
    /// `bytes` with comments and the contents of strings as spaces; line feeds stay, so offsets and lines agree.
    private(set) var code: [UInt8]
    private(set) var literals: [Literal] = []
    /// The words of `code`, in order.
    private(set) var words: [Word] = []
    /// UTF-8 offsets of the line feeds.
    private let lineFeeds: [Int]

    /// Where the scanner is: in code, or in a string whose delimiter has `hashes` number signs.
    private enum Context {
        case code(openParentheses: Int)
        case string(hashes: Int, isMultiline: Bool, start: Int, contentStart: Int)
    }

    init(_ text: String) {
        bytes = Array(text.utf8)
        code = bytes
        lineFeeds = bytes.indices.filter { [bytes] in bytes[$0] == UInt8(ascii: "\n") }
        split()
        words = Self.words(in: code)
    }

    /// 1-based line of a UTF-8 offset; a line feed belongs to the line that it ends.
    func line(at offset: Int) -> Int {
        var low = 0
        var high = lineFeeds.count
        while low < high {
            let middle = (low + high) / 2
            if lineFeeds[middle] < offset { low = middle + 1 } else { high = middle }
        }
        return low + 1
    }

    /// The byte at `offset`, or 0 outside the text.
    static func byte(_ bytes: [UInt8], _ offset: Int) -> UInt8 {
        bytes.indices.contains(offset) ? bytes[offset] : 0
    }

    /// Whether `bytes` has `text` at `offset`.
    static func has(_ text: StaticString, in bytes: [UInt8], at offset: Int) -> Bool {
        guard offset + text.utf8CodeUnitCount <= bytes.count else { return false }
        return (0..<text.utf8CodeUnitCount).allSatisfy { bytes[offset + $0] == text.utf8Start[$0] }
    }

    private mutating func split() {
        var contexts: [Context] = [.code(openParentheses: 0)]
        var offset = 0
        while offset < bytes.count, let context = contexts.last {
            switch context {
            case .code(let open): offset = splitCode(at: offset, open: open, &contexts)
            case .string: offset = splitString(at: offset, &contexts)
            }
        }
        if case .string(_, _, let start, let contentStart) = contexts.last {
            add(start: start, contentStart: contentStart, end: bytes.count)
        }
        literals.sort { $0.offset < $1.offset }
    }

    /// Takes one step in code and returns the offset after it.
    private mutating func splitCode(at offset: Int, open: Int, _ contexts: inout [Context]) -> Int {
        switch bytes[offset] {
        case UInt8(ascii: "/") where Self.has("//", in: bytes, at: offset):
            let end = bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            blank(offset..<end)
            return end
        case UInt8(ascii: "/") where Self.has("/*", in: bytes, at: offset):
            let end = blockCommentEnd(from: offset)
            blank(offset..<end)
            return end
        case UInt8(ascii: "#"), UInt8(ascii: "\""):
            return startString(at: offset, &contexts)
        case UInt8(ascii: "("):
            contexts[contexts.count - 1] = .code(openParentheses: open + 1)
            return offset + 1
        case UInt8(ascii: ")"):
            if open == 1, contexts.count > 1 {
                contexts.removeLast()
            } else {
                contexts[contexts.count - 1] = .code(openParentheses: open - 1)
            }
            return offset + 1
        default:
            return offset + 1
        }
    }

    /// At number signs or a quote: enters the string that starts here, if one does.
    private func startString(at offset: Int, _ contexts: inout [Context]) -> Int {
        var quote = offset
        while Self.byte(bytes, quote) == UInt8(ascii: "#") { quote += 1 }
        guard Self.byte(bytes, quote) == UInt8(ascii: "\"") else { return quote }
        let isMultiline = Self.has("\"\"\"", in: bytes, at: quote)
        let contentStart = quote + (isMultiline ? 3 : 1)
        contexts.append(
            .string(hashes: quote - offset, isMultiline: isMultiline, start: offset, contentStart: contentStart)
        )
        return contentStart
    }

    /// Takes one step in a string and returns the offset after it.
    private mutating func splitString(at offset: Int, _ contexts: inout [Context]) -> Int {
        guard case .string(let hashes, let isMultiline, let start, let contentStart) = contexts.last else {
            return offset
        }
        let byte = bytes[offset]
        if byte == UInt8(ascii: "\\"), hasHashes(hashes, at: offset + 1) {
            let escaped = offset + 1 + hashes
            if Self.byte(bytes, escaped) == UInt8(ascii: "(") {
                blank(offset..<escaped)
                contexts.append(.code(openParentheses: 1))
                return escaped + 1
            }
            blank(offset..<min(escaped + 1, bytes.count))
            return min(escaped + 1, bytes.count)
        }
        let quotes = isMultiline ? 3 : 1
        let closes =
            isMultiline ? Self.has("\"\"\"", in: bytes, at: offset) : byte == UInt8(ascii: "\"")
        if closes, hasHashes(hashes, at: offset + quotes) {
            add(start: start, contentStart: contentStart, end: offset)
            contexts.removeLast()
            return offset + quotes + hashes
        }
        if byte == UInt8(ascii: "\n"), !isMultiline {
            add(start: start, contentStart: contentStart, end: offset)
            contexts.removeLast()
            return offset
        }
        blank(offset..<offset + 1)
        return offset + 1
    }

    private mutating func add(start: Int, contentStart: Int, end: Int) {
        literals.append(Literal(text: String(decoding: bytes[contentStart..<end], as: UTF8.self), offset: start))
    }

    private func hasHashes(_ count: Int, at offset: Int) -> Bool {
        (offset..<offset + count).allSatisfy { Self.byte(bytes, $0) == UInt8(ascii: "#") }
    }

    private func blockCommentEnd(from start: Int) -> Int {
        var depth = 0
        var offset = start
        while offset < bytes.count {
            if Self.has("/*", in: bytes, at: offset) {
                depth += 1
                offset += 2
            } else if Self.has("*/", in: bytes, at: offset) {
                depth -= 1
                offset += 2
                if depth == 0 { return offset }
            } else {
                offset += 1
            }
        }
        return bytes.count
    }

    private mutating func blank(_ range: Range<Int>) {
        for offset in range where code[offset] != UInt8(ascii: "\n") { code[offset] = UInt8(ascii: " ") }
    }

    private static func words(in code: [UInt8]) -> [Word] {
        var words: [Word] = []
        var offset = 0
        while offset < code.count {
            guard isWordByte(code[offset]) else {
                offset += 1
                continue
            }
            var end = offset
            while end < code.count, isWordByte(code[end]) { end += 1 }
            words.append(Word(text: String(decoding: code[offset..<end], as: UTF8.self), offset: offset))
            offset = end
        }
        return words
    }

    static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...: true
        default: false
        }
    }
}
