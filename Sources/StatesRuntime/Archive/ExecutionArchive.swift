import JSONModel
public import StatesCore
public import StatesLanguage

/// One execution with its whole record, outside any store: to be kept, taken elsewhere, or gone on with otherwise.
///
/// As a text it is JSON lines: a head with the names and the definition, then a line for each record.
///
///     {"format":"states-execution","version":1,"name":"o-1","machine":"orders",…,"definition":"{…}"}
///     {"sequence":0,"time":1767225600000,"digest":"00f3…","events":"U1RF…"}
///
/// What a `PayloadCodec` hides in the store is plain in it.
public struct ExecutionArchive: Hashable, Sendable {
    /// Name of the execution.
    public var name: String
    /// Name of the state machine.
    public var machine: String
    /// The definition, JSON.
    public var definition: String
    public var seed: UInt64
    public var startTime: Timestamp
    /// In order, from the first on. `events` are as an `EventEncoder` writes them.
    public var records: [StoredRecord]

    init(
        name: String, machine: String, definition: String, seed: UInt64, startTime: Timestamp, records: [StoredRecord]
    ) {
        self.name = name
        self.machine = machine
        self.definition = definition
        self.seed = seed
        self.startTime = startTime
        self.records = records
    }

    /// Reads an execution from its store.
    ///
    /// - Parameter codec: what its payloads were stored with.
    /// - Throws: `StoreError`, or `ArchiveError` for a child of a distributed Map, which is nothing without its parent.
    public init(
        _ stored: StoredExecution, in store: any ExecutionStore, codec: (any PayloadCodec)? = nil
    ) async throws {
        guard stored.parent?.mapRunChild == nil else {
            throw ArchiveError("\(stored.name) is a child of a distributed Map: export the execution that started it")
        }
        guard let definition = try await store.definition(stored.version.definition) else {
            throw ArchiveError("the definition of \(stored.name) is not in the store")
        }
        var records: [StoredRecord] = []
        while records.count < stored.records {
            let more = try await store.records(of: stored.key, from: records.count, limit: 1_000)
            guard !more.isEmpty else { throw ArchiveError("\(records.count) of \(stored.records) records are there") }
            for var record in more {
                record.events = try codec?.decode(record.events) ?? record.events
                records.append(record)
            }
        }
        self.init(
            name: stored.name, machine: stored.version.name, definition: definition.text, seed: stored.seed,
            startTime: stored.startTime, records: records)
    }

    /// The execution that the records give, and its events.
    ///
    /// - Throws: `ArchiveError` when they contradict themselves, or the definition.
    public func fold() throws(ArchiveError) -> (execution: Execution, events: [[Event]]) {
        var configuration = ExecutionConfiguration(executionName: name, stateMachineName: machine)
        configuration.seed = seed
        let program = try program()
        var execution = Execution(program, configuration: configuration)
        var decoder = EventDecoder(program)
        var turns: [[Event]] = []
        for record in records {
            let events: [Event]
            do {
                events = try decoder.decode(record.events)
            } catch {
                throw ArchiveError("record \(record.sequence) cannot be read with this definition: \(error)")
            }
            do {
                for event in events { try execution.replay(event) }
            } catch {
                throw ArchiveError("record \(record.sequence): \(error)")
            }
            guard execution.digest == record.digest else {
                throw ArchiveError("record \(record.sequence) does not give the value that it was stored with")
            }
            turns.append(events)
        }
        return (execution, turns)
    }

    func program() throws(ArchiveError) -> Program {
        do {
            return try Program(try StateMachine(json: definition))
        } catch {
            throw ArchiveError("the definition cannot be run: \(error)")
        }
    }
}

/// Why an archive cannot be made, read or used.
public struct ArchiveError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence without a full stop.
    public var description: String

    init(_ description: String) { self.description = description }
}
