import JSONModel

/// What is known of a value by how it is used: a tree of its members.
struct DataShape {
    /// Stands for the elements of an array among the names of members.
    static let element = "[]"

    private var names: [String] = []
    private var children: [String: DataShape] = [:]
    private var uses: [DataReference.Use] = []

    /// Whether anything but the whole is read, or the whole as something in particular.
    var isUsed: Bool { !names.isEmpty || uses.contains { $0 != .anything } }

    /// Adds that the value at `members` is used as `use`.
    mutating func add(_ members: some Collection<String>, _ use: DataReference.Use) {
        guard let first = members.first else {
            if !uses.contains(use) { uses.append(use) }
            return
        }
        if children[first] == nil { names.append(first) }
        children[first, default: DataShape()].add(members.dropFirst(), use)
    }

    /// Values of this shape that differ wherever a Choice tells values apart, and in the lengths of the lists that Map
    /// states go through: all combinations, or one difference at a time where there are more than `limit`.
    ///
    /// - Parameter items: the shape of the items of a Map state.
    func values(named name: String, limit: Int, items: (String) -> DataShape) -> (values: [JSONValue], isCut: Bool) {
        var points: [[String]: Int] = [:]
        var order: [[String]] = []
        collect(named: name, at: [], items: items, &points, &order)
        let product = order.reduce(1) { min($0 * (points[$1] ?? 1), limit + 1) }
        var choices: [[[String]: Int]] = [[:]]
        if product <= limit {
            for point in order {
                choices = choices.flatMap { choice in
                    (0..<(points[point] ?? 1)).map { index in choice.merging([point: index]) { $1 } }
                }
            }
        } else {
            for point in order { for index in 1..<(points[point] ?? 1) { choices.append([point: index]) } }
        }
        let values = choices.prefix(limit).compactMap { value(named: name, at: [], $0, items: items) }
        return (values, product > limit)
    }

    /// How many candidates there are at each place that has more than one.
    private func collect(
        named name: String, at path: [String], items: (String) -> DataShape, _ points: inout [[String]: Int],
        _ order: inout [[String]]
    ) {
        let count = candidates(named: name, items: items).count
        if count > 1 {
            points[path] = count
            order.append(path)
        }
        guard !isList else { return }
        for child in names { children[child]?.collect(named: child, at: path + [child], items: items, &points, &order) }
    }

    private var isList: Bool {
        children[Self.element] != nil
            || uses.contains { use in
                switch use {
                case .list, .items: true
                case .anything, .number, .time, .object, .test: false
                }
            }
    }

    /// What the value itself may be; for an object with members, a placeholder that these are put into.
    private func candidates(named name: String, items: (String) -> DataShape) -> [JSONValue?] {
        if isList { return lists(named: name, items: items) }
        var candidates: [JSONValue?] = []
        var mayBeMissing = false
        func add(_ value: JSONValue) { if !candidates.contains(value) { candidates.append(value) } }
        for use in uses {
            switch use {
            case .number: add(1)
            case .time: add("2030-01-01T00:00:00Z")
            case .object: add([:])
            case .test(let values):
                for value in values { if let value { add(value) } else { mayBeMissing = true } }
            case .anything, .list, .items: break
            }
        }
        if !children.isEmpty { candidates = [[:]] }
        if candidates.isEmpty { candidates = [.string(name)] }
        if mayBeMissing { candidates.append(nil) }
        return candidates
    }

    /// Lists of a Map state have 0, 1 and 2 items; others have one element.
    private func lists(named name: String, items: (String) -> DataShape) -> [JSONValue?] {
        var shape = children[Self.element] ?? DataShape()
        var isMapped = false
        for use in uses {
            guard case .items(let map) = use else { continue }
            shape.merge(items(map))
            isMapped = true
        }
        let element = shape.value(named: "item", at: [], [:], items: items) ?? .null
        return isMapped ? [[element], [], [element, element]] : [[element]]
    }

    private mutating func merge(_ other: DataShape) {
        for use in other.uses where !uses.contains(use) { uses.append(use) }
        for name in other.names {
            if children[name] == nil { names.append(name) }
            if let child = other.children[name] { children[name, default: DataShape()].merge(child) }
        }
    }

    private func value(
        named name: String, at path: [String], _ choice: [[String]: Int], items: (String) -> DataShape
    ) -> JSONValue? {
        let candidates = candidates(named: name, items: items)
        guard let chosen = candidates[choice[path] ?? 0] else { return nil }
        guard !isList, !names.isEmpty else { return chosen }
        var object = JSONObject()
        for child in names {
            object[child] = children[child]?.value(named: child, at: path + [child], choice, items: items)
        }
        return .object(object)
    }
}
