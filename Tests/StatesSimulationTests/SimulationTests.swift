import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation
import Testing

/// The driver: what happens next, and when.
struct SimulationTests {
    @Test func waitsTakeNoRealTimeAndAllTheirVirtualTime() throws {
        var harness = try Harness(#""W": {"Type": "Wait", "Seconds": 86400, "Next": "S"}, "S": {"Type": "Succeed"}"#)
        var world = EmptyWorld()
        #expect(try harness.run(&world) == .ended)
        #expect(harness.elapsed == 86_400_000)
        #expect(try harness.run(&world) == .ended)
    }

    @Test func delayedAnswersAreTimersOfTheDriver() throws {
        var harness = try Harness(
            #"""
            "P": {"Type": "Parallel", "End": true, "Branches": [
                {"StartAt": "A", "States": {\#(Task.function("A"))}},
                {"StartAt": "B", "States": {"B": {"Type": "Wait", "Seconds": 2, "End": true}}},
                {"StartAt": "C", "States": {\#(Task.function("C"))}}]}
            """#)
        var world = MockAnswers(["A": [.succeeded(1, after: 3_000)], "C": [.succeeded(2, after: 1_500)]])
        #expect(try harness.run(&world) == .ended)
        let interesting = harness.types.filter { $0.contains("@") }
        #expect(interesting == ["LambdaFunctionSucceeded@1.5", "WaitStateExited@2.0", "LambdaFunctionSucceeded@3.0"])
    }

    @Test func answersOfOneInstantComeInTheOrderOfTheirTasks() throws {
        var harness = try Harness(
            #"""
            "P": {"Type": "Parallel", "End": true, "Branches": [
                {"StartAt": "A", "States": {\#(Task.function("A"))}},
                {"StartAt": "B", "States": {\#(Task.function("B"))}},
                {"StartAt": "C", "States": {\#(Task.function("C"))}}]}
            """#)
        var world = MockAnswers([
            "A": [.succeeded("a", after: 1_000)], "B": [.succeeded("b")], "C": [.succeeded("c", after: 1_000)],
        ])
        _ = try harness.run(&world)
        let outputs = harness.events.compactMap { event -> JSONValue? in
            if case .taskSucceeded(let output) = event.body { output.value } else { nil }
        }
        #expect(outputs == ["b", "a", "c"])
    }

    // MARK: Tasks outside

    @Test func handsOutWhatTheWorldDoesNotKnow() throws {
        var harness = try Harness(
            Task.function("A", #", "TimeoutSeconds": 60, "Next": "B""#) + "," + Task.function("B"))
        var world = MockAnswers(["B": [.succeeded("b")]])
        let work = try waiting(harness.run(&world))
        let request = try #require(work.requested.first)
        #expect(work.requested.map(\.stateName) == ["A"])
        #expect(work.nextDue == Harness.start.advanced(byMilliseconds: 60_000))
        #expect(try waiting(harness.run(&world)).requested.isEmpty, "a request is handed out once")
        #expect(harness.types.last == "LambdaFunctionStarted")
        harness.simulation.deliver(TaskAnswer.succeeded(1), to: request, at: Harness.start.advanced(byMilliseconds: 5))
        #expect(try harness.run(&world) == .ended)
        #expect(harness.elapsed == 5)
    }

    @Test func virtualTimeGoesNoFurtherThanTheOutside() throws {
        var harness = try Harness(
            #"""
            "P": {"Type": "Parallel", "End": true, "Branches": [
                {"StartAt": "A", "States": {\#(Task.function("A"))}},
                {"StartAt": "B", "States": {
                    "B": {"Type": "Wait", "Seconds": 2, "Next": "C"},
                    "C": {"Type": "Wait", "Seconds": 2, "End": true}}}]}
            """#)
        var world = EmptyWorld()
        let request = try #require(waiting(harness.run(&world)).requested.first)
        #expect(harness.elapsed == 0)
        harness.simulation.elapse(to: Harness.start.advanced(byMilliseconds: 3_000))
        let work = try waiting(harness.run(&world))
        #expect(harness.elapsed == 2_000)
        #expect(work.nextDue == Harness.start.advanced(byMilliseconds: 4_000))
        harness.simulation.deliver(
            .taskSucceeded(request.id, output: Payload(1)), at: Harness.start.advanced(byMilliseconds: 4_500))
        #expect(try harness.run(&world) == .ended)
        let moves = harness.types.filter { $0.contains("@") }
        #expect(moves == ["WaitStateExited@2.0", "WaitStateExited@4.0", "LambdaFunctionSucceeded@4.5"])
    }

    @Test func tellsWhichTasksNobodyWaitsForAnyLonger() throws {
        var harness = try Harness(
            #"""
            "P": {"Type": "Parallel", "End": true, "Branches": [
                {"StartAt": "A", "States": {\#(Task.function("A"))}},
                {"StartAt": "B", "States": {\#(Task.function("B", #", "TimeoutSeconds": 2, "End": true"#))}}],
                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "C"}]}, \#(Task.function("C"))
            """#)
        var world = EmptyWorld()
        let first = try waiting(harness.run(&world)).requested
        #expect(first.map(\.stateName) == ["A", "B"])
        harness.simulation.elapse(to: Harness.start.advanced(byMilliseconds: 2_000))
        let work = try waiting(harness.run(&world))
        #expect(Set(work.withdrawn) == Set(first.map(\.address)))
        #expect(work.requested.map(\.stateName) == ["C"])
    }

    @Test func submissionIsRecordedForTasksThatAreWaitedFor() throws {
        var harness = try Harness(Task.token("A"))
        var world = EmptyWorld()
        let request = try #require(waiting(harness.run(&world)).requested.first)
        var answer = TaskAnswer.failed("Bad", "why")
        answer.submitted = Payload(["MessageId": "m"])
        harness.simulation.deliver(answer, to: request, at: Harness.start)
        #expect(try harness.run(&world) == .ended)
        #expect(harness.types.suffix(4) == ["TaskStarted", "TaskSubmitted", "TaskFailed", "ExecutionFailed"])
    }

    @Test func aStopEndsItAtItsTime() throws {
        var harness = try Harness(#""W": {"Type": "Wait", "Seconds": 10, "End": true}"#)
        var world = EmptyWorld()
        harness.simulation.deliver(
            .stop(error: nil, cause: nil), at: Harness.start.advanced(byMilliseconds: 2_500))
        #expect(try harness.run(&world) == .ended)
        #expect(harness.simulation.execution.status == .aborted)
        #expect(harness.elapsed == 2_500)
    }

    private func waiting(_ pause: Simulation.Pause) throws -> Simulation.OutsideWork {
        guard case .waitingForOutside(let work) = pause else { throw NotWaiting(pause: pause) }
        return work
    }

    private struct NotWaiting: Error { let pause: Simulation.Pause }

    // MARK: Worlds

    @Test func aWorldThatRanOutStopsTheSimulationNotTheWorkflow() throws {
        struct Once: TaskWorld {
            var asked = 0
            mutating func answer(to request: TaskRequest) throws(WorldError) -> TaskAnswer? {
                defer { asked += 1 }
                guard asked == 0 else {
                    throw WorldError(stateName: request.stateName, invocation: asked, message: "no more")
                }
                return .failed("Busy")
            }
        }
        var harness = try Harness(Task.function("A", #", "Retry": [{"ErrorEquals": ["Busy"]}], "End": true"#))
        var world = Once()
        #expect(throws: WorldError(stateName: "A", invocation: 1, message: "no more")) { _ = try harness.run(&world) }
        #expect(harness.simulation.execution.status == .running)
    }

    @Test func layeredWorldsAreAskedInOrder() throws {
        var harness = try Harness(Task.function("A", #", "Next": "B""#) + "," + Task.function("B"))
        var world = LayeredWorld(
            MockAnswers(["A": [.succeeded("first")]]), MockAnswers(["A": [.failed("No")], "B": [.succeeded(2)]]))
        #expect(try harness.run(&world) == .ended)
        #expect(harness.simulation.execution.output?.value == 2)
    }

    // MARK: Taking over

    /// An execution folded from its events goes on where it was, whatever turn was its last.
    @Test func takesOverAFoldedExecution() throws {
        let states = #"""
            "M": {"Type": "Map", "MaxConcurrency": 2, "End": true, "ItemProcessor": {"StartAt": "A", "States": {
                \#(Task.function("A", #", "TimeoutSeconds": 9, "Next": "W""#)),
                "W": {"Type": "Wait", "Seconds": 1, "End": true}}}}
            """#
        let answers = ["A": [TaskAnswer.succeeded("a", after: 700)]]
        var whole = try Harness(states, input: "[1, 2, 3]")
        var world = MockAnswers(answers)
        _ = try whole.run(&world)
        let fresh = Execution(try Harness.program(states), configuration: .init())
        for count in 1..<whole.turns.count {
            var folded = fresh
            for event in whole.turns.prefix(count).joined() { folded.apply(event) }
            var simulation = Simulation(folded, startingAt: folded.startTime ?? Harness.start)
            var world = MockAnswers(answers)
            _ = try simulation.run(world: &world) { _ in }
            #expect(simulation.execution.status == .succeeded, "after \(count) turns")
            #expect(simulation.execution.output == whole.simulation.execution.output, "after \(count) turns")
        }
    }

    // MARK: Cost

    /// 20,000 tasks with timeouts that never come: the agenda holds what counts, not what was cancelled.
    @Test func cancelledTimersCostNothing() throws {
        let states = #"""
            "M": {"Type": "Map", "MaxConcurrency": 40, "ResultPath": null, "End": true,
                "ItemProcessor": {"StartAt": "A", "States": {
                \#(Task.function("A", #", "TimeoutSeconds": 99999, "HeartbeatSeconds": 99998, "End": true"#))}}}
            """#
        var configuration = ExecutionConfiguration()
        configuration.quotas.historyEvents = 1_000_000
        let items = JSONValue.array(JSONArray((0..<20_000).map { JSONValue.int($0) }))
        var harness = try Harness(states, input: items.description, configuration: configuration)
        var world = MockAnswers(["A": [.succeeded(.null, after: 1_000)]])
        #expect(try harness.run(&world) == .ended)
        #expect(harness.elapsed == 500_000)
        #expect(harness.simulation.execution.status == .succeeded)
    }
}
