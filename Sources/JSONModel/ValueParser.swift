/// Builds a `JSONValue` from a text in one pass without recursion: finished values wait on a stack until their
/// container closes and takes them over in one allocation of the right size.
struct ValueParser: ~Copyable {
    /// An array or object that is open.
    struct Frame {
        /// How many values and keys were on the stacks when it opened.
        var valueBase = 0
        var keyBase = 0
        /// Length of the texts of its values so far.
        var byteCount = 0
        /// Depth of its deepest value so far.
        var depth: Int32 = 0
        /// `]`, `}`, or 0 outside everything.
        var closer: UInt8 = 0
    }

    private var scanner: JSONScanner
    private var values = GrowingStack<JSONValue>()
    private var keys = GrowingStack<KeyBits>()
    private var frames = GrowingStack<Frame>()
    private var open = Frame()
    private var interner: KeyInterner
    private let maximumDepth: Int

    init(_ scanner: JSONScanner, limits: JSONLimits) {
        self.scanner = scanner
        maximumDepth = limits.maximumDepth
        interner = KeyInterner(textCount: scanner.end - scanner.start)
    }

    mutating func parse() throws(JSONSyntaxError) -> JSONValue {
        while true {
            if try readValue() { continue }
            repeat {
                let byte = scanner.skipSpace()
                if byte == UInt8(ascii: ","), open.closer != 0 {
                    scanner.next += 1
                    if open.closer == UInt8(ascii: "}") { try readKey() }
                    break
                }
                guard byte == open.closer, byte != 0 else { return try finish() }
                scanner.next += 1
                close()
            } while true
        }
    }

    /// Reads a scalar or an empty container, or opens a container and returns true: its first value comes next.
    @inline(__always)
    private mutating func readValue() throws(JSONSyntaxError) -> Bool {
        switch scanner.skipSpace() {
        case UInt8(ascii: "\""):
            scanner.next += 1
            var byteCount = 0
            values.push(.string(try scanner.string(&byteCount)))
            open.byteCount += byteCount
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            var byteCount = 0
            values.push(.number(try scanner.number(&byteCount)))
            open.byteCount += byteCount
        case UInt8(ascii: "{"):
            try enter(closer: UInt8(ascii: "}"))
            if scanner.skipSpace() != UInt8(ascii: "}") {
                try readKey()
                return true
            }
            scanner.next += 1
            leave(.object(.empty), byteCount: 2, depth: 1)
        case UInt8(ascii: "["):
            try enter(closer: UInt8(ascii: "]"))
            if scanner.skipSpace() != UInt8(ascii: "]") { return true }
            scanner.next += 1
            leave(.array(.empty), byteCount: 2, depth: 1)
        default:
            let value = try scanner.literal()
            open.byteCount += value.byteCount
            values.push(value)
        }
        return false
    }

    /// Reads a key and its colon.
    @inline(__always)
    private mutating func readKey() throws(JSONSyntaxError) {
        guard scanner.skipSpace() == UInt8(ascii: "\"") else { throw scanner.unexpected("a string as key") }
        let start = scanner.next + 1
        let run = scanner.plainRun(from: start)
        if run.stop < scanner.end, run.stop.pointee == UInt8(ascii: "\"") {
            scanner.next = run.stop + 1
            keys.push(try interner.key(start, count: run.stop - start, isASCII: run.high == 0, in: scanner))
        } else {
            scanner.next = start
            var byteCount = 0
            keys.push(interner.keep(try scanner.string(&byteCount)))
        }
        guard scanner.skipSpace() == UInt8(ascii: ":") else { throw scanner.unexpected("':'") }
        scanner.next += 1
    }

    @inline(__always)
    private mutating func enter(closer: UInt8) throws(JSONSyntaxError) {
        guard frames.count < maximumDepth else { throw scanner.tooDeep(maximumDepth) }
        scanner.next += 1
        frames.push(open)
        open = Frame(valueBase: values.count, keyBase: keys.count, byteCount: 0, depth: 0, closer: closer)
    }

