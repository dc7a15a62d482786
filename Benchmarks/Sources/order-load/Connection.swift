import Foundation

struct Failure: Error, CustomStringConvertible { let description: String }

/// One answer of the server.
struct Answer {
    var status: Int
    var body: ArraySlice<UInt8>
}

/// A TCP connection to 127.0.0.1 that is kept open, with one request at a time.
struct Connection {
    private(set) var descriptor: Int32
    private let port: UInt16
    private var received: [UInt8] = []

    init(port: UInt16) throws {
        self.port = port
        descriptor = try Self.open(port)
    }

    private static func open(_ port: UInt16) throws -> Int32 {
        #if canImport(Glibc)
            let stream = Int32(SOCK_STREAM.rawValue)
        #else
            let stream = SOCK_STREAM
        #endif
        let descriptor = socket(AF_INET, stream, 0)
        guard descriptor >= 0 else { throw Failure(description: "socket: error \(errno)") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Failure(description: "connect to port \(port): error \(errno)") }
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        return descriptor
    }

    /// - Returns: whether all went out; a request is small beside the buffer of the socket.
    @discardableResult
    func send(_ request: [UInt8]) -> Bool {
        request.withUnsafeBytes { Foundation.send(descriptor, $0.baseAddress, $0.count, 0) } == request.count
    }

    /// What one read can give.
    enum Reading {
        case answer(Answer)
        case incomplete
        case closed
    }

    /// Reads once, and waits if there is nothing yet.
    mutating func read() -> Reading {
        let (start, room) = (received.count, 65_536)
        received.append(contentsOf: repeatElement(0, count: room))
        let count = received.withUnsafeMutableBytes { bytes in
            recv(descriptor, bytes.baseAddress.map { $0 + start }, room, 0)
        }
        received.removeLast(room - max(0, count))
        guard count > 0 else { return .closed }
        guard let answer = parsed() else { return .incomplete }
        received.removeAll(keepingCapacity: true)
        return .answer(answer)
    }

    /// The whole answer, if it is there. It says its length: nothing of this server is chunked.
    private func parsed() -> Answer? {
        guard received.count > 12, let end = Self.endOfHead(received) else { return nil }
        let status = received[9..<12].reduce(0) { $0 * 10 + Int($1) - 0x30 }
        var length = 0
        for line in received[..<end].split(separator: UInt8(ascii: "\n")) {
            let name = Array("content-length:".utf8)
            guard line.count > name.count, zip(line, name).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) else { continue }
            length = line.dropFirst(name.count).reduce(0) { (0x30...0x39).contains($1) ? $0 * 10 + Int($1) - 0x30 : $0 }
        }
        guard received.count >= end + length else { return nil }
        return Answer(status: status, body: received[end..<end + length])
    }

    private static func endOfHead(_ bytes: [UInt8]) -> Int? {
        var index = 3
        while index < bytes.count {
            if bytes[index] == 0x0A, bytes[index - 1] == 0x0D, bytes[index - 2] == 0x0A { return index + 1 }
            index += 1
        }
        return nil
    }

    mutating func reopen() throws {
        close()
        received.removeAll(keepingCapacity: true)
        descriptor = try Self.open(port)
    }

    func close() { _ = Foundation.close(descriptor) }
}
