import JSONModel

/// A number, string, boolean or null.
final class LiteralNode: Node {
    let value: Value

    init(_ value: Value, position: Int) {
        self.value = value
        super.init(position: position)
    }

    override func evaluate(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value { value }
}

/// `$`: the context.
final class ContextNode: Node {
    override func evaluate(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        if case .list(let list) = input {
            if list.isOuterWrapper { return list.items[0] }
            return list.isSequence ? list.collapsed : input
        }
        return input
    }

    override func raw(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        if case .list(let list) = input, list.isOuterWrapper { return list.items[0] }
        return input
    }
}

/// `$$`: the input document.
final class RootNode: Node {
    override func evaluate(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value { run.root }
}

/// A variable in a slot of the frame `hops` frames out.
final class LocalNode: Node {
    let hops: Int
    let slot: Int
    /// The variable of the same name further out, which shows through as long as this one is unbound; `nil` for a
    /// parameter, which never is.
    let outer: Node?

    init(hops: Int, slot: Int, outer: Node?, position: Int) {
        self.hops = hops
        self.slot = slot
        self.outer = outer
        super.init(position: position)
    }

    override func raw(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        let value: Value
        if hops == 0 {
            value = frame[slot]
        } else {
            var holder = frame
            for _ in 0..<hops {
                guard let parent = holder.parent else { return .undefined }
                holder = parent
            }
            value = holder[slot]
        }
        if case .unbound = value { return try outer?.raw(run, input, frame) ?? .undefined }
        return value
    }
}

/// A variable from outside or a built-in function.
final class GlobalNode: Node {
    let index: Int
    let builtin: Value

    init(index: Int, builtin: Builtin?, position: Int) {
        self.index = index
        self.builtin = builtin.map(\.function) ?? .undefined
        super.init(position: position)
    }

    override func raw(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        let value = run.globals[index]
        if case .unbound = value { return builtin }
        return value
    }
}

/// `$eval` as a value: it takes the variables of its place along.
final class EvalNode: Node {
    let builtin: Builtin
    let scope: Scope

    init(builtin: Builtin, scope: Scope, position: Int) {
        self.builtin = builtin
        self.scope = scope
        super.init(position: position)
    }

    override func evaluate(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        run.capture(frame)
        return .function(Function(.eval(builtin, scope, frame)))
    }
}

/// `x := value`, in a slot of the current frame.
final class BindNode: Node {
    let slot: Int
    let hops: Int
    let value: Node

    init(slot: Int, hops: Int, value: Node, position: Int) {
        self.slot = slot
        self.hops = hops
        self.value = value
        super.init(position: position)
    }

    override func evaluate(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        let result = try value.evaluate(run, input, frame)
        var holder = frame
        for _ in 0..<hops { holder = holder.parent ?? holder }
        holder[slot] = result
        return result
    }
}

/// `(a; b; c)`.
final class BlockNode: Node {
    let expressions: [Node]
    /// Slots of its own frame; `nil` if it assigns nothing, so needs none.
    let scope: Scope?

    init(expressions: [Node], scope: Scope?, position: Int) {
        self.expressions = expressions
        self.scope = scope
        super.init(position: position)
    }

    override func evaluate(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        let inner = scope.map { Frame.make($0.names.count, parent: frame) } ?? frame
        var result = Value.undefined
        for expression in expressions { result = try expression.evaluate(run, input, inner) }
        return result
    }
}

/// `a ? b : c`.
final class ConditionNode: Node {
    let condition: Node
    let then: Node
    let otherwise: Node?
    /// Levels that the branches need below the current call.
    let thenHeight: Int
    let otherwiseHeight: Int

    init(condition: Node, then: (Node, Int), otherwise: (Node, Int)?, position: Int) {
        self.condition = condition
        self.then = then.0
        thenHeight = then.1
        self.otherwise = otherwise?.0
        otherwiseHeight = otherwise?.1 ?? 0
        super.init(position: position)
    }

    override func evaluate(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        // `a ?: b` evaluates `a` twice: in a chain of them the innermost 2^n times.
        try run.visit()
        if try condition.test(run, input, frame) {
            try run.checkDepth(thenHeight)
            return try then.evaluate(run, input, frame)
        }
        guard let otherwise else { return .undefined }
        try run.checkDepth(otherwiseHeight)
        return try otherwise.evaluate(run, input, frame)
    }
}

/// Predicates, a group or `[]` on something that is no path.
final class PostfixNode: Node {
    let base: Node
    let predicates: [Predicate]
    let group: GroupRule?
    let keepsArray: Bool

    init(base: Node, predicates: [Predicate], group: GroupRule?, keepsArray: Bool, position: Int) {
        self.base = base
        self.predicates = predicates
        self.group = group
        self.keepsArray = keepsArray
        super.init(position: position)
    }

    override var isArrayConstructor: Bool { base.isArrayConstructor }

    override func raw(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        var result = try base.raw(run, input, frame)
        for predicate in predicates { result = try predicate.filter(run, result, frame) }
        if let group { result = try group.evaluate(run, result, frame) }
        if keepsArray, case .list(let list) = result, list.isSequence { list.keepsSingleton = true }
        return result
    }
}

/// `[a, b..c]`.
final class ArrayNode: Node {
    let items: [Node]
    private let areConstructors: [Bool]
    /// Whether it stays one item where a path would flatten it.
    let isConstructed: Bool

    init(items: [Node], isConstructed: Bool, position: Int) {
        self.items = items
        areConstructors = items.map(\.isArrayConstructor)
        self.isConstructed = isConstructed
        super.init(position: position)
    }

    override var isArrayConstructor: Bool { true }

    override func evaluate(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        let list = List(ContiguousArray<Value>())
        list.items.reserveCapacity(items.count)
        for index in 0..<items.count {
            let value = try items[index].evaluate(run, input, frame)
            if areConstructors[index] {
                if !value.isUndefined { list.items.append(value) }
            } else if list.items.isEmpty, items.count == 1, case .list(let only) = value, !only.isConstructed {
                list.items = only.items
            } else {
                list.add(spreading: value)
            }
        }
        try run.visit(list.items.count)
        list.isConstructed = isConstructed
        let result = Value.list(list)
        try run.checkExtent(result)
        return result
    }
}

/// `*`: the values of all members, arrays flattened.
final class WildcardNode: Node {
    override func raw(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        var source = input
        if case .list(let list) = input, list.isOuterWrapper { source = list.items[0] }
        let result = List.sequence()
        let values: ContiguousArray<Value>
        switch source {
        case .object(let object): values = ContiguousArray(object.values.map { Value($0) })
        case .record(let record): values = record.values
        case .array, .list, .tuples: values = source.items
        default: return .list(result)
        }
        try run.visit(values.count)
        for value in values {
            if value.isArray {
                value.forEachLeaf { result.items.append($0) }
                result.isSequence = false
            } else {
                result.items.append(value)
            }
        }
        if result.items.isEmpty { result.isSequence = true }
        return .list(result)
    }
}

/// `**`: everything at any depth; arrays are gone through and not given themselves.
final class DescendantNode: Node {
    override func raw(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        if case .undefined = input { return .undefined }
        let result = List.sequence()
        var pending = [input]
        while let value = pending.popLast() {
            try run.visit()
            if value.isArray {
                pending.append(contentsOf: value.items.reversed())
                continue
            }
            result.items.append(value)
            switch value {
            case .object(let object): pending.append(contentsOf: object.values.reversed().map { Value($0) })
            case .record(let record): pending.append(contentsOf: record.values.reversed())
            default: break
            }
        }
        return .list(result)
    }
}
