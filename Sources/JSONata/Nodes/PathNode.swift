import JSONModel

/// `[…]` behind a step.
struct Predicate {
    let node: Node
    /// The literal index, if it is one.
    let index: Double?

    init(_ node: Node) {
        self.node = node
        index = (node as? LiteralNode)?.value.double?.rounded(.down)
    }

    /// The items of `value` that it selects, as a sequence.
    func filter(_ run: Evaluation, _ value: Value, _ frame: Frame) throws(Failure) -> Value {
        if case .tuples(let stream) = value { return try filter(run, stream) }
        if let index { return pick(value, index) }
        guard value.isArray else {
            let isSelected = try selects(run, value, at: 0, of: 1, frame)
            return .list(.sequence(isSelected && !value.isUndefined ? [value] : []))
        }
        let result = List.sequence()
        let count = value.count
        try run.visit(count)
        for position in 0..<count {
            let item = value[position]
            for _ in 0..<(try selections(run, item, at: position, of: count, frame)) { result.items.append(item) }
        }
        return .list(result)
    }

    private func pick(_ value: Value, _ index: Double) -> Value {
        let count = value.isArray ? value.count : 1
        let position = index < 0 ? index + Double(count) : index
        guard position >= 0, position < Double(count) else { return .list(.sequence()) }
        let item = value.isArray ? value[Int(position)] : value
        if item.isUndefined { return .list(.sequence()) }
        return item.isArray ? item : .list(.sequence([item]))
    }

    private func filter(_ run: Evaluation, _ stream: TupleStream) throws(Failure) -> Value {
        var tuples: [Frame] = []
        let count = stream.tuples.count
        try run.visit(count)
        if let index {
            let position = index < 0 ? index + Double(count) : index
            if position >= 0, position < Double(count) { tuples.append(stream.tuples[Int(position)]) }
        } else {
            for (position, tuple) in stream.tuples.enumerated() {
                let times = try selections(run, tuple[0], at: position, of: count, tuple)
                for _ in 0..<times { tuples.append(tuple) }
            }
        }
        return .tuples(TupleStream(tuples, scope: stream.scope))
    }

    @inline(__always)
    func selects(
        _ run: Evaluation, _ item: Value, at position: Int, of count: Int, _ frame: Frame
    ) throws(Failure) -> Bool {
        if node.isCondition { return try node.test(run, item, frame) }
        return try selections(run, item, at: position, of: count, frame) > 0
    }

    /// How often the item is selected: numbers name positions, everything else is true or not.
    private func selections(
        _ run: Evaluation, _ item: Value, at position: Int, of count: Int, _ frame: Frame
    ) throws(Failure) -> Int {
        if node.isCondition { return try node.test(run, item, frame) ? 1 : 0 }
        let value = try node.evaluate(run, item, frame)
        if let number = value.double, !number.isNaN {
            if number.isInfinite { throw Failure("D1001", value: value) }
            return Predicate.names(number, position, count) ? 1 : 0
        }
        if value.isArray {
            let items = value.items
            if items.allSatisfy({ $0.double != nil }) {
                return items.count { Predicate.names($0.double ?? .nan, position, count) }
            }
        }
        return try value.isTrue() ? 1 : 0
    }

    private static func names(_ number: Double, _ position: Int, _ count: Int) -> Bool {
        let index = number.rounded(.down)
        return (index < 0 ? index + Double(count) : index) == Double(position)
    }
}

/// `a.b[c].d^(e)`: goes depth first, so nothing is collected between steps but for sorting.
final class PathNode: Node {
    /// Steps up to the next sorting, or a sorting.
    private enum Segment {
        case walk(Step)
        /// The same where all steps are bare names.
        case fields(FieldPathNode)
        case sort(SortRule, [Predicate])
    }

    let steps: [StepRule]
    /// The first step is a variable, so the context is one item even if it is an array.
    let isAbsolute: Bool
    /// The first step is an array constructor, evaluated once on everything.
    let startsWithArray: Bool
    let keepsSingleton: Bool
    private let segments: [Segment]

