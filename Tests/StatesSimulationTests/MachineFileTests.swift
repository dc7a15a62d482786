import Diagnostics
import Foundation
import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation
import Testing

/// Runs every case of `asl/expected.json` in virtual time and compares all that it says.
struct MachineFileTests {
    /// A case of the file, by its members there.
    struct Case: CustomTestStringConvertible, Sendable {
        let members: JSONObject

        func text(_ name: String) -> String { members[name]?.stringValue ?? "no \(name)" }
        var testDescription: String { "\(text("definition")) \(text("testCase"))" }
    }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../asl")

    static func source(_ name: String) throws -> SourceText {
        SourceText(name: name, bytes: Array(try Data(contentsOf: folder.appending(path: name))))
    }

    static let cases: Result<[Case], any Error> = Result {
        let file = try JSONParser.parse(try source("expected.json").bytes)
        return (file["cases"]?.arrayValue ?? []).compactMap(\.objectValue).map(Case.init)
    }

    /// What one run did, under the names of the file.
    private struct Outcome {
        var states: [JSONValue] = []
        var attempts: JSONObject = [:]
        var end: JSONObject = [:]
    }

    @Test func fileHasCases() throws {
        let names = try Self.cases.get().map { $0.text("testCase") }
        #expect(Set(names).count == names.count)
        #expect(Set(names).isSuperset(of: ["HappyPath", "FlakyPayment", "DeclinedPayment", "NoStock"]))
        #expect(
            Set(names).isSuperset(of: ["NotificationDown", "CompensationFailsAtFirst", "CompensationFailsForGood"]))
    }

    @Test(arguments: try cases.get(), [UInt64(1), 2])
    func runs(_ expected: Case, seed: UInt64) throws {
        let outcome = try run(expected, seed: seed)
        #expect(outcome.states == expected.members["states"]?.arrayValue.map(Array.init))
        #expect(JSONValue.object(outcome.attempts) == expected.members["attempts"])
        for (name, value) in outcome.end { #expect(value == expected.members[name], "\(name)") }
        for name in ["status", "output", "error", "cause"] where outcome.end[name] == nil {
            #expect(expected.members[name] == nil, "\(name)")
        }
        #expect(expected.members["exit"] == (outcome.end["status"] == "SUCCEEDED" ? 0 : 2))
    }

    private func run(_ expected: Case, seed: UInt64) throws -> Outcome {
        let reading = StateMachine.read(try Self.source(expected.text("definition")))
        #expect(reading.diagnostics.isEmpty)
        let program = try Program(try #require(reading.machine))
        let mocks = MockAnswers.read(
            try Self.source(expected.text("mocks")), for: program, testCase: expected.text("testCase"))
        #expect(mocks.diagnostics.isEmpty)
        var world = try #require(mocks.answers)
        var configuration = ExecutionConfiguration()
        configuration.seed = seed
        var simulation = Simulation(
            Execution(program, configuration: configuration), startingAt: Timestamp(seconds: 1_767_225_600))
        var outcome = Outcome()
        let observe = { (events: [Event]) in
            for event in events { Self.note(event, of: program, in: &outcome) }
        }
        simulation.start(input: try Payload(text: try Self.source(expected.text("input")).bytes), observe: observe)
        #expect(try simulation.run(world: &world, observe: observe) == .ended)
        let execution = simulation.execution
        outcome.end["status"] = .string(execution.status.rawValue)
        outcome.end["output"] = execution.output?.value
        outcome.end["error"] = execution.failure?.error.map(JSONValue.string)
        outcome.end["cause"] = execution.failure?.cause.map(JSONValue.string)
        return outcome
    }

    private static func note(_ event: Event, of program: Program, in outcome: inout Outcome) {
        if case .stateEntered(let state, _) = event.body {
            outcome.states.append(.string(program.describe(state).name))
        }
        if case .taskScheduled = event.body {
            let name = program.describe(event.place.state).name
            outcome.attempts[name] = .int((outcome.attempts[name]?.numberValue?.int64Value ?? 0) + 1)
        }
    }
}
