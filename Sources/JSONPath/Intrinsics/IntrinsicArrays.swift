import JSONModel

/// The functions on arrays. The service cuts fractions off indices, sizes and bounds, although its manual says that it
/// rounds.
enum IntrinsicArrays {
    /// Most elements that `States.ArrayRange` gives.
    static let maximumRangeCount = 1_000

    /// Whether an element prints as the target does: `true` is in `["true"]`, and the order of members counts.
    static func contains(_ array: JSONValue, _ target: JSONValue) throws(IntrinsicFailure) -> JSONValue {
        guard case .array(let array) = array else { throw .arguments(.arrayContains) }
        if array.contains(where: { isEqualScalar($0, target) }) { return .bool(true) }
        let text = JavaText.text(of: target)
        return .bool(array.contains { JavaText.text(of: $0).utf8.elementsEqual(text.utf8) })
    }

    private static func isEqualScalar(_ left: JSONValue, _ right: JSONValue) -> Bool {
        switch left {
        case .array, .object: false
        case .null, .bool, .number, .string: left == right
        }
    }

    /// An index behind the end is an error, but null where the array is empty.
    static func item(_ array: JSONValue, _ index: JSONValue) throws(IntrinsicFailure) -> JSONValue {
        guard case .array(let array) = array, let index = IntrinsicMath.truncated(index), index >= 0,
            index < array.count || array.isEmpty
        else { throw .arguments(.arrayGetItem) }
        return array.isEmpty ? .null : array[index]
    }

    static func length(_ array: JSONValue) throws(IntrinsicFailure) -> JSONValue {
        guard case .array(let array) = array else { throw .arguments(.arrayLength) }
        return .int(array.count)
    }

    static func partition(_ array: JSONValue, _ size: JSONValue) throws(IntrinsicFailure) -> JSONValue {
        guard case .array(let array) = array, let size = IntrinsicMath.truncated(size), size >= 1 else {
            throw .arguments(.arrayPartition)
        }
        var chunks = JSONArray()
        var start = 0
        while start < array.count {
            let end = size < array.count - start ? start + size : array.count
            chunks.append(.array(JSONArray(array[start..<end])))
            start = end
        }
        return .array(chunks)
    }

    static func range(
        _ start: JSONValue, _ end: JSONValue, _ step: JSONValue
    ) throws(IntrinsicFailure) -> JSONValue {
        guard let start = IntrinsicMath.truncated(start), let end = IntrinsicMath.truncated(end),
            let step = IntrinsicMath.truncated(step), step != 0
        else { throw .arguments(.arrayRange) }
        var range = JSONArray()
        var element = start
        while step > 0 ? element <= end : element >= end {
            guard range.count < maximumRangeCount else { throw .arguments(.arrayRange) }
            range.append(.int(element))
            let (next, overflows) = element.addingReportingOverflow(step)
            if overflows { break }
            element = next
        }
        return .array(range)
    }

    /// Each value once, in the order of first appearance.
    static func unique(_ array: JSONValue) throws(IntrinsicFailure) -> JSONValue {
        guard case .array(let array) = array else { throw .arguments(.arrayUnique) }
        if array.count <= 16 {
            var unique = JSONArray()
            for element in array where !unique.contains(element) { unique.append(element) }
            return .array(unique)
        }
        var seen: Set<JSONValue> = []
        return .array(JSONArray(array.filter { seen.insert($0).inserted }))
    }
}
