extension JSONScanner {
    /// Where the plain part of a string ends, and whether it has bytes beyond ASCII.
    struct PlainRun {
        /// At a quote, a backslash, a control character, or the end of the text.
        var stop: UnsafePointer<UInt8>
        /// Not zero if there are bytes ≥ 0x80.
        var high: UInt64
    }

    /// Goes through a string from `start` while its bytes stand for themselves: eight at a time.
    @inline(__always)
    func plainRun(from start: UnsafePointer<UInt8>) -> PlainRun {
        var place = start
        var high: UInt64 = 0
        while end - place >= 8 {
            let word = UTF8Bytes.word(at: place)
            let stops = SWAR.stops(in: word)
            if stops != 0 {
                let shift = UInt64(truncatingIfNeeded: stops.trailingZeroBitCount & ~7)
                high |= word & SWAR.highs & ((1 &<< shift) &- 1)
                return PlainRun(stop: place + Int(truncatingIfNeeded: shift / 8), high: high)
            }
            high |= word & SWAR.highs
            place += 8
        }
        while place < end {
            let byte = place.pointee
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
            high |= UInt64(byte & 0x80)
            place += 1
        }
        return PlainRun(stop: place, high: high)
    }

    /// Reads a string; `next` is behind its opening quote.
    ///
    /// - Parameter byteCount: set to the length of its compact text, with quotes.
    @inline(__always)
    mutating func string(_ byteCount: inout Int) throws(JSONSyntaxError) -> String {
        let start = next
        let run = plainRun(from: start)
        guard run.stop < end, run.stop.pointee == UInt8(ascii: "\"") else {
            let string = try irregularString(from: start, stop: run.stop)
            byteCount = JSONWriter.byteCount(ofString: string)
            return string
        }
        next = run.stop + 1
        byteCount = next - start + 1
        let bytes = UnsafeBufferPointer(start: start, count: run.stop - start)
        return run.high == 0 ? String(decoding: bytes, as: UTF8.self) : try validated(bytes)
    }

    /// The bytes as a string, or an error at the first one that is not UTF-8.
    @inline(never)
    func validated(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONSyntaxError) -> String {
        let string = String(decoding: bytes, as: UTF8.self)
        // What had to be repaired differs from what is there.
        let isSame = string.withUTF8Bytes { decoded in
            decoded.count == bytes.count
                && UTF8Bytes.areEqual(decoded.baseAddress, bytes.baseAddress, count: bytes.count)
        }
        guard isSame else { throw invalidUTF8(in: bytes) }
        return string
    }

    private func invalidUTF8(in bytes: UnsafeBufferPointer<UInt8>) -> JSONSyntaxError {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var good = 0
        decoding: while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): good += UTF8.width(scalar)
            case .emptyInput, .error: break decoding
            }
        }
        let place = (bytes.baseAddress ?? start) + good
        return failure(.invalidUTF8, at: place, "expected UTF-8, found the byte 0x\(hex(place.pointee))")
    }

    /// Reads a string that has escapes or errors; the plain part ends at `stop`.
    @inline(never)
    private mutating func irregularString(
        from start: UnsafePointer<UInt8>, stop: UnsafePointer<UInt8>
    ) throws(JSONSyntaxError) -> String {
        var place = stop
        while true {
            guard place < end else {
                throw failure(.unexpectedEnd, at: start - 1, "the string that starts here does not end")
            }
            switch place.pointee {
            case UInt8(ascii: "\""):
                next = place + 1
                return unescaped(try validUTF8(start, place))
            case UInt8(ascii: "\\"):
                place = try checkEscape(at: place)
            default:
                throw failure(
                    .invalidString, at: place, "\(describe(place)) in a string must be written as an escape")
            }
            place = plainRun(from: place).stop
        }
    }

    private func validUTF8(
        _ start: UnsafePointer<UInt8>, _ stop: UnsafePointer<UInt8>
    ) throws(JSONSyntaxError) -> UnsafeBufferPointer<UInt8> {
        let bytes = UnsafeBufferPointer(start: start, count: stop - start)
        _ = try validated(bytes)
        return bytes
    }

    /// Checks the escape at `place` (its backslash) and returns the place behind it.
    private func checkEscape(at place: UnsafePointer<UInt8>) throws(JSONSyntaxError) -> UnsafePointer<UInt8> {
        guard end - place > 1 else {
            throw failure(.unexpectedEnd, at: end, "expected an escape, but the text ends here")
        }
        switch place[1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return place + 2
        case UInt8(ascii: "u"):
            for digit in 2..<6 {
                guard end - place > digit else {
                    throw failure(.unexpectedEnd, at: end, "expected a hexadecimal digit, but the text ends here")
                }
                guard Self.hexDigit(place[digit]) != nil else {
                    throw failure(
                        .invalidString, at: place + digit,
                        "expected four hexadecimal digits after '\\u', found \(describe(place + digit))")
                }
            }
            return place + 6
        default:
            throw failure(.invalidString, at: place, "unknown escape: a backslash before \(describe(place + 1))")
        }
    }

    private static func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    /// Replaces the escapes, all of which are valid. No escape is shorter than what it stands for.
    private func unescaped(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        String(unsafeUninitializedCapacity: bytes.count) { output in
            var read = 0
            var written = 0
            while read < bytes.count {
                let byte = bytes[read]
                guard byte == UInt8(ascii: "\\") else {
                    output[written] = byte
                    written += 1
                    read += 1
                    continue
                }
                read += 2
                switch bytes[read - 1] {
                case UInt8(ascii: "b"): output[written] = 0x08
                case UInt8(ascii: "f"): output[written] = 0x0C
                case UInt8(ascii: "n"): output[written] = 0x0A
                case UInt8(ascii: "r"): output[written] = 0x0D
                case UInt8(ascii: "t"): output[written] = 0x09
                case UInt8(ascii: "u"):
                    let scalar = Self.unicodeEscape(in: bytes, digitsAt: &read)
                    for unit in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                        output[written] = unit
                        written += 1
                    }
                    continue
                default: output[written] = bytes[read - 1]
                }
                written += 1
            }
            return written
        }
    }

    /// The scalar of one `\uXXXX` or of a surrogate pair of them; U+FFFD for a surrogate that is alone.
    private static func unicodeEscape(
        in bytes: UnsafeBufferPointer<UInt8>, digitsAt read: inout Int
    ) -> Unicode.Scalar {
        let unit = codeUnit(in: bytes, at: read)
        read += 4
        if (0xD800..<0xDC00).contains(unit), read + 6 <= bytes.count, bytes[read] == UInt8(ascii: "\\"),
            bytes[read + 1] == UInt8(ascii: "u")
        {
            let low = codeUnit(in: bytes, at: read + 2)
            if (0xDC00..<0xE000).contains(low) {
                read += 6
                return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
            }
        }
        return Unicode.Scalar(unit) ?? "\u{FFFD}"
    }

    private static func codeUnit(in bytes: UnsafeBufferPointer<UInt8>, at place: Int) -> UInt32 {
        var unit: UInt32 = 0
        for digit in place..<place + 4 {
            unit = unit << 4 | (hexDigit(bytes[digit]) ?? 0)
        }
        return unit
    }
}
