import Foundation

/// A regular expression in Python's syntax, and the replacement of its matches as Python's `re.sub` does it.
package struct PythonRegex: Sendable {
    /// The pattern as it was written.
    package let pattern: String
    /// The text itself, if the pattern has no special characters: such patterns are most, and need no engine.
    private let literal: String?
    private let expression: NSRegularExpression?

    package init(_ pattern: String) throws(SuiteError) {
        self.pattern = pattern
        if !pattern.contains(where: { #"\^$.|?*+()[]{}"#.contains($0) }) {
            literal = pattern
            expression = nil
            return
        }
        literal = nil
        do {
            expression = try NSRegularExpression(pattern: Self.translated(pattern))
        } catch {
            throw SuiteError("the regular expression \(pattern) is not understood")
        }
    }

    /// A pattern of this module, which is known to be good.
    init(known pattern: String) {
        self.pattern = pattern
        literal = nil
        expression = try? NSRegularExpression(pattern: Self.translated(pattern))
        assert(expression != nil, "a pattern of this module does not compile: \(pattern)")
    }

    /// The groups of a match that begins where `text` begins (Python's `re.match`), group 0 first; `nil` without one.
    func match(atStartOf text: String) -> [String?]? {
        let string = text as NSString
        let all = NSRange(location: 0, length: string.length)
        guard let match = expression?.firstMatch(in: text, options: .anchored, range: all) else { return nil }
        return (0..<match.numberOfRanges).map { group in
            let range = match.range(at: group)
            return range.location == NSNotFound ? nil : string.substring(with: range)
        }
    }

    /// `text` with every match replaced by `template`, in which `\1` and `\g<1>` stand for groups.
    func replacing(in text: String, with template: String) -> String {
        if let literal { return text.replacingOccurrences(of: literal, with: Self.plain(template)) }
        guard let expression else { return text }
        let string = text as NSString
        let matches = expression.matches(in: text, range: NSRange(location: 0, length: string.length))
        guard !matches.isEmpty else { return text }
        var result = ""
        var end = 0
        for match in matches {
            result += string.substring(with: NSRange(location: end, length: match.range.location - end))
            result += Self.expand(template) { group in
                guard group < match.numberOfRanges, match.range(at: group).location != NSNotFound else { return "" }
                return string.substring(with: match.range(at: group))
            }
            end = match.range.location + match.range.length
        }
        return result + string.substring(from: end)
    }

    private static func plain(_ template: String) -> String {
        template.contains("\\") ? expand(template) { _ in "" } : template
    }

    /// A replacement template with its groups filled in. A backslash before a character that is no letter and no
    /// digit stands for itself, but `\\` for one backslash.
    private static func expand(_ template: String, group: (Int) -> String) -> String {
        var result = ""
        var rest = Substring(template)
        while let character = rest.popFirst() {
            guard character == "\\", let next = rest.first else {
                result.append(character)
                continue
            }
            rest.removeFirst()
            if let digit = next.wholeNumberValue {
                result += group(digit)
            } else if next == "g", let close = rest.firstIndex(of: ">"), let index = Int(rest[..<close].dropFirst()) {
                result += group(index)
                rest = rest[rest.index(after: close)...]
            } else {
                result += next == "\\" ? "\\" : next == "n" ? "\n" : "\\\(next)"
            }
        }
        return result
    }

    /// Where a translation stands inside a character class.
    private enum ClassState {
        case outside, start, single, dash, afterRange
    }

    /// The pattern for ICU. In Python a hyphen after a range and an opening bracket inside a class are ordinary
    /// characters, and so is a brace that opens no repetition.
    private static func translated(_ pattern: String) -> String {
        var result = ""
        var state = ClassState.outside
        var openBraces = 0
        var rest = Substring(pattern)
        while let character = rest.popFirst() {
            switch (character, state) {
            case ("\\", _):
                result.append(character)
                if let escaped = rest.popFirst() { result.append(escaped) }
                if state != .outside { state = state == .dash ? .afterRange : .single }
                continue
            case ("{", .outside) where rest.first?.isNumber != true:
                result.append("\\")
            case ("{", .outside):
                openBraces += 1
            case ("}", .outside) where openBraces == 0:
                result.append("\\")
            case ("}", .outside):
                openBraces -= 1
            case ("[", .outside):
                state = .start
            case (_, .outside), ("^", .start):
                break
            case ("]", .single), ("]", .dash), ("]", .afterRange):
                state = .outside
            case ("-", .afterRange):
                result.append("\\")
                state = .single
            case ("-", .single):
                state = .dash
            default:
                if character == "[" { result.append("\\") }
                state = state == .dash ? .afterRange : .single
            }
            result.append(character)
        }
        return result
    }

    /// An ISO 8601 date-time with zone, as the recordings' tests look for it.
    static let iso8601 = PythonRegex(
        known: #"(?:[1-9]\d{3}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|"#
            + #"(?:0[13578]|1[02])-31)|(?:[1-9]\d(?:0[48]|[2468][048]|[13579][26])|"#
            + #"(?:[2468][048]|[13579][26])00)-02-29)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?"#
            + #"(?:Z|[+-][01]\d:?([0-5]\d)?)"#
    )
}
