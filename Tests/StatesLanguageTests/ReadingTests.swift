import Diagnostics
import StatesLanguage
import Testing

@Suite struct ReadingTests {
    @Test func readsTheSmallestMachine() throws {
        let machine = try StateMachine(json: #"{"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}"#)
        #expect(machine.graph.startAt == "Done")
        #expect(machine.graph.states.map(\.type) == [.succeed])
    }

    @Test func throwsAllDiagnosticsAtOnce() {
        #expect(throws: DefinitionError.self) { try StateMachine(json: "{}") }
    }
}
