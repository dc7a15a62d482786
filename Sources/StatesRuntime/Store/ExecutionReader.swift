package import StatesCore
import StatesLanguage

/// Reads one execution from a store, whoever has it, and goes on reading while it goes on.
package struct ExecutionReader: Sendable {
    package let key: ExecutionKey
    /// As far as it has been read.
    package private(set) var execution: Execution
    private let store: any ExecutionStore
    private let codec: (any PayloadCodec)?
    private var decoder: EventDecoder
    private var recordCount = 0

    /// Reads nothing of its records yet.
    ///
    /// - Throws: a `StoreError`, or `ExecutionParked` when there is no sound definition of it.
    package init(
        _ stored: StoredExecution, in store: any ExecutionStore, _ configuration: RuntimeConfiguration
    ) async throws {
        let engine = Engine(configuration, owner: OwnerID(rawValue: 0))
        let program = try await store.program(of: stored)
        do {
            execution = try engine.newExecution(program, stored.new)
        } catch {
            throw RuntimeError(.executionParked, "\(stored.name): \(error.reason)")
        }
        key = stored.key
        decoder = EventDecoder(execution.program)
        codec = configuration.codec
        self.store = store
    }

    /// Reads what has been stored of it since the last call.
    ///
    /// - Throws: a `StoreError`, or `ExecutionParked` when its records contradict themselves.
    package mutating func readOn() async throws -> [Event] {
        var events: [Event] = []
        while true {
            let records = try await store.records(of: key, from: recordCount, limit: 1_000)
            for record in records { events += try take(record) }
            if records.count < 1_000 { return events }
        }
    }

    private mutating func take(_ record: StoredRecord) throws -> [Event] {
        let name = execution.configuration.executionName
        let events: [Event]
        do {
            events = try decoder.decode(try codec?.decode(record.events) ?? record.events)
        } catch {
            throw RuntimeError(.executionParked, "\(name): record \(record.sequence) cannot be read: \(error)")
        }
        do throws(ReplayError) {
            for event in events { try execution.replay(event) }
        } catch {
            throw RuntimeError(.executionParked, "\(name): record \(record.sequence): \(error)")
        }
        guard execution.digest == record.digest else {
            throw RuntimeError(
                .executionParked, "\(name): record \(record.sequence) does not give the value that it was stored with")
        }
        recordCount = record.sequence + 1
        return events
    }
}

extension ExecutionStore {
    /// The program of the version that an execution runs.
    ///
    /// - Throws: a `StoreError`, or `ExecutionParked` when it is not there or cannot be run.
    package func program(of stored: StoredExecution) async throws -> Program {
        do {
            guard let definition = try await definition(stored.version.definition) else {
                throw ParkedExecution(reason: "the definition \(stored.version.definition) is not in the store")
            }
            return try ProgramCache.compile(definition)
        } catch let reason as ParkedExecution {
            throw RuntimeError(.executionParked, "\(stored.name): \(reason.reason)")
        }
    }
}

extension Engine {
    /// An engine in a process that works on no tasks.
    init(_ configuration: RuntimeConfiguration, owner: OwnerID) {
        let settings = EngineSettings(
            owner: owner, region: configuration.region, accountID: configuration.accountID,
            quotas: configuration.quotas, residentMilliseconds: configuration.residentMilliseconds,
            codec: configuration.codec)
        self.init(settings: settings, resources: RegistryBox())
    }
}
