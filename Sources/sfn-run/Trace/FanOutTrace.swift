import JSONModel

/// The branches or iterations of one Parallel or Map state: kept until all are there, then told in order, those that
/// look alike only once.
final class FanOutTrace {
    /// Arena places of the scopes that run, with their traces.
    private(set) var running: [(frame: Int32, scope: ScopeTrace)] = []
    private var groups: [String: Group] = [:]
    private var finished: [ScopeTrace] = []
    /// What iterations were given, until their first state is entered.
    var inputs: [Int32: Payload] = [:]

    /// Scopes that look alike.
    private struct Group {
        var shape: String
        var slots: [Int] = []
    }

    /// So many of one kind are all shown; of more, only the first ones.
    private static let shownWhole = 5
    private static let shownOfMany = 2

    func add(_ scope: ScopeTrace, frame: Int32) { running.append((frame, scope)) }

    /// The scope in `frame` ended; what is one of very many keeps no lines.
    func close(frame: Int32, _ end: ScopeTrace.End) {
        guard let index = running.firstIndex(where: { $0.frame == frame }) else { return }
        let scope = running.remove(at: index).scope
        finish(scope, end)
    }

    private func finish(_ scope: ScopeTrace, _ end: ScopeTrace.End) {
        scope.flush()
        scope.end = end
        finished.append(scope)
        guard end == .succeeded || end == .aborted else { return }
        let key = Self.key(scope)
        var group = groups[key] ?? Group(shape: key)
        group.slots.append(scope.slot)
        if group.slots.count > Self.shownWhole {
            finished.removeLast()
        }
        groups[key] = group
    }

    /// Ends what still runs and gives the lines of all scopes.
    func lines(summary: (_ slots: String, _ text: String) -> String) -> [String] {
        for (_, scope) in running {
            finish(scope, scope.end == .running ? .aborted : scope.end)
        }
        running = []
        var lines: [String] = []
        var shown: [String: Set<Int>] = [:]
        for scope in finished.sorted(by: { $0.slot < $1.slot }) {
            let key = Self.key(scope)
            guard scope.end != .failed, let group = groups[key], group.slots.count > Self.shownWhole else {
                lines += scope.lines
                continue
            }
            guard shown[key, default: []].count < Self.shownOfMany else { continue }
            lines += scope.lines
            shown[key, default: []].insert(scope.slot)
            guard let told = shown[key], told.count == Self.shownOfMany else { continue }
            let rest = group.slots.sorted().filter { !told.contains($0) }
            lines.append(summary(Self.ranges(rest), "\(Wording.count(rest.count)) more: \(group.shape)"))
        }
        return lines
    }

    private static func key(_ scope: ScopeTrace) -> String { (scope.end == .aborted ? "⊘ " : "") + scope.shape }

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
