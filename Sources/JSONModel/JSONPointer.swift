/// A place in a JSON value. Source: RFC 6901.
public struct JSONPointer: Hashable, Sendable {
    /// The member names and indices on the way, unescaped; empty for the whole value.
    public var tokens: [String]

    public init(_ tokens: [String] = []) {
        self.tokens = tokens
    }

    /// Reads `/States/a~1b/0`; `nil` if `text` neither is empty nor starts with `/`, or has a `~` that is not `~0`
    /// or `~1`.
    public init?(parsing text: String) {
        guard !text.isEmpty else {
            self.init()
            return
        }
        guard text.utf8.first == UInt8(ascii: "/") else { return nil }
        var tokens: [String] = []
        for token in text.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            var plain = ""
            var escaped = false
            for scalar in token.unicodeScalars {
                switch (escaped, scalar) {
                case (true, "0"): plain.unicodeScalars.append("~")
                case (true, "1"): plain.unicodeScalars.append("/")
                case (true, _): return nil
                case (false, "~"): break
                case (false, _): plain.unicodeScalars.append(scalar)
                }
                escaped = !escaped && scalar == "~"
            }
            guard !escaped else { return nil }
            tokens.append(plain)
        }
        self.init(tokens)
    }

    public mutating func append(_ token: String) { tokens.append(token) }
    public mutating func append(_ index: Int) { tokens.append(String(index)) }
    public func appending(_ token: String) -> JSONPointer { JSONPointer(tokens + [token]) }
    public func appending(_ index: Int) -> JSONPointer { JSONPointer(tokens + [String(index)]) }
}

extension JSONPointer: CustomStringConvertible, ExpressibleByArrayLiteral {
    /// `/States/a~1b/0`; empty for the whole value.
    public var description: String {
        var text = ""
        for token in tokens {
            text += "/"
            for scalar in token.unicodeScalars {
                switch scalar {
                case "~": text += "~0"
                case "/": text += "~1"
                default: text.unicodeScalars.append(scalar)
                }
            }
        }
        return text
    }

    public init(arrayLiteral tokens: String...) { self.init(tokens) }
}
