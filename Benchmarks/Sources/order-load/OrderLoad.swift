// How many orders the order service accepts in a second while its sagas run, how fast it works off what is left, and
// how many SQLite's C API would have written in the same commits.
//
//     order-load --server PATH/order-saga [--rate 2200] [--seconds 60] [--flood 8000] [--connections 128]
//     order-load --port 8080 --pid PID --database orders.db …
//
// On the back of an envelope: an accepted order is one request (30 µs), three rows and four index entries (40 µs), and
// a share of a synced commit; its saga is three transactions and a dozen events, some 300 µs.

import Foundation
import RawSQLite

@main
struct OrderLoad {
    private var options = [
        "rate": "2200", "seconds": "60", "connections": "128", "flood": "8000",
        "folder": FileManager.default.temporaryDirectory.path,
    ]

    static func main() {
        // A connection that closed is an answer that is missing, not the end.
        signal(SIGPIPE, SIG_IGN)
        do {
            try OrderLoad(CommandLine.arguments.dropFirst()).run()
        } catch {
            FileHandle.standardError.write(Data("order-load: \(error)\n".utf8))
            exit(1)
        }
    }

    private init(_ arguments: ArraySlice<String>) throws {
        let names = Set(options.keys).union(["server", "port", "pid", "database"])
        var rest = arguments
        while let name = rest.popFirst() {
            guard name.hasPrefix("--"), names.contains(String(name.dropFirst(2))), let value = rest.popFirst() else {
                let known = names.sorted().joined(separator: ", ")
                throw Failure(description: "what is \(name)? Options, with a value each: \(known)")
            }
            options[String(name.dropFirst(2))] = value
        }
    }

    /// A whole number > 0.
    private func number(_ name: String) throws -> Int {
        guard let number = options[name].flatMap({ Int($0) }), number > 0 else {
            throw Failure(description: "--\(name) is a number greater than 0, and given")
        }
        return number
    }

    private func server() throws -> Server {
        if let program = options["server"] {
            return try Server(program: program, in: URL(filePath: options["folder"] ?? "."))
        }
        guard let port = UInt16(exactly: try number("port")), let pid = Int32(exactly: try number("pid")),
            let database = options["database"]
        else { throw Failure(description: "give --server, or --port, --pid and --database") }
        return Server(port: port, pid: pid, database: database)
    }

    private func run() throws {
        let generator = LoadGenerator(
            port: 0, rate: try number("rate"), seconds: try number("seconds"), connections: try number("connections"))
        let server = try server()
        do {
            let held = try measure(server, generator.to(server.port))
            let most = try flood(server, generator.to(server.port, rate: try number("flood"), seconds: 10))
            try compare(server, [held, most])
            try server.stop()
        } catch {
            try server.stop()
            throw error
        }
    }

    /// Orders accepted in a second, and in a commit of the order file.
    private struct Accepted { var name: String, rate: Double, perCommit: Double }

    /// More than can be accepted: the clients wait for one another, and the sagas for the clients.
    private func flood(_ server: Server, _ generator: LoadGenerator) throws -> Accepted {
        let before = server.commits, result = try generator.run(), commits = server.commits - before
        let accepted = result.latencies.count, rate = Double(accepted) / result.elapsed
        print(
            "flood      \(accepted) accepted, \(Self.text(rate, 0))/s of \(generator.rate)/s that were offered;",
            "\(Self.text(Double(commits) / result.elapsed, 0)) commits/s; \(server.memory) MB")
        return Accepted(name: "flooded", rate: rate, perCommit: Double(accepted) / Double(max(1, commits)))
    }

