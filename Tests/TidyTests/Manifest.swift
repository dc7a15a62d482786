/// What `Package.swift` says about its targets, read from its text.
struct Manifest {
    /// Names of siblings and products that each target may import.
    let dependencies: [String: Set<String>]
    /// Targets declared with `.testTarget`.
    let testTargets: Set<String>

    init(_ swift: SwiftText) {
        var dependencies: [String: Set<String>] = [:]
        var testTargets: Set<String> = []
        for word in swift.words where ["target", "executableTarget", "testTarget"].contains(word.text) {
            let open = word.offset + word.text.utf8.count
            guard SwiftText.byte(swift.code, word.offset - 1) == UInt8(ascii: "."),
                let range = Self.parentheses(from: open, in: swift.code),
                let name = swift.literals.first(where: { range.contains($0.offset) })?.text
            else { continue }
            dependencies[name] = Self.dependencies(in: range, of: swift)
            if word.text == "testTarget" { testTargets.insert(name) }
        }
        self.dependencies = dependencies
        self.testTargets = testTargets
    }

    /// The literals of the `dependencies:` list in a target's call, without those that name a product's package.
    private static func dependencies(in range: Range<Int>, of swift: SwiftText) -> Set<String> {
        guard let label = swift.words.first(where: { range.contains($0.offset) && $0.text == "dependencies" }) else {
            return []
        }
        let listEnd = swift.code[label.offset..<range.upperBound].firstIndex(of: UInt8(ascii: "]")) ?? range.upperBound
        let literals = swift.literals.filter { label.offset < $0.offset && $0.offset < listEnd }
        return Set(
            literals.filter { literal in
                let before = swift.words.last { $0.offset < literal.offset }
                return before.map { $0.text != "package" } ?? true
            }.map(\.text)
        )
    }

    /// From an opening parenthesis at `open` to the one that closes it.
    private static func parentheses(from open: Int, in code: [UInt8]) -> Range<Int>? {
        guard SwiftText.byte(code, open) == UInt8(ascii: "(") else { return nil }
        var depth = 0
        for offset in open..<code.count {
            switch code[offset] {
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"):
                depth -= 1
                if depth == 0 { return open..<offset + 1 }
            default: break
            }
        }
        return nil
    }
}
