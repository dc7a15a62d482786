extension JSONValue: Hashable {
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        case (.null, _), (.bool, _), (.number, _), (.string, _), (.array, _), (.object, _): false
        }
    }

    public func hash(into hasher: inout Hasher) {
        hash(into: &hasher, levels: 3)
    }

    /// Hashes what equal values share. Below `levels` levels only the kind and the count go in, so deep values cost
    /// neither time nor stack.
    fileprivate func hash(into hasher: inout Hasher, levels: Int) {
        switch self {
        case .null: hasher.combine(0 as UInt8)
        case .bool(let bool): hasher.combine(bool ? 1 : 2 as UInt8)
        case .number(let number): hasher.combine(number)
        case .string(let string): string.withUTF8Bytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        case .array(let array):
            hasher.combine(3 as UInt8)
            hasher.combine(array.count)
            guard levels > 0 else { return }
            for element in array {
                element.hash(into: &hasher, levels: levels - 1)
            }
        case .object(let object):
            hasher.combine(4 as UInt8)
            hasher.combine(object.count)
            guard levels > 0 else { return }
            var members = 0  // a sum: the order of members does not count
            for (key, value) in object {
                var member = Hasher()
                key.withUTF8Bytes { member.combine(bytes: UnsafeRawBufferPointer($0)) }
                value.hash(into: &member, levels: levels - 1)
                members &+= member.finalize()
            }
            hasher.combine(members)
        }
    }
}

extension JSONArray: Hashable {
    public static func == (left: JSONArray, right: JSONArray) -> Bool {
        ContainerComparison.areEqual(left.storage, right.storage)
    }

    public func hash(into hasher: inout Hasher) {
        JSONValue.array(self).hash(into: &hasher)
    }
}

extension JSONObject: Hashable {
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        ContainerComparison.areEqual(left.storage, right.storage)
    }

    public func hash(into hasher: inout Hasher) {
        JSONValue.object(self).hash(into: &hasher)
    }
}

/// Compares arrays and objects with a list of what is left to compare instead of recursion, so depth costs no stack.
private enum ContainerComparison {
    typealias Pair = (left: ContainerStorage, right: ContainerStorage)

    static func areEqual(_ left: ContainerStorage, _ right: ContainerStorage) -> Bool {
        var pending: [Pair] = []
        guard compare(left, right, pending: &pending) else { return false }
        while let next = pending.popLast() {
            guard compare(next.left, next.right, pending: &pending) else { return false }
        }
        return true
    }

    /// Compares one level; the containers in it go to `pending`.
    private static func compare(_ left: ContainerStorage, _ right: ContainerStorage, pending: inout [Pair]) -> Bool {
        if left === right { return true }
        let count = left.fields.pointee.count
        guard count == right.fields.pointee.count else { return false }
        guard let leftKeys = left.fields.pointee.keys, let rightKeys = right.fields.pointee.keys else {
            for position in 0..<count {
                guard compare(left.elements[position], right.elements[position], &pending) else { return false }
            }
            return true
        }
        for position in 0..<count {
            var other = position
            if leftKeys !== rightKeys, !leftKeys.elements[position].hasSameBytes(as: rightKeys.elements[position]) {
                other = rightKeys.position(of: leftKeys.elements[position])
                guard other >= 0 else { return false }
            }
            guard compare(left.elements[position], right.elements[other], &pending) else { return false }
        }
        return true
    }

    private static func compare(_ left: JSONValue, _ right: JSONValue, _ pending: inout [Pair]) -> Bool {
        switch (left, right) {
        case (.array(let left), .array(let right)):
            pending.append((left.storage, right.storage))
            return true
        case (.object(let left), .object(let right)):
            pending.append((left.storage, right.storage))
            return true
        case (.null, _), (.bool, _), (.number, _), (.string, _), (.array, _), (.object, _):
            return left == right
        }
    }
}
