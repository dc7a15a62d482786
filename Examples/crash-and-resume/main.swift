// A process that is killed in the middle of a workflow loses nothing: the next one goes on with what is in the file.
import Foundation
import JSONModel
import StatesLanguage
import StatesRuntime
import StatesSQLite

let definition = StateMachineDefinition {
    State.Task("Reserve", resource: "${reserve}").resultPath("$.reservation")
    State.Task("Pay", resource: "${pay}").resultPath("$.payment")
}

/// One run of the service. Its first argument is the file; with a second one it is killed while it takes the payment.
func service(_ file: String, isKilled: Bool) async throws {
    var configuration = RuntimeConfiguration()
    // Others take over what is not heard of for so long; 15 seconds if it is not said.
    configuration.leaseMilliseconds = 500
    let runtime = Runtime(store: try SQLiteStore(path: file), configuration: configuration)
    runtime.register("reserve") { (_: JSONValue, _) -> JSONValue in
        say("reserve")
        return "r-1"
    }
    runtime.register("pay") { (_: JSONValue, context) -> JSONValue in
        say("pay, key ends in \(context.idempotencyKey.suffix(3))")
        if isKilled { kill(getpid(), SIGKILL) }
        return "p-1"
    }
    try await runtime.whileRunning { runtime in
        try await runtime.deploy(definition, as: "orders")
        if isKilled { try await runtime.start("orders", name: "o-1") }
        say(try await runtime.execution(named: "o-1", of: "orders").output().text)
    }
}

/// Prints at once: who is killed does not print what waits in a buffer.
func say(_ words: String) { FileHandle.standardOutput.write(Data("\(words)\n".utf8)) }

if CommandLine.arguments.count > 1 {
    try await service(CommandLine.arguments[1], isKilled: true)
} else {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appendingPathComponent("orders.sqlite").path
    let first = Process()
    first.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
    first.arguments = [file]
    try first.run()
    first.waitUntilExit()
    say(first.terminationReason == .uncaughtSignal ? "killed" : "not killed")
    try await service(file, isKilled: false)
    try FileManager.default.removeItem(at: folder)
}
