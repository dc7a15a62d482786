import JSONModel
import StatesCore
import StatesLanguage
import StatesRuntime
import StatesTesting
import Synchronization
import Testing

/// Executions that are taken out of a store, brought to another one, and gone on with otherwise.
@Suite struct ArchiveTests {
    static let machine = """
        {"StartAt": "First", "States": {
          "First": {"Type": "Task", "Resource": "${first}", "ResultPath": "$.first", "Assign": {"seen": 1},
           "Next": "Second"},
          "Second": {"Type": "Task", "Resource": "${second}", "ResultPath": "$.second", "Next": "Third"},
          "Third": {"Type": "Pass", "Parameters": {"in.$": "$", "seen.$": "$seen"}, "End": true}}}
        """

    /// Runs the machine to its end; what its tasks were given is noted.
    static func runtime(_ store: any ExecutionStore, _ calls: CallList) -> Runtime {
        let runtime = Runtime(store: store)
        runtime.register("first") { (input: JSONValue, _) -> JSONValue in
            calls.note("first", input)
            return "f"
        }
        runtime.register("second") { (input: JSONValue, _) -> JSONValue in
            calls.note("second", input)
            return "s"
        }
        return runtime
    }

    final class CallList: Sendable {
        private let calls = Mutex<[String]>([])
        var names: [String] { calls.withLock { $0 } }
        func note(_ name: String, _ input: JSONValue) { calls.withLock { $0.append("\(name) \(input.description)") } }
    }

    private static func archive() async throws -> ExecutionArchive {
        let store = InMemoryStore()
        return try await runtime(store, CallList()).whileRunning { runtime in
            try await runtime.deploy(machine, as: "m")
            let execution = try await runtime.start("m", name: "one", input: ["a": 1])
            _ = try await execution.output()
            return try await ExecutionArchive(try await execution.description(), in: store)
        }
    }

    @Test func theTextGivesTheArchiveBack() async throws {
        let archive = try await Self.archive()
        #expect(try ExecutionArchive(text: archive.text) == archive)
        let execution = try archive.fold().execution
        #expect(execution.output?.text.contains(#""seen":1"#) == true)
    }

