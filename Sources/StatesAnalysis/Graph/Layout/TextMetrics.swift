/// How wide a text may become, at most: nobody knows which font a viewer has.
///
/// Widths are, for each character, the larger of DejaVu Sans and Verdana, the widest common ones; what viewers
/// mostly have (Helvetica, Arial, Segoe, Roboto) is narrower.
struct TextMetrics: Hashable, Sendable {
    /// Font size in pixels.
    var size: Double
    var isBold = false

    /// The fonts that widths are measured for, as CSS names them.
    static let fontFamily = "Inter,'Segoe UI',Roboto,'Helvetica Neue',Helvetica,Arial,'Liberation Sans',sans-serif"

    /// Line height in pixels.
    var lineHeight: Double { (size * 1.4).rounded(.up) }

    /// Pixels.
    func width(_ text: String) -> Double {
        let ems = text.unicodeScalars.reduce(0.0) { $0 + Self.ems($1) }
        return (ems * size * (isBold ? 1.14 : 1)).rounded(.up)
    }

    /// `text` over several lines, none wider than `width`; what does not fit into `lines` ends in `…`.
    ///
    /// Lines are broken at white space, else behind punctuation and before capitals, else anywhere.
    func wrap(_ text: String, width: Double, lines maximum: Int) -> [String] {
        var lines: [String] = [], line = ""
        var pieces = Self.pieces(text)[...]
        while let piece = pieces.first {
            let joined = line.isEmpty ? piece.trimmingSpaces : line + piece
            if self.width(joined) <= width {
                line = joined
                pieces.removeFirst()
            } else if !line.isEmpty {
                lines.append(line.trimmingSpaces)
                line = ""
            } else {
                let head = fitting(joined, width)
                lines.append(head)
                pieces[pieces.startIndex] = String(joined.dropFirst(head.count))
            }
            if lines.count == maximum, !pieces.isEmpty { return cutOff(lines, width) }
        }
        if !line.isEmpty { lines.append(line.trimmingSpaces) }
        return lines.isEmpty ? [""] : lines
    }

    private func cutOff(_ lines: [String], _ width: Double) -> [String] {
        guard let last = lines.last else { return lines }
        return lines.dropLast() + [cut(last + "…", width)]
    }

    /// `text` with `…` for what does not fit into `width` pixels.
    func cut(_ text: String, _ width: Double) -> String {
        guard self.width(text) > width else { return text }
        let ellipsis = self.width("…")
        return fitting(text, max(width - ellipsis, 0), least: 0).trimmingSpaces + "…"
    }

    /// The longest start of `text` that fits; at least `least` characters.
    private func fitting(_ text: String, _ width: Double, least: Int = 1) -> String {
        var end = text.startIndex, sum = 0.0, count = 0
        while end < text.endIndex {
            let next = text.index(after: end)
            sum += text[end].unicodeScalars.reduce(0.0) { $0 + Self.ems($1) } * size * (isBold ? 1.14 : 1)
            if sum > width, count >= least { break }
            end = next
            count += 1
        }
        return String(text[..<end])
    }

    /// Where a text may be broken; white space of any kind becomes one space.
    private static func pieces(_ text: String) -> [String] {
        var pieces: [String] = [], piece = ""
        var previous: Character = " "
        for character in text {
            let isSpace = character.isWhitespace
            if isSpace, previous.isWhitespace, !pieces.isEmpty || !piece.isEmpty { continue }
            let breaks =
                isSpace || "-_./:,".contains(previous) && !"-_./:,".contains(character)
                || character.isUppercase && previous.isLowercase
            if breaks, !piece.isEmpty {
                pieces.append(piece)
                piece = ""
            }
            piece.append(isSpace ? " " : character)
            previous = character
        }
        if !piece.isEmpty { pieces.append(piece) }
        return pieces
    }

    // MARK: Widths

    private static func ems(_ scalar: Unicode.Scalar) -> Double {
        let value = Int(scalar.value)
        if value >= 0x20, value < 0x7F { return ascii[value - 0x20] }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        default: break
        }
        // Greek, Cyrillic and what else has an alphabet is at most about as wide as “M”; the rest is square.
        return value < 0x1100 ? 0.95 : 1.1
    }

    /// From the space to the tilde, in ems.
    private static let ascii: [Double] = [
        0.352, 0.401, 0.460, 0.838, 0.636, 1.077, 0.780, 0.275, 0.454, 0.454, 0.636, 0.838, 0.364, 0.454, 0.364, 0.454,
        0.636, 0.636, 0.636, 0.636, 0.636, 0.636, 0.636, 0.636, 0.636, 0.636, 0.454, 0.454, 0.838, 0.838, 0.838, 0.546,
        1.000, 0.686, 0.686, 0.698, 0.771, 0.633, 0.576, 0.776, 0.752, 0.421, 0.455, 0.694, 0.557, 0.863, 0.749, 0.788,
        0.604, 0.788, 0.696, 0.684, 0.617, 0.733, 0.685, 0.990, 0.686, 0.616, 0.686, 0.454, 0.454, 0.454, 0.838, 0.636,
        0.636, 0.613, 0.636, 0.550, 0.636, 0.616, 0.352, 0.636, 0.634, 0.278, 0.345, 0.592, 0.278, 0.974, 0.634, 0.612,
        0.636, 0.636, 0.427, 0.521, 0.394, 0.634, 0.592, 0.818, 0.592, 0.592, 0.526, 0.636, 0.454, 0.636, 0.838,
    ]
}

extension String {
    var trimmingSpaces: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        while text.first == " " { text.removeFirst() }
        return String(text)
    }
}
