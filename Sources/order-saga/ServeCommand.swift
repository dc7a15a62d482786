public import ArgumentParser
import Foundation
public import Logging
import OrderSaga

/// `order-saga serve`.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Runs the service until it is interrupted.")

    @OptionGroup var database: DatabaseOption
    @Option(help: "Address to listen at. Another than loopback needs --token-file.")
    var host = "127.0.0.1"
    @Option(help: "Port to listen at; 0 for any that is free.")
    var port = 8_080
    @Option(help: "How long an idempotency key stands for its first response: 30s, 10m, 1h.")
    var idempotencyWindow = "10m"
    @Option(help: "Requests per second from one client, beyond which it is told 429; 0 for no limit.")
    var rateLimit = 5_000
    @Option(help: "File with the bearer token that requests must have.")
    var tokenFile: String?
    @Option(help: "Address that is told of every domain event. May be repeated.")
    var webhook: [String] = []
    @Option(help: "File with the secret that signs what webhooks get.")
    var webhookSecretFile: String?
    @Option(help: "Makes a task fail: TASK=PROBABILITY or TASK:ERROR=PROBABILITY. May be repeated.")
    var fail: [String] = []
    @Option(help: "Makes a task take its time: TASK=DURATION, such as 500ms. May be repeated.")
    var slow: [String] = []
    @Option(help: "trace, debug, info, notice, warning, error or critical.")
    var logLevel: Logger.Level = .notice

    func run() async throws {
        var configuration = OrderService.Configuration()
        configuration.database = database.database
        (configuration.host, configuration.port, configuration.rateLimit) = (host, port, rateLimit)
        guard let window = FaultInjection.milliseconds(idempotencyWindow), window > 0 else {
            throw ValidationError("--idempotency-window is a duration, such as 30s or 10m")
        }
        configuration.idempotencyWindowMilliseconds = window
        guard rateLimit >= 0, (0...65_535).contains(port) else {
            throw ValidationError("--rate-limit is at least 0, and --port at most 65535")
        }
        configuration.bearerToken = try tokenFile.map(Self.secret)
        guard tokenFile != nil || ["127.0.0.1", "::1", "localhost"].contains(host) else {
            throw ValidationError("--host \(host) needs --token-file: everybody could order")
        }
        let secret = try webhookSecretFile.map(Self.secret)
        configuration.webhooks = webhook.map { WebhookSubscriber(url: $0, secret: secret) }
        for fault in fail { try configuration.faults.fail(fault) }
        for delay in slow { try configuration.faults.slow(delay) }
        LoggingSystem.bootstrap(StreamLogHandler.standardError)
        configuration.logger.logLevel = logLevel
        let host = self.host
        configuration.onListening = { port in
            // For scripts that let the system choose the port.
            FileHandle.standardOutput.write(Data("listening on http://\(host):\(port)\n".utf8))
        }
        configuration.crashPoint = ProcessInfo.processInfo.environment["ORDER_SAGA_CRASH_AT"]
        try await OrderService.serve(configuration)
    }

    /// The text of a file, without the line feed at its end.
    private static func secret(_ path: String) throws -> String {
        let text = try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty else { throw ValidationError("\(path) is empty") }
        return text
    }
}

extension Logger.Level: @retroactive ExpressibleByArgument {}
