/// What an expression may use. Exceeding any of it is an error, never a crash.
public struct Limits: Hashable, Sendable {
    /// Greatest depth of nested evaluations, counted as the reference does: one per node of the syntax tree.
    public var depth: Int?
    /// The code of the error when `depth` is exceeded; `nil` gives the service's text, which has no code.
    public var depthCode: String?
    /// Steps of work: calls, items of paths, iterations.
    public var visits: Int
    /// Items that a range or another sequence may have.
    public var items: Int
    /// UTF-8 bytes that a string may have.
    public var stringBytes: Int
    /// Bytes that a value may have as JSON text, about, what it shares with others included.
    public var valueBytes: Int
    /// Bytes of the thread's stack that one evaluation or compilation may use; the default leaves room on a thread
    /// with 512 KiB. Unoptimised code takes several times as much for each level.
    public var stackBytes: Int
    /// UTF-8 bytes of an expression.
    public var sourceBytes: Int
    /// How deeply the parts of an expression may nest.
    public var nesting: Int

    public init(
        depth: Int? = nil, depthCode: String? = "D1011", visits: Int = 100_000_000, items: Int = 10_000_000,
        stringBytes: Int = 1 << 28, valueBytes: Int = 1 << 28, stackBytes: Int = 384 * 1024,
        sourceBytes: Int = 16 << 20, nesting: Int = 400
    ) {
        self.depth = depth
        self.depthCode = depthCode
        self.visits = visits
        self.items = items
        self.stringBytes = stringBytes
        self.valueBytes = valueBytes
        self.stackBytes = stackBytes
        self.sourceBytes = sourceBytes
        self.nesting = nesting
    }

    /// The limits of the service: depth 100, `[1..873782]`, strings below 2^23 characters.
    public static let stepFunctions = Limits(
        depth: 100, depthCode: nil, visits: 20_000_000, items: 873_782, stringBytes: (1 << 23) - 1, valueBytes: 1 << 25)

    /// The usual limits of a dialect.
    public static func standard(for dialect: Dialect) -> Limits {
        switch dialect {
        case .jsonata: Limits()
        case .stepFunctions: .stepFunctions
        }
    }
}

/// How much of the thread's stack was used since a place, seen from the address of a local variable.
struct StackGauge {
    private let base: UInt
    private let limit: UInt

    init(bytes: Int) {
        base = StackGauge.address()
        limit = UInt(bytes)
    }

    @inline(never)
    private static func address() -> UInt {
        var marker: UInt8 = 0
        return withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) }
    }

    /// Whether more than the allowed bytes are in use; stacks grow downwards.
    @inline(__always)
    var isExceeded: Bool {
        var marker: UInt8 = 0
        let here = withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) }
        return base > here && base - here > limit
    }
}
