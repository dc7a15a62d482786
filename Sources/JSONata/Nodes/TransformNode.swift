import JSONModel

/// `|pattern|update, delete|`: a function that changes a copy.
final class TransformNode: Node {
    static let signature = Signature.builtin("<(oa):o>")

    let pattern: Node
    let update: Node
    let deletion: Node?
    /// `$clone`, which may be overridden.
    let clone: Node

    init(pattern: Node, update: Node, deletion: Node?, clone: Node, position: Int) {
        self.pattern = pattern
        self.update = update
        self.deletion = deletion
        self.clone = clone
        super.init(position: position)
    }

    override func evaluate(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        run.capture(frame)
        return .function(Function(.transform(self, frame)))
    }

    func apply(to value: Value, _ run: Evaluation, _ frame: Frame) throws(Failure) -> Value {
        if value.isUndefined { return .undefined }
        guard case .function(let cloning) = try clone.evaluate(run, value, frame) else {
            throw Failure("T2013", position: position)
        }
        if case .builtin = cloning.kind, let names = plainNames, let json = value.documentJSON,
            let changed = try Rewriting(self, run, frame).rewritten(json, names)
        {
            return Value(changed)
        }
        var copy = value
        if case .builtin = cloning.kind {} else { copy = try run.call(cloning, [value]) }
        copy = try copy.changeable(run)
        let matches = try pattern.evaluate(run, copy, frame)
        for match in matches.items { try change(match, run, frame) }
        // What is no JSON is copied once more: functions in it may know the records that were changed.
        if let json = copy.pureJSON { return Value(json) }
        return try copy.changeable(run)
    }

    /// The names of the pattern, if it is a path of names: none for the whole.
    private var plainNames: ArraySlice<String>? {
        if pattern is ContextNode { return [] }
        return (pattern as? FieldPathNode)?.plainNames?[...]
    }

    private func change(_ match: Value, _ run: Evaluation, _ frame: Frame) throws(Failure) {
        try run.visit()
        let changes = try update.evaluate(run, match, frame)
        let target: Record? = if case .record(let record) = match { record } else { nil }
        try run.visit(changes.extent.weight >> 3)
        // A copy: the target may stand in its own update.
        switch try changes.changeable(run) {
        case .undefined: break
        case .record(let record):
            if let target, case .record = changes { run.capture(target) }
            for (key, value) in zip(record.keys, record.values) { target?[key] = value }
        default: throw Failure("T2011", position: update.position, value: changes)
        }
        guard let deletion else { return }
        let names = try deletion.evaluate(run, match, frame)
        for name in names.items {
            guard case .string(let key) = name else {
                throw Failure("T2012", position: deletion.position, value: names)
            }
            try run.visit(1 + (target?.keys.count ?? 0) >> 2)
            target?.remove(key)
        }
    }
}

/// A transform of JSON by a path of names: copies only what lies on the path.
private struct Rewriting {
    private let node: TransformNode
    private let run: Evaluation
    private let frame: Frame

    init(_ node: TransformNode, _ run: Evaluation, _ frame: Frame) {
        self.node = node
        self.run = run
        self.frame = frame
    }

    /// - Returns: `nil` where there are arrays in arrays or values that are no JSON, which the general way handles.
    func rewritten(_ json: JSONValue, _ names: ArraySlice<String>) throws(Failure) -> JSONValue? {
        switch json {
        case .array(let array):
            var result = JSONArray(capacity: array.count)
            for element in array {
                if case .array = element { return nil }
                guard let element = try rewritten(element, names) else { return nil }
                result.append(element)
            }
            return .array(result)
        case .object(var object):
            guard let name = names.first else { return try changed(object) }
            guard let member = object[name] else { return json }
            guard let member = try rewritten(member, names.dropFirst()) else { return nil }
            object[name] = member
            return .object(object)
        case .null, .bool, .number, .string:
            // What is no object cannot be changed, but its update must be an object all the same.
            return names.isEmpty ? nil : json
        }
    }

    private func changed(_ object: JSONObject) throws(Failure) -> JSONValue? {
        try run.visit()
        let match = Value.object(object)
        let update = try node.update.evaluate(run, match, frame)
        var object = object
        switch update {
        case .undefined: break
        case .object(let changes): for (key, value) in changes { object[key] = value }
        case .record: return nil
        default: throw Failure("T2011", position: node.update.position, value: update)
        }
        guard let deletion = node.deletion else { return .object(object) }
        // It sees what the update has made.
        let names = try deletion.evaluate(run, .object(object), frame)
        for name in names.items {
            guard case .string(let key) = name else {
                throw Failure("T2012", position: deletion.position, value: names)
            }
            object.removeValue(forKey: key)
        }
        return .object(object)
    }
}

extension Value {
    /// The JSON of data that nothing was made of yet.
    fileprivate var documentJSON: JSONValue? {
        switch self {
        case .object(let object): .object(object)
        case .array(let array): .array(array)
        case .list(let list) where list.isOuterWrapper: list.items.first?.documentJSON
        default: nil
        }
    }

    /// A copy whose objects are records, so that what a pattern finds in it can be changed in place. Records nest no
    /// deeper than towers may.
    func changeable(_ run: Evaluation) throws(Failure) -> Value {
        switch self {
        case .object(let object):
            if object.depth > Extent.deepestNesting { throw run.tooDeep() }
            let values = ContiguousArray(object.values.map { Value($0) })
            return .record(Record(keys: ContiguousArray(object.keys), values: try Value.changeable(values, run)))
        case .record(let record):
            return .record(Record(keys: record.keys, values: try Value.changeable(record.values, run)))
        case .list(let list) where list.isOuterWrapper: return try list.items[0].changeable(run)
        case .array(let array):
            if array.depth > Extent.deepestNesting { throw run.tooDeep() }
            return .list(List(try Value.changeable(items, run)))
        case .list(let list): return .list(List(try Value.changeable(list.items, run)))
        default: return self
        }
    }

    private static func changeable(
        _ values: ContiguousArray<Value>, _ run: Evaluation
    ) throws(Failure) -> ContiguousArray<Value> {
        var copies = values
        for index in copies.indices { copies[index] = try copies[index].changeable(run) }
        return copies
    }

    /// As plain JSON again, if it can be.
    var settled: Value { pureJSON.map { Value($0) } ?? self }
}
