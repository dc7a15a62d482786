import JSONModel

/// The branches or iterations of one Parallel or Map state: kept until all are there, then told in order, those that
/// look alike only once.
final class FanOutTrace {
    /// Arena places of the scopes that run, with their traces.
    private(set) var running: [(frame: Int32, scope: ScopeTrace)] = []
    private var groups: [String: Group] = [:]
    private var failed: [ScopeTrace] = []
    /// What iterations were given, until their first state is entered.
    var inputs: [Int32: Payload] = [:]

    /// Scopes that look alike.
    private struct Group {
        /// Branch or iteration numbers of all of them.
        var slots: [Int] = []
        /// The first ones, with their lines.
        var kept: [ScopeTrace] = []

        mutating func add(_ scope: ScopeTrace) {
            slots.append(scope.slot)
            guard kept.count == FanOutTrace.shownWhole, let last = kept.last else { return insert(scope) }
            guard scope.slot < last.slot else { return }
            kept.removeLast()
            insert(scope)
        }

        private mutating func insert(_ scope: ScopeTrace) {
            let place = kept.firstIndex { $0.slot > scope.slot } ?? kept.endIndex
            kept.insert(scope, at: place)
        }

        /// Those that are told, and the numbers of those that are only counted.
        var told: (scopes: ArraySlice<ScopeTrace>, rest: [Int]) {
            guard slots.count > FanOutTrace.shownWhole else { return (kept[...], []) }
            let scopes = kept.prefix(FanOutTrace.shownOfMany)
            let shown = scopes.map(\.slot)
            return (scopes, slots.filter { !shown.contains($0) }.sorted())
        }
    }

    /// So many of one kind are all shown; of more, only the first ones.
    private static let shownWhole = 5
    private static let shownOfMany = 2

    func add(_ scope: ScopeTrace, frame: Int32) { running.append((frame, scope)) }

    /// The scope in `frame` ended; one of very many that look alike keeps no lines.
    func close(frame: Int32, _ end: ScopeTrace.End) {
        guard let index = running.firstIndex(where: { $0.frame == frame }) else { return }
        finish(running.remove(at: index).scope, end)
    }

    private func finish(_ scope: ScopeTrace, _ end: ScopeTrace.End) {
        scope.flush()
        switch end {
        case .failed: failed.append(scope)
        case .succeeded: groups[scope.shape, default: Group()].add(scope)
        case .aborted, .running: groups[scope.shape + " ⊘", default: Group()].add(scope)
        }
    }

    /// Ends what still runs and gives the lines of all scopes, in the order of their numbers.
    ///
    /// - Parameter summary: the line for those that are only counted.
    func lines(summary: (_ slots: String, _ text: String) -> String) -> [String] {
        for (_, scope) in running { finish(scope, scope.end) }
        running = []
        var parts = failed.map { (slot: $0.slot, lines: $0.lines) }
        for (shape, group) in groups {
            let (scopes, rest) = group.told
            parts += scopes.map { ($0.slot, $0.lines) }
            guard !rest.isEmpty, let last = parts.indices.last else { continue }
            parts[last].lines.append(summary(Self.ranges(rest), "\(Wording.count(rest.count)) more: \(shape)"))
        }
        return parts.sorted { $0.slot < $1.slot }.flatMap(\.lines)
    }

    /// Shapes of all scopes, each once: the shape of the state that has them.
    var shape: String { groups.keys.sorted().joined(separator: " | ") }

    /// `3–9,999`, `3–17, 19, …`.
    static func ranges(_ slots: [Int]) -> String {
        var ranges: [ClosedRange<Int>] = []
        for slot in slots {
            if let last = ranges.last, last.upperBound + 1 == slot {
                ranges[ranges.count - 1] = last.lowerBound...slot
            } else {
                ranges.append(slot...slot)
            }
        }
        let texts = ranges.prefix(3).map { range in
            range.count == 1
                ? Wording.count(range.lowerBound)
                : "\(Wording.count(range.lowerBound))–\(Wording.count(range.upperBound))"
        }
        return (texts + (ranges.count > 3 ? ["…"] : [])).joined(separator: ", ")
    }
}
