import Diagnostics
import JSONModel
import RandomMachines
import StatesCore
import StatesLanguage
import StatesSimulation
import Testing

/// An execution that is rebuilt from its history is the one that it was.
struct ReplayTests {
    /// The history that `events` make, written and read back.
    private static func history(of events: [Event], in execution: Execution) throws -> RecordedHistory {
        let bytes = HistoryProjection.document(of: events, in: execution)
        return try #require(RecordedHistory.read(SourceText(name: "history", bytes: bytes)).history)
    }

    private static func check(_ events: [Event], _ execution: Execution, _ note: String) throws {
        let history = try history(of: events, in: execution)
        let replay: HistoryReplay
        do {
            replay = try HistoryReplay(
                history, of: execution.program, configuration: execution.configuration,
                startedAt: ExecutionCase.start)
        } catch {
            Issue.record("\(note): \(error.message)")
            return
        }
        let rebuilt = replay.execution
        #expect(rebuilt.status == execution.status, "\(note)")
        #expect(rebuilt.output == execution.output, "\(note)")
        #expect(rebuilt.lastEventID == execution.lastEventID, "\(note)")
        #expect(rebuilt.stateEntries == execution.stateEntries, "\(note)")
        #expect(rebuilt.redriveCount == execution.redriveCount, "\(note)")
        #expect(rebuilt.now == execution.now, "\(note)")
        // What a redrive would do is the same.
        var (live, other) = (execution, rebuilt)
        var (mine, theirs): ([Event], [Event]) = ([], [])
        let time = execution.now.advanced(bySeconds: 60)
        _ = live.advance(.redrive, at: time, into: &mine)
        _ = other.advance(.redrive, at: time, into: &theirs)
        let expected = HistoryProjection.document(of: mine, in: live)
        #expect(HistoryProjection.document(of: theirs, in: other) == expected, "\(note)")
    }

    @Test(arguments: ExecutionCase.all) func isRebuilt(_ testCase: ExecutionCase) throws {
        // Heartbeats are in no history.
        let hasHeartbeat = testCase.messages.contains { if case .taskHeartbeat = $0.message { true } else { false } }
        guard !hasHeartbeat else { return }
        // Nor is the result of a map run, but for what the state makes of it.
        guard !testCase.states.contains("DISTRIBUTED") || !testCase.states.contains("ResultSelector") else { return }
        let run = try testCase.run()
        try Self.check(run.events, run.execution, testCase.fact)
    }

    /// The same for machines and answers made at random, after a redrive as well.
    @Test(arguments: UInt64(300)..<420) func isRebuiltWhateverItDid(seed: UInt64) throws {
        var simulation = Simulation(try RandomMachineTests.execution(seed: seed), startingAt: ExecutionCase.start)
        var world = RandomMachineTests.HashedWorld(seed: seed)
        var events: [Event] = []
        simulation.start(input: try Payload(text: RandomMachineTests.input)) { events += $0 }
        _ = try simulation.run(world: &world) { events += $0 }
        try Self.check(events, simulation.execution, "seed \(seed)")
        simulation.redrive(at: simulation.now.advanced(bySeconds: 60)) { events += $0 }
        _ = try simulation.run(world: &world) { events += $0 }
        try Self.check(events, simulation.execution, "seed \(seed), redriven")
    }

