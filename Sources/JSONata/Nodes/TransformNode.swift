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
        var copy = value
        if case .builtin = cloning.kind {} else { copy = try run.call(cloning, [value]) }
        copy = copy.changeable
        let matches = try pattern.evaluate(run, copy, frame)
        for match in matches.items { try change(match, run, frame) }
        return copy.settled
    }

    private func change(_ match: Value, _ run: Evaluation, _ frame: Frame) throws(Failure) {
        try run.visit()
        let changes = try update.evaluate(run, match, frame)
        let target: Record? = if case .record(let record) = match { record } else { nil }
        switch changes {
        case .undefined: break
        case .object(let object): for (key, value) in object { target?[key] = Value(value).changeable }
        case .record(let record): for (key, value) in zip(record.keys, record.values) { target?[key] = value }
        default: throw Failure("T2011", position: update.position, value: changes)
        }
        guard let deletion else { return }
        let names = try deletion.evaluate(run, match, frame)
        for name in names.items {
            guard case .string(let key) = name else {
                throw Failure("T2012", position: deletion.position, value: names)
            }
            target?.remove(key)
        }
    }
}

extension Value {
    /// A copy whose objects are records, so that what a pattern finds in it can be changed in place.
    var changeable: Value {
        switch self {
        case .object(let object):
            let record = Record()
            record.keys.reserveCapacity(object.count)
            record.values.reserveCapacity(object.count)
            for (key, value) in object {
                record.keys.append(key)
                record.values.append(Value(value).changeable)
            }
            return .record(record)
        case .record(let record):
            return .record(Record(keys: record.keys, values: ContiguousArray(record.values.map(\.changeable))))
        case .array, .list:
            if case .list(let list) = self, list.isOuterWrapper { return list.items[0].changeable }
            return .list(List(items.map(\.changeable)))
        default: return self
        }
    }

    /// As plain JSON again, if it can be.
    var settled: Value { pureJSON.map { Value($0) } ?? self }
}
