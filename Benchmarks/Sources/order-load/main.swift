// Load on the order service: requests at a fixed rate, whatever the answers do; then how fast the backlog is drained.
//
//     order-load PROGRAM [RATE [SECONDS]]        order-load .build/release/order-saga 2500 60
//
// The service runs as a process of its own on a new database. Latency is counted from the moment at which a request was
// meant to leave, so that a service that stalls is not spared the requests that wait for it. Afterwards a loop over
// SQLite's C interface writes the same rows into a file beside it, with the same durability: what the disk allows.
// Back of the envelope: an order costs 0.6 ms of processor with its saga, so two cores bear some 3,000 a second.
import Foundation

let arguments = CommandLine.arguments
guard arguments.count >= 2 else {
    print("usage: order-load PROGRAM [RATE [SECONDS]]")
    exit(64)
}
let rate = arguments.count > 2 ? Double(arguments[2]) ?? 2_500 : 2_500
let seconds = arguments.count > 3 ? Double(arguments[3]) ?? 60 : 60
let folder = FileManager.default.temporaryDirectory.appending(path: "order-load-\(getpid())").path
try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
defer { try? FileManager.default.removeItem(atPath: folder) }

let service = try ServiceProcess(program: arguments[1], database: folder + "/orders.db")
let before = service.residentMegabytes
var load = try Load(port: service.port, connections: 128)
let outcome = try load.run(rate: rate, seconds: seconds)
let atEnd = try service.completed()
print("accepted \(Int(outcome.acceptedPerSecond))/s of \(Int(rate))/s asked, \(outcome.refused) refused")
print("latency  p50 \(outcome.latency(50)) ms, p99 \(outcome.latency(99)) ms, max \(outcome.latency(100)) ms")
print("sagas    \(Int(Double(atEnd) / outcome.seconds))/s completed meanwhile, \(outcome.accepted - atEnd) left")
print("memory   \(before) MB at first, \(service.residentMegabytes) MB at the end of the load")

let drainStart = ContinuousClock.now
var completed = atEnd
while completed < outcome.accepted, ContinuousClock.now - drainStart < .seconds(600) {
    usleep(100_000)
    completed = try service.completed()
}
let drain = (ContinuousClock.now - drainStart) / .seconds(1)
print(
    "drained  \(completed - atEnd) sagas in \(rounded(drain)) s, \(Int(Double(completed - atEnd) / drain))/s;"
        + " \(outcome.accepted - completed) left; \(service.residentMegabytes) MB")
service.stop()

for batch in [1, 16] {
    let raw = try RawLoop(path: "\(folder)/raw-\(batch).db").ordersPerSecond(batch: batch, seconds: 5)
    let share = Int((outcome.acceptedPerSecond / raw * 100).rounded())
    print("raw loop \(Int(raw)) orders/s, \(batch) per commit: the service accepted \(share) % of that")
}

func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
