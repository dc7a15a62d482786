/// Reads the tokens of a JSON text from memory: the part that the value parser and the node parser share.
///
/// Every method leaves `next` behind what it read. The memory must outlive the scanner.
struct JSONScanner {
    let start: UnsafePointer<UInt8>
    let end: UnsafePointer<UInt8>
    var next: UnsafePointer<UInt8>

    /// Must not be used on an empty buffer.
    init(_ bytes: UnsafeBufferPointer<UInt8>, at start: UnsafePointer<UInt8>) {
        self.start = start
        end = start + bytes.count
        next = start
    }

    var offset: Int { next - start }

    /// The next byte, or 0 at the end: no token starts with a zero byte.
    @inline(__always)
    var peek: UInt8 { next < end ? next.pointee : 0 }

    /// Goes to the next byte that is no space and returns it, or 0 at the end.
    @inline(__always)
    mutating func skipSpace() -> UInt8 {
        while next < end {
            let byte = next.pointee
            if byte > 0x20 { return byte }
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
            next += 1
        }
        return 0
    }

    // MARK: Literals

    /// Reads `null`, `true` or `false`.
    mutating func literal() throws(JSONSyntaxError) -> JSONValue {
        let (word, value): (StaticString, JSONValue) =
            switch peek {
            case UInt8(ascii: "n"): ("null", .null)
            case UInt8(ascii: "t"): ("true", .bool(true))
            case UInt8(ascii: "f"): ("false", .bool(false))
            default: throw unexpected("a value")
            }
        let count = word.utf8CodeUnitCount
        guard end - next >= count, UTF8Bytes.areEqual(next, word.utf8Start, count: count) else {
            throw unexpected("'\(word)'", isWordCut: end - next < count)
        }
        next += count
        return value
    }

    // MARK: Errors

    /// “expected …” at the next byte.
    @inline(never)
    func unexpected(_ expectation: String, isWordCut: Bool = false) -> JSONSyntaxError {
        guard next < end else {
            return JSONSyntaxError(
                kind: .unexpectedEnd, offset: offset, message: "expected \(expectation), but the text ends here")
        }
        let cut = isWordCut && (next..<end).allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0.pointee) }
        return JSONSyntaxError(
            kind: cut ? .unexpectedEnd : .unexpectedCharacter, offset: offset,
            message: "expected \(expectation), found \(describe(next))")
    }

    @inline(never)
    func failure(_ kind: JSONSyntaxError.Kind, at place: UnsafePointer<UInt8>, _ message: String) -> JSONSyntaxError {
        JSONSyntaxError(kind: kind, offset: place - start, message: message)
    }

    /// The character at `place`, for people.
    func describe(_ place: UnsafePointer<UInt8>) -> String {
        let bytes = UnsafeBufferPointer(start: place, count: min(4, end - place))
        let text = String(decoding: bytes, as: UTF8.self)
        guard let scalar = text.unicodeScalars.first else { return "the end" }
        switch scalar {
        case "\u{FEFF}": return "a byte order mark"
        case "\u{FFFD}" where place.pointee != 0xEF: return "a byte that is not UTF-8 (0x\(hex(place.pointee)))"
        case "\u{0}"..<" ", "\u{7F}"..<"\u{A0}": return "the control character U+00\(hex(UInt8(scalar.value)))"
        default: return "'\(scalar)'"
        }
    }

    func hex(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }

    /// The error for arrays and objects nested beyond `limit`, at the bracket that goes too far.
    @inline(never)
    func tooDeep(_ limit: Int) -> JSONSyntaxError {
        failure(.tooDeep, at: next, "arrays and objects nest more than \(limit) levels deep")
    }

    /// The error for what follows the value.
    @inline(never)
    func trailing() -> JSONSyntaxError {
        failure(.trailingText, at: next, "expected the end of the text after the value, found \(describe(next))")
    }
}
