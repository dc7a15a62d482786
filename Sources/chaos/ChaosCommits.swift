import ArgumentParser
import Foundation
import StatesCore
import StatesLanguage
import StatesRuntime
import StatesSQLite

/// Commits one after another, and says when each is acknowledged: whoever traces system calls sees what is synced.
struct ChaosCommits: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "commits", shouldDisplay: false)

    @Option var file: String
    @Option var count: Int

    func run() async throws {
        let store = try SQLiteStore(path: file)
        let now = SystemClock().now
        let owner = try await store.addOwner(named: "commits", until: now.advanced(byMilliseconds: 60_000))
        let definition = StoredDefinition(hash: String(repeating: "0", count: 64), text: "{}")
        let version = try await store.deploy(definition, as: "commits", at: now)
        let key = ExecutionKey(rawValue: 1)
        for sequence in 0..<count {
            let append = Append(
                execution: key, owner: owner, sequence: sequence, time: now, events: [UInt8](repeating: 7, count: 200),
                digest: UInt64(sequence))
            let new = NewExecution(key: key, name: "one", version: version, seed: 1, startTime: now)
            let outcome = try await store.commit([sequence == 0 ? .start(new, append) : .append(append)])
            guard outcome == [.stored] else { throw ExitCode.failure }
            FileHandle.standardOutput.write(Data("acknowledged \(sequence)\n".utf8))
        }
    }
}
