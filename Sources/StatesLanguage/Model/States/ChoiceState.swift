public import JSONModel
public import JSONPath

/// Choice: goes to the first rule that holds, else to `Default`.
public struct ChoiceState: Hashable, Sendable {
    /// `Choices`, at least one, tried in order.
    public var rules: [ChoiceRule]
    /// `Default`: a state of the same scope. Without it, what no rule takes fails the execution, uncaught.
    public var defaultNext: String?

    public init(rules: [ChoiceRule], defaultNext: String? = nil) {
        self.rules = rules
        self.defaultNext = defaultNext
    }
}

/// One element of `Choices`.
public struct ChoiceRule: Hashable, Sendable {
    public var comment: String?
    public var test: Test
    /// `Next`: a state of the same scope.
    public var next: String
    /// `Assign` of this rule; it replaces the state's own, which belongs to `Default`.
    public var assign: Template?
    /// `Output`. JSONata only.
    public var output: JSONataTemplate?

    /// What a rule asks, in the state's query language.
    public enum Test: Hashable, Sendable {
        /// JSONPath: a comparison, or `And`, `Or`, `Not` of some.
        case comparison(ChoiceTest)
        /// JSONata: `Condition`, an expression that gives a boolean, or a literal one.
        case condition(JSONataTemplate)
    }

    public init(
        comment: String? = nil, test: Test, next: String, assign: Template? = nil, output: JSONataTemplate? = nil
    ) {
        self.comment = comment
        self.test = test
        self.next = next
        self.assign = assign
        self.output = output
    }
}

/// The condition of a JSONPath choice rule.
public indirect enum ChoiceTest: Hashable, Sendable {
    /// Holds if all do; at least one.
    case and([ChoiceTest])
    /// Holds if any does; at least one.
    case or([ChoiceTest])
    case not(ChoiceTest)
    case comparison(variable: JSONPath, ChoiceComparison)
}

/// One of the 39 comparators with its operand.
public enum ChoiceComparison: Hashable, Sendable {
    /// `StringEquals` …, `StringEqualsPath` …: by UTF-16 code unit.
    case string(ChoiceOrder, ChoiceOperand<String>)
    /// `StringMatches`: `*` stands for any text, `\*` and `\\` for themselves.
    case stringMatches(WildcardPattern)
    /// `NumericEquals` …, `NumericEqualsPath` ….
    case numeric(ChoiceOrder, ChoiceOperand<JSONNumber>)
    /// `BooleanEquals`, `BooleanEqualsPath`.
    case boolean(ChoiceOperand<Bool>)
    /// `TimestampEquals` …, `TimestampEqualsPath` ….
    case timestamp(ChoiceOrder, ChoiceOperand<Timestamp>)
    /// `IsNull` … with the wanted answer.
    case isNull(Bool)
    case isPresent(Bool)
    case isNumeric(Bool)
    case isString(Bool)
    case isBoolean(Bool)
    case isTimestamp(Bool)
}

/// The relation that a comparator asks for.
public enum ChoiceOrder: String, Hashable, Sendable, CaseIterable {
    case equals = "Equals"
    case lessThan = "LessThan"
    case greaterThan = "GreaterThan"
    case lessThanEquals = "LessThanEquals"
    case greaterThanEquals = "GreaterThanEquals"

    /// Whether it holds for two values, given how they compare.
    @inlinable public func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
        switch self {
        case .equals: left == right
        case .lessThan: left < right
        case .greaterThan: left > right
        case .lessThanEquals: left <= right
        case .greaterThanEquals: left >= right
        }
    }
}

/// What a variable is compared with.
public enum ChoiceOperand<Value: Hashable & Sendable>: Hashable, Sendable {
    case literal(Value)
    /// A `…Path` comparator.
    case path(JSONPath)
}

/// The pattern of `StringMatches`, cut at its stars.
public struct WildcardPattern: Hashable, Sendable {
    /// As written.
    public var text: String
    /// The literal pieces between unescaped stars, as UTF-8; one piece: no star.
    let pieces: [[UInt8]]

    /// - Returns: `nil` when a backslash escapes anything but `*` and `\`.
    public init?(_ text: String) {
        self.text = text
        var pieces: [[UInt8]] = [[]], escaped = false
        for byte in text.utf8 {
            switch (byte, escaped) {
            case (0x5C, false): escaped = true
            case (0x2A, false): pieces.append([])
            case (0x5C, true), (0x2A, true):
                pieces[pieces.count - 1].append(byte)
                escaped = false
            case (_, true): return nil
            case (_, false): pieces[pieces.count - 1].append(byte)
            }
        }
        guard !escaped else { return nil }
        self.pieces = pieces
    }

    /// Whether all of `subject` matches: the first piece is a prefix, the last a suffix, the rest follow in order.
    public func matches(_ subject: String) -> Bool {
        var rest = Array(subject.utf8)[...]
        guard let first = pieces.first, let last = pieces.last, rest.starts(with: first) else { return false }
        guard pieces.count > 1 else { return rest.count == first.count }
        rest = rest.dropFirst(first.count)
        for piece in pieces.dropFirst().dropLast() {
            guard let after = Self.end(of: piece, in: rest) else { return false }
            rest = rest[after...]
        }
        return rest.count >= last.count && rest.suffix(last.count).elementsEqual(last)
    }

    /// Leftmost is enough: a later match of an earlier piece never helps the pieces after it.
    private static func end(of piece: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
        guard !piece.isEmpty else { return text.startIndex }
        var start = text.startIndex
        while start + piece.count <= text.endIndex {
            if text[start..<start + piece.count].elementsEqual(piece) { return start + piece.count }
            start += 1
        }
        return nil
    }
}
