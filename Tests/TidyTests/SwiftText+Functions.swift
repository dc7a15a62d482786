extension SwiftText {
    /// A function, initialiser, subscript or computed property that has a body.
    struct Function: Equatable {
        var name: String
        /// 1-based line of its keyword.
        var line: Int
        /// Lines from the keyword to the closing brace, both counted.
        var lineCount: Int
    }

    /// All functions with a body, in order; those within others are listed too.
    var functions: [Function] {
        words.indices.compactMap { function(at: $0) }
    }

    /// Words that start another declaration, so that a function before them has no body (a protocol's requirement).
    private static let declarationWords: Set<String> = [
        "func", "var", "let", "init", "deinit", "subscript", "struct", "enum", "class", "actor", "extension",
        "protocol",
        "typealias", "associatedtype", "case", "import", "static", "public", "package", "internal", "private",
        "fileprivate", "mutating", "nonmutating", "override", "final",
    ]

    private func function(at index: Int) -> Function? {
        let word = words[index]
        switch word.text {
        case "func", "init", "deinit", "subscript", "var": break
        default: return nil
        }
        // `.init(…)` is a call and `` `init` `` a name.
        let before = Self.byte(code, word.offset - 1)
        guard before != UInt8(ascii: "."), before != UInt8(ascii: "`") else { return nil }
        guard let open = bodyStart(afterWordAt: index), let close = matchingBrace(from: open) else { return nil }
        let isNamed = word.text == "func" || word.text == "var"
        let name = isNamed && index + 1 < words.count ? words[index + 1].text : word.text
        let lines = code[word.offset...close].count { $0 == UInt8(ascii: "\n") } + 1
        return Function(name: name, line: line(at: word.offset), lineCount: lines)
    }

    /// The brace that opens the body of the declaration whose keyword is word `index`, or `nil` if it has none.
    private func bodyStart(afterWordAt index: Int) -> Int? {
        let isProperty = words[index].text == "var"
        var hasType = false
        var next = index + 1
        var depth = 0
        var offset = words[index].offset + words[index].text.utf8.count
        while offset < code.count {
            if next < words.count, words[next].offset == offset {
                // Right after `func` stands its name, which may be any word in backticks.
                if depth == 0, next > index + 1, Self.declarationWords.contains(words[next].text) { return nil }
                offset += words[next].text.utf8.count
                next += 1
                continue
            }
            switch code[offset] {
            case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: "{") where depth == 0: return isProperty && !hasType ? nil : offset
            case UInt8(ascii: ":") where depth == 0: hasType = true
            case UInt8(ascii: "}") where depth == 0: return nil
            case UInt8(ascii: "="), UInt8(ascii: "\n"), UInt8(ascii: ";"):
                if isProperty, depth == 0 { return nil }
            default: break
            }
            if depth < 0 { return nil }
            offset += 1
        }
        return nil
    }

    /// The brace that closes the one at `open`.
    func matchingBrace(from open: Int) -> Int? {
        var depth = 0
        for offset in open..<code.count {
            switch code[offset] {
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"):
                depth -= 1
                if depth == 0 { return offset }
            default: break
            }
        }
        return nil
    }
}
