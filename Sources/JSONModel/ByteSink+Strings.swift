extension ByteSink {
    /// Writes a string with its quotes. With `asString`, as it stands in a JSON text that stands in a string.
    @inline(__always)
    mutating func putString(_ bytes: UnsafeBufferPointer<UInt8>, asString: Bool) {
        let count = bytes.count
        require(count + (asString ? 4 : 2))
        if asString {
            next.pointee = UInt8(ascii: "\\")
            next += 1
        }
        next.pointee = UInt8(ascii: "\"")
        next += 1
        if let base = bytes.baseAddress {
            putContent(base, count: count, asString: asString)
        }
        require(asString ? 2 : 1)
        if asString {
            next.pointee = UInt8(ascii: "\\")
            next += 1
        }
        next.pointee = UInt8(ascii: "\"")
        next += 1
    }

    /// Copies while nothing is special, eight bytes at a time; there is room for `count` bytes.
    @inline(__always)
    private mutating func putContent(_ base: UnsafePointer<UInt8>, count: Int, asString: Bool) {
        var place = 0
        while place + 8 <= count {
            let word = UTF8Bytes.word(at: base + place)
            guard SWAR.stops(in: word) == 0 else {
                return putSpecial(base + place, count: count - place, asString: asString)
            }
            UnsafeMutableRawPointer(next).storeBytes(of: word.littleEndian, as: UInt64.self)
            next += 8
            place += 8
        }
        while place < count {
            let byte = base[place]
            guard byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else {
                return putSpecial(base + place, count: count - place, asString: asString)
            }
            next.pointee = byte
            next += 1
            place += 1
        }
    }

    /// Writes `count` bytes of which some are special.
    @inline(never)
    private mutating func putSpecial(_ base: UnsafePointer<UInt8>, count: Int, asString: Bool) {
        let table = asString ? EscapeTable.twice : EscapeTable.once
        table.withUnsafeBufferPointer { table in
            for place in 0..<count {
                let entry = table[Int(base[place])]
                require(entry.count)
                var text = entry.text
                for _ in 0..<entry.count {
                    next.pointee = UInt8(truncatingIfNeeded: text)
                    next += 1
                    text >>= 8
                }
            }
        }
    }

    /// Writes a JSON text as the content of a JSON string. It needs room for twice its length.
    ///
    /// Quotes stand every few bytes in a JSON text, at no regular distance, so this does not branch on them: eight
    /// bytes at a time it fills the place of sixteen with backslashes and puts each byte where it belongs.
    mutating func putEscaped(text: UnsafeBufferPointer<UInt8>) {
        guard var read = text.baseAddress else { return }
        let end = read + text.count
        // While there are eight bytes more to write, sixteen bytes from here are inside the room.
        require(2 * text.count)
        var output = next
        while end - read >= 8 {
            let word = UTF8Bytes.word(at: read)
            guard SWAR.controls(in: word) == 0 else {
                for _ in 0..<8 {
                    output = Self.putEscaped(read.pointee, to: output)
                    read += 1
                }
                continue
            }
            // In byte i of `offsets`: how many of the bytes up to i are special.
            let offsets = SWAR.special(in: word) &* SWAR.ones
            let raw = UnsafeMutableRawPointer(output)
            raw.storeBytes(of: SWAR.backslashes, as: UInt64.self)
            raw.storeBytes(of: SWAR.backslashes, toByteOffset: 8, as: UInt64.self)
            output[Int(offsets & 15)] = UInt8(truncatingIfNeeded: word)
            output[1 + Int(offsets >> 8 & 15)] = UInt8(truncatingIfNeeded: word >> 8)
            output[2 + Int(offsets >> 16 & 15)] = UInt8(truncatingIfNeeded: word >> 16)
            output[3 + Int(offsets >> 24 & 15)] = UInt8(truncatingIfNeeded: word >> 24)
            output[4 + Int(offsets >> 32 & 15)] = UInt8(truncatingIfNeeded: word >> 32)
            output[5 + Int(offsets >> 40 & 15)] = UInt8(truncatingIfNeeded: word >> 40)
            output[6 + Int(offsets >> 48 & 15)] = UInt8(truncatingIfNeeded: word >> 48)
            output[7 + Int(offsets >> 56 & 15)] = UInt8(truncatingIfNeeded: word >> 56)
            output += 8 + Int(offsets >> 56)
            read += 8
        }
        while read < end {
            output = Self.putEscaped(read.pointee, to: output)
            read += 1
        }
        next = output
    }

    @inline(__always)
    private static func putEscaped(
        _ byte: UInt8, to output: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x0A, 0x0D, 0x09:
            output[0] = UInt8(ascii: "\\")
            output[1] =
                switch byte {
                case 0x0A: UInt8(ascii: "n")
                case 0x0D: UInt8(ascii: "r")
                case 0x09: UInt8(ascii: "t")
                default: byte
                }
            return output + 2
        default:
            // A JSON text has no other control characters.
            output[0] = byte
            return output + 1
        }
    }
}
