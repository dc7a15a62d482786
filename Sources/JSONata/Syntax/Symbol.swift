/// An operator or a mark of punctuation.
enum Symbol: UInt8 {
    /// Of nodes and tokens that are none.
    case none
    case dot, range, comma, semicolon, colon, bind
    case openBracket, closeBracket, openBrace, closeBrace, openParenthesis, closeParenthesis
    case at, hash, question, elvis, coalesce
    case plus, minus, star, descendants, slash, percent, bar, ampersand, caret
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    case apply, tilde, exclamation, and, or, `in`

    /// How it is written.
    var text: String {
        switch self {
        case .none: ""
        case .dot: "."
        case .range: ".."
        case .comma: ","
        case .semicolon: ";"
        case .colon: ":"
        case .bind: ":="
        case .openBracket: "["
        case .closeBracket: "]"
        case .openBrace: "{"
        case .closeBrace: "}"
        case .openParenthesis: "("
        case .closeParenthesis: ")"
        case .at: "@"
        case .hash: "#"
        case .question: "?"
        case .elvis: "?:"
        case .coalesce: "??"
        case .plus: "+"
        case .minus: "-"
        case .star: "*"
        case .descendants: "**"
        case .slash: "/"
        case .percent: "%"
        case .bar: "|"
        case .ampersand: "&"
        case .caret: "^"
        case .equal: "="
        case .notEqual: "!="
        case .less: "<"
        case .lessOrEqual: "<="
        case .greater: ">"
        case .greaterOrEqual: ">="
        case .apply: "~>"
        case .tilde: "~"
        case .exclamation: "!"
        case .and: "and"
        case .or: "or"
        case .in: "in"
        }
    }

    /// How strongly it binds what stands on its left; 0 for what stands between no operands.
    var power: UInt8 {
        switch self {
        case .openBracket, .openParenthesis, .at, .hash: 80
        case .dot: 75
        case .openBrace: 70
        case .star, .slash, .percent, .descendants: 60
        case .plus, .minus, .ampersand: 50
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .apply, .in, .caret, .elvis, .coalesce:
            40
        case .and: 30
        case .or: 25
        case .question: 20
        case .bind: 10
        case .none, .range, .comma, .semicolon, .colon, .closeBracket, .closeBrace, .closeParenthesis, .bar, .tilde,
            .exclamation:
            0
        }
    }

    /// The symbol that `byte` alone is.
    init(_ byte: UInt8) {
        self =
            switch byte {
            case UInt8(ascii: "."): .dot
            case UInt8(ascii: ","): .comma
            case UInt8(ascii: ";"): .semicolon
            case UInt8(ascii: ":"): .colon
            case UInt8(ascii: "["): .openBracket
            case UInt8(ascii: "]"): .closeBracket
            case UInt8(ascii: "{"): .openBrace
            case UInt8(ascii: "}"): .closeBrace
            case UInt8(ascii: "("): .openParenthesis
            case UInt8(ascii: ")"): .closeParenthesis
            case UInt8(ascii: "@"): .at
            case UInt8(ascii: "#"): .hash
            case UInt8(ascii: "?"): .question
            case UInt8(ascii: "+"): .plus
            case UInt8(ascii: "-"): .minus
            case UInt8(ascii: "*"): .star
            case UInt8(ascii: "/"): .slash
            case UInt8(ascii: "%"): .percent
            case UInt8(ascii: "|"): .bar
            case UInt8(ascii: "&"): .ampersand
            case UInt8(ascii: "^"): .caret
            case UInt8(ascii: "="): .equal
            case UInt8(ascii: "<"): .less
            case UInt8(ascii: ">"): .greater
            case UInt8(ascii: "~"): .tilde
            case UInt8(ascii: "!"): .exclamation
            default: .none
            }
    }

    /// The symbol that this one becomes with `byte` behind it.
    func with(_ byte: UInt8) -> Symbol? {
        switch (self, byte) {
        case (.dot, UInt8(ascii: ".")): .range
        case (.colon, UInt8(ascii: "=")): .bind
        case (.exclamation, UInt8(ascii: "=")): .notEqual
        case (.greater, UInt8(ascii: "=")): .greaterOrEqual
        case (.less, UInt8(ascii: "=")): .lessOrEqual
        case (.star, UInt8(ascii: "*")): .descendants
        case (.tilde, UInt8(ascii: ">")): .apply
        case (.question, UInt8(ascii: ":")): .elvis
        case (.question, UInt8(ascii: "?")): .coalesce
        default: nil
        }
    }
}
