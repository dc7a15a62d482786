import Foundation
import JSONModel

let path = CommandLine.arguments.dropFirst().first ?? "../../shared/bench/payload-200k.input.json"
let data = try Data(contentsOf: URL(fileURLWithPath: path))
let bytes = [UInt8](data)
func median(_ name: String, _ count: Int, _ runs: Int, _ body: () throws -> Void) rethrows -> Double {
    var times: [Double] = []
    let clock = ContinuousClock()
    for _ in 0..<runs {
        let d = try clock.measure(body)
        times.append(Double(d.components.attoseconds) / 1e18 + Double(d.components.seconds))
    }
    times.sort()
    let mbs = Double(count) / times[times.count / 2] / 1e6
    print(name, String(format: "%.1f MB/s  %.3f ms (best %.3f)", mbs, times[times.count / 2] * 1e3, times[0] * 1e3))
    return mbs
}
let value = try JSONParser.parse(bytes)
let p = try median("parse", bytes.count, 1000) { _ = try JSONParser.parse(bytes) }
let out = JSONWriter.bytes(of: value)
print(out.count, value.byteCount, out == bytes)
let w = try median("write", out.count, 1000) { _ = JSONWriter.bytes(of: value) }
let payload = try Payload(text: bytes)
_ = try median("value as string", out.count, 1000) { var b: [UInt8] = []; JSONWriter.writeAsString(value, to: &b) }
_ = try median("text as string", out.count, 1000) { var b: [UInt8] = []; payload.writeAsString(to: &b) }
_ = try median("node", out.count, 200) { _ = try JSONParser.parseNode(bytes) }
let object = try JSONSerialization.jsonObject(with: data)
let jp = try median("JSONSerialization parse", bytes.count, 50) { _ = try JSONSerialization.jsonObject(with: data) }
let jw = try median("JSONSerialization write", out.count, 20) { _ = try JSONSerialization.data(withJSONObject: object) }
print("ratios: parse \(p / jp), write \(w / jw)")
