import ArgumentParser
import StatesCore
import StatesLanguage
import StatesRuntime

/// Brings one message to an execution, and sees to it that it was taken.
struct MessageSending {
    let file: Database
    let stored: StoredExecution
    let message: Message
    /// How long to wait for the process that has the execution.
    let waitSeconds: Int
    /// Whether the message has been taken by now.
    let isTaken: (Execution) -> Bool

    /// How it was taken.
    enum Outcome {
        case taken(Execution)
        /// It was recorded here, since nobody has the execution.
        case recorded(Execution)
        case refused
        /// It waits for the process that has the execution.
        case waiting
    }

    func send() async throws -> Outcome {
        switch try await file.clerk.deliver(message, to: stored) {
        case .taken: return .recorded(try await file.read(stored).reader.execution)
        case .refused: return .refused
        case .posted: break
        }
        var (reader, _) = try await file.read(stored)
        let end = ContinuousClock.now + .seconds(waitSeconds)
        while !isTaken(reader.execution) {
            guard ContinuousClock.now < end else { return .waiting }
            try await Task.sleep(for: .milliseconds(50))
            _ = try await reader.readOn()
        }
        return .taken(reader.execution)
    }

    /// Says that an execution which is recorded as running needs somebody to run it.
    static func goesOn(_ stored: StoredExecution) -> String {
        let (name, machine) = (stored.name.printable, stored.version.name.printable)
        return "sfn-run: “\(name)” goes on when a process runs “\(machine)”: a service, or sfn-run executions resume\n"
    }

    /// Says what came of it.
    func tell(_ outcome: Outcome, _ console: Console, refusal: String) throws {
        let name = stored.name.printable
        switch outcome {
        case .taken(let execution): console.write("\(name) \(execution.status.rawValue)\n")
        case .recorded(let execution):
            console.write("\(name) \(execution.status.rawValue)\n")
            if execution.status == .running { console.complain(Self.goesOn(stored)) }
        case .refused: throw RunProblem(file.path, refusal)
        case .waiting:
            console.complain(
                "sfn-run: the message waits for the process that has “\(name)”, which has not taken it within"
                    + " \(Wording.count(waitSeconds, "second")); if that process is gone, the next one takes it\n")
        }
    }
}

/// `--wait`.
struct WaitOption: ParsableArguments {
    @Option(
        name: .customLong("wait"),
        help: ArgumentHelp("How long to wait for the process that has the execution.", valueName: "SECONDS"))
    var seconds = 5

    func validate() throws {
        guard (0...86_400).contains(seconds) else { throw ValidationError("--wait is 0 to 86400") }
    }
}
