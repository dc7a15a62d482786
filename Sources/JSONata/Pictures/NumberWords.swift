/// Numbers in English words: “One Hundred and Two”, hyphenated tens, commas between magnitudes, up to trillions.
enum NumberWords {
    private static let few = [
        "Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve",
        "Thirteen", "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen", "Nineteen",
    ]
    private static let ordinals = [
        "Zeroth", "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth",
        "Eleventh", "Twelfth", "Thirteenth", "Fourteenth", "Fifteenth", "Sixteenth", "Seventeenth", "Eighteenth",
        "Nineteenth",
    ]
    private static let decades = ["Twent", "Thirt", "Fort", "Fift", "Sixt", "Sevent", "Eight", "Ninet"]
    private static let magnitudes = ["Thousand", "Million", "Billion", "Trillion"]

    /// - Parameters:
    ///   - value: whole and not negative.
    ///   - isOrdinal: “First” instead of “One”, in the last word.
    static func text(_ value: Double, isOrdinal: Bool) -> String {
        text(value, follows: false, isOrdinal: isOrdinal)
    }

    /// - Parameter follows: whether words of a larger magnitude come before.
    private static func text(_ value: Double, follows: Bool, isOrdinal: Bool) -> String {
        if value < 100 { return (follows ? " and " : "") + tens(Int(value), isOrdinal: isOrdinal) }
        let unit: Double
        let name: String
        if value < 1_000 {
            (unit, name) = (100, "Hundred")
        } else {
            var magnitude = 0
            var factor = 1_000.0
            while magnitude < magnitudes.count - 1, value >= factor * 1_000 {
                magnitude += 1
                factor *= 1_000
            }
            (unit, name) = (factor, magnitudes[magnitude])
        }
        let count = (value / unit).rounded(.down)
        let rest = value - count * unit
        let words = (follows ? ", " : "") + text(count, follows: false, isOrdinal: false) + " " + name
        if rest > 0 { return words + text(rest, follows: true, isOrdinal: isOrdinal) }
        return isOrdinal ? words + "th" : words
    }

    private static func tens(_ value: Int, isOrdinal: Bool) -> String {
        if value < 20 { return isOrdinal ? ordinals[value] : few[value] }
        let decade = decades[value / 10 - 2]
        if value % 10 > 0 { return decade + "y-" + (isOrdinal ? ordinals : few)[value % 10] }
        return decade + (isOrdinal ? "ieth" : "y")
    }

    /// The value of each word, in lower case.
    private static let values: [String: Double] = {
        var values: [String: Double] = [:]
        for (index, word) in few.enumerated() { values[word.lowercased()] = Double(index) }
        for (index, word) in ordinals.enumerated() { values[word.lowercased()] = Double(index) }
        for (index, word) in decades.enumerated() {
            values[word.lowercased() + "y"] = Double(10 * index + 20)
            values[word.lowercased() + "ieth"] = Double(10 * index + 20)
        }
        var factor = 100.0
        for word in ["hundred"] + magnitudes.map({ $0.lowercased() }) {
            values[word] = factor
            values[word + "th"] = factor
            factor = factor == 100 ? 1_000 : factor * 1_000
        }
        return values
    }()

    /// Every word that `parse` knows, the longer of two that begin alike first.
    static let vocabulary: [String] = values.keys.sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }

    /// The number that words in lower case say; NaN with an unknown word.
    static func parse(_ text: String) -> Double {
        var sums = [0.0]
        for word in words(of: text) {
            guard let value = values[word] else { return .nan }
            let last = sums.count - 1
            if value >= 100 {
                sums[last] *= value
            } else if sums[last] >= 1_000 {
                sums.append(value)
            } else {
                sums[last] += value
            }
        }
        return sums.reduce(0, +)
    }

    /// The parts between “, ”, “ and ”, blanks and hyphens.
    private static func words(of text: String) -> [String] {
        var words: [String] = []
        let parts = text.unicodeScalars.split(omittingEmptySubsequences: false) {
            $0 == "-" || $0.properties.isWhitespace
        }
        for (index, part) in parts.enumerated() {
            let word = String(part)
            let isInside = index > 0 && index + 1 < parts.count
            if word == "and", isInside { continue }
            words.append(index + 1 < parts.count && word.hasSuffix(",") ? String(word.dropLast()) : word)
        }
        return words
    }
}
