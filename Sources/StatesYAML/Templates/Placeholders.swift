import Diagnostics
import JSONModel

/// Filling `${Name}`, as CloudFormation does with DefinitionSubstitutions and Terraform's `templatefile` with its
/// variables.
struct PlaceholderValues: Sendable {
    var values: [String: String]

    /// Which tool's spelling is meant.
    enum Spelling: Sendable {
        case plain
        /// `Fn::Sub`: `${!Name}` is the text `${Name}`.
        case substitution
        /// Terraform: `$${` is the text `${`.
        case terraform
    }

    /// The text with the values that are known; the other placeholders stay.
    func filled(_ text: String, _ spelling: Spelling = .plain) -> String {
        guard text.utf8.contains(UInt8(ascii: "$")) else { return text }
        let filled = filled(MappedText(whole: Array(text.utf8)), spelling)
        return String(decoding: filled.bytes, as: UTF8.self)
    }

    /// - Parameter quotesOthers: the text is JSON: a placeholder that stands where a value is needed, and has no value,
    ///   becomes a string.
    func filled(_ text: MappedText, _ spelling: Spelling = .plain, quotesOthers: Bool = false) -> MappedText {
        var result = MappedText()
        let bytes = text.bytes
        var index = 0
        var isString = false
        func copy(_ count: Int) {
            for place in index..<min(index + count, bytes.count) {
                result.append(bytes[place], from: text.offset(of: place))
            }
            index += count
        }
        while index < bytes.count {
            let byte = bytes[index]
            if quotesOthers, byte == UInt8(ascii: "\\"), isString {
                copy(2)
                continue
            }
            if byte == UInt8(ascii: "\"") { isString.toggle() }
            if spelling == .terraform, bytes[index...].starts(with: Array("$${".utf8)) {
                index += 1
                copy(2)
                continue
            }
            guard byte == UInt8(ascii: "$"), let end = Self.end(of: bytes[index...]) else {
                copy(1)
                continue
            }
            let name = Self.name(bytes[(index + 2)..<end])
            let offset = text.offset(of: index)
            if spelling == .substitution, name.hasPrefix("!") {
                copy(2)
                index += 1
                copy(end + 1 - index)
            } else if let value = values[name] {
                result.append(value.utf8, at: offset)
                index = end + 1
            } else {
                if quotesOthers, !isString { result.append([UInt8(ascii: "\"")], at: offset) }
                copy(end + 1 - index)
                if quotesOthers, !isString { result.append([UInt8(ascii: "\"")], at: text.offset(of: end)) }
            }
        }
        return result
    }

    /// The same in all texts of a definition.
    func filled(_ node: JSONNode, depth: Int = 0) -> JSONNode {
        var node = node
        // Deeper than a definition may nest.
        guard depth < 1_000 else { return node }
        switch node.kind {
        case .string(let text): node.kind = .string(filled(text))
        case .array(let nodes): node.kind = .array(nodes.map { filled($0, depth: depth + 1) })
        case .object(let members):
            node.kind = .object(
                members.map {
                    JSONNode.Member(
                        key: filled($0.key), keySpan: $0.keySpan, value: filled($0.value, depth: depth + 1))
                })
        case .null, .bool, .number: break
        }
        return node
    }

    /// The index of the brace that closes a placeholder; `nil` if none begins here.
    private static func end(of bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.dropFirst().first == UInt8(ascii: "{") else { return nil }
        let end = bytes.firstIndex { $0 == UInt8(ascii: "}") || $0 == 0x0A }
        return end.flatMap { bytes[$0] == UInt8(ascii: "}") ? $0 : nil }
    }

    private static func name(_ bytes: ArraySlice<UInt8>) -> String {
        var bytes = bytes
        while let first = bytes.first, first <= 0x20 { bytes.removeFirst() }
        while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
