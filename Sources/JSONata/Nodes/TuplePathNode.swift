/// A path with `@`, `#` or `%`: every item goes on with the names bound so far.
final class TuplePathNode: Node {
    enum Stage {
        case filter(Predicate)
        /// Numbers the tuples so far in this slot.
        case index(Int)
    }

    struct Step {
        var node: Node?
        var sort: SortRule?
        var stages: [Stage]
        /// The slot that `@$v` binds, so that the context stays.
        var focus: Int?
        var index: Int?
        /// The slot in which later steps find this step's context.
        var ancestor: Int?
    }

    /// The steps before the first that needs tuples.
    let prefix: PathNode?
    let steps: [Step]
    let scope: Scope
    let isAbsolute: Bool
    /// Hands its tuples to the path around it.
    let givesTuples: Bool
    let keepsSingleton: Bool
    let group: GroupRule?

    init(
        prefix: PathNode?, steps: [Step], scope: Scope, isAbsolute: Bool, givesTuples: Bool, keepsSingleton: Bool,
        group: GroupRule?, position: Int
    ) {
        self.prefix = prefix
        self.steps = steps
        self.scope = scope
        self.isAbsolute = isAbsolute
        self.givesTuples = givesTuples
        self.keepsSingleton = keepsSingleton
        self.group = group
        super.init(position: position)
    }

    override func raw(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        let source = try prefix?.raw(run, input, frame) ?? input
        if prefix != nil, source.isUndefined { return .undefined }
        let isOneItem = !source.isArray || (prefix == nil && isAbsolute)
        let items = isOneItem ? [source] : source.items
        var tuples: [Frame] = []
        if let sort = steps[0].sort {
            // The terms look into tuples.
            let stream = TupleStream(items.map { tuple($0, frame) }, scope: scope)
            tuples = stream.tuples
            if case .tuples(let sorted) = try sort.sort(run, .tuples(stream), frame) { tuples = sorted.tuples }
            if let slot = steps[0].index {
                for (index, tuple) in tuples.enumerated() { tuple[slot] = .number(Double(index)) }
            }
            tuples = try apply(steps[0].stages, run, tuples)
        } else {
            tuples = try take(steps[0], run, items.map { tuple($0, frame) })
        }
        for step in steps.dropFirst() { tuples = try take(step, run, tuples) }
        return try finish(run, tuples, frame)
    }

    private func tuple(_ item: Value, _ frame: Frame) -> Frame {
        let tuple = Frame.make(scope.names.count, parent: frame)
        tuple[0] = item
        return tuple
    }

    private func finish(_ run: Evaluation, _ tuples: [Frame], _ frame: Frame) throws(Failure) -> Value {
        let stream = TupleStream(tuples, scope: scope)
        if let group { return try group.evaluate(run, .tuples(stream), frame) }
        if givesTuples { return tuples.isEmpty ? .undefined : .tuples(stream) }
        let result = List.sequence(ContiguousArray(tuples.map { $0[0] }))
        result.keepsSingleton = keepsSingleton
        return .list(result)
    }

    private func take(_ step: Step, _ run: Evaluation, _ tuples: [Frame]) throws(Failure) -> [Frame] {
        if let sort = step.sort {
            let place = tuples.first ?? Frame.make(0, parent: nil)
            let stream = Value.tuples(TupleStream(tuples, scope: scope))
            guard case .tuples(let sorted) = try sort.sort(run, stream, place) else { return tuples }
            if let slot = step.index {
                for (index, tuple) in sorted.tuples.enumerated() { tuple[slot] = .number(Double(index)) }
            }
            return try apply(step.stages, run, sorted.tuples)
        }
        guard let node = step.node else { return tuples }
        var result: [Frame] = []
        for tuple in tuples {
            let value = try node.evaluate(run, tuple[0], tuple)
            if case .tuples(let inner) = value {
                for row in inner.tuples { result.append(merge(row, of: inner.scope, into: tuple)) }
                continue
            }
            let items = value.items
            try run.visit(items.count)
            for (position, item) in items.enumerated() {
                let next = tuple.copy()
                if let focus = step.focus {
                    next[focus] = item
                } else {
                    next[0] = item
                }
                if let index = step.index { next[index] = .number(Double(position)) }
                if let ancestor = step.ancestor { next[ancestor] = tuple[0] }
                result.append(next)
            }
        }
        return try apply(step.stages, run, result)
    }

    private func merge(_ row: Frame, of inner: Scope, into tuple: Frame) -> Frame {
        let next = tuple.copy()
        next[0] = row[0]
        for (slot, name) in inner.names.enumerated().dropFirst() {
            if case .unbound = row[slot] { continue }
            if let own = scope.slot(of: name) { next[own] = row[slot] }
        }
        return next
    }

    private func apply(_ stages: [Stage], _ run: Evaluation, _ tuples: [Frame]) throws(Failure) -> [Frame] {
        var result = tuples
        for stage in stages {
            switch stage {
            case .filter(let predicate):
                let stream = Value.tuples(TupleStream(result, scope: scope))
                if case .tuples(let filtered) = try predicate.filter(run, stream, Frame.make(0, parent: nil)) {
                    result = filtered.tuples
                }
            case .index(let slot):
                for (index, tuple) in result.enumerated() { tuple[slot] = .number(Double(index)) }
            }
        }
        return result
    }
}