    /// Makes the container whose bracket was just read.
    @inline(__always)
    private mutating func close() {
        let count = values.count - open.valueBase
        if open.closer == UInt8(ascii: "]") {
            let storage = ContainerStorage.make(
                capacity: count, byteCount: open.byteCount + count + 1, depth: open.depth + 1, keys: nil)
            fill(storage, count)
            leave(
                .array(JSONArray(storage: storage)), byteCount: open.byteCount + count + 1, depth: open.depth + 1)
        } else {
            guard let shape = interner.shape(keys.base + open.keyBase, count: count) else { return closeDuplicates() }
            let byteCount = open.byteCount + count + 1 + shape.fields.pointee.byteCount
            let storage = ContainerStorage.make(
                capacity: count, byteCount: byteCount, depth: open.depth + 1, keys: shape)
            fill(storage, count)
            keys.count = open.keyBase
            leave(.object(JSONObject(storage: storage)), byteCount: byteCount, depth: open.depth + 1)
        }
    }

    @inline(__always)
    private mutating func fill(_ storage: ContainerStorage, _ count: Int) {
        storage.elements.moveInitialize(from: values.base + open.valueBase, count: count)
        storage.fields.pointee.count = count
        values.count = open.valueBase
    }

    /// Makes an object that has a key twice: the last one wins, at the first one's place.
    @inline(never)
    private mutating func closeDuplicates() {
        var object = JSONObject()
        let strings = UnsafeRawPointer(keys.base + open.keyBase).assumingMemoryBound(to: String.self)
        for position in 0..<(values.count - open.valueBase) {
            object[strings[position]] = values.base[open.valueBase + position]
        }
        values.drop(to: open.valueBase)
        keys.count = open.keyBase
        leave(.object(object), byteCount: object.byteCount, depth: Int32(truncatingIfNeeded: object.depth))
    }

    /// Goes back to the container around the one that is closed.
    @inline(__always)
    private mutating func leave(_ value: consuming JSONValue, byteCount: Int, depth: Int32) {
        open = frames.pop()
        open.byteCount += byteCount
        open.depth = max(open.depth, depth)
        values.push(value)
    }

    /// The value, if nothing is open and nothing follows.
    @inline(never)
    private mutating func finish() throws(JSONSyntaxError) -> JSONValue {
        switch open.closer {
        case 0:
            guard scanner.next == scanner.end else { throw scanner.trailing() }
            return values.pop()
        case UInt8(ascii: "]"): throw scanner.unexpected("',' or ']'")
        default: throw scanner.unexpected("',' or '}'")
        }
    }
}

/// A stack that hands out its memory, so that its top can be moved elsewhere in one step.
struct GrowingStack<Element>: ~Copyable {
    private(set) var base: UnsafeMutablePointer<Element>
    /// Whoever lowers it has moved the elements out.
    var count = 0
    private var capacity: Int

    init(capacity: Int = 16) {
        self.capacity = capacity
        base = .allocate(capacity: capacity)
    }

    deinit {
        base.destroyEach(count: count)
        base.deallocate()
    }

    @inline(__always)
    mutating func push(_ element: consuming Element) {
        if count == capacity { grow() }
        (base + count).initialize(to: element)
        count += 1
    }

    @inline(__always)
    mutating func pop() -> Element {
        precondition(count > 0, "the stack is empty")
        count -= 1
        return (base + count).move()
    }

    mutating func drop(to count: Int) {
        (base + count).deinitialize(count: self.count - count)
        self.count = count
    }

    @inline(never)
    private mutating func grow() {
        let larger = UnsafeMutablePointer<Element>.allocate(capacity: 2 * capacity)
        larger.moveInitialize(from: base, count: count)
        base.deallocate()
        base = larger
        capacity *= 2
    }
}
