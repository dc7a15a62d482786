import JSONModel

/// What an expression can be while it is evaluated. JSON values stand in it without a box.
enum Value {
    case undefined
    /// A variable that was not assigned yet, so that one further out shows through.
    case unbound
    /// A call in tail position was made ready; whoever called the lambda runs it.
    case tailCall
    case null
    case bool(Bool)
    case number(Double)
    /// An integer that a double cannot hold exactly; it passes through untouched and counts as a double.
    case integer(Int64)
    case string(String)
    case array(JSONArray)
    case object(JSONObject)
    case list(List)
    case record(Record)
    case function(Function)
    case tuples(TupleStream)

    @inline(__always)
    init(_ json: JSONValue) {
        switch json {
        case .string(let string): self = .string(string)
        case .number(let number): self = Value(number)
        case .object(let object): self = .object(object)
        case .array(let array): self = .array(array)
        case .bool(let bool): self = .bool(bool)
        case .null: self = .null
        }
    }

    @inline(__always)
    init(_ number: JSONNumber) {
        switch number {
        case .int(let int): self = Value(int)
        case .double(let double): self = .number(double)
        case .text: self = .number(number.doubleValue)
        }
    }

    @inline(__always)
    init(_ int: Int64) {
        self = int.magnitude <= 1 << 53 ? .number(Double(int)) : .integer(int)
    }

    var isUndefined: Bool {
        if case .undefined = self { true } else { false }
    }

    var isFunction: Bool {
        if case .function = self { true } else { false }
    }

    var isArray: Bool {
        switch self {
        case .array, .list, .tuples: true
        default: false
        }
    }

    /// The double, if it is a number.
    @inline(__always)
    var double: Double? {
        switch self {
        case .number(let number): number
        case .integer(let int): Double(int)
        default: nil
        }
    }

    /// A sequence of length 0 is nothing, one of length 1 is its item.
    @inline(__always)
    var collapsed: Value {
        if case .list(let list) = self, list.isSequence { return list.collapsed }
        return self
    }

    /// The JSON value; `nil` if undefined. Functions are `""` in arrays and objects as in the reference's text.
    func json(nonFiniteAsText: Bool) -> JSONValue? {
        switch self {
        case .undefined, .unbound, .tailCall: nil
        case .null: .null
        case .bool(let bool): .bool(bool)
        case .number(let number): Value.json(number, nonFiniteAsText)
        case .integer(let int): .number(.int(int))
        case .string(let string): .string(string)
        case .array(let array): .array(array)
        case .object(let object): .object(object)
        case .list(let list): list.json(nonFiniteAsText: nonFiniteAsText)
        case .record(let record): record.json(nonFiniteAsText: nonFiniteAsText)
        case .function: .string("")
        case .tuples(let stream): List(stream.tuples.map { $0[0] }).json(nonFiniteAsText: nonFiniteAsText)
        }
    }

    @inline(__always)
    static func json(_ number: Double, _ nonFiniteAsText: Bool) -> JSONValue {
        if let int = Int64(exactly: number), int.magnitude <= 1 << 53 { return .number(.int(int)) }
        if number.isFinite { return .number(.double(number)) }
        guard nonFiniteAsText else { return .null }
        return .string(number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity")
    }
}

/// An array that evaluation made: its items may be functions, and its flags say what it came from.
///
/// As with `Evaluation`, one thread changes it, and never twice at once.
final class List {
    @exclusivity(unchecked) var items: ContiguousArray<Value>
    /// The product of a query: collapses when the evaluation of a node returns it.
    @exclusivity(unchecked) var isSequence: Bool
    /// A sequence of one item that stays an array.
    @exclusivity(unchecked) var keepsSingleton = false
    /// Made by an array constructor at an end of a path; not flattened.
    @exclusivity(unchecked) var isConstructed = false
    /// The input document, an array, as one item.
    @exclusivity(unchecked) var isOuterWrapper = false
    @exclusivity(unchecked) var knownExtent: Extent?

    init(_ items: ContiguousArray<Value>, isSequence: Bool = false) {
        self.items = items
        self.isSequence = isSequence
    }

    convenience init(_ items: some Sequence<Value>) { self.init(ContiguousArray(items)) }

    static func sequence(_ items: ContiguousArray<Value> = []) -> List { List(items, isSequence: true) }

    var collapsed: Value {
        switch items.count {
        case 0: .undefined
        case 1 where !keepsSingleton: items[0]
        default: .list(self)
        }
    }

    func json(nonFiniteAsText: Bool) -> JSONValue {
        if isOuterWrapper, let first = items.first { return first.json(nonFiniteAsText: nonFiniteAsText) ?? .null }
        var array = JSONArray(capacity: items.count)
        for item in items { array.append(item.json(nonFiniteAsText: nonFiniteAsText) ?? .null) }
        return .array(array)
    }
}

/// An object that evaluation made and that holds what JSON cannot, or that is about to be changed in place.
final class Record {
    @exclusivity(unchecked) private(set) var keys: ContiguousArray<String>
    @exclusivity(unchecked) private(set) var values: ContiguousArray<Value>
    @exclusivity(unchecked) var knownExtent: Extent?
    /// Where the keys stand, once there are many and one was asked for.
    @exclusivity(unchecked) private var positions: [ByteString: Int] = [:]

    init(keys: ContiguousArray<String> = [], values: ContiguousArray<Value> = []) {
        self.keys = keys
        self.values = values
    }

    private func position(of key: String) -> Int? {
        if keys.count <= 16 { return keys.firstIndex { $0.hasSameBytes(as: key) } }
        if positions.isEmpty {
            for (position, key) in keys.enumerated() { positions[ByteString(text: key)] = position }
        }
        return positions[ByteString(text: key)]
    }

    subscript(key: String) -> Value {
        get { position(of: key).map { values[$0] } ?? .undefined }
        set {
            knownExtent = nil
            if let position = position(of: key) {
                values[position] = newValue
            } else {
                if !positions.isEmpty { positions[ByteString(text: key)] = keys.count }
                keys.append(key)
                values.append(newValue)
            }
        }
    }

    func remove(_ key: String) {
        guard let position = position(of: key) else { return }
        keys.remove(at: position)
        values.remove(at: position)
        positions = [:]
        knownExtent = nil
    }

    /// Forgets all members.
    func clear() {
        keys = []
        values = []
        positions = [:]
        knownExtent = nil
    }

    func json(nonFiniteAsText: Bool) -> JSONValue {
        var object = JSONObject(capacity: keys.count)
        for (key, value) in zip(keys, values) {
            if let json = value.json(nonFiniteAsText: nonFiniteAsText) { object[key] = json }
        }
        return .object(object)
    }
}

/// The rows of a path with `@`, `#` or `%`: each a frame whose slot 0 is the item.
final class TupleStream {
    var tuples: [Frame]
    let scope: Scope

    init(_ tuples: [Frame], scope: Scope) {
        self.tuples = tuples
        self.scope = scope
    }
}
