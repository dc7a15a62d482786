import ArgumentParser
import Diagnostics
import Dispatch
import JSONModel
import Logging
import StatesCore
import StatesLanguage
import StatesRuntime
import StatesSQLite
import Synchronization

/// The file of `--database`.
struct Database: Sendable {
    let path: String
    let store: any ExecutionStore
    private let file: SQLiteStore

    /// What the program is called among the owners of executions, and how long others wait for it.
    static var configuration: RuntimeConfiguration {
        var configuration = RuntimeConfiguration()
        configuration.name = "sfn-run"
        configuration.leaseMilliseconds = 5_000
        // Ctrl-C ends commands at once: their tasks are delivered again.
        configuration.graceMilliseconds = 0
        configuration.concurrentTasks = Processors.count * 4
        configuration.logger = Logger(label: "sfn-run") { StreamLogHandler.standardError(label: $0) }
        configuration.logger.logLevel = .error
        return configuration
    }

    /// - Parameter mayCreate: whether a file that is not there is made.
    init(_ path: String, mayCreate: Bool = false) throws {
        self.path = path
        do {
            let file = try Descriptor.openFile(path)
            defer { file.shut() }
            if try file.size() == 0, !mayCreate {
                throw RunProblem(path, "is empty, and no database").advising(Self.makes(path))
            }
        } catch let failure as Descriptor.Failure {
            guard failure.isMissing else { throw RunProblem(path, failure.reason) }
            guard mayCreate else {
                throw RunProblem(path, failure.reason).advising(Advice.missing(path) ?? Self.makes(path))
            }
        }
        var options = SQLiteStore.Options()
        // Whoever only looks does not read all of the file first.
        if !mayCreate { options.integrityCheck = .never }
        do {
            file = try SQLiteStore(path: path, options: options)
        } catch {
            throw RunProblem(error, path)
        }
        store = file
    }

    private static func makes(_ path: String) -> String {
        "sfn-run run FILE --database \(Advice.shellWord(path)) makes one"
    }

    /// Copies the file, as of now, to a new one.
    func backup(to copy: String) async throws(RunProblem) {
        do {
            try await file.backup(to: copy)
        } catch {
            throw RunProblem(error, copy)
        }
    }

    var clerk: ExecutionClerk { ExecutionClerk(store, Self.configuration) }

    /// A reader that has read all there is of an execution, and what it has read.
    func read(_ stored: StoredExecution) async throws -> (reader: ExecutionReader, events: [Event]) {
        var reader = try await ExecutionReader(stored, in: store, Self.configuration)
        let events = try await reader.readOn()
        return (reader, events)
    }
}

extension RunProblem {
    init(_ error: StoreError, _ path: String) {
        let start = path + " "
        let message = error.message.hasPrefix(start) ? String(error.message.dropFirst(start.count)) : error.message
        self.init(path, message)
        if error.code == .busy { self = advising("try again when whoever writes to it is done") }
    }

    /// What is told of an error about something in the database, whatever threw it.
    init?(_ error: any Error, in path: String) {
        switch error {
        case let problem as RunProblem: self = problem
        case let error as StoreError: self.init(error, path)
        case let error as RuntimeError:
            self.init(path, error.message)
            if error.code == .executionAlreadyExists { self = advising("give it another name, or purge that one") }
        case let error as ArchiveError: self.init(path, error.description)
        case let error as DefinitionError:
            let fault = error.diagnostics.first { $0.severity == .error }
            self.init(path, "a definition in it is not correct any more: \(fault?.message ?? "\(error)")")
        case let error as ProgramError: self.init(path, error.unsupported.joined(separator: "; "))
        default: return nil
        }
    }
}

/// What the commands for databases share.
protocol DatabaseCommand: ParsableCommand {
    /// What it does.
    ///
    /// - Returns: its exit status.
    func perform(_ console: Console) async throws -> ExitCode
    var database: DatabaseOption { get }
}

