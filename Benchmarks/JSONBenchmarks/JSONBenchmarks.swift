// Reading, writing and changing JSON values.
//
// Back of the envelope: the payload has 200 KB and about 26,000 tokens. Reading takes 20 to 30 ns per token (a branch
// or two that is guessed wrongly, part of an allocation): 0.5 to 0.8 ms. Writing copies bytes and allocates once:
// 10 ns per token, 0.25 ms. Looking up a member of a small object is a scan over a few words: 5 ns. Setting one in an
// object that somebody else holds copies 24 bytes and counts one reference per member: 100 to 200 ns.

import Benchmark
import Foundation
import JSONModel

/// Objects like those of an order service, as many as make 200 KB.
let orders: JSONValue = [
    "meta": ["region": "eu-north-1", "batch": 42],
    "orders": .array(JSONArray((0..<460).map(order))),
]

func order(_ number: Int) -> JSONValue {
    [
        "id": "o-\(number)", "sku": "SKU-\(number % 97)", "qty": .int(number % 7 + 1),
        "price": .double(Double(number) / 4),
        "customer": ["id": "c-\(number % 31)", "tier": number.isMultiple(of: 2) ? "a" : "b"],
        "address": ["street": "\(number) Long Meadow Lane", "city": "Århus", "zip": .int(10_000 + number)],
        "lines": [
            ["n": 0, "sku": "L00", "w": 0.5], ["n": 1, "sku": "L01", "w": 1.5], ["n": 2, "sku": "L02", "w": 2],
        ],
        "memo": "standard handling; leave with a neighbour if \"out\"",
    ]
}

let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.instructions, .wallClock, .throughput], scalingFactor: .one, maxDuration: .seconds(3),
        maxIterations: 500)
    let text = JSONWriter.bytes(of: orders)
    let data = Data(text)

    Benchmark("parse 200 KB") { benchmark in
        for _ in benchmark.scaledIterations {
            blackHole(try JSONParser.parse(text))
        }
    }
    Benchmark("parse 200 KB, JSONSerialization") { benchmark in
        for _ in benchmark.scaledIterations {
            blackHole(try JSONSerialization.jsonObject(with: data))
        }
    }
    Benchmark("parse 200 KB with places") { benchmark in
        for _ in benchmark.scaledIterations {
            blackHole(try JSONParser.parseNode(text))
        }
    }
    Benchmark("write 200 KB") { benchmark in
        for _ in benchmark.scaledIterations {
            blackHole(JSONWriter.bytes(of: orders))
        }
    }
    Benchmark("write 200 KB, JSONSerialization") { benchmark in
        let object = try JSONSerialization.jsonObject(with: data)
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations {
            blackHole(try JSONSerialization.data(withJSONObject: object))
        }
    }
    Benchmark("write 200 KB as a string, from the value") { benchmark in
        let payload = Payload(orders)
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations {
            var bytes: [UInt8] = []
            payload.writeAsString(to: &bytes)
            blackHole(bytes)
        }
    }
    Benchmark("write 200 KB as a string, from the text") { benchmark in
        let payload = try Payload(text: text)
        benchmark.startMeasurement()
        for _ in benchmark.scaledIterations {
            var bytes: [UInt8] = []
            payload.writeAsString(to: &bytes)
            blackHole(bytes)
        }
    }
    smallValues()
}

/// What every state does with its input.
func smallValues() {
    let small = Benchmark.Configuration(
        metrics: [.instructions, .wallClock], scalingFactor: .kilo, maxDuration: .seconds(1), maxIterations: 1_000)
    guard case .object(let object) = order(1) else { return }
    Benchmark("member that is there, × 1,000", configuration: small) { benchmark in
        for _ in benchmark.scaledIterations {
            blackHole(object["customer"])
        }
    }
    Benchmark("member that is not there, × 1,000", configuration: small) { benchmark in
        for _ in benchmark.scaledIterations {
            blackHole(object["missing"])
        }
    }
    Benchmark("replace in a shared object, × 1,000", configuration: small) { benchmark in
        for number in benchmark.scaledIterations {
            var copy = object
            copy["qty"] = .int(number)
            blackHole(copy)
        }
    }
    Benchmark("add to a shared object, × 1,000", configuration: small) { benchmark in
        for number in benchmark.scaledIterations {
            var copy = object
            copy["result"] = .int(number)
            blackHole(copy)
        }
    }
    let text = Array("{\"i\":1,\"n\":2}".utf8)
    Benchmark("parse two members, × 1,000", configuration: small) { benchmark in
        for _ in benchmark.scaledIterations {
            blackHole(try JSONParser.parse(text))
        }
    }
}
