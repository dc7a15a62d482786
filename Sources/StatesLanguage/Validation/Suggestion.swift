/// What somebody who wrote `name` may have meant.
package enum Suggestion {
    /// The nearest of `candidates`, if it is near: a third of the letters may differ, and case never matters.
    package static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
        let given = Array(name.lowercased().unicodeScalars.prefix(120))
        var best: (text: String, distance: Int)?
        for candidate in candidates where candidate != name {
            let other = Array(candidate.lowercased().unicodeScalars.prefix(120))
            let limit = min(best.map { $0.distance - 1 } ?? .max, max(given.count, other.count) / 3)
            guard abs(given.count - other.count) <= limit else { continue }
            let distance = distance(given, other)
            if distance <= limit { best = (candidate, distance) }
        }
        return best?.text
    }

    /// Insertions, deletions, replacements and swaps of neighbours.
    static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var older: [Int] = [], previous = Array(0...right.count)
        for i in left.indices {
            var current = [i + 1]
            for j in right.indices {
                var cost = min(previous[j + 1] + 1, current[j] + 1, previous[j] + (left[i] == right[j] ? 0 : 1))
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] { cost = min(cost, older[j - 1] + 1) }
                current.append(cost)
            }
            (older, previous) = (previous, current)
        }
        return previous[right.count]
    }
}
