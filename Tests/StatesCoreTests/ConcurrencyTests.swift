import JSONModel
import RandomMachines
import StatesCore
import StatesLanguage
import StatesSimulation
import Testing

/// Maps of every concurrency: how many run, in which order, how long it takes.
struct ConcurrencyTests {
    private static func machine(_ concurrency: Int) -> String {
        ExecutionCase.map(ExecutionCase.function("A"), #", "MaxConcurrency": \#(concurrency), "End": true"#)
    }

    private static func items(_ count: Int) -> String {
        JSONValue.array(JSONArray((0..<count).map { JSONValue.int($0) })).description
    }

    @Test(arguments: 1...40) func neverMoreThanAllowed(concurrency: Int) throws {
        let count = 53
        let testCase = ExecutionCase(
            "a Map of \(concurrency)", Self.machine(concurrency), input: Self.items(count),
            answers: ["A": [.succeeded("done", after: 1_000)]], history: "")
        let run = try testCase.run()
        var running = 0, most = 0
        var started: [Int32] = []
        for event in run.events {
            switch event.body {
            case .iterationStarted(let index, _):
                started.append(index)
                running += 1
            case .iterationSucceeded: running -= 1
            default: continue
            }
            most = max(most, running)
        }
        #expect(most == concurrency)
        #expect(started == Array(0..<Int32(count)), "iterations start in order")
        #expect(running == 0)
        #expect(run.execution.output?.value.arrayValue?.count == count)
        let rounds = (count + concurrency - 1) / concurrency
        #expect(run.end == ExecutionCase.start.advanced(byMilliseconds: Int64(rounds) * 1_000))
    }

    /// Answers in any order: results stand where their items stood.
    @Test(arguments: [1, 2, 7, 40], UInt64(0)..<5) func resultsKeepTheOrderOfItems(
        concurrency: Int, seed: UInt64
    ) throws {
        var random = Seeded(seed)
        let answers = (0..<60).map { TaskAnswer.succeeded(.int($0), after: Int64(random.next(below: 5)) * 500) }
        let testCase = ExecutionCase(
            "a Map of \(concurrency)", Self.machine(concurrency), input: Self.items(60), answers: ["A": answers],
            history: "")
        let run = try testCase.run()
        // Iterations ask in the order in which they start, which is that of the items.
        #expect(run.execution.output?.value == .array(JSONArray((0..<60).map { JSONValue.int($0) })))
    }

    /// One iteration fails while the others run: each of those is aborted once, ascending, and no other starts.
    @Test(arguments: 2...40) func aFailureAbortsTheRestInOrder(concurrency: Int) throws {
        let failing = concurrency / 2
        let answers = (0..<concurrency).map { index in
            index == failing ? TaskAnswer.failed("Bad", "why", after: 1_000) : .succeeded(1, after: 2_000)
        }
        let testCase = ExecutionCase(
            "a failure", Self.machine(concurrency), input: Self.items(100), answers: ["A": answers], history: "")
        let run = try testCase.run()
        var aborted: [Int32] = []
        var failed: [Int32] = []
        for event in run.events {
            if case .iterationAborted(let index) = event.body { aborted.append(index) }
            if case .iterationFailed(let index) = event.body { failed.append(index) }
        }
        #expect(failed == [Int32(failing)])
        #expect(aborted == (0..<Int32(concurrency)).filter { $0 != failing })
        #expect(run.execution.failure?.error == "Bad")
    }

    /// The arena is used again: its size follows what runs, not what has run.
    @Test func manyIterationsNeedNoMoreFramesThanRun() throws {
        let testCase = ExecutionCase(
            "a long Map",
            ExecutionCase.map(#""A": {"Type": "Pass", "End": true}"#, #", "MaxConcurrency": 3, "End": true"#),
            input: Self.items(2_000), configure: { $0.quotas.historyEvents = 100_000 }, history: "")
        var frames: Int32 = 0
        for event in try testCase.run().events { frames = max(frames, event.frame) }
        #expect(frames <= 3)
    }
}