    @Test func anArchiveIsRestoredElsewhere() async throws {
        let archive = try await Self.archive()
        let store = InMemoryStore()
        let now = Timestamp(seconds: 1_800_000_000)
        let restored = try await archive.restore(into: store, at: now)
        #expect(restored.status == .succeeded)
        #expect(try await ExecutionArchive(restored, in: store) == archive)
        await #expect(throws: RuntimeError.self) { try await archive.restore(into: store, at: now) }
        let copy = try await archive.restore(into: store, as: "two", at: now)
        #expect(
            try await ExecutionArchive(copy, in: store).fold().execution.output?.text
                == archive.fold().execution.output?.text)
    }

    /// Event 5 is the exit of First, 6 the entry of Second.
    @Test func aForkGoesOnFromAnEvent() async throws {
        let archive = try await Self.archive()
        let events = try archive.fold().events.flatMap { $0 }
        let entry = try #require(
            events.last { event in if case .stateEntered(1, _) = event.body { true } else { false } })
        var changes = ForkChanges()
        changes.input = Payload(["b": 2])
        changes.variables = ["seen": 7]
        let fork = try archive.forked(at: entry.id, as: "fork", seed: 5, changes)
        let store = InMemoryStore()
        _ = try await fork.restore(into: store, at: Timestamp(seconds: 1_800_000_000))
        let calls = CallList()
        let output = try await Self.runtime(store, calls).whileRunning { runtime in
            try await runtime.deploy(Self.machine, as: "m")
            return try await runtime.execution(named: "fork", of: "m").output()
        }
        #expect(calls.names == [#"second {"b":2}"#])
        #expect(output.text == #"{"in":{"b":2,"second":"s"},"seen":7}"#)
    }

    @Test func aForkMayHaveAnotherDefinition() async throws {
        let archive = try await Self.archive()
        var changes = ForkChanges()
        changes.definition = Self.machine.replacing(#""Third""#, with: #""Last""#)
        let events = try archive.fold().events.flatMap { $0 }
        let exit = try #require(
            events.first { event in if case .stateExited = event.body { true } else { false } })
        #expect(throws: ArchiveError.self) { try archive.forked(at: exit.id, as: "fork", seed: 5, changes) }
        let definition = Self.machine.replacing(#""in.$""#, with: #""was.$""#)
        changes.definition = definition
        let fork = try archive.forked(at: exit.id, as: "fork", seed: 5, changes)
        let store = InMemoryStore()
        _ = try await fork.restore(into: store, at: Timestamp(seconds: 1_800_000_000))
        let output = try await Self.runtime(store, CallList()).whileRunning { runtime in
            try await runtime.deploy(definition, as: "m")
            return try await runtime.execution(named: "fork", of: "m").output()
        }
        #expect(output.text.hasPrefix(#"{"was":"#))
    }

    @Test(arguments: [
        (0, "line 1"), (1, "line 2"), (2, "records should follow"), (3, "later version"), (4, "does not give"),
    ])
    func damageIsNamed(_ kind: Int, _ expected: String) async throws {
        let text = String(decoding: try await Self.archive().text, as: UTF8.self)
        var lines = text.split(separator: "\n").map(String.init)
        switch kind {
        case 0: lines[0] = "{"
        case 1: lines[1] = lines[1].replacing(#""events":""#, with: #""events":"?"#)
        case 2: lines.removeLast()
        case 3: lines[0] = lines[0].replacing(#""version":1"#, with: #""version":2"#)
        default:
            let digests = try (1...2).map { try JSONParser.parse(Array(lines[$0].utf8))["digest"]?.stringValue ?? "" }
            lines[1] = lines[1].replacing(digests[0], with: digests[1])
        }
        let damaged = lines.joined(separator: "\n")
        let error = #expect(throws: ArchiveError.self) {
            _ = try ExecutionArchive(text: Array(damaged.utf8)).fold()
        }
        #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
    }

    /// While First waits for its closure, Second is changed, and the state after it.
    @Test func aRunningExecutionIsMoved() async throws {
        let calls = try await Self.whileFirstWaits(InMemoryStore()) { runtime, execution in
            try await runtime.deploy(Self.machine.replacing(#""First""#, with: #""Begin""#), as: "m")
            let error = await #expect(throws: RuntimeError.self) { try await execution.moveToNewestVersion() }
            #expect(error?.code == .definitionMismatch)
            try await runtime.deploy(Self.changed, as: "m")
            try await execution.moveToNewestVersion()
            #expect(try await execution.description().version.number == 3)
        }
        #expect(calls.names.count == 1)
    }

    /// The store has moved it, or has not: it goes on under the new definition all the same.
    @Test(arguments: [StoreFault.unanswered(commit: 2), .refused(commit: 2, times: 3)])
    func aMoveThatTheStoreDidNotAnswerIsAskedForAgain(_ fault: StoreFault) async throws {
        _ = try await Self.whileFirstWaits(FaultyStore(faults: [fault])) { runtime, execution in
            try await runtime.deploy(Self.changed, as: "m")
            try await execution.moveToNewestVersion()
        }
    }

    private static let changed = machine.replacing(#""in.$""#, with: #""was.$""#)

    /// Starts an execution, lets `move` give it the changed definition while First works, and expects what that makes.
    private static func whileFirstWaits(
        _ store: any ExecutionStore, _ move: @escaping @Sendable (Runtime, ExecutionHandle) async throws -> Void
    ) async throws -> CallList {
        let (gate, open) = AsyncStream<Void>.makeStream()
        let calls = CallList()
        let runtime = Runtime(store: store)
        runtime.register("first") { (input: JSONValue, _) -> JSONValue in
            calls.note("first", input)
            for await _ in gate { break }
            return "f"
        }
        runtime.register("second") { (_: JSONValue, _) -> JSONValue in "s" }
        let output = try await runtime.whileRunning { runtime in
            try await runtime.deploy(machine, as: "m")
            let execution = try await runtime.start("m", name: "one", input: ["a": 1])
            while calls.names.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
            try await move(runtime, execution)
            open.yield()
            return try await execution.output()
        }
        #expect(output.text == #"{"was":{"a":1,"first":"f","second":"s"},"seen":1}"#)
        return calls
    }
}
