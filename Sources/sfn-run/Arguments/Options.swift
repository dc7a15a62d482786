public import ArgumentParser
public import Diagnostics
public import StatesCore
public import StatesLanguage
public import StatesSimulation

/// `--clock`.
enum ClockMode: String, CaseIterable, ExpressibleByArgument {
    /// Time jumps to what is due next, and moves with the wall while a command runs.
    case virtual
    case real
}

/// `--format` of `run`.
enum RunFormat: String, CaseIterable, ExpressibleByArgument {
    /// For people, as it goes.
    case trace
    /// One document with the outcome.
    case json
    /// The JSON of GetExecutionHistory.
    case history
    /// The output alone.
    case output
    /// The entries that the execution logs, one per line.
    case logs
    /// The answer to StartSyncExecution.
    case sync
}

/// `NAME=VALUE`, cut at the first `=`.
struct Assignment: Hashable, Sendable, ExpressibleByArgument {
    var name: String
    var value: String

    init?(argument: String) {
        guard let sign = argument.firstIndex(of: "="), sign > argument.startIndex else { return nil }
        name = String(argument[..<sign])
        value = String(argument[argument.index(after: sign)...])
        if value.isEmpty { return nil }
    }
}

extension [Assignment] {
    /// - Throws: if two of them have one name.
    func checkNames(of option: String) throws {
        var names: Set<String> = []
        for assignment in self where !names.insert(assignment.name).inserted {
            throw ValidationError("\(option) gives “\(assignment.name)” twice")
        }
    }
}

extension StateMachineType: ExpressibleByArgument {
    public init?(argument: String) { self.init(rawValue: argument.uppercased()) }
    public static var allValueStrings: [String] { ["STANDARD", "EXPRESS"] }
}

/// `--status`.
extension Execution.Status: ExpressibleByArgument {
    public init?(argument: String) { self.init(rawValue: argument.uppercased()) }
    public static var allValueStrings: [String] { ["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"] }
}

extension LogProjection.Level: ExpressibleByArgument {
    public init?(argument: String) { self.init(rawValue: argument.uppercased()) }
}

extension TestStateRequest.InspectionLevel: ExpressibleByArgument {
    public init?(argument: String) { self.init(rawValue: argument.uppercased()) }
}

/// `--format` of `validate`.
enum ValidateFormat: String, CaseIterable, ExpressibleByArgument {
    case text, json, sarif, github
    /// The response of ValidateStateMachineDefinition.
    case aws

    /// `nil` for what is no list of findings.
    var diagnosticFormat: DiagnosticFormat? { DiagnosticFormat(rawValue: rawValue) }
}

/// `--severity`: `ERROR` or `WARNING`.
extension Diagnostic.Severity: ExpressibleByArgument {
    public init?(argument: String) { self.init(rawValue: argument.uppercased()) }
}