    init(steps: [StepRule], isAbsolute: Bool, startsWithArray: Bool, keepsSingleton: Bool, position: Int) {
        self.steps = steps
        self.isAbsolute = isAbsolute
        self.startsWithArray = startsWithArray
        self.keepsSingleton = keepsSingleton
        var segments: [Segment] = []
        var first = startsWithArray ? 1 : 0
        for index in steps.indices {
            guard case .sort(let sort) = steps[index].kind else { continue }
            PathNode.append(steps[first..<index], isAbsolute: isAbsolute, to: &segments, position)
            segments.append(.sort(sort, steps[index].predicates))
            first = index + 1
        }
        PathNode.append(steps[first...], isAbsolute: isAbsolute, to: &segments, position)
        self.segments = segments
        super.init(position: position)
    }

    private static func append(
        _ steps: ArraySlice<StepRule>, isAbsolute: Bool, to segments: inout [Segment], _ position: Int
    ) {
        guard !steps.isEmpty else { return }
        var names: [String] = []
        for step in steps {
            guard case .name(let name) = step.kind, step.predicates.isEmpty else { break }
            names.append(name)
        }
        // A context that is one item even as an array is for steps.
        if names.count == steps.count, !isAbsolute || !segments.isEmpty {
            return segments.append(.fields(FieldPathNode(names: names, start: nil, position: position)))
        }
        var next: Step?
        for rule in steps.reversed() { next = Step(rule, next: next) }
        if let next { segments.append(.walk(next)) }
    }

    override func raw(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        var current = input
        var isOneItem = isAbsolute
        if startsWithArray, case .node(let node) = steps[0].kind {
            current = try node.evaluate(run, input, frame)
            isOneItem = false
        }
        for index in 0..<segments.count {
            switch segments[index] {
            case .sort(let rule, let predicates):
                current = try rule.sort(run, current, frame)
                for predicate in predicates { current = try predicate.filter(run, current, frame) }
            case .fields(let fields):
                current = try fields.raw(run, current, frame)
            case .walk(let step):
                var collector = Collector()
                if current.isArray, !isOneItem {
                    try step.goOverItems(of: current, run, frame, &collector)
                } else {
                    try step.go(current, run, frame, &collector)
                }
                current = collector.finish()
            }
            // Only behind the last step data that is an array stays one.
            if index + 1 < segments.count { current = current.asSequence }
            isOneItem = false
            if case .undefined = current { return .undefined }
        }
        return keepsSingleton ? finish(current) : current
    }

    private func finish(_ value: Value) -> Value {
        switch value {
        case .undefined, .tuples: return value
        case .list(let list):
            if list.isSequence {
                list.keepsSingleton = true
                return value
            }
            guard list.isConstructed else { return value }
        case .array: return value
        default: break
        }
        let list = List.sequence([value])
        list.keepsSingleton = true
        return .list(list)
    }
}

extension Value {
    /// What a step gave, for one behind it: an array of data is a sequence of its items.
    fileprivate var asSequence: Value {
        switch self {
        case .array(let array): array.isEmpty ? .undefined : .list(.sequence(items))
        case .list(let list) where !list.isSequence && !list.isConstructed:
            list.items.isEmpty ? .undefined : .list(.sequence(list.items))
        default: self
        }
    }
}

/// What a walk along a path finds.
struct Collector {
    private var single: Value = .undefined
    private var count = 0
    /// Whether `items` is in use.
    private var isList = false
    private var items: ContiguousArray<Value> = []

    @inline(__always)
    mutating func add(_ value: Value) {
        if count == 0, !isList {
            single = value
            count = 1
            return
        }
        if !isList { makeList() }
        items.append(flattening: value)
    }

    /// Adds an item of a sequence, which is not flattened any more.
    @inline(__always)
    mutating func add(item: Value) {
        if !isList { makeList() }
        items.append(item)
    }

    /// Notes that a sequence was there, even if none of its items was.
    mutating func addSequence() {
        if !isList { makeList() }
    }

    private mutating func makeList() {
        isList = true
        items.reserveCapacity(8)
        if count == 1 { items.append(flattening: single) }
    }

    func finish() -> Value {
        if isList { return items.isEmpty ? .undefined : .list(.sequence(items)) }
        if count == 0 { return .undefined }
        switch single {
        case .list(let list):
            if !list.isSequence { return single }
            return list.items.isEmpty ? .undefined : .list(.sequence(list.items))
        default: return single
        }
    }
}
