import JSONModel

/// How deeply lists, records and functions nest in each other, and how large all of them are together, what is shared
/// counted each time.
///
/// What walks through values recurses and meets what is shared again and again: so no loop may build a tower, and no
/// chain of `[$a, $a]` a value of 2^60 items. JSON knows its size and its depth, and is never walked by recursion when
/// it is deep.
struct Extent {
    /// 0 for scalars and JSON.
    var nesting: Int32
    /// Bytes, about.
    var weight: Int

    /// Towers that one body may add to on each of its runs.
    static let deepestNesting: Int32 = 160

    fileprivate mutating func add(_ value: Value) {
        let extent = value.extent
        nesting = max(nesting, extent.nesting + 1)
        weight = weight.addingReportingOverflow(extent.weight).overflow ? .max : weight + extent.weight
    }

    fileprivate static func of(_ items: some Sequence<Value>) -> Extent {
        var extent = Extent(nesting: 1, weight: 2)
        for item in items {
            if case .number = item { extent.weight += 8 } else { extent.add(item) }
        }
        return extent
    }
}

extension Value {
    var extent: Extent {
        switch self {
        case .list(let list): list.extent
        case .record(let record): record.extent
        case .function(let function): Extent(nesting: function.nesting, weight: 8)
        case .array(let array): Extent(nesting: 0, weight: array.byteCount)
        case .object(let object): Extent(nesting: 0, weight: object.byteCount)
        case .string(let string): Extent(nesting: 0, weight: string.utf8.count)
        case .undefined, .unbound, .tailCall, .null, .bool, .number, .integer, .tuples: Extent(nesting: 0, weight: 8)
        }
    }
}

extension List {
    /// Counted when it is first asked for; by then the list is complete.
    var extent: Extent {
        if let knownExtent { return knownExtent }
        let extent = Extent.of(items)
        knownExtent = extent
        return extent
    }
}

extension Record {
    /// Counted when it is first asked for, and again when a transform has changed it.
    var extent: Extent {
        if let knownExtent { return knownExtent }
        let extent = Extent.of(values)
        knownExtent = extent
        return extent
    }
}

extension Evaluation {
    /// Whether `value`, which goes round in a loop, comes out of a function or was put together, has a reasonable size.
    @inline(__always)
    func checkExtent(_ value: Value) throws(Failure) {
        switch value {
        case .list, .record, .function, .object, .array: try check(value.extent)
        default: break
        }
    }

    private func check(_ extent: Extent) throws(Failure) {
        if extent.nesting > Extent.deepestNesting { throw tooDeep() }
        if extent.weight > limits.valueBytes { throw tooLarge(Double(extent.weight)) }
    }
}
