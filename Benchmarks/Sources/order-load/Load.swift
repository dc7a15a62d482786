import Foundation

/// A connection to the service; it closes when nobody has it any longer.
final class Connection {
    let descriptor: Int32

    init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw ServiceProcess.Failure(description: "the service takes no connection") }
        var yes: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) throws {
        guard write(descriptor, bytes, bytes.count) == bytes.count else {
            throw ServiceProcess.Failure(description: "the service takes no request")
        }
    }

    /// - Returns: what has come; nothing at the end.
    func receive() throws -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        let count = read(descriptor, &buffer, buffer.count)
        guard count >= 0 else { throw ServiceProcess.Failure(description: "the connection broke") }
        return Array(buffer[..<count])
    }
}

/// Requests that leave at a fixed rate, over connections that stay open.
struct Load {
    private let connections: [Connection]

    init(port: UInt16, connections count: Int) throws {
        connections = try (0..<count).map { _ in try Connection(port: port) }
    }

    struct Outcome {
        var accepted = 0
        var refused = 0
        var seconds = 0.0
        /// Seconds, sorted.
        var latencies: [Double] = []

        var acceptedPerSecond: Double { Double(accepted) / seconds }

        /// Milliseconds.
        func latency(_ percent: Int) -> Double {
            guard !latencies.isEmpty else { return 0 }
            return rounded(latencies[min(latencies.count - 1, latencies.count * percent / 100)] * 1_000)
        }
    }

    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    mutating func run(rate: Double, seconds: Double) throws -> Outcome {
        var polled = connections.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        var (outcome, free) = (Outcome(), Array(connections.indices))
        var intended = [Double](repeating: 0, count: connections.count)
        let total = Int(rate * seconds)
        outcome.latencies.reserveCapacity(total)
        var sent = 0
        let start = Self.now()
        while outcome.latencies.count < total {
            while sent < total, start + Double(sent) / rate <= Self.now(), let index = free.popLast() {
                intended[index] = start + Double(sent) / rate
                try connections[index].send(Self.request(sent))
                sent += 1
            }
            let next = sent < total && !free.isEmpty ? start + Double(sent) / rate - Self.now() : 0.1
            poll(&polled, nfds_t(polled.count), Int32(max(0, min(100, next * 1_000))))
            for index in polled.indices where polled[index].revents != 0 {
                // An answer is one small packet.
                let answer = try connections[index].receive() ?? []
                if answer.starts(with: "HTTP/1.1 201".utf8) { outcome.accepted += 1 } else { outcome.refused += 1 }
                outcome.latencies.append(Self.now() - intended[index])
                free.append(index)
            }
        }
        outcome.seconds = Self.now() - start
        outcome.latencies.sort()
        return outcome
    }

    private static func request(_ number: Int) -> [UInt8] {
        let body = """
            {"customerId":"customer-\(number % 10_000)","items":[{"productId":"mug-blue","quantity":2,"price":349.99}]}
            """
        let head = """
            POST /orders HTTP/1.1\r
            Host: localhost\r
            Content-Type: application/json\r
            x-idempotency-key: key-\(number)\r
            Content-Length: \(body.utf8.count)\r
            \r

            """
        return Array((head.replacing("\r\n\n", with: "\r\n") + body).utf8)
    }
}
