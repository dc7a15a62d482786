import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation
import Testing

/// Limits of the service at their real size, and how they are set.
struct QuotaTests {
    @Test func aLoopEndsWithEvent25000() throws {
        let loop =
            #""A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Wait", "Seconds": 1, "Next": "C"}, "#
            + #""C": {"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "E"}], "Default": "A"}, "#
            + #""E": {"Type": "Succeed"}"#
        let testCase = ExecutionCase("a loop without end", loop, history: "")
        var simulation = Simulation(try testCase.execution(), startingAt: ExecutionCase.start)
        var world = EmptyWorld()
        simulation.start(input: Payload([:])) { _ in }
        #expect(try simulation.run(world: &world) { _ in } == .ended)
        #expect(simulation.execution.status == .failed)
        #expect(simulation.execution.lastEventID == 25_000)
        #expect(simulation.execution.failure?.error == "States.Runtime")
    }

    @Test(arguments: [(262_144, true), (262_145, false)]) func aPayloadMayHave256KiB(bytes: Int, fits: Bool) throws {
        let testCase = ExecutionCase(
            "a large result", ExecutionCase.function("A"),
            answers: ["A": [.succeeded(.string(String(repeating: "x", count: bytes - 2)))]], history: "")
        #expect((try testCase.run().execution.status == .succeeded) == fits)
    }

    @Test func quotasAreSetByName() {
        var quotas = Quotas()
        let taken = Quotas.names.enumerated().map { quotas.set($1, to: $0 + 1) }
        #expect(!taken.contains(false))
        #expect(quotas.payloadBytes == 1)
        let refused = [quotas.set("payloadBytes", to: 0), quotas.set("payloadbytes", to: 1)]
        #expect(refused == [false, false])
    }
}
