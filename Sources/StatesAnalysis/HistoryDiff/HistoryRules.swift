/// What may differ between a history and an execution of another definition.
public struct HistoryRules: Hashable, Sendable {
    /// Places in events that are not compared.
    public var ignored: [Place] = []
    /// States that have another name in the definition, by their recorded name.
    public var renamed: [String: String] = [:]

    public init(ignored: [Place] = [], renamed: [String: String] = [:]) {
        self.ignored = ignored
        self.renamed = renamed
    }

    func ignores(_ difference: ValueDifference, in state: String?) -> Bool {
        ignored.contains { $0.covers(difference.place, in: state) }
    }

    /// A place in the events of some states, with all below it.
    ///
    ///     cause                        the cause of every failure
    ///     Pay:parameters.requestId     one member of what the task of Pay is given
    ///     output.items.*.price         of every item
    ///     Charge*:**.timestamp         at any depth, in every state whose name starts with Charge
    ///
    /// What comes first is a member of the event's details: `input`, `output`, `parameters`, `resource`, `error`,
    /// `cause`, `timeoutInSeconds`, `heartbeatInSeconds`, `assignedVariables`, `length` …, or one of two times that are
    /// made from those of the events: `waitedSeconds` of a Wait state, `retrySeconds` of a state that runs
    /// again. A backslash takes the meaning of the character behind it.
    public struct Place: Hashable, Sendable {
        /// `nil` for every state.
        private var state: [Character]?
        private var segments: [[Character]] = []

        /// A backslash, as it stands in a pattern for what it took the meaning from.
        private static let escape: Character = "\\"

        /// - Returns: `nil` when there is no place in `text`.
        public init?(_ text: String) {
            var parts: [[Character]] = [[]]
            var isEscaped = false
            for character in text {
                if isEscaped {
                    parts[parts.count - 1] += [Self.escape, character]
                    isEscaped = false
                } else if character == Self.escape {
                    isEscaped = true
                } else if character == ":" {
                    // State names may have colons and dots: the last colon parts them from the place.
                    let name = (state.map { $0 + [":"] } ?? []) + Array(parts.joined(separator: ["."]))
                    state = name
                    parts = [[]]
                } else if character == "." {
                    parts.append([])
                } else {
                    parts[parts.count - 1].append(character)
                }
            }
            guard !isEscaped, parts.allSatisfy({ !$0.isEmpty }), state?.isEmpty != true else { return nil }
            segments = parts
        }

        func covers(_ place: [ValueDifference.Step], in name: String?) -> Bool {
            if let state {
                guard let name, Self.matches(Array(name)[...], state[...]) else { return false }
            }
            return Self.covers(place[...], segments[...])
        }

        private static func covers(
            _ place: ArraySlice<ValueDifference.Step>, _ segments: ArraySlice<[Character]>
        ) -> Bool {
            guard let segment = segments.first else { return true }
            if segment == ["*", "*"] {
                return place.indices.contains { covers(place[$0...], segments.dropFirst()) }
            }
            guard let step = place.first else { return false }
            let text =
                switch step {
                case .member(let name): name
                case .index(let index): String(index)
                }
            return matches(Array(text)[...], segment[...]) && covers(place.dropFirst(), segments.dropFirst())
        }

        /// Whether `text` is what `pattern` says, where a star stands for any text.
        private static func matches(_ text: ArraySlice<Character>, _ pattern: ArraySlice<Character>) -> Bool {
            var (text, pattern) = (text, pattern)
            // Where to go on when the last star must take more.
            var retry: (text: ArraySlice<Character>, pattern: ArraySlice<Character>)?
            while true {
                if pattern.first == "*" {
                    pattern = pattern.dropFirst()
                    retry = (text, pattern)
                    continue
                }
                let isEscaped = pattern.first == escape
                let wanted = isEscaped ? pattern.dropFirst().first : pattern.first
                if text.isEmpty, wanted == nil { return true }
                if let wanted, text.first == wanted {
                    text = text.dropFirst()
                    pattern = pattern.dropFirst(isEscaped ? 2 : 1)
                    continue
                }
                guard let last = retry, !last.text.isEmpty else { return false }
                retry = (last.text.dropFirst(), last.pattern)
                (text, pattern) = (last.text.dropFirst(), last.pattern)
            }
        }
    }
}
