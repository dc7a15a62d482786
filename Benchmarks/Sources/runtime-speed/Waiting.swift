import Foundation
import JSONModel
import StatesRuntime
import StatesSQLite

private let wait = """
    {"StartAt": "Wait", "States": {
     "Wait": {"Type": "Wait", "SecondsPath": "$.seconds", "End": true}}}
    """

/// Resident memory of this process, bytes.
private func residentBytes() throws -> Int {
    let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")[1]
    return (Int(pages) ?? 0) * 4_096
}

/// Executions that wait for a day: what they take while they wait, and how soon after a restart the first that is due
/// goes on.
func measureWaiting(_ count: Int) async throws {
    let path = "runtime-speed-waiting.sqlite"
    let store = try SQLiteStore(path: path)
    try await Runtime(store: store).whileRunning { runtime in
        try await runtime.deploy(wait, as: "waits")
        let before = try residentBytes()
        let started = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<200 {
                group.addTask {
                    for number in stride(from: worker, to: count, by: 200) {
                        try await runtime.start("waits", name: "wait-\(number)", input: ["seconds": 86_400])
                    }
                }
            }
            try await group.waitForAll()
        }
        let seconds = Double((ContinuousClock.now - started).components.seconds)
        let after = try residentBytes()
        print("waiting: \(count) started in \(seconds) s, \((after - before) / count) bytes resident each")
        try await runtime.start("waits", name: "soon", input: ["seconds": 3])
    }
    try store.close()
    let opened = ContinuousClock.now
    let again = try SQLiteStore(path: path)
    try await Runtime(store: again).whileRunning { runtime in
        try await runtime.deploy(wait, as: "waits")
        print("waiting: taken up again in", ContinuousClock.now - opened)
        _ = try await runtime.execution(named: "soon", of: "waits").output()
        let fresh = ContinuousClock.now
        _ = try await runtime.start("waits", name: "now", input: ["seconds": 0]).output()
        print("waiting: another one starts and ends in", ContinuousClock.now - fresh)
    }
    try again.close()
}
