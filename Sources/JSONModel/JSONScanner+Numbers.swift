extension JSONScanner {
    /// The number that is all of `bytes`, or `nil`.
    static func number(of bytes: UnsafeBufferPointer<UInt8>) -> JSONNumber? {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return nil }
        var scanner = JSONScanner(bytes, at: start)
        var byteCount = 0
        guard let number = try? scanner.number(&byteCount), scanner.next == scanner.end else { return nil }
        return number
    }

    /// Reads digits into `value` (which wraps beyond 19 of them) and returns how many there were.
    @inline(__always)
    private mutating func digits(_ value: inout UInt64) -> Int {
        let start = next
        while next < end {
            let digit = next.pointee &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            value = value &* 10 &+ UInt64(digit)
            next += 1
        }
        return next - start
    }

    /// Reads a number.
    ///
    /// - Parameter byteCount: set to the length of its text as the writer spells it.
    @inline(__always)
    mutating func number(_ byteCount: inout Int) throws(JSONSyntaxError) -> JSONNumber {
        let start = next
        let isNegative = peek == UInt8(ascii: "-")
        if isNegative { next += 1 }
        let first = next
        var value: UInt64 = 0
        let count = digits(&value)
        guard count > 0, count == 1 || first.pointee != UInt8(ascii: "0") else { throw badInteger(first, count) }
        let byte = peek
        if byte == UInt8(ascii: ".") || byte | 0x20 == UInt8(ascii: "e") {
            return try fraction(from: start, isNegative, value, integerDigits: count, &byteCount)
        }
        guard count <= 18 else { return longInteger(from: start, isNegative, value, count, &byteCount) }
        byteCount = isNegative && value == 0 ? 1 : next - start
        let int = Int64(truncatingIfNeeded: value)
        return .int(isNegative ? 0 &- int : int)
    }

    /// An integer of 19 digits or more, which 64 bits may not hold.
    @inline(never)
    private func longInteger(
        from start: UnsafePointer<UInt8>, _ isNegative: Bool, _ magnitude: UInt64, _ count: Int,
        _ byteCount: inout Int
    ) -> JSONNumber {
        byteCount = next - start
        let limit = UInt64(Int64.max) + (isNegative ? 1 : 0)
        guard count == 19, magnitude <= limit else { return .text(text(from: start)) }
        return .int(isNegative ? Int64(truncatingIfNeeded: 0 &- magnitude) : Int64(truncatingIfNeeded: magnitude))
    }

    /// The rest of a number whose integer part is read.
    @inline(never)
    private mutating func fraction(
        from start: UnsafePointer<UInt8>, _ isNegative: Bool, _ integer: UInt64, integerDigits: Int,
        _ byteCount: inout Int
    ) throws(JSONSyntaxError) -> JSONNumber {
        var value = integer
        var fractionDigits = 0
        if peek == UInt8(ascii: ".") {
            next += 1
            fractionDigits = digits(&value)
            guard fractionDigits > 0 else { throw badNumber("a digit after the decimal point") }
        }
        var exponent = 0
        let hasExponent = peek | 0x20 == UInt8(ascii: "e")
        if hasExponent { exponent = try readExponent() }
        let count = integerDigits + fractionDigits
        let isShort = count <= 15  // then the digits are exact in a double, and its shortest text has no others
        let scale = exponent - fractionDigits
        guard isShort, scale >= -22, scale <= 22 else {
            return slowDouble(from: start, &byteCount)
        }
        let magnitude = scale < 0 ? Double(value) / Self.powers[-scale] : Double(value) * Self.powers[scale]
        let double = isNegative ? -magnitude : magnitude
        let isCanonical =
            !hasExponent && (fractionDigits == 1 || (next - 1).pointee != UInt8(ascii: "0"))
            && (magnitude == 0 || (magnitude >= 0.001 && magnitude < 10_000_000))
        byteCount = isCanonical ? next - start : DoubleText.byteCount(double)
        return .double(double)
    }

    /// Reads an exponent from its `e`; what is beyond ±1,000,000 stays there.
    private mutating func readExponent() throws(JSONSyntaxError) -> Int {
        next += 1
        let isNegative = peek == UInt8(ascii: "-")
        if isNegative || peek == UInt8(ascii: "+") { next += 1 }
        let first = next
        var exponent = 0
        while next < end {
            let digit = next.pointee &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            exponent = min(exponent * 10 + Int(digit), 1_000_000)
            next += 1
        }
        guard next > first else { throw badNumber("a digit in the exponent") }
        return isNegative ? -exponent : exponent
    }

    @inline(never)
    private func slowDouble(from start: UnsafePointer<UInt8>, _ byteCount: inout Int) -> JSONNumber {
        let text = text(from: start)
        let double = Double(text) ?? .infinity
        let isVanished =
            double == 0
            && text.utf8.prefix { $0 | 0x20 != UInt8(ascii: "e") }.contains {
                (UInt8(ascii: "1")...UInt8(ascii: "9")).contains($0)
            }
        guard double.isFinite, !isVanished else {
            byteCount = text.utf8.count
            return .text(text)
        }
        byteCount = DoubleText.byteCount(double)
        return .double(double)
    }

    private func text(from start: UnsafePointer<UInt8>) -> String {
        String(decoding: UnsafeBufferPointer(start: start, count: next - start), as: UTF8.self)
    }

    @inline(never)
    private func badInteger(_ first: UnsafePointer<UInt8>, _ count: Int) -> JSONSyntaxError {
        count == 0
            ? badNumber("a digit after the minus sign")
            : failure(.invalidNumber, at: first, "a number must not start with a zero")
    }

    @inline(never)
    private func badNumber(_ expectation: String) -> JSONSyntaxError {
        var error = unexpected(expectation)
        if error.kind == .unexpectedCharacter { error.kind = .invalidNumber }
        return error
    }

    private static let powers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]
}
