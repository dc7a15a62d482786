import JSONModel

extension Builtins {
    static let objects: [Builtin] = [
        Builtin("keys", "<x-:a<s>>") { (call) throws(Failure) in
            if !call[0].isArray { return .list(.sequence(ContiguousArray(call[0].objectKeys.map { .string($0) }))) }
            var seen = Set<ByteString>()
            var keys = ContiguousArray<Value>()
            call[0].forEachLeaf { item in
                for key in item.objectKeys where seen.insert(ByteString(text: key)).inserted {
                    keys.append(.string(key))
                }
            }
            return .list(.sequence(keys))
        },
        Builtin("lookup", "<x-s:x>", arity: 2) { (call) throws(Failure) in
            guard let key = call.string(1) else { return .undefined }
            return call[0].lookup(key)
        },
        Builtin("spread", "<x-:a<o>>") { (call) throws(Failure) in spread(call[0]) },
        Builtin("merge", "<a<o>:o>") { (call) throws(Failure) in
            if call[0].isUndefined { return .undefined }
            var builder = ObjectBuilder(capacity: 4)
            for item in call[0].items {
                switch item {
                case .object(let object): for (key, value) in object { builder.add(key, Value(value)) }
                case .record(let record):
                    for (key, value) in zip(record.keys, record.values) { builder.add(key, value) }
                default: break
                }
            }
            return builder.value
        },
        Builtin("each", "<o-f:a>", arity: 2) { (call) throws(Failure) in
            let result = List.sequence()
            for key in call[0].objectKeys {
                let value = try call.callback(call[1], call[0].member(key), .string(key), call[0])
                if !value.isUndefined { result.items.append(value) }
            }
            return .list(result)
        },
        Builtin("sift", "<o-f?:o>", arity: 2) { (call) throws(Failure) in
            var builder = ObjectBuilder(capacity: 4)
            var isEmpty = true
            for key in call[0].objectKeys {
                let value = call[0].member(key)
                guard try call.callback(call[1], value, .string(key), call[0]).isTrue() else { continue }
                builder.add(key, value)
                isEmpty = false
            }
            return isEmpty ? .undefined : builder.value
        },
        Builtin("clone", "<(oa)-:o>") { (call) throws(Failure) in call[0].settled },
    ]

    private static func spread(_ value: Value) -> Value {
        switch value {
        case .array, .list, .tuples:
            let result = List(ContiguousArray(), isSequence: value.count == 0)
            value.forEachLeaf { result.add(spreading: spread($0)) }
            return .list(result)
        case .object(let object):
            return .list(
                .sequence(ContiguousArray(object.map { .object(JSONObject([(key: $0.key, value: $0.value)])) })))
        case .record(let record):
            return .list(
                .sequence(
                    ContiguousArray(zip(record.keys, record.values).map { .record(Record(keys: [$0], values: [$1])) })))
        default: return value
        }
    }
}
