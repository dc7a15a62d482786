/// Counter-based randomness: the same question has the same answer, in any order, on any machine.
///
/// A generator would drift as soon as one more number is drawn before; here every number is a function of what it is
/// for. The mixing is SplitMix64's finaliser, applied once per word.
enum Random {
    enum Purpose: UInt64 {
        /// Delay of a retry with full jitter.
        case jitter = 1
        /// What intrinsic functions draw while a state's fields are evaluated.
        case expression = 2
        case taskToken = 3
        case identifier = 4
        /// Seeds of the child executions of a map run.
        case childExecution = 5
    }

    /// A random UUID, version 4.
    ///
    /// - Parameter index: which of those of this state entry and attempt.
    static func uuid(seed: UInt64, entry: Int, attempt: Int, index: UInt64) -> String {
        func word(_ half: UInt64) -> UInt64 {
            value(seed: seed, entry: entry, attempt: attempt, purpose: .identifier, index: index * 2 + half)
        }
        let high = word(0) & ~0xF000 | 0x4000
        let low = word(1) & ~(3 << 62) | (1 << 63)
        return String(unsafeUninitializedCapacity: 36) { text in
            write(high, low, to: text)
            return 36
        }
    }

    /// The hexadecimal digits of both words, in groups of 8, 4, 4, 4 and 12.
    private static func write(_ high: UInt64, _ low: UInt64, to text: UnsafeMutableBufferPointer<UInt8>) {
        var place = 0
        for digit in 0..<32 {
            if digit == 8 || digit == 12 || digit == 16 || digit == 20 {
                text[place] = UInt8(ascii: "-")
                place += 1
            }
            let half = digit < 16 ? high : low
            let nibble = UInt8(truncatingIfNeeded: half >> UInt64(60 - digit % 16 * 4)) & 15
            text[place] = nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
            place += 1
        }
    }

    static func value(seed: UInt64, entry: Int, attempt: Int, purpose: Purpose, index: UInt64) -> UInt64 {
        var state = mix(seed &+ 0x9E37_79B9_7F4A_7C15)
        state = mix(state ^ UInt64(truncatingIfNeeded: entry))
        state = mix(state ^ UInt64(truncatingIfNeeded: attempt) << 8 ^ purpose.rawValue)
        return mix(state ^ index &* 0x9E37_79B9_7F4A_7C15)
    }

    static func taskToken(seed: UInt64, entry: Int, attempt: Int) -> String {
        var text = "AQCEAAAAKgAAAAMAAAAA"
        for index in 0..<4 {
            let word = value(seed: seed, entry: entry, attempt: attempt, purpose: .taskToken, index: UInt64(index))
            text += String(word, radix: 36)
        }
        return text
    }

    /// A seed for `text` alone: executions that have one seed must not have one name for what they make.
    static func seed(_ seed: UInt64, of text: String) -> UInt64 {
        mix(TextHash.of(text, after: mix(seed)))
    }

    private static func mix(_ value: UInt64) -> UInt64 {
        var word = value &+ 0x9E37_79B9_7F4A_7C15
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

/// The fields of a state that may draw in one and the same run of it: no two get the same numbers.
enum RandomDraws: UInt64 {
    /// What makes the input of the state's work, and paths, which draw nothing.
    case input = 0
    case resultSelector, assign, credentials, cause, error, timeout, heartbeat, maxConcurrency
    case toleratedFailureCount, toleratedFailurePercentage, itemReader, maxItems, batchInput, maxItemsPerBatch
    case maxInputBytesPerBatch, resultWriter

    /// For a field of its own that gives a number or a text.
    init(field name: String) {
        self =
            switch name {
            case "Cause", "CausePath": .cause
            case "Error": .error
            case "TimeoutSeconds": .timeout
            case "HeartbeatSeconds": .heartbeat
            case "MaxConcurrency": .maxConcurrency
            case "ToleratedFailureCount": .toleratedFailureCount
            case "ToleratedFailurePercentage": .toleratedFailurePercentage
            case "ItemReader/ReaderConfig/MaxItems": .maxItems
            case "ItemBatcher/MaxItemsPerBatch": .maxItemsPerBatch
            case "ItemBatcher/MaxInputBytesPerBatch": .maxInputBytesPerBatch
            default: .input
            }
    }

    /// Fields, and the iterations that a field is evaluated for, draw from ranges of their own.
    func firstNumber(item index: Int?) -> UInt64 {
        rawValue << 56 | (index.map { UInt64($0 + 1) << 24 } ?? 0)
    }
}
