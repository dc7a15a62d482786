import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Synchronization

/// `order-saga serve` as a process.
final class Server: Sendable {
    let url: String
    private let process: Mutex<Process>

    /// The program, beside the tests.
    static let program: URL = {
        let executable = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        let candidates = [
            executable.deletingLastPathComponent().appending(path: "order-saga"),
            URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../.build/debug/order-saga"),
        ]
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) } ?? candidates[0]
    }()

    /// Starts the service and waits until it listens.
    ///
    /// - Parameter crashAt: `POINT` or `POINT:N`, where it kills itself.
    init(_ database: String, _ options: [String] = [], crashAt: String? = nil) async throws {
        let process = Process()
        process.executableURL = Self.program
        process.arguments = ["serve", "--port", "0", "--database", database] + options
        var environment = ProcessInfo.processInfo.environment
        environment["ORDER_SAGA_CRASH_AT"] = crashAt
        process.environment = environment
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle(forWritingAtPath: "/dev/null")
        try process.run()
        let line = try await Task.detached {
            var text = ""
            while !text.hasSuffix("\n") {
                guard let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty else { break }
                text += String(decoding: byte, as: UTF8.self)
            }
            return text
        }.value
        guard line.hasPrefix("listening on ") else { throw Failure(description: "the service does not start") }
        url = line.dropFirst(13).trimmingCharacters(in: .newlines)
        self.process = Mutex(process)
    }

    deinit { process.withLock { if $0.isRunning { $0.terminate() } } }

    struct Failure: Error, CustomStringConvertible { let description: String }

    var isRunning: Bool { process.withLock { $0.isRunning } }

    /// Ends the service in order, and waits until it has ended.
    func stop() async throws {
        process.withLock { $0.terminate() }
        guard try await self.ended(within: .seconds(20)) == 0 else {
            throw Failure(description: "the service did not end in order")
        }
    }

    /// - Returns: the status or signal with which it ended; `nil` if it still runs.
    func ended(within duration: Duration) async throws -> Int32? {
        let end = ContinuousClock.now + duration
        while isRunning, ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(20)) }
        return process.withLock { $0.isRunning ? nil : $0.terminationStatus }
    }

    /// - Returns: status and body.
    func send(
        _ method: HTTPMethod, _ path: String, body: String? = nil, key: String? = nil
    ) async throws -> (status: UInt, body: String) {
        var request = HTTPClientRequest(url: url + path)
        request.method = method
        if let body {
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(ByteBuffer(string: body))
        }
        if let key { request.headers.add(name: "x-idempotency-key", value: key) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        return (response.status.code, String(buffer: try await response.body.collect(upTo: 1 << 20)))
    }
}
