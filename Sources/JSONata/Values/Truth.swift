import JSONModel

extension Value {
    /// Whether it counts as true; `nil` if undefined. A number that is not finite is an error.
    func truth() throws(Failure) -> Bool? {
        switch self {
        case .undefined, .unbound, .tailCall: return nil
        case .bool(let bool): return bool
        case .null, .function: return false
        case .number(let number):
            if number.isInfinite { throw Failure("D1001", value: self) }
            return number != 0 && !number.isNaN
        case .integer: return true
        case .string(let string): return !string.isEmpty
        case .object(let object): return !object.isEmpty
        case .record(let record): return !record.keys.isEmpty
        case .array(let array):
            if array.depth > Extent.deepestNesting {
                return try anyLeaf { (leaf) throws(Failure) in try leaf.truth() == true }
            }
            for item in array where try Value(item).truth() == true { return true }
            return false
        case .list(let list):
            for item in list.items where try item.truth() == true { return true }
            return false
        case .tuples(let stream): return !stream.tuples.isEmpty
        }
    }

    @inline(__always)
    func isTrue() throws(Failure) -> Bool {
        if case .bool(let bool) = self { return bool }
        return try truth() ?? false
    }

    /// The letter that signatures use for its type.
    var typeLetter: TypeSet {
        switch self {
        case .undefined, .unbound, .tailCall: .missing
        case .null: .null
        case .bool: .bool
        case .number, .integer: .number
        case .string: .string
        case .array, .list, .tuples: .array
        case .object, .record: .object
        case .function: .function
        }
    }

    /// Whether all items of an array are of one of the types `letter`.
    func holdsOnly(_ letter: TypeSet) -> Bool {
        switch self {
        case .list(let list):
            if letter == .number {
                return list.items.allSatisfy { if case .number = $0 { true } else { $0.typeLetter == .number } }
            }
            return list.items.allSatisfy { letter.contains($0.typeLetter) }
        case .array(let array):
            return JSONBorrow.elements(of: array).allSatisfy { letter.contains(Value($0).typeLetter) }
        default: return items.allSatisfy { letter.contains($0.typeLetter) }
        }
    }

