import Diagnostics
import Dispatch
import StatesAnalysis
import StatesCore
import StatesSimulation
import Synchronization

/// Runs the cases of a suite, several at a time.
struct TestRun: Sendable {
    let suite: TestSuite
    /// Cases whose file and name contain none of these are not run; all are if it is empty.
    let filters: [String]
    /// How many run at a time, ≥ 1.
    let jobs: Int

    /// All that came of a run.
    struct Outcome: Sendable {
        /// One per case, in order; `nil` for those that a filter left out.
        var results: [Timed?]
        /// By machine; `nil` for those that no case has run.
        var coverage: [Coverage?]
        /// Wall time.
        var duration = Duration.zero

        func count(where isMeant: (TestResult.Verdict) -> Bool) -> Int {
            results.count { $0.map { isMeant($0.result.verdict) } ?? false }
        }
    }

    /// A result with the wall time that it took.
    struct Timed: Sendable {
        var result: TestResult
        var duration: Duration
    }

    func run() -> Outcome {
        let begin = ContinuousClock.now
        let empty = Outcome(
            results: Array(repeating: nil, count: suite.tests.count),
            coverage: Array(repeating: nil, count: suite.machines.count))
        let outcome = Mutex(empty)
        let next = Atomic(0)
        let hasOnly = suite.hasOnly
        let workers = max(1, min(jobs, (suite.tests.count + Self.share - 1) / Self.share))
        DispatchQueue.concurrentPerform(iterations: workers) { _ in
            var coverage: [Coverage?] = Array(repeating: nil, count: suite.machines.count)
            var results: [(index: Int, result: Timed)] = []
            while true {
                let first = next.add(Self.share, ordering: .relaxed).oldValue
                guard first < suite.tests.count else { break }
                for index in first..<min(first + Self.share, suite.tests.count) where isMeant(suite.tests[index]) {
                    results.append((index, run(suite.tests[index], hasOnly: hasOnly, &coverage)))
                }
            }
            outcome.withLock { outcome in
                for (index, result) in results { outcome.results[index] = result }
                for (place, part) in coverage.enumerated() {
                    guard let part else { continue }
                    if outcome.coverage[place] == nil {
                        outcome.coverage[place] = part
                    } else {
                        outcome.coverage[place]?.add(part)
                    }
                }
            }
        }
        var ended = outcome.withLock { $0 }
        ended.duration = ContinuousClock.now - begin
        return ended
    }

    /// How many cases a worker takes at a time.
    private static let share = 8

    private func isMeant(_ test: TestSuite.Test) -> Bool {
        guard !filters.isEmpty else { return true }
        let name = "\(test.source.name): \(test.testCase.name)".lowercased()
        return filters.contains { name.contains($0.lowercased()) }
    }

    private func run(_ test: TestSuite.Test, hasOnly: Bool, _ coverage: inout [Coverage?]) -> Timed {
        let begin = ContinuousClock.now
        if let reason = test.testCase.skipped {
            return Timed(result: TestResult(verdict: .skipped(reason)), duration: .zero)
        }
        if hasOnly, !test.testCase.isOnly {
            return Timed(result: TestResult(verdict: .skipped("others say “only”")), duration: .zero)
        }
        let runner = suite.machines[test.machine].runner
        var seen = coverage[test.machine] ?? Coverage(of: runner.program.machine)
        coverage[test.machine] = nil
        let result = runner.run(test.testCase, input: test.input, answers: test.answers, coverage: &seen)
        coverage[test.machine] = seen
        return Timed(result: result, duration: ContinuousClock.now - begin)
    }

    /// The trace of a case: it is run once more, which gives the same.
    func trace(of test: TestSuite.Test, style: TerminalStyle) -> [String] {
        guard test.testCase.state == nil else { return [] }
        let runner = suite.machines[test.machine].runner
        var lines: [String] = []
        let start = test.testCase.startTime ?? TestCase.defaultStartTime
        let renderer = TraceRenderer(runner.program, machineName: runner.machineName, style: style, start: start) {
            lines.append($0)
        }
        var coverage = Coverage(of: runner.program.machine)
        _ = runner.run(test.testCase, input: test.input, answers: test.answers, coverage: &coverage) { seen in
            switch seen {
            case .execution(let events, _): renderer.observe(events)
            case .mapRun(let events, let run): renderer.observe(events, of: run)
            case .child: break
            }
        }
        renderer.flush()
        return lines
    }
}
