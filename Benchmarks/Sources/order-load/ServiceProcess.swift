import Foundation

/// `order-saga serve`, without a rate limit, at a port that the system chose.
struct ServiceProcess {
    let port: UInt16
    private let process = Process()

    struct Failure: Error, CustomStringConvertible { let description: String }

    init(program: String, database: String) throws {
        process.executableURL = URL(filePath: program)
        process.arguments = ["serve", "--port", "0", "--database", database, "--rate-limit", "0"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        var line = ""
        while !line.hasSuffix("\n"), let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty {
            line += String(decoding: byte, as: UTF8.self)
        }
        guard let text = line.split(separator: ":").last, let port = UInt16(text.dropLast()) else {
            throw Failure(description: "the service does not start: \(line)")
        }
        self.port = port
    }

    /// Orders whose saga has completed.
    func completed() throws -> Int {
        let connection = try Connection(port: port)
        try connection.send(Array("GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".utf8))
        var text: [UInt8] = []
        while let part = try connection.receive(), !part.isEmpty { text += part }
        let name = "order_saga_orders{status=\"COMPLETED\"} "
        let line = String(decoding: text, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix(name) }
        return line.flatMap { Int($0.dropFirst(name.count).prefix { $0.isNumber }) } ?? 0
    }

    var residentMegabytes: Int {
        let status = (try? String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
        return (Int(line.filter(\.isNumber)) ?? 0) / 1_024
    }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }
}