    /// Deep equality: type-strict, the order of members does not count.
    static func areEqual(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
        case (.number(let left), .number(let right)): left == right
        case (.bool(let left), .bool(let right)): left == right
        case (.null, .null): true
        case (.object(let left), .object(let right)): left == right
        case (.array(let left), .array(let right)): left == right
        case (.function(let left), .function(let right)): left === right
        case (.integer, _), (.number, _): left.double != nil && left.double == right.double
        default: areEqualDeep(left, right)
        }
    }

    private static func areEqualDeep(_ left: Value, _ right: Value) -> Bool {
        if left.isArray, right.isArray {
            let count = left.count
            guard count == right.count else { return false }
            return (0..<count).allSatisfy { areEqual(left[$0], right[$0]) }
        }
        guard left.typeLetter == .object, right.typeLetter == .object else { return false }
        let keys = left.objectKeys
        guard keys.count == right.objectKeys.count else { return false }
        return keys.allSatisfy { key in
            let other = right.member(key)
            return !other.isUndefined && areEqual(left.member(key), other)
        }
    }

    /// A number that equal values share: of the upper levels, and of what is not too wide.
    func digest(levels: Int = 3) -> Int {
        var hasher = Hasher()
        switch self {
        case .string(let string): hasher.combine(string)
        case .bool(let bool): hasher.combine(bool)
        case .number, .integer: hasher.combine(double)
        default:
            hasher.combine(typeLetter)
            if isArray {
                hasher.combine(count)
                for index in 0..<min(count, levels * 16) { hasher.combine(self[index].digest(levels: levels - 1)) }
            } else if typeLetter == .object {
                let keys = objectKeys
                hasher.combine(keys.count)
                guard levels > 0, keys.count <= 64 else { break }
                // The order of members does not count.
                hasher.combine(keys.reduce(0) { $0 ^ Value.digest(of: $1, member($1), levels - 1) })
            }
        }
        return hasher.finalize()
    }

    private static func digest(of key: String, _ member: Value, _ levels: Int) -> Int {
        var hasher = Hasher()
        hasher.combine(key)
        hasher.combine(member.digest(levels: levels))
        return hasher.finalize()
    }

    /// How many items it has as an array; anything else has one, undefined none.
    var count: Int {
        switch self {
        case .undefined: 0
        case .array(let array): array.count
        case .list(let list): list.items.count
        case .tuples(let stream): stream.tuples.count
        default: 1
        }
    }

    /// The item at `index` of an array; what is no array is its own item.
    subscript(index: Int) -> Value {
        switch self {
        case .array(let array): Value(array[index])
        case .list(let list): list.items[index]
        case .tuples(let stream): stream.tuples[index][0]
        default: self
        }
    }

    /// The items of an array; of anything else itself, of undefined none.
    var items: ContiguousArray<Value> {
        switch self {
        case .undefined: return []
        case .list(let list): return list.items
        case .array(let array):
            var items = ContiguousArray<Value>()
            items.reserveCapacity(array.count)
            array.withContiguousStorageIfAvailable { for json in $0 { items.append(Value(json)) } }
            return items
        case .tuples(let stream): return ContiguousArray(stream.tuples.map { $0[0] })
        default: return [self]
        }
    }

    /// Whether `body` says so of one of the items that are no array, in arrays at any depth, in order. Needs no stack.
    func anyLeaf<E: Error>(_ body: (Value) throws(E) -> Bool) throws(E) -> Bool {
        var outer: [(array: Value, next: Int)] = []
        var array = self
        var next = 0
        while true {
            guard next < array.count else {
                guard let last = outer.popLast() else { return false }
                (array, next) = last
                continue
            }
            let item = array[next]
            next += 1
            if item.isArray {
                outer.append((array, next))
                (array, next) = (item, 0)
            } else if try body(item) {
                return true
            }
        }
    }

    func forEachLeaf(_ body: (Value) -> Void) {
        _ = anyLeaf {
            body($0)
            return false
        }
    }

    var objectKeys: [String] {
        switch self {
        case .object(let object): Array(object.keys)
        case .record(let record): Array(record.keys)
        default: []
        }
    }

    /// The member of an object; undefined for anything else.
    func member(_ key: String) -> Value {
        switch self {
        case .object(let object): object[key].map { Value($0) } ?? .undefined
        case .record(let record): record[key]
        default: .undefined
        }
    }

    /// The member of an object, or those of the objects in an array, at any depth, as a sequence.
    func lookup(_ key: String) -> Value {
        switch self {
        case .object(let object): return object[key].map { Value($0) } ?? .undefined
        case .record(let record): return record[key]
        case .array, .list, .tuples:
            let result = List.sequence()
            forEachLeaf { result.add(spreading: $0.lookup(key)) }
            return .list(result)
        default: return .undefined
        }
    }
}

extension ContiguousArray<Value> {
    /// Appends `value`; an array's items one by one, undefined not at all.
    @inline(__always)
    mutating func append(spreading value: Value) {
        switch value {
        case .undefined: return
        case .array(let array):
            reserveCapacity(count + array.count)
            for json in JSONBorrow.elements(of: array) { append(Value(json)) }
        case .list(let list): append(contentsOf: list.items)
        case .tuples(let stream): for tuple in stream.tuples { append(tuple[0]) }
        default: append(value)
        }
    }

    /// As `append(spreading:)`, but what an array constructor at an end of a path made stays one item.
    @inline(__always)
    mutating func append(flattening value: Value) {
        if case .list(let list) = value, list.isConstructed {
            append(value)
        } else {
            append(spreading: value)
        }
    }
}

extension List {
    /// Appends `value`; an array's items one by one, undefined not at all.
    func add(spreading value: Value) { items.append(spreading: value) }
}
