extension String {
    /// For the text and the attributes of XML and HTML. What XML 1.0 cannot hold becomes U+FFFD.
    ///
    /// - Parameter keepsLines: whether tabs and ends of lines stay as they are. Whoever reads an attribute makes spaces
    ///   of them.
    package func escapedForMarkup(keepsLines: Bool = false) -> String {
        var text = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "\t", "\n", "\r":
                if keepsLines { text.unicodeScalars.append(scalar) } else { text += " " }
            case "\0"..<" ", "\u{FFFE}", "\u{FFFF}": text += "\u{FFFD}"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