    private func measure(_ server: Server, _ generator: LoadGenerator) throws -> Accepted {
        let before = try server.state(), memory = server.memory, work = server.work
        let firstCommits = server.commits
        var memories: [Int] = []
        let result = try generator.run { second in
            if second > 0, second.isMultiple(of: 10) { memories.append(server.memory) }
        }
        let ended = LoadGenerator.now, after = try server.state(), loadedMemory = server.memory
        let loadWork = server.work, commits = server.commits - firstCommits
        let accepted = result.latencies.count
        let rate = Double(accepted) / result.elapsed
        func milliseconds(_ microseconds: Int) -> String { Self.text(Double(microseconds) / 1_000, 1) + " ms" }
        let p50 = milliseconds(LoadGenerator.percentile(50, of: result.latencies))
        let p99 = milliseconds(LoadGenerator.percentile(99, of: result.latencies))
        let others = result.statuses.filter { $0.key != 201 }.sorted { $0.key < $1.key }
        print("offered    \(generator.rate)/s for \(generator.seconds) s over \(generator.connections) connections")
        print("accepted   \(accepted): \(Self.text(rate, 0))/s; other answers \(others), broken \(result.broken)")
        print(
            "latency    p50 \(p50), p99 \(p99), max \(milliseconds(result.latencies.last ?? 0));",
            "p99 of the worst second \(milliseconds(result.worstSecond))")
        let completed = after.completed - before.completed
        // An order is one write, and its saga three more.
        let writesPerCommit = Double(accepted + 3 * completed) / Double(max(1, commits))
        print(
            "meanwhile  \(completed) sagas completed, \(Self.text(Double(completed) / result.elapsed, 0))/s;",
            "\(Self.text(Double(commits) / result.elapsed, 0)) commits/s of \(Self.text(writesPerCommit, 1)) writes;",
            "\(Self.text((loadWork - work) / result.elapsed, 2)) cores")

        var state = after
        var closed: Int?
        while state.open > 0 || state.undelivered > 0 {
            Thread.sleep(forTimeInterval: 0.5)
            state = try server.state()
            if closed == nil, state.open == 0 { closed = LoadGenerator.now }
            guard LoadGenerator.now - ended < 1_800_000_000_000 else {
                throw Failure(description: "not drained in half an hour: \(state.open), \(state.undelivered)")
            }
        }
        let drain = Double((closed ?? ended) - ended) / 1e9
        let drained = state.completed - after.completed
        print(
            "drained    \(after.open) open orders in \(Self.text(drain, 1)) s:",
            "\(Self.text(drain > 0 ? Double(drained) / drain : 0, 0)) completed sagas/s;",
            "\(Self.text((server.work - loadWork) / Double(max(1, drained)) * 1e6, 0)) µs of work each;",
            "\(state.completed - before.completed) completed in all")
        print(
            "memory     \(memory) MB at first, \(memories) every 10 s, \(loadedMemory) MB after the load,",
            "\(server.memory) MB after that")
        return Accepted(name: "held", rate: rate, perCommit: Double(accepted) / Double(max(1, commits)))
    }

    /// Orders that were accepted, again, by SQLite's C API: one in a commit, and as many as the service had in one.
    private func compare(_ server: Server, _ accepted: [Accepted]) throws {
        let orders = try RawOrders(of: server.database)
        for batch in [1] + accepted.map(\.perCommit) {
            let copy = server.database + ".raw"
            defer { for path in [copy, "\(copy)-wal", "\(copy)-shm"] { unlink(path) } }
            let raw = try orders.write(to: copy, batch: batch)
            let shares = accepted.filter { batch == 1 || $0.perCommit == batch }.map {
                "\($0.name) \(Self.text($0.rate / raw * 100, 0)) %"
            }
            print(
                "C API      \(Self.text(raw, 0))/s, \(Self.text(batch, 1)) orders in a commit; the service:",
                shares.joined(separator: ", "))
        }
    }

    private static func text(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }
}

extension LoadGenerator {
    fileprivate func to(_ port: UInt16, rate: Int? = nil, seconds: Int? = nil) -> LoadGenerator {
        LoadGenerator(
            port: port, rate: rate ?? self.rate, seconds: seconds ?? self.seconds, connections: connections)
    }
}
