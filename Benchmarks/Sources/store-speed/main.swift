// How fast is the store, beside SQLite's C API in the same run? The appends of 200 executions, each of 300 bytes of
// events, one after another in batches: what is in a batch is one commit, synced.
//
//     store-speed [FOLDER [--rounds N]]
//
// FOLDER is where the files are made: the device that it is on decides about small batches. Without one, only the
// store in memory is measured. Rounds of both take turns, so that what else the machine does meets both.
//
// On the back of an envelope: a row of 400 bytes and an index entry of 20 cost SQLite 5 µs of work; a sync costs what
// the device needs, here 100 to 1,000 µs.

import Foundation
import RawSQLite
import StatesLanguage
import StatesRuntime
import StatesSQLite

struct Failure: Error, CustomStringConvertible { let description: String }

let executions = 200

struct Subject {
    let store: any ExecutionStore
    let owner: OwnerID
    var written = 0

    init(store: any ExecutionStore) async throws {
        self.store = store
        owner = try await store.addOwner(named: "speed", until: Timestamp(seconds: 4_000_000_000))
        let definition = StoredDefinition(hash: "speed", text: "{}")
        let version = try await store.deploy(definition, as: "speed", at: Timestamp(seconds: 1_700_000_000))
        let starts = (0..<executions).map { number in
            let append = self.append(number)
            let new = NewExecution(
                key: append.execution, name: "run-\(number)", version: version, seed: 1, startTime: append.time)
            return StoreOperation.start(new, append)
        }
        guard try await store.commit(starts).allSatisfy({ $0 == .stored }) else {
            throw Failure(description: "a start was refused")
        }
        written = executions
    }

    /// The append that comes after `number` others.
    func append(_ number: Int) -> Append {
        Append(
            execution: ExecutionKey(rawValue: owner.rawValue << 32 + Int64(number % executions)), owner: owner,
            sequence: number / executions, time: Timestamp(millisecondsSinceEpoch: 1_700_000_000_000 + Int64(number)),
            events: (0..<300).map { UInt8(truncatingIfNeeded: $0 &* number) },
            digest: UInt64(number) &* 0x9E37_79B9_7F4A_7C15,
            marks: #"[["X",12,0,"ChargeCard",0],["E",13,0,"Reserve",0],["S",14,0,"reserve",0]]"#)
    }

    mutating func takeAppends(_ count: Int) -> [Append] {
        defer { written += count }
        return (written..<written + count).map(append)
    }
}

/// Seconds that `body` takes, and seconds of work of this process meanwhile.
func measure(_ body: () async throws -> Void) async throws -> (time: Double, work: Double) {
    func work() -> Double {
        var now = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
    }
    let before = work()
    let time = try await ContinuousClock().measure { try await body() }
    return (Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18, work() - before)
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

func compare(batch: Int, commits: Int, rounds: Int, in folder: URL) async throws {
    let paths = ["store", "raw"].map { folder.appending(path: "store-speed-\($0).sqlite").path }
    defer {
        for path in paths.flatMap({ [$0, "\($0)-wal", "\($0)-shm"] }) {
            try? FileManager.default.removeItem(atPath: path)
        }
    }
    let store = try SQLiteStore(path: paths[0])
    var ours = try await Subject(store: store)
    let other = try SQLiteStore(path: paths[1])
    var theirs = try await Subject(store: other)
    try other.close()
    let raw = try RawLoop(path: paths[1])
    var found: [(store: (time: Double, work: Double), raw: (time: Double, work: Double))] = []
    for _ in 0..<rounds {
        let appends = ours.takeAppends(batch * commits)
        let operations = (0..<commits).map { commit in
            appends[commit * batch..<(commit + 1) * batch].map { StoreOperation.append($0) }
        }
        let rows = theirs.takeAppends(batch * commits)
        let rawResult = try await measure {
            for commit in 0..<commits { try raw.write(rows[commit * batch..<(commit + 1) * batch]) }
        }
        let storeResult = try await measure {
            for batch in operations {
                guard try await store.commit(batch).allSatisfy({ $0 == .stored }) else {
                    throw Failure(description: "an append was refused")
                }
            }
        }
        found.append((storeResult, rawResult))
    }
    let count = Double(batch * commits)
    let size = try FileManager.default.attributesOfItem(atPath: paths[0])[.size] as? Int ?? 0
    let line = [
        Double(batch), count / median(found.map(\.raw.time)), count / median(found.map(\.store.time)),
        median(found.map { $0.raw.time / $0.store.time }), median(found.map(\.raw.work)) / count * 1e6,
        median(found.map(\.store.work)) / count * 1e6, Double(size) / Double(ours.written),
    ]
    print(String(format: "%5.0f %11.0f %11.0f %9.2f %12.1f %12.1f %12.0f", arguments: line))
}

/// Appends to a store in memory, in one commit each.
func measureMemory(_ count: Int) async throws {
    let memory = InMemoryStore()
    var subject = try await Subject(store: memory)
    let operations = subject.takeAppends(count).map { [StoreOperation.append($0)] }
    let result = try await measure {
        for operation in operations {
            guard try await memory.commit(operation) == [.stored] else {
                throw Failure(description: "an append was refused")
            }
        }
    }
    print(String(format: "in memory: %.0f ns for a commit of one append", result.time / Double(count) * 1e9))
}

let arguments = CommandLine.arguments.dropFirst()
let rounds = arguments.dropFirst().first == "--rounds" ? arguments.last.flatMap { Int($0) } ?? 7 : 7
if let folder = arguments.first {
    print("batch  raw rows/s     store/s     ratio  raw µs work  store µs work  bytes/row")
    for (batch, commits) in [(1, 500), (20, 200), (200, 100)] {
        try await compare(batch: batch, commits: commits, rounds: rounds, in: URL(filePath: folder))
    }
}
try await measureMemory(200_000)
