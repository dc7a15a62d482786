public import Diagnostics
public import StatesCore
import StatesLanguage

extension SagaRule {
    /// Why a text is no rule.
    public struct SyntaxError: Error, Hashable, Sendable {
        /// One sentence without a full stop.
        public var message: String
        /// In the text, UTF-8 offsets.
        public var span: SourceSpan
        /// Whether the rule names a state that the machine does not have.
        public var isUnknownState = false
    }

    /// Reads a rule.
    ///
    /// A state is called by its name as it is, or between quotes: `after "Pay, then ship" succeeded, …`.
    public init(_ text: String, for program: Program) throws(SyntaxError) {
        var parser = RuleParser(text, program)
        self.init(kind: try parser.rule(), text: text)
    }
}

/// Reads one rule, byte by byte: names of states may have spaces, commas and the words of the rules in them.
private struct RuleParser {
    let bytes: [UInt8]
    let names: [(name: String, state: StateIndex)]
    var place = 0

    init(_ text: String, _ program: Program) {
        bytes = Array(text.utf8)
        // Of names that begin alike the longest comes first.
        names = (0..<StateIndex(program.stateCount)).map { (program.describe($0).name, $0) }
            .sorted { $0.0.utf8.count > $1.0.utf8.count }
    }

    mutating func rule() throws(SagaRule.SyntaxError) -> SagaRule.Kind {
        skipSpace()
        if take(word: "after") {
            guard case .state(let state, let verb) = try condition() else {
                throw error("“after” is about a state: an execution ends after all else")
            }
            guard take(",") else { throw error("expected a comma, and what must come true after it") }
            return .after(state, verb, anyOf: try conditions(joinedBy: "or"))
        }
        if take(word: "never") {
            let conditions = try conditions(joinedBy: "and")
            guard conditions.count <= 64 else { throw error("a rule has 64 conditions at most") }
            return .never(allOf: conditions)
        }
        throw error("a rule begins with “after” or “never”")
    }

    private mutating func conditions(joinedBy word: String) throws(SagaRule.SyntaxError) -> [SagaRule.Condition] {
        var conditions = [try condition()]
        while take(word: word) { conditions.append(try condition()) }
        skipSpace()
        guard place == bytes.count else { throw error("expected “\(word)” and a condition, or the end") }
        return conditions
    }

    private mutating func condition() throws(SagaRule.SyntaxError) -> SagaRule.Condition {
        skipSpace()
        let start = place
        if let state = takeState() {
            if let verb = takeVerb(of: SagaRule.StateVerb.allCases) { return .state(state, verb) }
        }
        place = start
        if take(word: "execution") {
            if let verb = takeVerb(of: SagaRule.ExecutionVerb.allCases) { return .execution(verb) }
            throw verbError(SagaRule.ExecutionVerb.allCases)
        }
        throw unknown(from: start)
    }

    private func verbError<Verb: RawRepresentable<String>>(_ verbs: [Verb]) -> SagaRule.SyntaxError {
        error("expected \(verbs.map { "“\($0.rawValue)”" }.joined(separator: ", "))")
    }

    /// The longest name that stands here with a verb behind it.
    private mutating func takeState() -> StateIndex? {
        if let quote = peek, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"),
            let end = bytes[(place + 1)...].firstIndex(of: quote)
        {
            let name = String(decoding: bytes[(place + 1)..<end], as: UTF8.self)
            guard let known = names.first(where: { $0.name == name }) else { return nil }
            place = end + 1
            return known.state
        }
        let start = place
        for (name, state) in names where bytes[start...].starts(with: name.utf8) {
            place = start + name.utf8.count
            let end = place
            if takeVerb(of: SagaRule.StateVerb.allCases) != nil {
                place = end
                return state
            }
        }
        place = start
        return nil
    }

    private mutating func takeVerb<Verb: RawRepresentable<String>>(of verbs: [Verb]) -> Verb? {
        verbs.first { take(word: $0.rawValue) }
    }

    /// What stands here is no condition: mostly a name that is misspelt.
    private func unknown(from start: Int) -> SagaRule.SyntaxError {
        let rest = bytes[start...]
        guard !rest.isEmpty else { return error("expected a state, or “execution”, and what happens to it") }
        var end = rest.endIndex
        var hasVerb = false
        for verb in ["succeeded", "failed", "entered", "parked"] {
            if let range = rest.firstRange(of: Array(" \(verb)".utf8)), range.lowerBound < end {
                end = range.lowerBound
                hasVerb = true
            }
        }
        var name = String(decoding: bytes[start..<end], as: UTF8.self)
        let span = SourceSpan(start: start, end: end)
        if name.count > 1, let quote = name.first, quote == name.last, quote == "\"" || quote == "'" {
            name = String(name.dropFirst().dropLast())
        }
        guard hasVerb else {
            return .init(message: "expected what happens to it: “succeeded”, “failed” or “entered”", span: span)
        }
        if names.contains(where: { $0.name == name }) {
            return .init(message: "a state has “succeeded”, “failed” or “entered”", span: span)
        }
        let nearest = Suggestion.nearest(to: name, among: names.map(\.name).sorted())
        let hint = nearest.map { "; did you mean “\($0)”?" } ?? ""
        return .init(message: "the state machine has no state “\(name)”\(hint)", span: span, isUnknownState: true)
    }

    private func error(_ message: String) -> SagaRule.SyntaxError {
        let end = bytes[place...].firstIndex(of: UInt8(ascii: " ")) ?? bytes.count
        return .init(message: message, span: SourceSpan(start: place, end: max(place, end)))
    }

    private var peek: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || (0x09...0x0D).contains(byte) { place += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard peek == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }

    /// Takes `word` if it stands here as a whole.
    private mutating func take(word: String) -> Bool {
        let start = place
        skipSpace()
        let end = place + word.utf8.count
        if bytes[place...].starts(with: word.utf8), end == bytes.count || !bytes[end].isWordByte {
            place = end
            return true
        }
        place = start
        return false
    }
}

extension UInt8 {
    fileprivate var isWordByte: Bool {
        (0x30...0x39).contains(self) || (0x61...0x7A).contains(self | 0x20) || self == 0x5F || self >= 0x80
    }
}
