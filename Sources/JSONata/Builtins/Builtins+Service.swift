import Crypto
import JSONModel

extension Builtins {
    /// What the service adds. Source: the developer guide, and values measured there.
    static let service: [Builtin] = [
        Builtin("partition", "<a<x>?n?:a>", arity: 2) { (call) throws(Failure) in
            guard call[0].isArray, call[0].count > 0 else { return .undefined }
            let items = call[0].items
            guard let size = call.number(1)?.rounded(.towardZero) else { return .list(List([call[0]])) }
            guard size >= 0 else { throw Failure("D3137", message: "Second argument must be zero or greater") }
            guard size > 0 else { return .undefined }
            let step = Int(min(size, Double(items.count)))
            let chunks = stride(from: 0, to: items.count, by: step).map { start in
                Value.list(List(items[start..<min(start + step, items.count)]))
            }
            return .list(List(chunks))
        },
        Builtin("range", "<nnn?:a>", arity: 3) { (call) throws(Failure) in try range(call) },
        Builtin("hash", "<ss?:s>", arity: 2) { (call) throws(Failure) in
            guard let text = call.string(0), let algorithm = call.string(1) else { return .undefined }
            let bytes = Array(text.utf8)
            let digest: [UInt8]
            switch algorithm {
            case "MD5": digest = Array(Insecure.MD5.hash(data: bytes))
            case "SHA-1": digest = Array(Insecure.SHA1.hash(data: bytes))
            case "SHA-256": digest = Array(SHA256.hash(data: bytes))
            case "SHA-384": digest = Array(SHA384.hash(data: bytes))
            case "SHA-512": digest = Array(SHA512.hash(data: bytes))
            default:
                let names = "SHA-1, SHA-384, SHA-256, SHA-512, MD5"
                throw Failure("D3137", message: "Hash algorithm '\(algorithm)' must be one of \(names)")
            }
            return .string(hexadecimal(digest))
        },
        Builtin("random", "<n?:n>") { (call) throws(Failure) in
            guard let seed = call.number(0) else { return .number(Double(call.run.random() >> 11) * 0x1p-53) }
            return .number(JavaRandom.firstDouble(seed: Int64(exactly: seed.rounded(.towardZero)) ?? 0))
        },
        Builtin("uuid", "<:s>", arity: 0) { (call) throws(Failure) in
            var bytes: [UInt8] = []
            for word in [call.run.random(), call.run.random()] {
                for shift in stride(from: 56, through: 0, by: -8) {
                    bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
                }
            }
            bytes[6] = bytes[6] & 0x0F | 0x40
            bytes[8] = bytes[8] & 0x3F | 0x80
            let digits = Array(hexadecimal(bytes))
            let ranges = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
            return .string(ranges.map { String(digits[$0]) }.joined(separator: "-"))
        },
        Builtin("parse", "<s:x>") { (call) throws(Failure) in
            guard let text = call.string(0) else { return .undefined }
            do throws(JSONSyntaxError) {
                let node = try JSONParser.parseNode(text)
                if isExact(node) { return Value(node.value) }
            } catch {
                throw Failure("D3137", message: "Invalid JSON")
            }
            throw Failure("D3137", message: "Invalid JSON")
        },
    ]

    private static func range(_ call: Call) throws(Failure) -> Value {
        for index in 0..<2 where call.number(index) == nil {
            throw Failure("T0410", value: call[index], details: [("index", .number(Double(index + 1)))])
        }
        guard let first = call.number(0)?.rounded(.towardZero), let last = call.number(1)?.rounded(.towardZero),
            let step = call.number(2)?.rounded(.towardZero), step != 0, (last - first) * step >= 0
        else { return .undefined }
        let count = ((last - first) / step).rounded(.down) + 1
        guard count <= Double(call.run.limits.items) else { throw call.run.tooLarge(count) }
        try call.run.visit(Int(count))
        return .list(.sequence(ContiguousArray((0..<Int(count)).map { .number(first + Double($0) * step) })))
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    /// Whether no object has a key twice and no number is beyond a double.
    private static func isExact(_ node: JSONNode) -> Bool {
        switch node.kind {
        case .array(let items): return items.allSatisfy(isExact)
        case .object(let members):
            let keys = Set(members.map { ByteString(text: $0.key) })
            return keys.count == members.count && members.allSatisfy { isExact($0.value) }
        case .number(let number): return number.doubleValue.isFinite
        case .null, .bool, .string: return true
        }
    }
}

/// The generator of `java.util.Random`, which the service seeds.
enum JavaRandom {
    static func firstDouble(seed: Int64) -> Double {
        let mask: UInt64 = (1 << 48) - 1
        var state = (UInt64(bitPattern: seed) ^ 0x5_DEEC_E66D) & mask
        func next(_ bits: UInt64) -> UInt64 {
            state = (state &* 0x5_DEEC_E66D &+ 0xB) & mask
            return state >> (48 - bits)
        }
        let high = next(26)
        return Double((high << 27) + next(27)) * 0x1p-53
    }
}
