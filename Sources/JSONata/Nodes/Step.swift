import JSONModel

/// One step of a path without tuples, as compiled.
struct StepRule {
    enum Kind {
        case name(String)
        case node(Node)
        case sort(SortRule)
    }

    let kind: Kind
    let predicates: [Predicate]
}

/// A step with those behind it: takes an item and hands what it finds on, item by item.
final class Step {
    private let name: String
    private let isName: Bool
    private let node: Node?
    private let predicates: [Predicate]
    /// The one predicate, if it is a condition that items can be held against one by one.
    private let condition: Node?
    private let isPlain: Bool
    private let next: Step?

    init(_ rule: StepRule, next: Step?) {
        predicates = rule.predicates
        isPlain = predicates.isEmpty
        condition = predicates.count == 1 && predicates[0].node.isCondition ? predicates[0].node : nil
        self.next = next
        switch rule.kind {
        case .name(let name):
            self.name = name
            isName = true
            node = nil
        case .node(let node):
            name = ""
            isName = false
            self.node = node
        case .sort:
            name = ""
            isName = false
            node = nil
        }
    }

    /// Takes the step from each item of an array.
    func goOverItems(
        of value: Value, _ run: Evaluation, _ frame: Frame, _ found: inout Collector
    ) throws(Failure) {
        switch value {
        case .array(let array):
            try goOver(JSONBorrow.elements(of: array), run, frame, &found)
            withExtendedLifetime(array) {}
        case .list(let list):
            let items = list.items
            try run.visit(items.count)
            for item in items { try go(item, run, frame, &found) }
        default:
            for item in value.items { try go(item, run, frame, &found) }
        }
    }

    /// The elements of an array that the caller keeps alive.
    private func goOver(
        _ elements: UnsafeBufferPointer<JSONValue>, _ run: Evaluation, _ frame: Frame, _ found: inout Collector
    ) throws(Failure) {
        guard let first = elements.baseAddress else { return }
        try run.visit(elements.count)
        for position in 0..<elements.count { try go(borrowing: first + position, run, frame, &found) }
    }

    /// Takes the step from a value that stands in a container which the caller keeps alive.
    private func go(
        borrowing json: UnsafePointer<JSONValue>, _ run: Evaluation, _ frame: Frame, _ found: inout Collector
    ) throws(Failure) {
        guard isName else { return try go(Value(json.pointee), run, frame, &found) }
        try arrive(JSONBorrow.member(name, of: json), at: json, run, frame, &found)
    }

    @inline(__always)
    private func arrive(
        _ member: JSONBorrow.Member, at json: UnsafePointer<JSONValue>?, _ run: Evaluation, _ frame: Frame,
        _ found: inout Collector
    ) throws(Failure) {
        switch member {
        case .array(let elements, let place):
            if isPlain, let next { return try next.goOver(elements, run, frame, &found) }
            if let next, let condition { return try stream(elements, condition, to: next, run, frame, &found) }
            try arrive(Value(place.pointee), run, frame, &found)
        case .other(let place):
            if isPlain, let next { return try next.go(borrowing: place, run, frame, &found) }
            try arrive(Value(place.pointee), run, frame, &found)
        case .missing: if !isPlain { try arrive(.undefined, run, frame, &found) }
        case .noObject: if let json { try go(Value(json.pointee), run, frame, &found) }
        }
    }

    /// Takes the step from `item`.
    func go(_ item: Value, _ run: Evaluation, _ frame: Frame, _ found: inout Collector) throws(Failure) {
        if let node { return try arrive(try node.evaluate(run, item, frame), run, frame, &found) }
        guard case .object(let object) = item else {
            return try arrive(item.lookup(name).collapsed, run, frame, &found)
        }
        try arrive(JSONBorrow.member(name, in: object), at: nil, run, frame, &found)
        withExtendedLifetime(object) {}
    }

    private func arrive(
        _ result: Value, _ run: Evaluation, _ frame: Frame, _ found: inout Collector
    ) throws(Failure) {
        if isPlain {
            try pass(result, run, frame, &found)
        } else if let condition {
            try stream(result, condition, run, frame, &found)
        } else {
            var filtered = result
            for predicate in predicates { filtered = try predicate.filter(run, filtered, frame) }
            try pass(filtered, run, frame, &found)
        }
    }

    /// Hands the items that a condition selects on one by one.
    private func stream(
        _ result: Value, _ condition: Node, _ run: Evaluation, _ frame: Frame, _ found: inout Collector
    ) throws(Failure) {
        if next == nil { found.addSequence() }
        switch result {
        case .array(let array):
            try run.visit(array.count)
            for json in JSONBorrow.elements(of: array) {
                let item = Value(json)
                guard try condition.test(run, item, frame) else { continue }
                if let next { try next.go(item, run, frame, &found) } else { found.add(item: item) }
            }
            withExtendedLifetime(array) {}
        case .tuples: try pass(try Predicate(condition).filter(run, result, frame), run, frame, &found)
        default:
            for item in result.isUndefined ? [.undefined] : result.items {
                guard try condition.test(run, item, frame), !item.isUndefined else { continue }
                if let next { try next.go(item, run, frame, &found) } else { found.add(item: item) }
            }
        }
    }

    /// The same for the elements of an array that the caller keeps alive.
    private func stream(
        _ elements: UnsafeBufferPointer<JSONValue>, _ condition: Node, to next: Step, _ run: Evaluation,
        _ frame: Frame, _ found: inout Collector
    ) throws(Failure) {
        try run.visit(elements.count)
        for json in elements {
            let item = Value(json)
            if try condition.test(run, item, frame) { try next.go(item, run, frame, &found) }
        }
    }

    /// Hands what a step gave on to the next one, arrays item by item.
    @inline(__always)
    private func pass(
        _ result: Value, _ run: Evaluation, _ frame: Frame, _ found: inout Collector
    ) throws(Failure) {
        if case .undefined = result { return }
        guard let next else { return found.add(result) }
        guard result.isArray else { return try next.go(result, run, frame, &found) }
        if case .list(let list) = result, list.isConstructed {
            try next.go(result, run, frame, &found)
        } else {
            try next.goOverItems(of: result, run, frame, &found)
        }
    }
}
