extension Builtins {
    static let arrays: [Builtin] = [
        Builtin("append", "<xx:a>", arity: 2) { (call) throws(Failure) in
            if call[0].isUndefined { return call[1] }
            if call[1].isUndefined { return call[0] }
            var items = call[0].items
            items.append(contentsOf: call[1].items)
            try call.run.visit(items.count)
            if items.count > call.run.limits.items { throw call.run.tooLarge(Double(items.count)) }
            return .list(List(items))
        },
        Builtin("reverse", "<a:a>") { (call) throws(Failure) in
            guard call[0].count > 1 else { return call[0] }
            return .list(List(call[0].items.reversed()))
        },
        Builtin("shuffle", "<a:a>") { (call) throws(Failure) in
            guard call[0].count > 1 else { return call[0] }
            var items = call[0].items
            for index in stride(from: items.count - 1, to: 0, by: -1) {
                items.swapAt(index, Int(call.run.random() % UInt64(index + 1)))
            }
            return .list(List(items))
        },
        Builtin("distinct", "<x:x>") { (call) throws(Failure) in try distinct(call) },
        Builtin("zip", "<a+>", arity: 0) { (call) throws(Failure) in
            let count = call.arguments.map { $0.isArray ? $0.count : 0 }.min() ?? 0
            try call.run.visit(count * max(1, call.arguments.count))
            let rows = (0..<count).map { row in Value.list(List(call.arguments.map { $0[row] })) }
            let result = Value.list(List(rows))
            try call.run.checkExtent(result)
            return result
        },
        Builtin("sort", "<af?:a>", arity: 2) { (call) throws(Failure) in
            guard call[0].count > 1 else { return call[0] }
            let items = Array(call[0].items)
            try call.run.visit(items.count)
            if call[1].isUndefined { return .list(List(try sorted(items))) }
            let result = try MergeSort.sort(items) { (a, b) throws(Failure) in
                try call.callback(call[1], a, b).isTrue()
            }
            return .list(List(result))
        },
    ]

    private static func sorted(_ items: [Value]) throws(Failure) -> [Value] {
        if items.allSatisfy({ $0.double != nil }) {
            return try MergeSort.sort(items) { (a, b) throws(Failure) in (a.double ?? 0) > (b.double ?? 0) }
        }
        guard items.allSatisfy({ $0.typeLetter == .string }) else {
            throw Failure("D3070", details: [("index", .number(1))])
        }
        return try MergeSort.sort(items) { (a, b) throws(Failure) in
            guard case .string(let x) = a, case .string(let y) = b else { return false }
            return UTF16Order.compare(x, y) > 0
        }
    }

    private static func distinct(_ call: Call) throws(Failure) -> Value {
        let value = call[0]
        guard value.isArray, value.count > 1 else { return value }
        var isSequence = false
        if case .list(let list) = value { isSequence = list.isSequence }
        var strings = Set<ByteString>()
        var numbers = Set<Double>()
        var others: [Int: [Value]] = [:]
        var kept = ContiguousArray<Value>()
        for item in value.items {
            switch item {
            case .string(let text): if strings.insert(ByteString(text: text)).inserted { kept.append(item) }
            case .number(let number): if numbers.insert(number).inserted { kept.append(item) }
            default:
                let alike = others[item.digest(), default: []]
                try call.run.visit(1 + alike.count)
                if alike.contains(where: { Value.areEqual($0, item) }) { continue }
                others[item.digest(), default: []].append(item)
                kept.append(item)
            }
        }
        return .list(List(kept, isSequence: isSequence))
    }
}