extension DatabaseCommand {
    func run() throws {
        let console = Console()
        // Nothing else uses the command while its thread waits.
        let loan = Loan(command: self)
        do {
            let status = try Waiting.value { try await loan.command.perform(console) }
            console.flush()
            if status != .success { throw status }
        } catch let problem as DefinitionProblem {
            console.complain(problem.text(colour: console.errorStyle.colour))
            throw ExitStatus.couldNotRun
        } catch {
            guard let problem = RunProblem(error, in: database.path) else { throw error }
            console.complain(problem.text)
            throw ExitStatus.couldNotRun
        }
    }
}

/// A command that another thread uses while its owner waits.
// The owner touches nothing between handing it out and getting the result, so it has one user at a time.
struct Loan<Command>: @unchecked Sendable {
    let command: Command
}

/// Does what needs threads, while the caller's thread waits.
enum Waiting {
    static func value<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) throws -> Value {
        let result = Mutex<Result<Value, any Error>?>(nil)
        let isOver = DispatchSemaphore(value: 0)
        Task {
            let outcome: Result<Value, any Error>
            do {
                outcome = .success(try await body())
            } catch {
                outcome = .failure(error)
            }
            result.withLock { $0 = outcome }
            isOver.signal()
        }
        isOver.wait()
        guard let outcome = result.withLock({ $0 }) else { throw CancellationError() }
        return try outcome.get()
    }
}

/// `--database FILE`.
struct DatabaseOption: ParsableArguments {
    @Option(name: .customLong("database"), help: ArgumentHelp("The database.", valueName: "FILE"))
    var path: String
}

/// Which execution is meant.
struct ExecutionOption: ParsableArguments {
    @Argument(help: "Name or ARN of the execution.")
    var name: String

    @Option(help: ArgumentHelp("Its state machine, where several have an execution of that name.", valueName: "NAME"))
    var machine: String?

    /// Finds it.
    ///
    /// - Throws: a `RunProblem` when there is none, or more than one.
    func find(in database: Database) async throws -> StoredExecution {
        try await Self.find(name, of: machine, in: database)
    }

    static func find(
        _ text: String, of machine: String?, in database: Database
    ) async throws -> StoredExecution {
        let (name, machine) = parts(text, machine)
        let machines = Set(try await database.store.machines().map(\.name)).sorted()
        if let machine, !machines.contains(machine) {
            throw RunProblem(database.path, missing("state machine", machine, among: machines))
        }
        var found: [StoredExecution] = []
        for candidate in machine.map({ [$0] }) ?? machines {
            if let stored = try await database.store.execution(named: name, of: candidate) { found.append(stored) }
        }
        if found.count > 1 {
            let names = found.map { "“\($0.version.name)”" }.joined(separator: ", ")
            throw RunProblem(
                database.path, "“\(name)” is an execution of \(names): say which with --machine NAME")
        }
        if let only = found.first { return only }
        let others = try await database.store.list(ExecutionQuery(machine: machine, limit: 1_000)).executions
        throw RunProblem(database.path, missing("execution", name, among: others.map(\.name)))
    }

    /// Name and state machine of `arn:…:execution:MACHINE:NAME`; of anything else, what was given.
    private static func parts(_ text: String, _ machine: String?) -> (name: String, machine: String?) {
        let parts = text.split(separator: ":", maxSplits: 7, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 8, parts[0] == "arn", parts[5] == "execution" else { return (text, machine) }
        return (parts[7], machine ?? parts[6])
    }

    /// `there is no execution “ordr-1”; did you mean “order-1”?`
    static func missing(_ what: String, _ name: String, among candidates: [String]) -> String {
        let start = "there is no \(what) “\(name)”"
        if let nearest = Suggestion.nearest(to: name, among: candidates) {
            return "\(start); did you mean “\(nearest)”?"
        }
        if candidates.isEmpty { return "\(start), and no other" }
        let few = candidates.prefix(5).map { "“\($0)”" }.joined(separator: ", ") + (candidates.count > 5 ? ", …" : "")
        return "\(start); there \(candidates.count == 1 ? "is" : "are") \(few)"
    }
}
