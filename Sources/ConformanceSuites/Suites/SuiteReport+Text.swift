import JSONModel

extension SuiteReport {
    /// The report as people read it; its last line is `passed P of N`.
    ///
    /// - Parameter showsFailures: whether each failing case is followed by its first difference.
    public func text(showsFailures: Bool) -> String {
        var lines = totals.map { row in
            let name = row.kind == row.area ? row.kind : "\(row.kind)/\(row.area)"
            return name.padded(to: 48) + "\(row.passed)/\(row.total)"
        }
        for (reason, count) in uncounted {
            lines.append("\(count) not counted: \(reason)")
        }
        for result in results {
            switch result.status {
            case .passed, .unsupported: break
            case .superseded(let newer, let reason):
                lines.append("older   \(result.id): \(reason); see \(newer)")
            case .knownGap(let reason): lines.append("gap     \(result.id): \(reason)")
            case .staleGap: lines.append("STALE   \(result.id): passes, but is listed as a gap")
            case .failed(let difference):
                lines.append("FAILED  \(result.id)")
                if showsFailures { lines += difference.split(separator: "\n").map { "        " + $0 } }
            }
        }
        lines += unknownGaps.map { "STALE   \($0): listed as a gap, but there is no such case" }
        lines.append("\(suite): \(Int(seconds * 1000)) ms")
        lines.append("passed \(passed) of \(total)")
        return lines.joined(separator: "\n") + "\n"
    }

    /// The report as one line of JSON, an object: `suite`, `passed`, `total`, `seconds`, `areas` and `cases`.
    public func jsonText() -> String {
        let report: JSONValue = [
            "suite": .string(suite),
            "passed": .int(passed),
            "total": .int(total),
            "seconds": .double(seconds),
            "areas": .array(
                JSONArray(
                    totals.map { row in
                        [
                            "kind": .string(row.kind), "area": .string(row.area), "passed": .int(row.passed),
                            "total": .int(row.total),
                        ]
                    }
                )
            ),
            "cases": .array(JSONArray(results.map(\.json))),
        ]
        return report.description + "\n"
    }

    private struct Totals {
        var kind: String
        var area: String
        var passed = 0
        var total = 0
    }

    /// Passed and total by kind and area, in order of first appearance.
    private var totals: [Totals] {
        var rows: [Totals] = []
        for result in results where result.isCounted {
            let index = rows.firstIndex { $0.kind == result.kind && $0.area == result.area }
            if index == nil { rows.append(Totals(kind: result.kind, area: result.area)) }
            rows[index ?? rows.count - 1].total += 1
            rows[index ?? rows.count - 1].passed += result.isPassed ? 1 : 0
        }
        return rows
    }

    /// Why cases were not run, and how many, in order of first appearance.
    var uncounted: [(reason: String, count: Int)] {
        var counts: [(reason: String, count: Int)] = []
        for case .unsupported(let reason) in results.map(\.status) {
            if let index = counts.firstIndex(where: { $0.reason == reason }) {
                counts[index].count += 1
            } else {
                counts.append((reason, 1))
            }
        }
        return counts
    }
}

extension CaseResult {
    fileprivate var json: JSONValue {
        var members: JSONObject = ["id": .string(id), "kind": .string(kind), "area": .string(area)]
        switch status {
        case .passed: members["status"] = "passed"
        case .failed(let difference):
            members["status"] = "failed"
            members["difference"] = .string(difference)
        case .knownGap(let reason):
            members["status"] = "gap"
            members["reason"] = .string(reason)
        case .staleGap(let reason):
            members["status"] = "stale gap"
            members["reason"] = .string(reason)
        case .superseded(let newer, let reason):
            members["status"] = "superseded"
            members["by"] = .string(newer)
            members["reason"] = .string(reason)
        case .unsupported(let reason):
            members["status"] = "not counted"
            members["reason"] = .string(reason)
        }
        return .object(members)
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(1, width - count))
    }
}
