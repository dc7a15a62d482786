/// `/pattern/flags`, compiled once.
final class MatcherNode: Node {
    let pattern: String
    let regex: Regex

    init(pattern: String, flags: String, position: Int) throws(Failure) {
        self.pattern = pattern
        do {
            regex = try Regex(pattern: pattern, ignoreCase: flags.contains("i"), multiline: flags.contains("m"))
        } catch {
            let message = "Invalid regular expression: /\(pattern)/: \(error.message)"
            throw Failure("S0303", position: position, value: .string(pattern), message: message)
        }
        super.init(position: position)
    }

    override func evaluate(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        .function(Function(.regex(self)))
    }

    /// The first match from `start` on.
    func firstMatch(_ run: Evaluation, _ text: RegexText, from start: Int) throws(Failure) -> RegexMatch? {
        try run.visit()
        let granted = run.regexBudget
        var budget = granted
        defer { run.chargeRegex(steps: granted - budget) }
        do {
            return try regex.firstMatch(in: text, from: start, budget: &budget)
        } catch {
            throw Failure("D1012", position: position, message: "Regular expression takes too many steps: /\(pattern)/")
        }
    }

    /// The match behind `match`; matching nothing there never ends, so it is an error.
    func match(after match: RegexMatch, _ run: Evaluation, _ text: RegexText) throws(Failure) -> RegexMatch? {
        guard match.range.upperBound < text.units.count else { return nil }
        guard let next = try firstMatch(run, text, from: match.range.upperBound) else { return nil }
        if next.range.isEmpty { throw Failure("D1004", position: position, value: .string(pattern)) }
        return next
    }

    /// Called as a function: `/a/("xax")`.
    func match(_ run: Evaluation, _ arguments: ContiguousArray<Value>) throws(Failure) -> Value {
        guard case .string(let string) = arguments.first else { return .undefined }
        let text = RegexText(string)
        let start = arguments.count > 1 ? arguments[1].double.map { Int(max(0, min($0, 1e9))) } ?? 0 : 0
        guard let match = try firstMatch(run, text, from: start) else { return .undefined }
        return result(match, text)
    }

    func next(_ run: Evaluation, _ text: RegexText, from start: Int) throws(Failure) -> Value {
        guard start < text.units.count, let match = try firstMatch(run, text, from: start) else { return .undefined }
        if match.range.isEmpty { throw Failure("D1004", position: position, value: .string(pattern)) }
        return result(match, text)
    }

    private func result(_ match: RegexMatch, _ text: RegexText) -> Value {
        let groups = match.groups.map { $0.map { Value.string(text.string(in: $0)) } ?? .undefined }
        let next = Function(.nextMatch(self, text, from: match.range.upperBound))
        return .record(
            Record(
                keys: ["match", "start", "end", "groups", "next"],
                values: [
                    .string(text.string(in: match.range)), .number(Double(match.range.lowerBound)),
                    .number(Double(match.range.upperBound)), .list(List(groups)), .function(next),
                ]))
    }
}
