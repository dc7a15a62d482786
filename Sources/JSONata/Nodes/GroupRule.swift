import JSONModel

/// `{key: value, …}`, on its own or behind a path.
final class GroupRule {
    struct Pair {
        let key: Node
        let value: Node
        /// The key, if it is a literal.
        let literal: String?

        init(key: Node, value: Node) {
            self.key = key
            self.value = value
            if let node = key as? LiteralNode, case .string(let text) = node.value {
                literal = text
            } else {
                literal = nil
            }
        }
    }

    private struct Group {
        var key: String
        var pair: Int
        var data: Appended
        var tuples: [Frame] = []
    }

    /// Values as `$append` puts them together: one alone stays as it is.
    private struct Appended {
        private var first: Value
        /// All items, once there are two.
        private var list: List?

        init(_ first: Value) { self.first = first }

        var value: Value { list.map { .list($0) } ?? first }

        mutating func append(_ item: Value) {
            if item.isUndefined { return }
            if let list { return list.add(spreading: item) }
            if first.isUndefined {
                first = item
            } else {
                let both = List(first.items)
                both.add(spreading: item)
                list = both
            }
        }
    }

    let pairs: [Pair]
    let position: Int
    /// The keys, if all of them are literals and no two are the same.
    private let shape: JSONShape?

    init(pairs: [Pair], position: Int) {
        self.pairs = pairs
        self.position = position
        let literals = pairs.compactMap(\.literal)
        let isDistinct = literals.count == pairs.count && GroupRule.areDistinct(literals)
        shape = isDistinct ? JSONShape(literals) : nil
    }

    private static func areDistinct(_ keys: [String]) -> Bool {
        guard keys.count > 8 else {
            return keys.indices.allSatisfy { last in
                !keys[..<last].contains { $0.hasSameBytes(as: keys[last]) }
            }
        }
        return Set(keys.map { ByteString(text: $0) }).count == keys.count
    }

    /// An object whose keys are known: as long as the values are JSON it is made in one piece.
    private func object(
        _ shape: JSONShape, _ run: Evaluation, _ input: Value, _ frame: Frame
    ) throws(Failure) -> Value {
        var builder = JSONObjectBuilder(shape)
        var index = 0
        while index < pairs.count {
            let value = try pairs[index].value.evaluate(run, input, frame)
            guard let json = value.pureJSON else {
                return try goOn(from: index, with: value, ObjectBuilder(builder.finishEarly()), run, input, frame)
            }
            builder.append(json)
            index += 1
        }
        let result = Value.object(builder.finish())
        try run.checkExtent(result)
        return result
    }

    /// The same from the pair at `first` on, whose value is undefined or no JSON.
    private func goOn(
        from first: Int, with value: Value, _ begun: ObjectBuilder, _ run: Evaluation, _ input: Value, _ frame: Frame
    ) throws(Failure) -> Value {
        var builder = begun
        for index in first..<pairs.count {
            guard let key = pairs[index].literal else { continue }
            builder.add(key, index == first ? value : try pairs[index].value.evaluate(run, input, frame))
        }
        try run.checkExtent(builder.value)
        return builder.value
    }

    func evaluate(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        if let shape {
            switch input {
            case .array, .list: return try object(shape, run, try gathered(run, input), frame)
            case .tuples: break
            default: return try object(shape, run, input, frame)
            }
        }
        var groups = Groups()
        if case .tuples(let stream) = input, stream.tuples.isEmpty {
            // The expressions look into a tuple even where there is none.
            let unbound = Frame.make(stream.scope.names.count, parent: frame)
            try gather(run, .undefined, unbound, isTuple: false, into: &groups)
            return try finish(run, groups, unbound, scope: nil)
        }
        if case .tuples(let stream) = input {
            for tuple in stream.tuples { try gather(run, tuple[0], tuple, isTuple: true, into: &groups) }
            return try finish(run, groups, frame, scope: stream.scope)
        }
        let items = input.items
        if items.isEmpty { try gather(run, .undefined, frame, isTuple: false, into: &groups) }
        for item in items { try gather(run, item, frame, isTuple: false, into: &groups) }
        return try finish(run, groups, frame, scope: nil)
    }

    private struct Groups {
        var list: [Group] = []
        private var index: [ByteString: Int] = [:]

        func position(of key: String) -> Int? {
            if list.count <= 8 { return list.firstIndex { $0.key.hasSameBytes(as: key) } }
            return index[ByteString(text: key)]
        }

        mutating func append(_ group: Group) {
            if list.count == 8 {
                for (position, known) in list.enumerated() { index[ByteString(text: known.key)] = position }
            }
            if list.count >= 8 { index[ByteString(text: group.key)] = list.count }
            list.append(group)
        }
    }

