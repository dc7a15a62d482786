extension SwiftText {
    /// Offsets at which `pattern` stands in the code, as whole words: `lock` is not found in `block`.
    ///
    /// A pattern has one word to find it by, with punctuation before it and anything after it: `.random(`, `Task {`.
    func occurrences(of pattern: String) -> [Int] {
        let pattern = Array(pattern.utf8)
        guard let wordStart = pattern.firstIndex(where: Self.isWordByte) else { return [] }
        let wordEnd = pattern[wordStart...].firstIndex { !Self.isWordByte($0) } ?? pattern.count
        let text = String(decoding: pattern[wordStart..<wordEnd], as: UTF8.self)
        return words.lazy.filter { $0.text == text }.map { $0.offset - wordStart }.filter { start in
            guard start >= 0, start + pattern.count <= code.count else { return false }
            let endsInWord = pattern.last.map(Self.isWordByte) ?? false
            if endsInWord, Self.isWordByte(Self.byte(code, start + pattern.count)) { return false }
            return code[start..<start + pattern.count].elementsEqual(pattern)
        }
    }

    /// Modules that the file imports, with the line of each import.
    var imports: [(module: String, line: Int)] {
        words.indices.filter { words[$0].text == "import" && startsStatement($0) }.compactMap { index in
            let kinds: Set = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
            let rest = words[(index + 1)...].prefix(2).map(\.text)
            guard let first = rest.first else { return nil }
            let module = kinds.contains(first) ? rest.last : first
            return module.map { ($0, line(at: words[index].offset)) }
        }
    }

    /// Types that siblings or users see (`package`, `public`), with the line of each declaration.
    var visibleTypes: [(name: String, line: Int)] {
        let kinds: Set = ["struct", "enum", "protocol", "actor", "class"]
        return words.indices.dropLast().filter { kinds.contains(words[$0].text) }.compactMap { index in
            let modifiers = wordsOfLine(before: index)
            guard modifiers.contains("public") || modifiers.contains("package"), words[index + 1].text != "func" else {
                return nil
            }
            return (words[index + 1].text, line(at: words[index].offset))
        }
    }

    private func startsStatement(_ index: Int) -> Bool {
        let modifiers: Set = [
            "public", "package", "internal", "private", "fileprivate", "testable", "preconcurrency", "_exported",
        ]
        return wordsOfLine(before: index).allSatisfy(modifiers.contains)
    }

    private func wordsOfLine(before index: Int) -> [String] {
        let own = line(at: words[index].offset)
        return words[..<index].reversed().prefix { line(at: $0.offset) == own }.map(\.text)
    }
}
