import Diagnostics
import Foundation
import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation
import Testing

/// The benchmark machines give the results that were worked out for them, in the virtual time that they should take.
///
/// They live outside this package: in the folder that `STATES_BENCH` names, or beside it.
struct BenchCasesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var definition: [UInt8]
        var input: [UInt8]
        var mocks: [UInt8]?
        var fields: JSONObject

        var testDescription: String { name }
    }

    static let folder: URL? = {
        let environment = ProcessInfo.processInfo.environment["STATES_BENCH"].map { URL(fileURLWithPath: $0) }
        let package = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let beside = package.deletingLastPathComponent().appendingPathComponent("shared/bench")
        let folder = environment ?? beside
        guard FileManager.default.fileExists(atPath: folder.appendingPathComponent("cases.json").path) else {
            print("NOT RUN: no benchmark machines in \(folder.path); set STATES_BENCH to run them")
            return nil
        }
        return folder
    }()

    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: #require(folder).appendingPathComponent(name)))
    }

    static func cases() throws -> [Case] {
        guard folder != nil else { return [] }
        let list = try JSONParser.parse(bytes("cases.json")).arrayValue ?? []
        return try list.compactMap { value -> Case? in
            guard let fields = value.objectValue else { return nil }
            func file(_ key: String) throws -> [UInt8]? { try fields[key]?.stringValue.map(bytes) }
            return Case(
                name: fields["name"]?.stringValue ?? "?", definition: try #require(try file("definition")),
                input: try #require(try file("input")), mocks: try file("mocks"), fields: fields)
        }
    }

    @Test(.enabled(if: folder != nil), arguments: try cases()) func givesExpectedResult(_ benchCase: Case) throws {
        let program = try Program(StateMachine(json: benchCase.definition))
        var configuration = ExecutionConfiguration()
        if benchCase.name == "map-10k" { configuration.quotas.historyEvents = 100_000 }
        var world = MockAnswers([:])
        if let mocks = benchCase.mocks {
            let reading = MockAnswers.read(SourceText(name: "mocks", bytes: mocks), for: program)
            world = try #require(reading.answers, "\(reading.diagnostics)")
        }
        let start = Timestamp(seconds: 0)
        var simulation = Simulation(Execution(program, configuration: configuration), startingAt: start)
        simulation.start(input: try Payload(text: benchCase.input)) { _ in }
        let pause = try simulation.run(world: &world) { _ in }
        #expect(pause == .ended)
        check(simulation.execution, benchCase)
        let seconds = simulation.now.seconds - start.seconds
        if benchCase.name == "retry-storm" { #expect(seconds == 11) }
        if let delay = benchCase.fields["retry_delay_seconds"]?.numberValue?.int64Value { #expect(seconds == delay) }
    }

    private func check(_ execution: Execution, _ benchCase: Case) {
        let expected = benchCase.fields["expect"]
        #expect(execution.status.rawValue == expected?["status"]?.stringValue)
        #expect(execution.failure?.error == expected?["error"]?.stringValue)
        #expect(execution.failure?.cause == expected?["cause"]?.stringValue)
        let ignored = (benchCase.fields["ignore"]?.arrayValue ?? []).compactMap(\.stringValue)
        let output = execution.output.map { Self.without(ignored, $0.value) }
        if let wanted = expected?["output"] { #expect(output == Self.without(ignored, wanted)) }
        if let digest = expected?["output_sha256"]?.stringValue, let output {
            #expect(Canonical.sha256(Canonical.text(output)) == digest)
        }
        #expect(execution.stateEntries == benchCase.fields["state_entries"]?.numberValue?.int64Value.map { Int($0) })
        if let events = benchCase.fields["history_events"]?.numberValue?.int64Value {
            #expect(Int64(execution.lastEventID) == events)
        }
    }

    private static func without(_ keys: [String], _ value: JSONValue) -> JSONValue {
        guard case .object(var object) = value else { return value }
        for key in keys { object[key] = nil }
        return .object(object)
    }

    @Test func digestIsSHA256() {
        #expect(
            Canonical.sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
}