    /// All items as one group: with literal keys every pair has the same.
    private func gathered(_ run: Evaluation, _ input: Value) throws(Failure) -> Value {
        let items = input.items
        try run.visit(items.count)
        guard let first = items.first else { return .undefined }
        if items.count == 1 { return first }
        var data = Appended(first)
        for item in items.dropFirst() { data.append(item) }
        return data.value
    }

    private func gather(
        _ run: Evaluation, _ item: Value, _ frame: Frame, isTuple: Bool, into groups: inout Groups
    ) throws(Failure) {
        try run.visit()
        for index in 0..<pairs.count {
            let keyValue = try pairs[index].key.evaluate(run, item, frame)
            if keyValue.isUndefined { continue }
            guard case .string(let key) = keyValue else {
                throw Failure("T1003", position: position, value: keyValue)
            }
            guard let known = groups.position(of: key) else {
                groups.append(Group(key: key, pair: index, data: Appended(item), tuples: isTuple ? [frame] : []))
                continue
            }
            guard groups.list[known].pair == index else {
                throw Failure("D1009", position: position, value: keyValue)
            }
            if isTuple {
                groups.list[known].tuples.append(frame)
            } else {
                groups.list[known].data.append(item)
            }
        }
    }

    private func finish(
        _ run: Evaluation, _ groups: Groups, _ frame: Frame, scope: Scope?
    ) throws(Failure) -> Value {
        var builder = ObjectBuilder(capacity: groups.list.count)
        for index in 0..<groups.list.count {
            var place = frame
            var data = groups.list[index].data.value
            if scope != nil {
                place = GroupRule.merged(groups.list[index].tuples)
                data = place[0]
            }
            let value = try pairs[groups.list[index].pair].value.evaluate(run, data, place)
            builder.add(groups.list[index].key, value)
        }
        try run.checkExtent(builder.value)
        return builder.value
    }

    /// One tuple with the values of all, appended name by name.
    private static func merged(_ tuples: [Frame]) -> Frame {
        let result = tuples[0].copy()
        for slot in 0..<result.count {
            var data: Appended?
            for tuple in tuples {
                let value = tuple[slot]
                if case .unbound = value { continue }
                if data == nil { data = Appended(value) } else { data?.append(value) }
            }
            if let data { result[slot] = data.value }
        }
        return result
    }
}

/// A string that is equal to another only if the bytes are.
struct ByteString: Hashable {
    let text: String

    static func == (left: ByteString, right: ByteString) -> Bool { left.text.hasSameBytes(as: right.text) }

    func hash(into hasher: inout Hasher) {
        text.withUTF8Bytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

/// Makes an object: JSON if all its values are, else a record.
struct ObjectBuilder {
    private var object: JSONObject
    private var record: Record?

    init(capacity: Int) { object = JSONObject(capacity: capacity) }

    init(_ object: JSONObject) { self.object = object }

    /// Sets a member; undefined is left out.
    mutating func add(_ key: String, _ value: Value) {
        if case .undefined = value { return }
        if let record {
            record[key] = value
        } else if let json = value.pureJSON {
            object[key] = json
        } else {
            let record = Record(
                keys: ContiguousArray(object.keys), values: ContiguousArray(object.values.map { Value($0) }))
            record[key] = value
            self.record = record
        }
    }

    var value: Value { record.map { .record($0) } ?? .object(object) }
}

extension Value {
    /// The JSON value, if nothing of it is lost: no function, nothing undefined, no number that is not finite.
    var pureJSON: JSONValue? {
        switch self {
        case .undefined, .unbound, .tailCall, .function, .tuples: return nil
        case .null: return .null
        case .bool(let bool): return .bool(bool)
        case .number(let number):
            return number.isFinite ? Value.json(number, false) : nil
        case .integer(let int): return .number(.int(int))
        case .string(let string): return .string(string)
        case .array(let array): return .array(array)
        case .object(let object): return .object(object)
        case .list(let list):
            if list.isOuterWrapper { return list.items[0].pureJSON }
            var array = JSONArray(capacity: list.items.count)
            for item in list.items {
                guard let json = item.pureJSON else { return nil }
                array.append(json)
            }
            return .array(array)
        case .record(let record):
            var object = JSONObject(capacity: record.keys.count)
            for (key, value) in zip(record.keys, record.values) {
                guard let json = value.pureJSON else { return nil }
                object[key] = json
            }
            return .object(object)
        }
    }
}

/// `{…}` where an operand stands.
final class ObjectNode: Node {
    let rule: GroupRule

    init(_ rule: GroupRule) {
        self.rule = rule
        super.init(position: rule.position)
    }

    override func evaluate(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        try rule.evaluate(run, input, frame)
    }
}
