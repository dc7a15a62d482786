import Foundation

/// The service that is measured: one started here, or one that runs already.
final class Server {
    let port: UInt16
    let pid: Int32
    /// The file of the orders.
    let database: String
    private let process: Process?
    private let folder: URL?

    init(port: UInt16, pid: Int32, database: String) {
        (self.port, self.pid, self.database, process, folder) = (port, pid, database, nil, nil)
    }

    /// Starts `program` over a new file in `parent`, at a free port.
    init(program: String, in parent: URL) throws {
        let folder = parent.appending(path: "order-load-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        database = folder.appending(path: "orders.db").path
        let process = Process(), output = Pipe()
        process.executableURL = URL(filePath: program)
        process.arguments = ["serve", "--port", "0", "--rate-limit", "0", "--database", database]
        process.standardOutput = output
        try process.run()
        var text = ""
        while !text.hasSuffix("\n") {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { throw Failure(description: "\(program) ended without listening") }
            text += String(decoding: data, as: UTF8.self)
        }
        guard let port = text.split(separator: ":").last.flatMap({ UInt16($0.dropLast()) }) else {
            throw Failure(description: "\(program) does not say where it listens: \(text)")
        }
        (self.port, pid, self.process, self.folder) = (port, process.processIdentifier, process, folder)
    }

    /// Ends a service that was started here, and removes its files.
    func stop() throws {
        if let process {
            process.terminate()
            process.waitUntilExit()
        }
        if let folder { try FileManager.default.removeItem(at: folder) }
    }

    // MARK: What it uses

    /// Resident megabytes.
    var memory: Int {
        let status = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return (line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0) / 1_024
    }

    /// Seconds of work of its threads.
    var work: Double {
        let status = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
        // After the name, which may hold spaces: 12 and 13 are the time in user and in system mode.
        let fields = status.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Transactions that were committed to the orders since the file was opened.
    ///
    /// - Source: SQLite, “WAL-mode File Format”, 2.1: the counter at offset 8 of the WAL index.
    var commits: Int {
        let index = try? FileHandle(forReadingFrom: URL(filePath: database + "-shm"))
        guard let bytes = try? index?.read(upToCount: 12), bytes.count == 12 else { return 0 }
        return Int(bytes[8..<12].withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) })
    }

    // MARK: What it says

    struct State {
        var metrics: [Substring: Double]

        func orders(_ statuses: String...) -> Int {
            statuses.reduce(0) { $0 + Int(metrics["order_saga_orders{status=\"\($1)\"}"] ?? 0) }
        }

        var completed: Int { orders("COMPLETED") }
        /// Orders whose saga has not ended.
        var open: Int { orders("PENDING", "INVENTORY_RESERVED", "PAYMENT_PROCESSED", "COMPENSATING") }
        /// Events that some subscriber has not had.
        var undelivered: Int {
            metrics.reduce(0) { sum, metric in
                let isOne = ["behind", "delayed", "dead_letters"].contains {
                    metric.key.hasPrefix("order_saga_outbox_\($0){")
                }
                return isOne ? sum + Int(metric.value) : sum
            }
        }
    }

    func state() throws -> State {
        var connection = try Connection(port: port)
        defer { connection.close() }
        guard connection.send(Array("GET /metrics HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n".utf8)) else {
            throw Failure(description: "GET /metrics cannot be sent")
        }
        while true {
            switch connection.read() {
            case .incomplete: continue
            case .closed: throw Failure(description: "no answer to GET /metrics")
            case .answer(let answer):
                guard answer.status == 200 else { throw Failure(description: "GET /metrics: \(answer.status)") }
                var metrics: [Substring: Double] = [:]
                for line in String(decoding: answer.body, as: UTF8.self).split(separator: "\n") {
                    guard !line.hasPrefix("#"), let space = line.lastIndex(of: " ") else { continue }
                    metrics[line[..<space]] = Double(line[line.index(after: space)...])
                }
                return State(metrics: metrics)
            }
        }
    }
}
