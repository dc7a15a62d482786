public import Diagnostics
import Yams

/// The canonical layout of a YAML text: two spaces for each level, lists two spaces behind what they belong to, one
/// space behind a dash, no spaces at the ends of lines, one blank line at most. Comments, order and the spelling of
/// every value stay.
public struct YAMLLayout {
    /// Where what begins in a line goes: columns from 0.
    private struct Move {
        var from: Int
        var to: Int
        /// A block of lines that keep their shape follows: `|` or `>`.
        var opensBlock = false
    }

    private let lines: [[Unicode.Scalar]]
    private var moves: [Int: [Move]] = [:]

    /// - Returns: the text with a line feed at its end; `nil` for what is no YAML, or could not be laid out without
    ///   changing what it says.
    public static func text(of source: SourceText) -> String? {
        guard let text = String(validating: source.bytes, as: UTF8.self),
            let root = try? Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
        else { return nil }
        var layout = YAMLLayout(text)
        layout.place(root, at: 0)
        let result = layout.result()
        // What is meant must not change: lines that this does not understand are left to people.
        let again = SourceText(name: source.name, text: result)
        guard let before = YAMLDefinition.json(source), before == YAMLDefinition.json(again) else {
            return nil
        }
        return result
    }

    private init(_ text: String) {
        lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            var scalars = Array(line)
            if scalars.last == "\r" { scalars.removeLast() }
            return scalars
        }
    }

    // MARK: Planning

    private mutating func place(_ node: Node, at indent: Int) {
        switch node {
        case .mapping(let mapping) where mapping.style != .flow:
            for (key, value) in mapping {
                guard let mark = key.mark else { continue }
                let isNew = add(mark.line, mark.column, to: indent, opensBlock: value.scalar.map(\.isBlock) ?? false)
                // What an alias stands for is where its anchor is, and has its place already.
                guard isNew, let inner = value.mark, (inner.line, inner.column) > (mark.line, mark.column)
                else { continue }
                place(value, at: indent + 2)
            }
        case .sequence(let sequence) where sequence.style != .flow:
            guard let column = sequence.mark?.column else { return }
            for item in sequence {
                guard let mark = item.mark, let line = dashLine(column, upTo: mark.line) else { continue }
                guard add(line, column, to: indent, opensBlock: item.scalar.map(\.isBlock) ?? false) else {
                    continue
                }
                if mark.line == line, mark.column > column, item.scalar.map(\.isBlock) != true {
                    _ = add(mark.line, mark.column, to: indent + 2, opensBlock: false)
                }
                place(item, at: indent + 2)
            }
        case .scalar, .mapping, .sequence, .alias: break
        }
    }

    /// - Returns: `false` if something else has a place there already.
    private mutating func add(_ line: Int, _ column: Int, to indent: Int, opensBlock: Bool) -> Bool {
        let move = Move(from: column - 1, to: indent, opensBlock: opensBlock)
        guard lines.indices.contains(line - 1) else { return false }
        let known = moves[line] ?? []
        if let same = known.firstIndex(where: { $0.from == move.from }) {
            // The first key of a mapping stands where the mapping does.
            guard known[same].to == indent else { return false }
            moves[line]?[same].opensBlock = opensBlock
            return true
        }
        // Only dashes may stand before something else that has a place.
        let isBehindText = known.contains {
            $0.from < move.from && lines[line - 1][$0.from] != "-"
        }
        if isBehindText { return true }
        moves[line, default: []].append(move)
        return true
    }

    /// The line with the dash of an item.
    private func dashLine(_ column: Int, upTo last: Int) -> Int? {
        var line = last
        while line >= 1 {
            if line <= lines.count {
                let text = lines[line - 1]
                if column <= text.count, text[column - 1] == "-",
                    text[..<(column - 1)].allSatisfy({ $0 == " " || $0 == "-" })
                {
                    return line
                }
            }
            line -= 1
        }
        return nil
    }

    // MARK: Writing

    private func result() -> String {
        var out: [String] = []
        var last = Move(from: 0, to: 0), isInBlock = false, blockIndent: Int?
        /// Lines of spaces that were passed: how many each has.
        var blanks: [Int] = []
        func spaces(_ count: Int) -> String { String(repeating: " ", count: max(count, 0)) }
        func leaveBlank() {
            if !out.isEmpty, !blanks.isEmpty { out.append("") }
            blanks = []
        }
        for (index, line) in lines.enumerated() {
            guard let first = line.firstIndex(where: { $0 != " " }) else {
                blanks.append(line.count)
                continue
            }
            if let moves = moves[index + 1]?.sorted(by: { $0.from < $1.from }) {
                leaveBlank()
                out.append(moved(line, moves))
                last = moves.last ?? last
                (isInBlock, blockIndent) = (last.opensBlock, nil)
            } else if line[first] == "#", !(isInBlock && first > last.from) {
                leaveBlank()
                isInBlock = false
                out.append(spaces(next(after: index)?.to ?? 0) + Self.text(line[first...]))
            } else if first == 0, Self.isMark(line) {
                leaveBlank()
                out.append(Self.text(line[...]))
            } else {
                // Lines of a value that goes on keep their distance; in a block, what is beyond it is text.
                let shift = last.to - last.from
                let indent = blockIndent ?? first
                if isInBlock { blockIndent = indent }
                out += blanks.map { isInBlock && $0 > indent ? spaces($0 + shift) : "" }
                blanks = []
                let text = isInBlock ? String(String.UnicodeScalarView(line[first...])) : Self.text(line[first...])
                out.append(spaces(first + shift) + text)
            }
        }
        return out.joined(separator: "\n") + "\n"
    }

    /// Whether a line is a directive, or begins or ends a document.
    private static func isMark(_ line: [Unicode.Scalar]) -> Bool {
        line[0] == "%" || line.starts(with: "---".unicodeScalars) || line.starts(with: "...".unicodeScalars)
    }

    private func next(after index: Int) -> Move? {
        for line in index + 1..<max(lines.count, index + 1) {
            if let moves = moves[line + 1] { return moves.min { $0.from < $1.from } }
        }
        return nil
    }

    private func moved(_ line: [Unicode.Scalar], _ moves: [Move]) -> String {
        var text = ""
        for (index, move) in moves.enumerated() {
            let end = index + 1 < moves.count ? moves[index + 1].from : line.count
            text += String(repeating: " ", count: max(move.to - text.unicodeScalars.count, 0))
            text += Self.text(line[min(move.from, end)..<end])
        }
        return text
    }

    /// Without spaces at the end.
    private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        let end = scalars.lastIndex { $0 != " " && $0 != "\t" }.map { $0 + 1 } ?? scalars.startIndex
        return String(String.UnicodeScalarView(scalars[..<end]))
    }
}

extension Node.Scalar {
    fileprivate var isBlock: Bool { style == .literal || style == .folded }
}
