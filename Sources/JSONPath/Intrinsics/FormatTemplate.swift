/// The template of `States.Format`, split at its `{}`.
struct FormatTemplate: Sendable {
    /// The texts around the placeholders, one more than these; `nil` if the template is malformed, which the service
    /// notices when it evaluates it.
    let pieces: [String]?
    /// What is wrong with a malformed template, in the service's words.
    let fault: String

    /// - Parameter text: with its escapes; a `\` before any other character stands for itself.
    init(_ text: String) {
        var pieces: [String] = []
        var piece: [UInt8] = []
        var bytes = text.utf8.makeIterator()
        var pending: UInt8?
        while let byte = pending ?? bytes.next() {
            pending = nil
            switch byte {
            case UInt8(ascii: "\\"):
                let next = bytes.next()
                if let next, Self.isEscapable(next) {
                    piece.append(next)
                } else {
                    piece.append(byte)
                    pending = next
                }
            case UInt8(ascii: "{"):
                guard bytes.next() == UInt8(ascii: "}") else {
                    (self.pieces, fault) = (nil, "matching '}' not found for '{'.")
                    return
                }
                pieces.append(String(decoding: piece, as: UTF8.self))
                piece = []
            case UInt8(ascii: "}"):
                (self.pieces, fault) = (nil, "matching '{' not found for '}'.")
                return
            default:
                piece.append(byte)
            }
        }
        pieces.append(String(decoding: piece, as: UTF8.self))
        (self.pieces, fault) = (pieces, "")
    }

    /// Whether `\` takes `byte` literally.
    static func isEscapable(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "'"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "\\"): true
        default: false
        }
    }
}
