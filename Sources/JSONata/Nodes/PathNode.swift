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

/// One step of a path without tuples.
struct Step {
    enum Kind {
        case name(String)
        case node(Node)
        case sort(SortRule)
    }

    let kind: Kind
    let predicates: [Predicate]
}

/// `a.b[c].d^(e)`: goes depth first, so nothing is collected between steps but for sorting.
final class PathNode: Node {
    let steps: [Step]
    /// The first step is a variable, so the context is one item even if it is an array.
    let isAbsolute: Bool
    /// The first step is an array constructor, evaluated once on everything.
    let startsWithArray: Bool
    let keepsSingleton: Bool

    init(steps: [Step], isAbsolute: Bool, startsWithArray: Bool, keepsSingleton: Bool, position: Int) {
        self.steps = steps
        self.isAbsolute = isAbsolute
        self.startsWithArray = startsWithArray
        self.keepsSingleton = keepsSingleton
        super.init(position: position)
    }

    override func raw(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        var current = input
        var index = 0
        if startsWithArray, case .node(let node) = steps[0].kind {
            current = try node.evaluate(run, input, frame)
            index = 1
            if steps.count == 1 { return finish(current) }
        }
        while index < steps.count {
            if case .sort(let rule) = steps[index].kind {
                current = try rule.sort(run, current, frame)
                for predicate in steps[index].predicates { current = try predicate.filter(run, current, frame) }
                index += 1
            } else {
                var end = index + 1
                while end < steps.count, !steps[end].isSort { end += 1 }
                var walk = PathWalk(path: self, run: run, frame: frame, end: end)
                if current.isArray, !(index == 0 && isAbsolute) {
                    try walk.goOverItems(of: current, at: index)
                } else {
                    try walk.go(index, current)
                }
                current = walk.collector.finish(isLast: end == steps.count)
                index = end
            }
            if case .undefined = current { return .undefined }
        }
        return finish(current)
    }

    private func finish(_ value: Value) -> Value {
        guard keepsSingleton else { return value }
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

extension Step {
    var isSort: Bool {
        if case .sort = kind { true } else { false }
    }
}

/// What a walk along a path finds.
struct Collector {
    private var single: Value = .undefined
    private var count = 0
    private var list: List?

    @inline(__always)
    mutating func add(_ value: Value) {
        if count == 0 {
            single = value
            count = 1
            return
        }
        makeList().add(flattening: value)
        count += 1
    }

    /// Adds an item of a sequence, which is not flattened any more.
    @inline(__always)
    mutating func add(item: Value) {
        makeList().items.append(item)
        count = 2
    }

    /// Notes that a sequence was there, even if none of its items was.
    mutating func addSequence() {
        _ = makeList()
        count = 2
    }

    @inline(__always)
    private mutating func makeList() -> List {
        if let list { return list }
        let list = List.sequence()
        if count == 1 { list.add(flattening: single) }
        self.list = list
        return list
    }

    func finish(isLast: Bool) -> Value {
        if let list { return list.items.isEmpty ? .undefined : .list(list) }
        if count == 0 { return .undefined }
        switch single {
        case .list(let list):
            if !list.isSequence { return list.items.isEmpty && !isLast ? .undefined : single }
            return list.items.isEmpty ? .undefined : .list(.sequence(list.items))
        case .array(let array): return array.isEmpty && !isLast ? .undefined : single
        default: return single
        }
    }
}

/// One walk along the steps of a path up to `end`.
struct PathWalk {
    let path: PathNode
    let run: Evaluation
    let frame: Frame
    let end: Int
    var collector = Collector()

    mutating func goOverItems(of value: Value, at index: Int) throws(Failure) {
        switch value {
        case .array(let array):
            let count = array.count
            try run.visit(count)
            for position in 0..<count { try go(index, Value(array[position])) }
        case .list(let list):
            let items = list.items
            try run.visit(items.count)
            for item in items { try go(index, item) }
        default:
            for item in value.items { try go(index, item) }
        }
    }

    /// Takes the step at `index` from `item`.
    mutating func go(_ index: Int, _ item: Value) throws(Failure) {
        let step = path.steps[index]
        let result: Value
        switch step.kind {
        case .name(let name):
            if case .object(let object) = item {
                guard let json = object[name] else {
                    if !step.predicates.isEmpty { try arrive(index, .undefined, step) }
                    return
                }
                result = Value(json)
            } else {
                result = item.lookup(name).collapsed
            }
        case .node(let node): result = try node.evaluate(run, item, frame)
        case .sort: return
        }
        try arrive(index, result, step)
    }

    @inline(__always)
    private mutating func arrive(_ index: Int, _ result: Value, _ step: Step) throws(Failure) {
        if step.predicates.isEmpty {
            try pass(index, result)
        } else if step.predicates.count == 1, step.predicates[0].node.isCondition {
            try stream(index, result, step.predicates[0])
        } else {
            var filtered = result
            for predicate in step.predicates { filtered = try predicate.filter(run, filtered, frame) }
            try pass(index, filtered)
        }
    }

    /// Hands the items that a condition selects on one by one.
    private mutating func stream(_ index: Int, _ result: Value, _ predicate: Predicate) throws(Failure) {
        let isLast = index + 1 == end
        if isLast { collector.addSequence() }
        switch result {
        case .array(let array):
            let count = array.count
            try run.visit(count)
            for position in 0..<count {
                let item = Value(array[position])
                guard try predicate.node.test(run, item, frame) else { continue }
                if isLast { collector.add(item: item) } else { try go(index + 1, item) }
            }
        case .tuples: try pass(index, try predicate.filter(run, result, frame))
        default:
            for item in result.isUndefined ? [.undefined] : result.items {
                guard try predicate.node.test(run, item, frame), !item.isUndefined else { continue }
                if isLast { collector.add(item: item) } else { try go(index + 1, item) }
            }
        }
    }

    /// Hands what a step gave on to the next one, arrays item by item.
    @inline(__always)
    private mutating func pass(_ index: Int, _ result: Value) throws(Failure) {
        if case .undefined = result { return }
        if index + 1 == end {
            collector.add(result)
        } else if result.isArray {
            if case .list(let list) = result, list.isConstructed {
                try go(index + 1, result)
            } else {
                try goOverItems(of: result, at: index + 1)
            }
        } else {
            try go(index + 1, result)
        }
    }
}
