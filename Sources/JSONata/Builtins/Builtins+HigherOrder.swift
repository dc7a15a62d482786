extension Builtins {
    static let higherOrder: [Builtin] = [
        Builtin("map", "<af>", arity: 2) { (call) throws(Failure) in
            if call[0].isUndefined { return .undefined }
            let result = List.sequence()
            let count = call[0].count
            result.items.reserveCapacity(count)
            var caller = try Callback(call, call[1])
            for index in 0..<count {
                let value = try caller.call(call[0][index], index, call[0])
                if !value.isUndefined { result.items.append(value) }
            }
            return .list(result)
        },
        Builtin("filter", "<af>", arity: 2) { (call) throws(Failure) in
            if call[0].isUndefined { return .undefined }
            let result = List.sequence()
            var caller = try Callback(call, call[1])
            for index in 0..<call[0].count {
                let item = call[0][index]
                if try caller.call(item, index, call[0]).isTrue() { result.items.append(item) }
            }
            return .list(result)
        },
        Builtin("single", "<af?>", arity: 2) { (call) throws(Failure) in
            if call[0].isUndefined { return .undefined }
            var found: Value?
            for index in 0..<call[0].count {
                let item = call[0][index]
                if !call[1].isUndefined {
                    guard try call.callback(call[1], item, .number(Double(index)), call[0]).isTrue() else { continue }
                }
                guard found == nil else { throw Failure("D3138", details: [("index", .number(Double(index)))]) }
                found = item
            }
            guard let found else { throw Failure("D3139") }
            return found
        },
        Builtin("reduce", "<afj?:j>", arity: 3) { (call) throws(Failure) in
            if call[0].isUndefined { return .undefined }
            guard case .function(let function) = call[1], function.arity >= 2 else {
                throw Failure("D3050", details: [("index", .number(1))])
            }
            let count = call[0].count
            var index = 0
            var result = call[2]
            if result.isUndefined, count > 0 {
                result = call[0][0]
                index = 1
            }
            var caller = try Callback(call, call[1])
            while index < count {
                result = try caller.fold(result, call[0][index], index, call[0])
                index += 1
            }
            return result
        },
    ]
}

/// Calls one function again and again; a lambda's frame is used again where nothing kept it.
struct Callback {
    private let run: Evaluation
    private let function: Function
    private let arity: Int
    private let lambda: (node: LambdaNode, parent: Frame, context: Value)?
    private var frame: Frame?

    init(_ call: Call, _ value: Value) throws(Failure) {
        guard case .function(let function) = value else { throw Failure("T1006") }
        run = call.run
        self.function = function
        arity = function.arity
        if case .lambda(let node, let parent, let context) = function.kind, node.signature == nil {
            lambda = (node, parent, context)
        } else {
            lambda = nil
        }
    }

    /// With the item, its index and the whole, as many as the function declares.
    mutating func call(_ item: Value, _ index: Int, _ whole: Value) throws(Failure) -> Value {
        guard let lambda else {
            if arity <= 1 { return try run.call(function, [item]) }
            let position = Value.number(Double(index))
            return try run.call(function, arity == 2 ? [item, position] : [item, position, whole])
        }
        let frame = nextFrame(lambda)
        if arity > 0 { frame[0] = item }
        if arity > 1 { frame[1] = .number(Double(index)) }
        if arity > 2 { frame[2] = whole }
        if arity > 3 { for slot in 3..<arity { frame[slot] = .undefined } }
        return try finish(lambda, frame)
    }

    /// With the result so far first.
    mutating func fold(_ result: Value, _ item: Value, _ index: Int, _ whole: Value) throws(Failure) -> Value {
        guard let lambda else {
            var arguments: ContiguousArray<Value> = [result, item]
            if arity >= 3 { arguments.append(.number(Double(index))) }
            if arity >= 4 { arguments.append(whole) }
            return try run.call(function, arguments)
        }
        let frame = nextFrame(lambda)
        frame[0] = result
        frame[1] = item
        if arity > 2 { frame[2] = .number(Double(index)) }
        if arity > 3 { frame[3] = whole }
        if arity > 4 { for slot in 4..<arity { frame[slot] = .undefined } }
        return try finish(lambda, frame)
    }

    private mutating func nextFrame(_ lambda: (node: LambdaNode, parent: Frame, context: Value)) -> Frame {
        if isKnownUniquelyReferenced(&frame), let frame, !frame.header.isCaptured {
            for slot in lambda.node.parameterCount..<frame.header.count { frame[slot] = .unbound }
            return frame
        }
        let made = Frame.make(lambda.node.scope.names.count, parent: lambda.parent)
        frame = made
        return made
    }

    @inline(__always)
    private func finish(
        _ lambda: (node: LambdaNode, parent: Frame, context: Value), _ frame: Frame
    ) throws(Failure) -> Value {
        let result = try lambda.node.run(run, frame, context: lambda.context)
        if case .tailCall = result { return try run.finish(result, context: .null) }
        return result
    }
}
