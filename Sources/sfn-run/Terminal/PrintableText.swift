/// Text that is safe to show: nothing in it moves the cursor, changes colours or hides what follows.
extension String {
    /// Line feeds and tabs as `\n` and `\t`, other characters without a picture as `\u001B`.
    var printable: String {
        guard unicodeScalars.contains(where: \.needsEscape) else { return self }
        var text = ""
        for scalar in unicodeScalars { text += scalar.printable }
        return text
    }

    /// How many columns a terminal takes for it.
    var columns: Int { unicodeScalars.reduce(0) { $0 + $1.columns } }

    /// As many characters from the start as fit into `width` columns; if some do not, `…` stands for them. What
    /// `printable` made of one character is not cut.
    func cut(to width: Int) -> String {
        guard columns > width else { return self }
        var cutter = ColumnCutter(limit: width)
        for atom in PrintableAtoms(self) where !cutter.append(atom.text, columns: atom.columns) { break }
        return cutter.text
    }
}

extension Unicode.Scalar {
    /// Controls, and characters that only change how others look: direction marks, joiners, line separators.
    var needsEscape: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0, 0xAD, 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF,
            0xFFF9...0xFFFB, 0xE0000...0xE0FFF:
            true
        default: false
        }
    }

    var printable: String {
        switch value {
        case 0x0A: return "\\n"
        case 0x0D: return "\\r"
        case 0x09: return "\\t"
        case _ where needsEscape:
            let digits = String(value, radix: 16, uppercase: true)
            return "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        default: return String(Character(self))
        }
    }

    /// 0 for marks that combine, 2 for the wide characters of East Asia and for pictures, else 1.
    var columns: Int {
        guard value >= 0x300 else { return 1 }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: break
        }
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
            0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}

/// Takes pieces until a number of columns is full.
struct ColumnCutter {
    let limit: Int
    private(set) var text = ""
    private var columns = 0
    /// The longest prefix that leaves room for `…`.
    private var safe = (bytes: 0, columns: 0)

    init(limit: Int) { self.limit = max(limit, 1) }

    /// Appends `piece`, which is not divided.
    ///
    /// - Returns: `false` when it did not fit: `text` then ends in `…` and takes no more.
    mutating func append(_ piece: String, columns width: Int) -> Bool {
        guard columns + width <= limit else {
            text = String(decoding: text.utf8.prefix(safe.bytes), as: UTF8.self) + "…"
            columns = limit
            return false
        }
        text += piece
        columns += width
        if columns < limit { safe = (text.utf8.count, columns) }
        return true
    }
}

/// The pieces of a printable text that must not be divided: characters, and escapes such as `\n` and `\u001B`.
private struct PrintableAtoms: Sequence, IteratorProtocol {
    private var rest: Substring.UnicodeScalarView

    init(_ text: String) { rest = Substring(text).unicodeScalars }

    mutating func next() -> (text: String, columns: Int)? {
        guard let first = rest.first else { return nil }
        var length = 1
        if first == "\\" { length = rest.dropFirst().first == "u" ? 6 : 2 }
        // What combines stays with what it combines with.
        let tail = rest.dropFirst(length)
        length += tail.prefix { $0.columns == 0 }.count
        let atom = String(rest.prefix(length))
        rest = rest.dropFirst(length)
        return (atom, atom.columns)
    }
}
