import Foundation

/// Sends orders at a fixed rate, whatever the server does: an open loop. One thread, no request has a Swift task.
///
/// The latency of a request is counted from the moment at which it should have gone out, so that those that waited for
/// a connection, or for this program, count too.
struct LoadGenerator {
    let port: UInt16
    /// Orders per second.
    let rate: Int
    let seconds: Int
    let connections: Int

    struct Result {
        /// Seconds from the first intended start to the last answer.
        var elapsed = 0.0
        /// Of the answers with 201, microseconds, in order.
        var latencies: [Int] = []
        var statuses: [Int: Int] = [:]
        /// Requests whose connection ended without an answer.
        var broken = 0
        /// A second each: the 99th percentile of those that should have started in it, microseconds.
        var worstSecond = 0
    }

    /// - Parameter watch: is called as each second begins.
    func run(_ watch: (_ second: Int) -> Void = { _ in }) throws -> Result {
        var lines = try (0..<connections).map { _ in try Connection(port: port) }
        defer { lines.forEach { $0.close() } }
        var polled = lines.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        var numbers = Array(repeating: -1, count: connections)
        var idle = Array(0..<connections)
        var result = Result()
        var bySecond = Array(repeating: [Int](), count: seconds)
        var next = 0, finished = 0, second = -1
        let total = rate * seconds
        let start = Self.now + 100_000_000
        func due(_ number: Int) -> Int { start + number * 1_000_000_000 / rate }
        var lastAnswer = start
        while finished < total {
            if next / rate > second {
                second = next / rate
                watch(second)
            }
            while next < total, due(next) <= Self.now, let line = idle.popLast() {
                numbers[line] = next
                // One that has closed is found by the poll.
                lines[line].send(Self.order(next))
                next += 1
            }
            let wait = next < total && !idle.isEmpty ? max(0, due(next) - Self.now + 999_999) / 1_000_000 : 1_000
            poll(&polled, nfds_t(polled.count), Int32(wait))
            for line in lines.indices where polled[line].revents != 0 {
                let reading = lines[line].read()
                if case .incomplete = reading { continue }
                lastAnswer = Self.now
                let number = numbers[line]
                if case .answer(let answer) = reading {
                    let latency = (lastAnswer - due(number)) / 1_000
                    result.statuses[answer.status, default: 0] += 1
                    if answer.status == 201 { bySecond[number / rate].append(latency) }
                } else {
                    if number >= 0 { result.broken += 1 }
                    try lines[line].reopen()
                    polled[line].fd = lines[line].descriptor
                }
                guard number >= 0 else { continue }
                numbers[line] = -1
                idle.append(line)
                finished += 1
            }
            guard Self.now - lastAnswer < 30_000_000_000 else { throw Failure(description: "no answer for 30 s") }
        }
        result.elapsed = Double(lastAnswer - start) / 1e9
        result.latencies = bySecond.flatMap(\.self).sorted()
        result.worstSecond = bySecond.map { Self.percentile(99, of: $0.sorted()) }.max() ?? 0
        return result
    }

    static func percentile(_ percent: Int, of sorted: [Int]) -> Int {
        sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, sorted.count * percent / 100)]
    }

    /// Monotonic, nanoseconds.
    static var now: Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
    }

    /// A valid order of one to three lines. Half of them have a key of their own.
    private static func order(_ number: Int) -> [UInt8] {
        let products = [
            ("tea-assam", "12.90"), ("tea-sencha", "8.50"), ("mug-blue", "14.00"), ("kettle-steel", "349.99"),
        ]
        let items = (0...number % 3).map { line in
            let (product, price) = products[(number + line) % products.count]
            return #"{"productId":"\#(product)","quantity":\#(1 + (number + line) % 2),"price":\#(price)}"#
        }
        let body = #"{"customerId":"customer-\#(number % 1_000)","items":[\#(items.joined(separator: ","))]}"#
        let key = number.isMultiple(of: 2) ? "x-idempotency-key: load-\(getpid())-\(number)\r\n" : ""
        let head =
            "POST /orders HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n\(key)"
            + "content-length: \(body.utf8.count)\r\n\r\n"
        return Array((head + body).utf8)
    }
}
