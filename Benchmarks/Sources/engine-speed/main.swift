// How fast are executions? Runs the machines of a folder of benchmark cases through the public API, default checks on.
//
//     engine-speed FOLDER [--only CASE] [--once]
//
// A case is timed as a user sees it: the input is parsed, the execution runs in virtual time, the output is written;
// a second column adds the whole history as JSON. The definition is read before. `--once` runs each case a single
// time, for instruction counts under `valgrind --tool=callgrind`.
//
// On the back of an envelope: a state is two events of about 100 bytes, one or two small objects of three allocations
// each (50 ns), a path or an intrinsic call (50 ns): 0.5 µs per state, so two million entries per second and core.

import Diagnostics
import Foundation
import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation

struct Case {
    let name: String
    let program: Program
    let input: [UInt8]
    let mocks: MockAnswers
    let expected: JSONValue
    let ignored: [String]
}

struct Failure: Error, CustomStringConvertible { let description: String }

func bytes(_ folder: String, _ file: String) throws -> [UInt8] {
    try Array(Data(contentsOf: URL(fileURLWithPath: folder).appendingPathComponent(file)))
}

func load(_ entry: JSONValue, from folder: String) throws -> Case {
    guard let name = entry["name"]?.stringValue, let definition = entry["definition"]?.stringValue,
        let input = entry["input"]?.stringValue, let expected = entry["expect"]
    else { throw Failure(description: "cases.json: a case without name, definition, input or expect") }
    let program = try Program(StateMachine(json: try bytes(folder, definition)))
    var mocks = MockAnswers([:])
    if let file = entry["mocks"]?.stringValue {
        let reading = MockAnswers.read(SourceText(name: file, bytes: try bytes(folder, file)), for: program)
        guard let answers = reading.answers else { throw Failure(description: "\(file): \(reading.diagnostics)") }
        mocks = answers
    }
    let ignored = entry["ignore"]?.arrayValue?.compactMap(\.stringValue) ?? []
    return Case(
        name: name, program: program, input: try bytes(folder, input), mocks: mocks, expected: expected,
        ignored: ignored)
}

struct Run {
    var execution: Execution
    var output: [UInt8] = []
    var historyBytes = 0
}

func run(_ testCase: Case, history: Bool) throws -> Run {
    var configuration = ExecutionConfiguration()
    configuration.quotas.historyEvents = 10_000_000
    configuration.quotas.payloadBytes = 100_000_000
    let execution = Execution(testCase.program, configuration: configuration)
    var projection = HistoryProjection(execution)
    var simulation = Simulation(execution, startingAt: Timestamp(seconds: 1_767_225_600))
    var world = testCase.mocks
    var written: [UInt8] = []
    let observe: ([Event]) -> Void = { events in
        guard history else { return }
        for event in events { projection.write(event, to: &written) }
    }
    simulation.start(input: try Payload(text: testCase.input), observe: observe)
    guard case .ended = try simulation.run(world: &world, observe: observe) else {
        throw Failure(description: "\(testCase.name): not ended")
    }
    var result = Run(execution: simulation.execution, historyBytes: written.count)
    simulation.execution.output?.write(to: &result.output)
    return result
}

/// The result is what the case expects; cases with a digest are checked by the tests of the package.
func check(_ run: Run, _ testCase: Case) throws {
    let status = testCase.expected["status"]?.stringValue
    guard run.execution.status.rawValue == status else {
        let reason = String(describing: run.execution.failure)
        throw Failure(description: "\(testCase.name): \(run.execution.status) \(reason)")
    }
    guard var expected = testCase.expected["output"] else { return }
    var actual = try JSONParser.parse(run.output)
    for key in testCase.ignored {
        if case .object(var object) = actual { object[key] = nil; actual = .object(object) }
        if case .object(var object) = expected { object[key] = nil; expected = .object(object) }
    }
    guard actual == expected else { throw Failure(description: "\(testCase.name): wrong output \(actual)") }
}

func median(_ name: String, repeats: Int, _ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    var times: [Double] = []
    for _ in 0..<repeats {
        let elapsed = try clock.measure(body)
        times.append(Double(elapsed.components.attoseconds) / 1e15 + Double(elapsed.components.seconds) * 1e3)
    }
    return times.sorted()[times.count / 2]
}

/// Right-aligned columns.
func row(_ name: String, _ columns: [String]) {
    let padded = columns.map { String(repeating: " ", count: max(0, 14 - $0.count)) + $0 }
    print(name + String(repeating: " ", count: max(0, 18 - name.count)) + padded.joined())
}

func number(_ value: Double, _ digits: Int = 2) -> String { String(format: "%.\(digits)f", value) }

func measure(_ testCase: Case, once: Bool) throws {
    let first = try run(testCase, history: true)
    try check(first, testCase)
    if once { return row(testCase.name, ["checked"]) }
    let repeats = max(9, min(201, 200_000 / max(1, first.execution.stateEntries)))
    let plain = try median(testCase.name, repeats: repeats) { _ = try run(testCase, history: false) }
    let full = try median(testCase.name, repeats: repeats) { _ = try run(testCase, history: true) }
    let entries = Double(first.execution.stateEntries)
    row(
        testCase.name,
        [
            "\(first.execution.stateEntries)", number(plain, 3), number(entries / plain * 1e3, 0), number(full, 3),
            number(entries / full * 1e3, 0), "\(first.historyBytes)",
        ])
}

/// Ten times the items of `map-10k`: growth must be linear.
func hundredThousandItems(like testCase: Case) -> Case {
    let items = JSONArray((0..<100_000).map { ["v": .int($0)] as JSONValue })
    var input: [UInt8] = []
    Payload(["offset": 7, "items": .array(items)]).write(to: &input)
    return Case(
        name: "map-100k", program: testCase.program, input: input, mocks: testCase.mocks,
        expected: ["status": "SUCCEEDED"], ignored: [])
}

let arguments = Array(CommandLine.arguments.dropFirst())
guard let folder = arguments.first, arguments.last != "--only" else {
    print("usage: engine-speed FOLDER [--only CASE] [--once]")
    exit(64)
}
let only = arguments.firstIndex(of: "--only").map { arguments[$0 + 1] }
let once = arguments.contains("--once")
row("case", ["entries", "ms", "entries/s", "history ms", "entries/s", "bytes"])
let list = try JSONParser.parse(try bytes(folder, "cases.json")).arrayValue ?? []
for entry in list {
    let testCase = try load(entry, from: folder)
    if only == nil || only == testCase.name { try measure(testCase, once: once) }
    if testCase.name == "map-10k", only == nil || only == "map-100k" {
        try measure(hundredThousandItems(like: testCase), once: once)
    }
}
