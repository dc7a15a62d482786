import Diagnostics
import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation

/// `--redrive`: an execution as its history left it.
struct RedrivenHistory {
    var execution: Execution
    /// What happened, as the core records it.
    var events: [Event]
    /// The events as they stand in the file, in the order of their ids.
    var recorded: [JSONValue]

    /// - Parameter time: when it is to be redriven.
    init(path: String, of program: Program, configuration: ExecutionConfiguration, at time: Timestamp) throws {
        guard configuration.type == .standard else { throw RunProblem(path, RedriveRefusal.express.message) }
        let source = try FileReading.read(path)
        let reading = RecordedHistory.read(source)
        guard let history = reading.history else {
            if let problem = RunProblem(reading.diagnostics, in: source), reading.diagnostics.count == 1 {
                throw problem.advising(FileKind.history.advice(for: source))
            }
            throw DefinitionProblem(report: SourceDiagnostics(source: source, diagnostics: reading.diagnostics))
        }
        var configuration = configuration
        if let role = history.events.first?.text("roleArn") { configuration.roleARN = role }
        do {
            let replay = try HistoryReplay(history, of: program, configuration: configuration, startedAt: time)
            (execution, events) = (replay.execution, replay.events)
        } catch {
            throw RunProblem(path, error.message)
        }
        if let refusal = execution.redriveRefusal(at: max(time, execution.now)) {
            if refusal == .running {
                let last = execution.lastEventID
                throw RunProblem(path, "the history ends with event \(last), where \(refusal.message)")
            }
            let remedy = refusal.quota.map { ["  --quota \($0)=N has another limit"] } ?? []
            throw RunProblem(path, refusal.message, details: remedy)
        }
        recorded = try RecordedHistory.elements(of: source)
    }
}

extension RedriveRefusal {
    /// The quota that refuses, if one does.
    fileprivate var quota: String? {
        switch self {
        case .history: "historyEvents"
        case .period: "redriveDays"
        case .age: "standardSeconds"
        case .express, .running, .succeeded: nil
        }
    }
}
