// Prints how long the expressions of ../shared/bench/jsonata-bench.json take, each compiled once, from a JSONValue to
// a complete JSONValue:
//
//     swift run -c release jsonata-speed [FILE] [--only NAME]
//
// One JSON object a line, with the members that ../shared/bench/peers/jsonata_py.py prints for others: medians and
// least times of 5 batches in nanoseconds. On a machine shared with others compare the least times.
//
// Back of the envelope: `path` visits 1 + 2 + 4 + 4 + 4 fields at 10 to 20 ns each and makes one array: 0.3 µs.

import Foundation
import JSONModel
import JSONata

struct Bench {
    let name: String
    let source: String
    let input: JSONValue?
    let bindings: JSONObject
    let iterations: Int
    let json: JSONValue
}

/// The generated records that the file describes.
func records(count: Int, seed: Int) -> JSONValue {
    var items = JSONArray()
    var x = seed
    for id in 0..<count {
        x = (x * 16807) % 2_147_483_647
        items.append([
            "id": .int(id), "name": "item-\(id)", "category": "c\(x % 10)", "price": number(Double(x % 10_000) / 100),
            "quantity": .int(x % 7 + 1), "active": .bool(x % 3 != 0), "tags": ["t\(x % 5)", "t\(x % 11)"],
        ])
    }
    return ["items": .array(items)]
}

func number(_ double: Double) -> JSONValue { Int64(exactly: double).map { .int($0) } ?? .double(double) }

func areClose(_ left: JSONValue, _ right: JSONValue) -> Bool {
    switch (left, right) {
    case (.number(let left), .number(let right)):
        return abs(left.doubleValue - right.doubleValue) <= 1e-9 * max(1, abs(right.doubleValue))
    case (.array(let left), .array(let right)):
        return left.count == right.count && zip(left, right).allSatisfy(areClose)
    case (.object(let left), .object(let right)):
        return left.count == right.count
            && left.allSatisfy { key, value in right[key].map { areClose(value, $0) } ?? false }
    default: return left == right
    }
}

func isRight(_ result: JSONValue?, _ bench: Bench) -> Bool {
    guard let result else { return false }
    guard let check = bench.json["check"] else { return bench.json["result"].map { areClose(result, $0) } ?? false }
    guard let items = result.arrayValue, let key = check["sumOf"]?.stringValue else { return false }
    let sum = items.reduce(0) { $0 + ($1[key]?.numberValue?.doubleValue ?? 0) }
    return items.count == check["count"]?.numberValue?.int64Value.map { Int($0) }
        && areClose(.double(sum), check["sum"] ?? .null)
}

/// Median and least time of 5 batches, in nanoseconds for one call.
func measure(_ iterations: Int, _ body: () throws -> Void) rethrows -> (median: Int, least: Int) {
    let clock = ContinuousClock()
    var times: [Int] = []
    for _ in 0..<5 {
        let time = try clock.measure { for _ in 0..<iterations { try body() } }.components
        times.append((Int(time.seconds) * 1_000_000_000 + Int(time.attoseconds / 1_000_000_000)) / iterations)
    }
    times.sort()
    return (times[2], times[0])
}

func load(_ path: String) throws -> [Bench] {
    let document = try JSONParser.parse([UInt8](try Data(contentsOf: URL(fileURLWithPath: path))))
    return (document["benches"]?.arrayValue ?? []).compactMap { json in
        guard let name = json["name"]?.stringValue, let source = json["expr"]?.stringValue else { return nil }
        let data = json["data"] ?? .null
        let input: JSONValue?
        if let dataset = data["dataset"]?.stringValue {
            input = document["datasets"]?[dataset]
        } else if let count = data["n"]?.numberValue?.int64Value, let seed = data["seed"]?.numberValue?.int64Value {
            input = records(count: Int(count), seed: Int(seed))
        } else {
            input = data["inline"].flatMap { $0.isNull ? nil : $0 }
        }
        let bindings = json["bindings"]?.stringValue.flatMap { document["bindingSets"]?[$0]?.objectValue }
        let iterations = json["iterations"]?.numberValue?.int64Value ?? 1_000
        return Bench(
            name: name, source: source, input: input, bindings: bindings ?? [:], iterations: Int(iterations), json: json
        )
    }
}

let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
let standard = here.appendingPathComponent("../../../../shared/bench/jsonata-bench.json").standardizedFileURL.path
var arguments = Array(CommandLine.arguments.dropFirst())
var only: String?
if let flag = arguments.firstIndex(of: "--only"), flag + 1 < arguments.count {
    only = arguments[flag + 1]
    arguments.removeSubrange(flag...(flag + 1))
}
/// `--evaluate N` and `--compile N` do just that, N times, for instruction counts.
@MainActor func count(_ flag: String) -> Int? {
    guard let place = arguments.firstIndex(of: flag), place + 1 < arguments.count else { return nil }
    let count = Int(arguments[place + 1])
    arguments.removeSubrange(place...(place + 1))
    return count
}
let evaluations = count("--evaluate"), compilations = count("--compile")
for bench in try load(arguments.first ?? standard) where only == nil || only == bench.name {
    let expression = try JSONataExpression(bench.source)
    let evaluate = { () throws -> JSONValue? in
        let outcome = try expression.evaluate(bench.input) { bench.bindings[$0] }
        if case .value(let value) = outcome { return value }
        return nil
    }
    if evaluations != nil || compilations != nil {
        for _ in 0..<(evaluations ?? 0) { _ = try evaluate() }
        for _ in 0..<(compilations ?? 0) { _ = try JSONataExpression(bench.source) }
        continue
    }
    let ok = isRight(try evaluate(), bench)
    let time = try measure(bench.iterations * 4) { _ = try evaluate() }
    let compiling = try measure(200) { _ = try JSONataExpression(bench.source) }
    let line: JSONValue = [
        "peer": "ours", "name": .string(bench.name), "eval_ns": .int(time.median), "eval_min_ns": .int(time.least),
        "compile_ns": .int(compiling.least), "ok": .bool(ok),
    ]
    print(line)
}