    /// What cannot be the history of an execution of the machine.
    @Test(arguments: [
        (#"[{"id": 2, "previousEventId": 0, "type": "PassStateEntered"}]"#, "the history is not whole"),
        (#"[{"id": 1, "previousEventId": 0, "type": "PassStateEntered"}]"#, "the history does not begin with"),
        (#"[{"id": 1, "previousEventId": 0, "type": "ExecutionStarted"}]"#, "the history has no execution data"),
        (
            """
            [{"id": 1, "previousEventId": 0, "type": "ExecutionStarted", "executionStartedEventDetails":
            {"input": "{}"}}, {"id": 2, "previousEventId": 0, "type": "PassStateEntered",
            "stateEnteredEventDetails": {"name": "Old"}}]
            """, "the state “Old” of event 2 is not in the definition"
        ),
        (
            """
            [{"id": 1, "previousEventId": 0, "type": "ExecutionStarted", "executionStartedEventDetails":
            {"input": "{}"}}, {"id": 2, "previousEventId": 0, "type": "TaskStateEntered",
            "stateEnteredEventDetails": {"name": "A"}}]
            """,
            "this is no history of the definition: event 2 is TaskStateEntered of “A”, where the definition gives "
                + "PassStateEntered of “A”"
        ),
    ])
    func isRefused(_ events: String, _ message: String) throws {
        let program = try Program(
            StateMachine(json: #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}"#))
        let history = try #require(RecordedHistory.read(SourceText(name: "history", text: events)).history)
        let error = #expect(throws: HistoryReplayError.self) {
            try HistoryReplay(
                history, of: program, configuration: ExecutionConfiguration(), startedAt: ExecutionCase.start)
        }
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    }

    /// Branches take their steps in any order, as those of the service do.
    @Test func branchesMayInterleave() throws {
        let states = ExecutionCase.parallel([ExecutionCase.function("A"), ExecutionCase.function("B")])
        let program = try Program(StateMachine(json: #"{"StartAt": "P", "States": {\#(states)}}"#))
        func event(_ id: Int32, _ previous: Int32, _ type: String, _ details: JSONObject = [:]) -> RecordedHistory.Event
        {
            RecordedHistory.Event(
                id: id, previous: previous, type: type, time: Timestamp(seconds: Int64(id)), details: details)
        }
        let history = RecordedHistory(events: [
            event(1, 0, "ExecutionStarted", ["input": "{}"]),
            event(2, 0, "ParallelStateEntered", ["name": "P", "input": "{}"]),
            event(3, 2, "ParallelStateStarted"),
            event(4, 3, "TaskStateEntered", ["name": "B", "input": "{}"]),
            event(5, 3, "TaskStateEntered", ["name": "A", "input": "{}"]),
            event(6, 4, "LambdaFunctionScheduled", ["input": "{}"]),
            event(7, 6, "LambdaFunctionStarted"),
            event(8, 5, "LambdaFunctionScheduled", ["input": "{}"]),
            event(9, 7, "LambdaFunctionSucceeded", ["output": "1"]),
            event(10, 8, "LambdaFunctionStarted"),
            event(11, 10, "LambdaFunctionFailed", ["error": "Down"]),
            event(12, 9, "TaskStateExited", ["name": "B", "output": "1"]),
            event(13, 11, "TaskStateAborted"),
            event(14, 11, "ParallelStateFailed"),
            event(15, 14, "ExecutionFailed", ["error": "Down"]),
        ])
        let replay = try HistoryReplay(
            history, of: program, configuration: ExecutionConfiguration(), startedAt: ExecutionCase.start)
        var execution = replay.execution
        #expect(execution.status == .failed)
        var events: [Event] = []
        let changes = execution.advance(.redrive, at: Timestamp(seconds: 60), into: &events)
        let requested = changes.added.compactMap {
            if case .runTask(let request) = $0 { request.stateName } else { nil }
        }
        #expect(requested == ["A"])
    }

    /// What a state gave is taken from the history, not made again.
    @Test func recordedValuesAreKept() throws {
        let machine = #"""
            {"StartAt": "A", "States": {"A": {"Type": "Pass", "Parameters": {"id.$": "States.UUID()"}, "Next": "B"},
             "B": {"Type": "Fail"}}}
            """#
        let program = try Program(StateMachine(json: machine))
        func run(seed: UInt64) throws -> (Execution, [Event]) {
            var configuration = ExecutionConfiguration()
            configuration.seed = seed
            var simulation = Simulation(
                Execution(program, configuration: configuration), startingAt: ExecutionCase.start)
            var world = EmptyWorld()
            var events: [Event] = []
            simulation.start(input: Payload([:])) { events += $0 }
            _ = try simulation.run(world: &world) { events += $0 }
            return (simulation.execution, events)
        }
        let (first, events) = try run(seed: 1)
        let (second, others) = try run(seed: 2)
        #expect(events != others)
        let history = try Self.history(of: events, in: first)
        let replay = try HistoryReplay(
            history, of: program, configuration: second.configuration, startedAt: ExecutionCase.start)
        #expect(replay.events == events)
    }
}
