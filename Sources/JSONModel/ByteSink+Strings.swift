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
    /// Quotes stand every few bytes in a JSON text, at no regular distance, so this does not branch on them: it always
    /// writes a backslash and then the byte either behind or over it.
    mutating func putEscaped(text: UnsafeBufferPointer<UInt8>) {
        require(2 * text.count)
        var output = next
        for byte in text {
            // In a JSON text the only bytes below 0x20 are line feeds, carriage returns and tabs between tokens.
            if byte < 0x20 {
                output[0] = UInt8(ascii: "\\")
                output[1] = byte == 0x0A ? UInt8(ascii: "n") : byte == 0x0D ? UInt8(ascii: "r") : UInt8(ascii: "t")
                output += 2
                continue
            }
            let isSpecial = byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
            let shift = isSpecial ? 1 : 0
            output[0] = UInt8(ascii: "\\")
            output[shift] = byte
            output += 1 + shift
        }
        next = output
    }
}
