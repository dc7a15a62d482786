import JSONModel

/// A path of names without predicates, perhaps behind a variable: `a`, `a.b`, `$x.a.b`. It goes through data where it
/// stands, and collects only what the last name gives.
final class FieldPathNode: Node {
    private let names: [String]
    /// The names, if nothing stands before them.
    var plainNames: [String]? { start == nil ? names : nil }
    /// The variable that it begins with.
    private let start: Node?

    /// - Parameter names: at least one.
    init(names: [String], start: Node?, position: Int) {
        self.names = names
        self.start = start
        super.init(position: position)
    }

    override func evaluate(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        let value = try start?.evaluate(run, input, frame) ?? input
        guard case .object(let object) = value else { return try many(run, value, frame).collapsed }
        guard let place = JSONBorrow.value(of: names[0], in: object) else { return .undefined }
        let result = try straight(run, place, value, frame)
        withExtendedLifetime(object) {}
        return result.collapsed
    }

    override func raw(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        let value = try start?.evaluate(run, input, frame) ?? input
        guard case .object(let object) = value else { return try many(run, value, frame) }
        guard let place = JSONBorrow.value(of: names[0], in: object) else { return .undefined }
        let result = try straight(run, place, value, frame)
        withExtendedLifetime(object) {}
        return result
    }

    /// Goes on from the value of the first name, as long as there are objects only.
    @inline(__always)
    private func straight(
        _ run: Evaluation, _ first: UnsafePointer<JSONValue>, _ value: Value, _ frame: Frame
    ) throws(Failure) -> Value {
        var place = first
        var index = 1
        let count = names.count
        while index < count {
            switch JSONBorrow.member(names[index], of: place) {
            case .missing: return .undefined
            case .noObject: return try many(run, value, frame)
            case .array(_, let next), .other(let next): place = next
            }
            index += 1
        }
        return Value(place.pointee)
    }

    /// Where there are arrays.
    private func many(_ run: Evaluation, _ value: Value, _ frame: Frame) throws(Failure) -> Value {
        var collector = Collector()
        let isWalked: Bool
        switch value {
        case .object(let object):
            isWalked = try names.withUnsafeBufferPointer { names throws(Failure) in
                try FieldPathNode.enter(
                    JSONBorrow.member(names[0], in: object), names[...].dropFirst(), run, &collector)
            }
            withExtendedLifetime(object) {}
        case .array(let array):
            isWalked = try names.withUnsafeBufferPointer { names throws(Failure) in
                try FieldPathNode.walk(JSONBorrow.elements(of: array), names[...], run, &collector)
            }
            withExtendedLifetime(array) {}
        case .list(let list) where !list.isOuterWrapper:
            isWalked = try walk(list, run, &collector)
        default: isWalked = false
        }
        return isWalked ? collector.finish() : try general(run, value, frame)
    }

    /// The same for the items of a list, as long as they are plain data.
    private func walk(_ list: List, _ run: Evaluation, _ found: inout Collector) throws(Failure) -> Bool {
        try run.visit(list.items.count)
        return try names.withUnsafeBufferPointer { names throws(Failure) in
            for item in list.items {
                switch item {
                case .object(let object):
                    let member = JSONBorrow.member(names[0], in: object)
                    guard try FieldPathNode.enter(member, names[...].dropFirst(), run, &found) else { return false }
                case .array, .list, .record, .tuples: return false
                case .undefined, .unbound, .tailCall, .null, .bool, .number, .integer, .string, .function: continue
                }
            }
            return true
        }
    }

    private typealias Names = UnsafeBufferPointer<String>.SubSequence

    /// Looks up the first of `names` in each element.
    ///
    /// - Returns: false for an array in an array, which is left to others.
    private static func walk(
        _ elements: UnsafeBufferPointer<JSONValue>, _ names: Names, _ run: Evaluation, _ found: inout Collector
    ) throws(Failure) -> Bool {
        guard let base = elements.baseAddress else { return true }
        try run.visit(elements.count)
        let name = names[names.startIndex]
        let rest = names.dropFirst()
        for offset in 0..<elements.count {
            guard try enter(JSONBorrow.member(name, of: base + offset), at: base + offset, rest, run, &found) else {
                return false
            }
        }
        return true
    }

    /// Goes on from what a name gave, with the `names` behind it.
    @inline(__always)
    private static func enter(
        _ member: JSONBorrow.Member, at place: UnsafePointer<JSONValue>? = nil, _ names: Names, _ run: Evaluation,
        _ found: inout Collector
    ) throws(Failure) -> Bool {
        switch member {
        case .missing: return true
        case .noObject:
            if case .array? = place?.pointee { return false }
            return true
        case .array(let elements, let place):
            if !names.isEmpty { return try walk(elements, names, run, &found) }
            found.add(Value(place.pointee))
            return true
        case .other(let place):
            if names.isEmpty {
                found.add(Value(place.pointee))
                return true
            }
            return try goOn(from: place, names, run, &found)
        }
    }

    private static func goOn(
        from place: UnsafePointer<JSONValue>, _ names: Names, _ run: Evaluation, _ found: inout Collector
    ) throws(Failure) -> Bool {
        try enter(JSONBorrow.member(names[names.startIndex], of: place), at: place, names.dropFirst(), run, &found)
    }

    /// The same path step by step, for what evaluation made and for arrays in arrays.
    private func general(_ run: Evaluation, _ value: Value, _ frame: Frame) throws(Failure) -> Value {
        var first: Step?
        for name in names.reversed() { first = Step(StepRule(kind: .name(name), predicates: []), next: first) }
        guard let first else { return .undefined }
        var collector = Collector()
        if value.isArray {
            try first.goOverItems(of: value, run, frame, &collector)
        } else {
            try first.go(value, run, frame, &collector)
        }
        return collector.finish()
    }
}
