import JSONModel

/// A place in the data of executions that a machine reads, and what for.
struct DataReference: Hashable, Sendable {
    /// Whose data it is.
    enum Root: Hashable, Sendable {
        /// What goes through the states of a scope: the machine's own, “”, or that of a Map state's iterations.
        case input(scope: String)
        /// What the task of a state gives.
        case result(state: String)
        /// That, as its `ResultSelector` made it.
        case selected(state: String)
        case variable(String)
        /// An item of a Map state.
        case item(map: String)
    }

    /// What the value is used as.
    enum Use: Hashable, Sendable {
        case anything, number, time, object
        case list
        /// The items of a Map state.
        case items(map: String)
        /// A Choice tells these apart; `nil` is a member that is missing.
        case test([JSONValue?])
    }

    var root: Root
    /// Names of members on the way; `[]` for the elements of an array.
    var members: [String]
    var use: Use
    /// The state that reads.
    var reader: String
}

/// Finds paths in texts.
struct ReferenceScanner {
    /// A path, without what it is used for.
    struct Path {
        /// What stands before the first dot: `$`, `$$`, or a variable with its `$`.
        var head: String
        var members: [String]
        /// Where it begins and ends in the text, as offsets.
        var range: Range<Int>
    }

    private let bytes: [UInt8]
    /// Names of members may have a hyphen in JSONPath; in JSONata it is a minus.
    private let isJSONata: Bool

    init(_ text: String, isJSONata: Bool = false) {
        bytes = Array(text.utf8)
        self.isJSONata = isJSONata
    }

    /// All paths of the text, in order; what stands between quotes is none, and neither are calls of functions.
    func paths() -> [Path] {
        var paths: [Path] = []
        var place = 0
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "'"), UInt8(ascii: "\""): place = endOfQuote(place)
            case UInt8(ascii: "$"):
                let path = self.path(at: place)
                if path.range.upperBound >= bytes.count || bytes[path.range.upperBound] != UInt8(ascii: "(") {
                    paths.append(path)
                }
                place = max(path.range.upperBound, place + 1)
            default: place += 1
            }
        }
        return paths
    }

    /// The text before `offset` without spaces at its end, and the text behind without those at its start.
    func before(_ offset: Int) -> Substring {
        var text = Substring(String(decoding: bytes[..<offset], as: UTF8.self))
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }

    func behind(_ offset: Int) -> Substring {
        Substring(String(decoding: bytes[offset...], as: UTF8.self)).drop(while: \.isWhitespace)
    }

    private func path(at start: Int) -> Path {
        var place = start + 1
        while place < bytes.count, bytes[place] == UInt8(ascii: "$") || bytes[place].isNameByte { place += 1 }
        let head = String(decoding: bytes[start..<place], as: UTF8.self)
        var members: [String] = []
        while place < bytes.count {
            if bytes[place] == UInt8(ascii: "."), let (name, end) = member(at: place + 1) {
                members.append(name)
                place = end
            } else if bytes[place] == UInt8(ascii: "["), let end = endOfBracket(place) {
                let inner = bytes[(place + 1)..<end]
                let isName = inner.first == UInt8(ascii: "'") && inner.last == UInt8(ascii: "'") && inner.count > 2
                members.append(
                    isName ? String(decoding: inner.dropFirst().dropLast(), as: UTF8.self) : DataShape.element)
                place = end + 1
            } else {
                break
            }
        }
        return Path(head: head, members: members, range: start..<place)
    }

    /// The name of a member, and where it ends.
    private func member(at start: Int) -> (name: String, end: Int)? {
        guard start < bytes.count else { return nil }
        if isJSONata, bytes[start] == UInt8(ascii: "`"), let end = bytes[(start + 1)...].firstIndex(of: bytes[start]) {
            return (String(decoding: bytes[(start + 1)..<end], as: UTF8.self), end + 1)
        }
        var end = start
        while end < bytes.count, bytes[end].isNameByte || !isJSONata && bytes[end] == UInt8(ascii: "-") { end += 1 }
        return end > start ? (String(decoding: bytes[start..<end], as: UTF8.self), end) : nil
    }

    private func endOfQuote(_ start: Int) -> Int {
        var place = start + 1
        while place < bytes.count, bytes[place] != bytes[start] {
            place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
        }
        return place + 1
    }

    private func endOfBracket(_ start: Int) -> Int? {
        var depth = 0
        var place = start
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { return place }
            case UInt8(ascii: "'"), UInt8(ascii: "\""): place = endOfQuote(place) - 1
            default: break
            }
            place += 1
        }
        return nil
    }
}

extension UInt8 {
    fileprivate var isNameByte: Bool {
        (0x30...0x39).contains(self) || (0x61...0x7A).contains(self | 0x20) || self == 0x5F || self >= 0x80
    }
}
