// Prints how fast this package and JSONSerialization read and write one JSON text, in one run, so that the ratios mean
// something on any machine:
//
//     swift run -c release json-speed [FILE]
//
// Back of the envelope: a text of 200 KB has about 24,000 tokens; at 20 to 30 ns each (a branch or two that is guessed
// wrongly, part of an allocation) it is read in 0.5 to 0.7 ms, 300 to 400 MB/s. Writing allocates nothing per token:
// half of that.

import Foundation
import JSONModel

/// The median of `runs` runs, in seconds.
func median(runs: Int, _ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    var times: [Double] = []
    for _ in 0..<runs {
        let duration = try clock.measure(body)
        times.append(Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18)
    }
    return times.sorted()[runs / 2]
}

/// Measures one line of the table and returns MB/s.
func report(_ name: String, bytes: Int, runs: Int, _ body: () throws -> Void) rethrows -> Double {
    let seconds = try median(runs: runs, body)
    let speed = Double(bytes) / seconds / 1e6
    let columns = [name.padding(toLength: 44, withPad: " ", startingAt: 0), String(format: "%8.1f MB/s", speed)]
    print(columns.joined(), String(format: "%9.3f ms", seconds * 1e3))
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
print("\(file.lastPathComponent): \(text.count) bytes, compact \(value.byteCount); medians")

let parse = try report("JSONParser.parse", bytes: text.count, runs: 500) { _ = try JSONParser.parse(text) }
let foundationParse = try report("JSONSerialization.jsonObject", bytes: text.count, runs: 41) {
    _ = try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)
}
let write = report("JSONWriter.bytes", bytes: value.byteCount, runs: 500) { _ = JSONWriter.bytes(of: value) }
let foundationWrite = try report("JSONSerialization.data", bytes: value.byteCount, runs: 21) {
    _ = try JSONSerialization.data(withJSONObject: object, options: .fragmentsAllowed)
}
_ = report("JSONWriter.writeAsString, a value", bytes: value.byteCount, runs: 500) {
    var bytes: [UInt8] = []
    JSONWriter.writeAsString(value, to: &bytes)
}
_ = report("Payload.writeAsString, a text", bytes: text.count, runs: 500) {
    var bytes: [UInt8] = []
    payload.writeAsString(to: &bytes)
}
_ = try report("JSONParser.parseNode", bytes: text.count, runs: 200) { _ = try JSONParser.parseNode(text) }
print(String(format: "ratio: parse %.1f×, write %.1f×", parse / foundationParse, write / foundationWrite))
