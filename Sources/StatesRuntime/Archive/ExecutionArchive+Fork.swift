public import JSONModel
import StatesCore
import StatesLanguage

/// What is otherwise in a fork.
public struct ForkChanges: Sendable {
    /// In place of the input of the state that is entered there, or of the execution at its start.
    public var input: Payload?
    /// Variables of the scope that get these values, or are new in it.
    public var variables: JSONObject = [:]
    /// In place of the definition; it must have the states that were entered.
    public var definition: String?

    public init() {}
}

extension ExecutionArchive {
    /// The execution as it was after one of its events, as the beginning of another one.
    ///
    /// What was recorded until then stays recorded: no task is run again whose result is there. What it waits for
    /// there is asked for anew.
    ///
    /// - Parameters:
    ///   - event: id in the history, from 1.
    ///   - name: what the fork is called.
    ///   - seed: what it draws its random numbers from.
    public func forked(
        at event: Int32, as name: String, seed: UInt64, _ changes: ForkChanges = ForkChanges()
    ) throws(ArchiveError) -> ExecutionArchive {
        var fork = self
        fork.name = name
        fork.seed = seed
        if let definition = changes.definition { fork.definition = definition }
        let source = ExecutionArchive(
            name: self.name, machine: machine, definition: fork.definition, seed: self.seed, startTime: startTime,
            records: records)
        let events = try source.fold().events.flatMap { $0 }
        guard let place = events.firstIndex(where: { $0.id == event }) else {
            throw ArchiveError("\(self.name) has no event \(event)")
        }
        let next = events[(place + 1)...].firstIndex { $0.id > 0 } ?? events.endIndex
        var kept = Array(events[..<next])
        try Self.change(&kept, at: place, changes)
        var configuration = ExecutionConfiguration(executionName: name, stateMachineName: machine)
        configuration.seed = seed
        let program = try fork.program()
        var execution = Execution(program, configuration: configuration)
        for event in kept { execution.apply(event) }
        guard execution.status == .running else {
            throw ArchiveError("\(self.name) has ended at event \(event)")
        }
        var bytes: [UInt8] = []
        var encoder = EventEncoder(program)
        encoder.encode(kept, into: &bytes)
        fork.records = [StoredRecord(sequence: 0, time: execution.now, events: bytes, digest: execution.digest)]
        return fork
    }

    private static func change(_ events: inout [Event], at place: Int, _ changes: ForkChanges) throws(ArchiveError) {
        let event = events[place]
        if let input = changes.input {
            switch event.body {
            case .executionStarted: events[place].body = .executionStarted(input: input)
            case .stateEntered(let state, _): events[place].body = .stateEntered(state, input: input)
            default: throw ArchiveError("event \(event.id) has no input: fork where a state is entered")
            }
        }
        guard !changes.variables.isEmpty else { return }
        let last = events[...place].lastIndex { other in
            if case .stateExited = other.body { other.frame == event.frame } else { false }
        }
        guard let last, case .stateExited(var exit) = events[last].body else {
            throw ArchiveError("no state was left before event \(event.id) in its scope, so it has no variables")
        }
        for (name, value) in changes.variables {
            exit.assigned.removeAll { $0.name == name }
            exit.assigned.append(Variable(name: name, value: value))
        }
        events[last].body = .stateExited(exit)
    }
}
