import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation
import Testing

/// What holds for every case and for machines made at random.
struct PropertyTests {
    /// An execution that is folded from the first turns of a run ends as that run did.
    @Test(arguments: ExecutionCase.all) func goesOnAfterAnyTurn(_ testCase: ExecutionCase) throws {
        guard testCase.messages.isEmpty, testCase.redrives.isEmpty else { return }
        let run = try testCase.run()
        for turns in 1..<run.turns.count {
            let stored = run.turns.prefix(turns).flatMap(\.self)
            var folded = try testCase.execution()
            for event in stored { folded.apply(event) }
            var simulation = Simulation(folded, startingAt: ExecutionCase.start)
            var world = run.world
            _ = try simulation.run(world: &world) { _ in }
            // Answers of one instant may come in another order, so places in the arena may differ.
            let end = simulation.execution, expected = run.execution
            #expect(end.status == expected.status, "cut after \(turns) turns")
            #expect(end.output == expected.output, "cut after \(turns) turns")
            #expect(end.failure == expected.failure, "cut after \(turns) turns")
            #expect(end.lastEventID == expected.lastEventID, "cut after \(turns) turns")
            #expect(end.stateEntries == expected.stateEntries, "cut after \(turns) turns")
            #expect(end.now == expected.now, "cut after \(turns) turns")
        }
    }

    /// Every field draws random numbers of its own.
    @Test func fieldsDrawDifferentNumbers() throws {
        let testCase = ExecutionCase(
            "two texts",
            #"""
            "A": {"Type": "Fail", "Error": "{% $uuid() %}", "Cause": "{% $uuid() %}"}
            """#, fields: #""QueryLanguage": "JSONata","#, history: "")
        let failure = try #require(try testCase.run().execution.failure)
        #expect(failure.error?.utf8.count == 36)
        #expect(failure.error != failure.cause)
    }
}
