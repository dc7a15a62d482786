import Diagnostics
import JSONModel

/// The documents of a text that may have several, one behind the other: pages of a history, or an event per line.
struct HistoryPages {
    /// One array of all documents.
    private(set) var bytes: [UInt8] = [UInt8(ascii: "[")]
    /// Offsets in `bytes` of the commas that the text does not have.
    private var commas: [Int] = []
    /// Whether there are several documents.
    private(set) var isSeveral = false

    /// Parts the documents where a bracket closes the outermost one: a text that is no JSON stays none.
    init(_ text: [UInt8]) {
        bytes.reserveCapacity(text.count + 2)
        var depth = 0, isString = false, isEscaped = false, isBehind = false
        for byte in text {
            if isString {
                isString = isEscaped || byte != UInt8(ascii: "\"")
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
                bytes.append(byte)
                continue
            }
            if isBehind, byte > 0x20 {
                commas.append(bytes.count)
                bytes.append(UInt8(ascii: ","))
                (isBehind, isSeveral) = (false, true)
            }
            bytes.append(byte)
            switch byte {
            case UInt8(ascii: "\""): isString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                isBehind = depth == 0
            default: break
            }
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// Where `offset` into `bytes` is in the text.
    func place(_ offset: Int) -> Int {
        max(0, offset - 1 - commas.count { $0 < offset })
    }
}
