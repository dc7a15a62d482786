import ArgumentParser
import Foundation
import GRDB
import StatesCore
import StatesRuntime
import StatesSQLite

/// Starts a process that runs order sagas, as often as it is killed.
struct ChaosController: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "run", abstract: "Kills and starts until all is done.")

    @Option(help: "How many order sagas.")
    var orders = 1_000
    @Option(help: "How many kills at least.")
    var kills = 300
    @Option(help: "What the kills and the failures of tasks are drawn from.")
    var seed: UInt64 = 1
    @Option(help: "Where the files of the run are kept; a new folder without it.")
    var folder: String?

    func run() async throws {
        let folder = try makeFolder()
        print("chaos: \(orders) orders, at least \(kills) kills, seed \(seed), in \(folder)")
        var recorded = Set<String>()
        var repeated: [String] = []
        var seenRuns = 0
        var lives = 0
        var total = orders
        while true {
            lives += 1
            let killed = Ledger.lines("kills", in: folder).count
            let status = try live(lives, total, folder, isSpared: killed >= kills)
            let runs = Ledger.lines("runs", in: folder)
            for run in runs[seenRuns...] {
                let parts = run.split(separator: " ", maxSplits: 1)
                if let task = parts.last.map(String.init), recorded.contains(task) { repeated.append(run) }
            }
            seenRuns = runs.count
            recorded = try recordedTasks(folder)
            if status == 0 {
                if killed >= kills { break }
                // All was done before it was killed often enough: there is more to do.
                total += orders / 4 + 1
            }
            guard lives < kills * 20 else { throw Failure("it does not come to an end: \(lives) lives") }
        }
        let reasons = Ledger.lines("kills", in: folder)
        let problems =
            try await Inspection(folder: folder, orders: total).problems()
            + repeated.map { "run again although its result is recorded: \($0)" }
        func count(_ reason: String) -> Int { reasons.filter { $0 == reason }.count }
        print("orders \(total); lives \(lives); runs of tasks \(seenRuns), results recorded \(recorded.count)")
        print(
            "kills \(reasons.count): in a commit \(count("commit")), with tasks running \(count("tasks")),",
            "at any time \(count("any"))")
        for problem in problems.prefix(20) { print("PROBLEM: \(problem)") }
        guard problems.isEmpty else {
            throw Failure(
                "\(problems.count) problems; repeat with: chaos --orders \(orders) --kills \(kills) --seed \(seed)")
        }
        print("lost executions 0, recorded results run again 0, every history folds to its end, money and stock hold")
        if self.folder == nil { try FileManager.default.removeItem(atPath: folder) }
    }

    private func makeFolder() throws -> String {
        let path = folder ?? NSTemporaryDirectory() + "chaos-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        guard Ledger.lines("runs", in: path).isEmpty else { throw Failure("\(path) has a run in it") }
        return path
    }

    /// - Returns: 0 once everything is done.
    private func live(_ life: Int, _ orders: Int, _ folder: String, isSpared: Bool) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
        process.arguments =
            ["worker", "--folder", folder, "--orders", "\(orders)", "--life", "\(life)", "--seed", "\(seed)"]
            + (isSpared ? ["--spared"] : [])
        try process.run()
        process.waitUntilExit()
        guard process.terminationReason == .exit else {
            guard process.terminationStatus == SIGKILL else {
                throw Failure("life \(life) ended by signal \(process.terminationStatus)")
            }
            return -1
        }
        guard process.terminationStatus == 0 else {
            throw Failure("life \(life) ended with status \(process.terminationStatus)")
        }
        return 0
    }

    /// Runs of tasks whose result is in the database: `EXECUTION STATE ATTEMPT`.
    private func recordedTasks(_ folder: String) throws -> Set<String> {
        let queue = try DatabaseQueue(path: folder + "/executions.sqlite")
        let rows = try queue.read { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT e.name || ' ' || t.state || ' ' || t.attempt FROM task_attempt t
                    JOIN execution e ON e.key = t.execution WHERE t.outcome IS NOT NULL
                    """)
        }
        try queue.close()
        return Set(rows)
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }
}

/// What must hold when everything is done.
struct Inspection {
    let folder: String
    let orders: Int

    func problems() async throws -> [String] {
        let store = try SQLiteStore(path: folder + "/executions.sqlite")
        var problems: [String] = []
        var statuses: [String: Execution.Status] = [:]
        var query = ExecutionQuery(limit: 1_000)
        repeat {
            let page = try await store.list(query)
            for stored in page.executions {
                statuses[stored.name] = stored.status
                do {
                    let execution = try await ExecutionArchive(stored, in: store).fold().execution
                    if execution.status != stored.status || execution.status == .running {
                        problems.append("\(stored.name): its history folds to \(execution.status.rawValue)")
                    }
                } catch {
                    problems.append("\(stored.name): \(error)")
                }
            }
            query.after = page.next
        } while query.after != nil
        for name in Ledger.lines("started", in: folder) where statuses[name] == nil {
            problems.append("\(name) was acknowledged and is lost")
        }
        if statuses.count != orders { problems.append("\(statuses.count) executions instead of \(orders)") }
        return problems + booksDoNotBalance(statuses)
    }

    /// What was done for each order against how it ended.
    private func booksDoNotBalance(_ statuses: [String: Execution.Status]) -> [String] {
        var done: [String: Set<String>] = [:]
        for line in Ledger.lines("effects", in: folder) {
            let parts = line.split(separator: " ").map(String.init)
            done[parts[1], default: []].insert(parts[0])
        }
        return statuses.compactMap { order, status in
            let effects = done[order] ?? []
            let isPaid = effects.contains("process-payment"), isReserved = effects.contains("reserve-inventory")
            let isRefunded = effects.contains("refund-payment") || effects.contains("ask")
            let isReleased = effects.contains("release-inventory") || effects.contains("ask")
            let isRight =
                status == .succeeded
                ? isPaid && isReserved && !isRefunded && !isReleased
                : (!isPaid || isRefunded) && (!isReserved || isReleased)
            return isRight ? nil : "\(order) is \(status.rawValue) with \(effects.sorted())"
        }
    }
}
