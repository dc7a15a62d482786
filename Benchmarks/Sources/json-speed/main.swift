// Prints how fast this package and JSONSerialization read and write one JSON text, in one run, so that the ratios mean
// something on any machine:
//
//     swift run -c release json-speed [FILE]
//     swift run -c release json-speed FILE parse|write|value|text|node COUNT
//
// The second form only does one thing COUNT times, for a profiler or a counter of instructions.
//
// Back of the envelope: a text of 200 KB has about 26,000 tokens; at 20 to 30 ns each (a branch or two that is guessed
// wrongly, part of an allocation) it is read in 0.5 to 0.8 ms, 250 to 400 MB/s. Writing allocates nothing per token:
// half of that.

import Foundation
import JSONModel

/// How fast something went, in MB/s: the median and the best of its runs.
struct Speed {
    var median: Double
    var best: Double
}

/// Measures `runs` runs over `bytes` bytes and prints one line of the table.
@discardableResult
func report(_ name: String, bytes: Int, runs: Int, _ body: () throws -> Void) rethrows -> Speed {
    let clock = ContinuousClock()
    var seconds: [Double] = []
    for _ in 0..<runs {
        let duration = try clock.measure(body)
        seconds.append(Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18)
    }
    seconds.sort()
    let speed = Speed(median: Double(bytes) / seconds[runs / 2] / 1e6, best: Double(bytes) / seconds[0] / 1e6)
    let label = name.padding(toLength: 36, withPad: " ", startingAt: 0)
    let times = String(format: "%9.3f ms %9.3f ms", seconds[runs / 2] * 1e3, seconds[0] * 1e3)
    print(label, String(format: "%8.1f MB/s %8.1f MB/s", speed.median, speed.best), times)
    return speed
}

let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
let standard = here.appendingPathComponent("../../../../shared/bench/payload-200k.input.json").standardizedFileURL
let file = CommandLine.arguments.dropFirst().first.map { URL(fileURLWithPath: $0) } ?? standard
guard let data = try? Data(contentsOf: file) else {
    print("cannot read \(file.path): give the path of a JSON text")
    exit(1)
}

let text = [UInt8](data)
let value = try JSONParser.parse(text)
let payload = try Payload(text: text)
let object = try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
if CommandLine.arguments.count == 4 {
    for _ in 0..<(Int(CommandLine.arguments[3]) ?? 1) {
        var bytes: [UInt8] = []
        switch CommandLine.arguments[2] {
        case "parse": _ = try JSONParser.parse(text)
        case "write": JSONWriter.write(value, to: &bytes)
        case "value": JSONWriter.writeAsString(value, to: &bytes)
        case "text": payload.writeAsString(to: &bytes)
        default: _ = try JSONParser.parseNode(text)
        }
    }
    exit(0)
}
print("\(file.lastPathComponent): \(text.count) bytes, compact \(value.byteCount); median and best")

let parse = try report("JSONParser.parse", bytes: text.count, runs: 500) { _ = try JSONParser.parse(text) }
let foundationParse = try report("JSONSerialization.jsonObject", bytes: text.count, runs: 41) {
    _ = try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
}
let write = report("JSONWriter.bytes", bytes: value.byteCount, runs: 500) { _ = JSONWriter.bytes(of: value) }
let foundationWrite = try report("JSONSerialization.data", bytes: value.byteCount, runs: 21) {
    _ = try JSONSerialization.data(withJSONObject: object, options: .fragmentsAllowed)
}
report("JSONWriter.writeAsString, a value", bytes: value.byteCount, runs: 500) {
    var bytes: [UInt8] = []
    JSONWriter.writeAsString(value, to: &bytes)
}
report("Payload.writeAsString, a text", bytes: text.count, runs: 500) {
    var bytes: [UInt8] = []
    payload.writeAsString(to: &bytes)
}
try report("JSONParser.parseNode", bytes: text.count, runs: 200) { _ = try JSONParser.parseNode(text) }
print(
    String(
        format: "ratio of medians: parse %.1f×, write %.1f×; of the best: parse %.1f×, write %.1f×",
        parse.median / foundationParse.median, write.median / foundationWrite.median,
        parse.best / foundationParse.best, write.best / foundationWrite.best))
