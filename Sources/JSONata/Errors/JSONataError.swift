public import JSONModel

/// Why an expression could not be compiled or evaluated, as the reference words it.
public struct JSONataError: Error, Hashable, Sendable, CustomStringConvertible {
    /// `S0201`, `T2001`, `D3137`, …; `nil` for the limits of the service, which have none.
    public var code: String?
    /// The text without the code.
    public var message: String
    /// UTF-16 offset in the expression, as the reference counts; `nil` where it gives none.
    public var position: Int?
    /// The operator, function or symbol at fault.
    public var token: String?
    /// The value at fault.
    public var value: JSONValue?
    /// The built-in function that gave up, where the reference says so.
    public var functionName: String?

    public init(
        code: String?, message: String, position: Int? = nil, token: String? = nil, value: JSONValue? = nil,
        functionName: String? = nil
    ) {
        self.code = code
        self.message = message
        self.position = position
        self.token = token
        self.value = value
        self.functionName = functionName
    }

    /// `T2001: The left side …`, as the service shows it.
    public var description: String { code.map { "\($0): \(message)" } ?? message }

    /// The bytes of `source` that are at fault: the token where it stands before `position`, else the place alone.
    ///
    /// The reference's positions are behind the token.
    public func utf8Range(in source: String) -> Range<Int>? {
        guard let position else { return nil }
        let end = source.utf8Offset(ofUTF16: position)
        guard let token, !token.isEmpty else { return end..<end }
        // A call's token is the function, and its position is behind the parenthesis.
        var before = source.utf8.prefix(end)
        if before.last == UInt8(ascii: "("), token != "(" { before.removeLast() }
        if let last = before.last, last == UInt8(ascii: "\"") || last == UInt8(ascii: "'") || last == UInt8(ascii: "`")
        {
            before.removeLast()
        }
        guard before.suffix(token.utf8.count).elementsEqual(token.utf8) else { return end..<end }
        return before.count - token.utf8.count..<before.count
    }
}

extension String {
    /// The UTF-8 offset of a UTF-16 offset; the end for one beyond it.
    func utf8Offset(ofUTF16 offset: Int) -> Int {
        let index = utf16.index(utf16.startIndex, offsetBy: offset, limitedBy: utf16.endIndex) ?? utf16.endIndex
        return utf8.distance(from: utf8.startIndex, to: index)
    }
}
