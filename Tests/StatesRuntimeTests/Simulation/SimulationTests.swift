import Foundation
import RandomMachines
import Testing

/// Worlds made from seeds: whatever fails, every execution goes on as it is stored, and no promise is broken.
///
/// `SIMULATION_SEED=N` runs one world and tells what happens in it; `SIMULATION_SEEDS=N` runs that many, from
/// `SIMULATION_FIRST=N` on.
struct SimulationTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let count = environment["SIMULATION_SEEDS"].flatMap { UInt64($0) } ?? 1_000
    private static let first = environment["SIMULATION_FIRST"].flatMap { UInt64($0) } ?? 0
    private static let only = environment["SIMULATION_SEED"].flatMap { UInt64($0) }

    /// Every fourth world has a machine of its own.
    private static func world(_ seed: UInt64, _ machines: SimulatedMachines) throws -> SimulatedWorld {
        var machines = machines
        if seed % 4 == 3 {
            var random = RandomMachine(seed: seed)
            let text = #"{"StartAt": "S1", "States": {\#(random.states())}}"#
            try machines.add("random", text)
        }
        return SimulatedWorld(seed: seed, machines: machines)
    }

    /// - Returns: what the worlds went through, and what they must not have shown.
    private static func run(
        _ seeds: some Sequence<UInt64>, _ machines: SimulatedMachines
    ) async throws -> (marks: [Mark: Int], violations: [String]) {
        var marks: [Mark: Int] = [:]
        var violations: [String] = []
        for seed in seeds {
            // Other tests wait for the processor too, some of them with a deadline.
            await Task.yield()
            let world = try Self.world(seed, machines)
            if only != nil { world.trace = { print($0) } }
            do throws(Violation) {
                _ = try world.run()
            } catch {
                violations.append(
                    "seed \(seed): \(error); repeat with: "
                        + "SIMULATION_SEED=\(seed) swift test --filter SimulationTests.promisesHold")
                if violations.count == 10 { break }
            }
            marks.merge(world.marks, uniquingKeysWith: +)
        }
        return (marks, violations)
    }

    @Test func promisesHold() async throws {
        let machines = try SimulatedMachines()
        if let only = Self.only {
            for violation in try await Self.run([only], machines).violations { Issue.record("\(violation)") }
            return
        }
        let workers = UInt64(max(1, ProcessInfo.processInfo.activeProcessorCount))
        var marks: [Mark: Int] = [:]
        try await withThrowingTaskGroup(of: (marks: [Mark: Int], violations: [String]).self) { group in
            for worker in 0..<workers {
                let seeds = stride(from: Self.first + worker, to: Self.first + Self.count, by: Int(workers))
                group.addTask { try await Self.run(seeds, machines) }
            }
            for try await part in group {
                for violation in part.violations { Issue.record("\(violation)") }
                marks.merge(part.marks, uniquingKeysWith: +)
            }
        }
        // What never happens was not tried.
        let missing = Mark.allCases.filter { marks[$0] == nil }.map(\.rawValue)
        if Self.count >= 1_000 { #expect(missing.isEmpty, "never happened: \(missing)") }
        if Self.count > 1_000 {
            print(Mark.allCases.map { "\($0.rawValue) \(marks[$0] ?? 0)" }.joined(separator: "\n"))
        }
    }

    /// A seed repeats its world to the last record.
    @Test func seedsRepeat() throws {
        let machines = try SimulatedMachines()
        for seed in UInt64(0)..<20 {
            let (first, second) = (try Self.world(seed, machines).run(), try Self.world(seed, machines).run())
            #expect(first == second, "seed \(seed)")
        }
    }
}
