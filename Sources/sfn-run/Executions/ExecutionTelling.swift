import JSONModel
import StatesCore
import StatesLanguage
import StatesRuntime
import StatesSimulation

/// What is to be told of an execution while it is read.
struct TellingPlan: Sendable {
    var format: RunFormat
    /// A file for the history, if one is wanted.
    var historyPath: String?
    var logLevel = LogProjection.Level.all
    var includesData = true
    /// What is said to have failed on standard error.
    var subject: String
}

/// Tells an execution in a database as it goes, in the formats of `run`.
struct ExecutionTelling {
    private let plan: TellingPlan
    private let console: Console
    private let observer: RunObserver
    private let historyFile: Descriptor?

    init(_ plan: TellingPlan, _ execution: Execution, _ stored: StoredExecution, _ console: Console) throws {
        self.plan = plan
        self.console = console
        var writers: [any EventWriter] = []
        var trace: TraceRenderer?
        switch plan.format {
        case .trace:
            trace = TraceRenderer(
                execution.program, machineName: stored.version.name, style: console.outputStyle,
                start: stored.startTime
            ) { console.write($0) }
        case .history: writers.append(HistoryWriter(execution, after: []) { console.write($0) })
        case .logs:
            let log = LogProjection(execution, level: plan.logLevel, includesExecutionData: plan.includesData)
            writers.append(LogWriter(projection: log) { console.write($0) })
        case .json, .output, .sync: break
        }
        if let path = plan.historyPath {
            do {
                let file = try Descriptor.openForWriting(path)
                writers.append(HistoryWriter(execution, after: []) { try file.write($0) })
                historyFile = file
            } catch {
                throw RunProblem(writing: path, error)
            }
        } else {
            historyFile = nil
        }
        observer = RunObserver(trace: trace, writers: writers)
    }

    func observe(_ events: [Event], _ execution: Execution) {
        guard !events.isEmpty else { return }
        observer.observe(.execution(events, execution))
        observer.flush()
        console.flush()
    }

    /// The end of what is told. An execution that runs has no ending yet.
    func finish(_ execution: Execution) throws {
        observer.finish()
        historyFile?.shut()
        if execution.status == .running {
            console.flush()
        } else {
            let ending = RunEnding(execution: execution, counts: observer.counts, end: execution.now, clock: .real)
            ending.tell(plan.format, of: plan.subject, console)
        }
        guard let failure = observer.failure else { return }
        console.flush()
        throw RunProblem(plan.historyPath ?? "--history", (failure as? Descriptor.Failure)?.reason ?? "\(failure)")
    }
}

/// Reads an execution until it ends, whoever runs it.
struct ExecutionFollowing: Sendable {
    let database: Database
    let stored: StoredExecution
    let console: Console
    let plan: TellingPlan
    /// How often the file is looked at.
    var pollMilliseconds: Int64 = 100

    /// - Returns: its status at the end; `nil` after Ctrl-C.
    func run() async throws -> Execution.Status? {
        var reader = try await ExecutionReader(stored, in: database.store, Database.configuration)
        var events = try await reader.readOn()
        let telling = try ExecutionTelling(plan, reader.execution, stored, console)
        while true {
            telling.observe(events, reader.execution)
            if reader.execution.status != .running { break }
            guard Interrupts.count == 0 else {
                try telling.finish(reader.execution)
                return nil
            }
            try await Task.sleep(for: .milliseconds(pollMilliseconds))
            events = try await reader.readOn()
            if events.isEmpty, try await database.store.execution(stored.key) == nil {
                throw RunProblem(database.path, "the execution “\(stored.name)” has been purged")
            }
        }
        try telling.finish(reader.execution)
        return reader.execution.status
    }
}
