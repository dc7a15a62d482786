import JSONModel
import RandomMachines
import StatesAnalysis
import StatesCore
import StatesLanguage
import Testing

/// Mutations of the order saga: what a random runner finds broken, exploring finds, and nothing else.
struct SagaMutationTests {
    /// The most random runs of one machine: as many as a machine gets that breaks no rule.
    private static let runs = 200

    /// 200 mutations that break a rule, and 50 that break none, a tenth of them for each seed.
    @Test(arguments: UInt64(417)..<427) func everyBrokenMutationIsFound(seed: UInt64) throws {
        let rules = try SagaExplorationTests.rules.get()
        let saga = SagaMutation.impatient(try Explored.file("asl/order-saga.asl.json"))
        let input = try Explored.file("asl/order-saga.input.json")
        // What the random runs are given.
        let tasks = try Explored.program(saga).statesWithResults
        let results = Dictionary(uniqueKeysWithValues: tasks.map { ($0, [JSONValue.object([:])]) })
        var draw = Seeded(seed)
        var seen: Set<String> = []
        var counts = (broken: 0, kept: 0, rules: 0)
        while counts.broken < 20 || counts.kept < 5 {
            guard let mutation = SagaMutation.draw(from: saga, &draw), seen.insert(mutation.description).inserted,
                let program = try? Explored.program(mutation.definition)
            else { continue }
            guard let broken = try Self.label(program, rules, input, &draw) else { continue }
            guard broken.isEmpty ? counts.kept < 5 : counts.broken < 20 else { continue }
            if broken.isEmpty { counts.kept += 1 } else { counts.broken += 1 }
            counts.rules += broken.count
            let exploration = try Explored.explore(mutation.definition, inputs: [input], results: results)
            let paths = ExploredPaths(exploration)
            // Where random runs found one rule broken, they looked no further: others may be broken as well.
            for rule in broken.isEmpty ? rules : rules.filter(broken.contains) {
                let verdict = try Explored.verdict(rule, exploration, paths)
                let isRight = verdict.hasPrefix("holds") == broken.isEmpty && verdict != "out of time"
                #expect(isRight, "seed \(seed): \(mutation.description): \(rule): \(verdict)")
            }
        }
        print("seed \(seed): \(seen.count) mutations, \(counts.rules) rules broken by 20 of them, 5 keep all")
    }

    /// The rules that random runs of a machine break; `nil` if they go round for ever and break none before.
    private static func label(
        _ program: Program, _ rules: [String], _ input: JSONValue, _ draw: inout Seeded
    ) throws -> Set<String>? {
        var broken: Set<String> = []
        for run in 0..<runs {
            let log = try RandomSagaRun(program, input: Payload(input), seed: draw.next())
            guard !log.isEndless else { return nil }
            for rule in rules where log.breaks(rule) { broken.insert(rule) }
            if !broken.isEmpty, run >= 10 { break }
        }
        return broken
    }
}
