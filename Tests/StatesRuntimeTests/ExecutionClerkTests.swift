import JSONModel
import StatesCore
import StatesLanguage
import StatesRuntime
import Synchronization
import Testing

/// Executions that are started, and sent messages, by a process that runs none.
@Suite struct ExecutionClerkTests {
    private static let machine = """
        {"StartAt": "Ask", "States": {
          "Ask": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            "Parameters": {"QueueUrl": "q", "MessageBody": {"token.$": "$$.Task.Token"}}, "End": true}}}
        """

    private let store = InMemoryStore()
    private let clock = HandClock()
    private var clerk: ExecutionClerk { ExecutionClerk(store, RuntimeConfiguration(), clock: clock) }

    /// What stands behind all tasks: nothing is answered.
    private struct Silence: TaskPerformer {
        func performs(_ state: String, _ resource: TaskResource, parameters: JSONValue?) -> Bool { true }

        var isFunction: Bool { false }

        func perform(_ request: TaskRequest, _ input: Payload, _ context: TaskContext) async throws -> Payload {
            Payload([:])
        }
    }

    private func start(_ name: String) async throws -> StoredExecution {
        try await clerk.start(try await clerk.deploy(Self.machine, as: "m"), name: name, input: Payload([:]))
    }

    @Test func whatItStartsIsOwnedByNobody() async throws {
        let stored = try await start("a")
        #expect(stored.owner == nil)
        #expect(stored.wake == .now)
        var reader = try await ExecutionReader(stored, in: store, RuntimeConfiguration())
        #expect(try await reader.readOn().count == 4)
        #expect(try await reader.readOn().isEmpty)
        #expect(reader.execution.status == .running)
        // The same name and input give the same execution while it runs.
        #expect(try await start("a").key == stored.key)
        await #expect(throws: RuntimeError.self) {
            let version = try await clerk.deploy(Self.machine, as: "m")
            _ = try await clerk.start(version, name: "a", input: Payload(["other": true]))
        }
    }

    @Test func whatNobodyOwnsTakesTheMessageAtOnce() async throws {
        let (stopped, other) = (try await start("a"), try await start("b"))
        #expect(try await clerk.deliver(.stop(error: "E", cause: nil), to: stopped) == .taken)
        let now = try #require(try await store.execution(stopped.key))
        #expect((now.status, now.error) == (.aborted, "E"))
        // What was claimed with it is given back.
        #expect(try await store.execution(other.key)?.owner == nil)
        #expect(try await clerk.deliver(.stop(error: nil, cause: nil), to: now) == .refused)
        #expect(try await clerk.deliver(.redrive, to: now) == .taken)
        let redriven = try #require(try await store.execution(stopped.key))
        #expect((redriven.status, redriven.owner, redriven.redriveCount) == (.running, nil, 1))
    }

    @Test func whatAnotherProcessOwnsFindsTheMessageInItsInbox() async throws {
        let stored = try await start("a")
        let owner = try await store.addOwner(named: "other", until: clock.now.advanced(bySeconds: 60))
        #expect(try await store.claim(for: owner, machines: nil, at: clock.now) == 1)
        #expect(try await clerk.deliver(.stop(error: nil, cause: nil), to: stored) == .posted)
        let entries = try await store.inbox(of: owner, after: InboxID(rawValue: 0), limit: 10)
        #expect(entries.map(\.post.execution) == [stored.key])
        #expect(try await store.execution(stored.key)?.owner == owner)
        // Once its lease is over, it has the execution no longer.
        clock.pass(seconds: 61)
        #expect(try await clerk.deliver(.stop(error: nil, cause: nil), to: stored) == .taken)
        #expect(try await store.execution(stored.key)?.status == .aborted)
    }

    @Test func aRuntimeGoesOnWithIt() async throws {
        let stored = try await start("a")
        let runtime = Runtime(store: store)
        runtime.use(Silence())
        let output = try await runtime.whileRunning { [store] runtime in
            try await runtime.deploy(Self.machine, as: "m")
            var reader = try await ExecutionReader(stored, in: store, RuntimeConfiguration())
            var token: String?
            while token == nil {
                _ = try await reader.readOn()
                for case .runTask(let request) in reader.execution.outstanding where request.isSubmitted {
                    token = request.taskToken
                }
                try await Task.sleep(for: .milliseconds(5))
            }
            try await runtime.sendTaskSuccess(token: try #require(token), output: Payload(["ok": true]))
            return try await runtime.execution(named: "a", of: "m").output()
        }
        #expect(output.text == #"{"ok":true}"#)
    }
}

/// A clock that is moved by hand.
private final class HandClock: RuntimeClock {
    private let time = Mutex(Timestamp(seconds: 1_800_000_000))

    var now: Timestamp { time.withLock { $0 } }

    func pass(seconds: Int64) { time.withLock { $0 = $0.advanced(bySeconds: seconds) } }

    func sleep(until time: Timestamp) async throws { throw CancellationError() }
}
