extension Builtins {
    static let higherOrder: [Builtin] = [
        Builtin("map", "<af>", arity: 2) { (call) throws(Failure) in
            if call[0].isUndefined { return .undefined }
            let result = List.sequence()
            let whole = call[0]
            let count = whole.count
            result.items.reserveCapacity(count)
            let caller = try Callback(call, call[1])
            for index in 0..<count {
                let value = try caller.call(whole[index], index, whole)
                if !value.isUndefined { result.items.append(value) }
            }
            return .list(result)
        },
        Builtin("filter", "<af>", arity: 2) { (call) throws(Failure) in
            if call[0].isUndefined { return .undefined }
            let result = List.sequence()
            let whole = call[0]
            let caller = try Callback(call, call[1])
            for index in 0..<whole.count {
                let item = whole[index]
                if try caller.call(item, index, whole).isTrue() { result.items.append(item) }
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
            let whole = call[0]
            let count = whole.count
            var index = 0
            var result = call[2]
            if result.isUndefined, count > 0 {
                result = whole[0]
                index = 1
            }
            let caller = try Callback(call, call[1])
            while index < count {
                result = try caller.fold(result, whole[index], index, whole)
                try call.run.checkExtent(result)
                index += 1
            }
            return result
        },
    ]
}

/// Calls one function again and again; a lambda's frame is used again where nothing kept it.
final class Callback {
    private let run: Evaluation
    private let function: Function
    private let arity: Int
    /// The lambda, with its frame and context, if it is one without a signature.
    private let node: LambdaNode?
    private let parent: Frame?
    private let context: Value
    @exclusivity(unchecked) private var frame: Frame?

    init(_ call: Call, _ value: Value) throws(Failure) {
        guard case .function(let function) = value else { throw Failure("T1006") }
        run = call.run
        self.function = function
        arity = function.arity
        if case .lambda(let node, let parent, let context) = function.kind, node.signature == nil {
            self.node = node
            self.parent = parent
            self.context = context
        } else {
            node = nil
            parent = nil
            context = .undefined
        }
    }

    /// With the item, its index and the whole, as many as the function declares.
    func call(_ item: Value, _ index: Int, _ whole: Value) throws(Failure) -> Value {
        guard let node else {
            if arity <= 1 { return try run.call(function, [item]) }
            let position = Value.number(Double(index))
            return try run.call(function, arity == 2 ? [item, position] : [item, position, whole])
        }
        let frame = nextFrame(node)
        if arity > 0 { frame[0] = item }
        if arity > 1 { frame[1] = .number(Double(index)) }
        if arity > 2 { frame[2] = whole }
        if arity > 3 { for slot in 3..<arity { frame[slot] = .undefined } }
        return try finish(node, frame)
    }

    /// With the result so far first.
    func fold(_ result: Value, _ item: Value, _ index: Int, _ whole: Value) throws(Failure) -> Value {
        guard let node else {
            var arguments: ContiguousArray<Value> = [result, item]
            if arity >= 3 { arguments.append(.number(Double(index))) }
            if arity >= 4 { arguments.append(whole) }
            return try run.call(function, arguments)
        }
        let frame = nextFrame(node)
        frame[0] = result
        frame[1] = item
        if arity > 2 { frame[2] = .number(Double(index)) }
        if arity > 3 { frame[3] = whole }
        if arity > 4 { for slot in 4..<arity { frame[slot] = .undefined } }
        return try finish(node, frame)
    }

    private func nextFrame(_ node: LambdaNode) -> Frame {
        if isKnownUniquelyReferenced(&frame), let frame, !frame.isCaptured {
            for slot in node.parameterCount..<frame.count { frame[slot] = .unbound }
            return frame
        }
        let made = Frame.make(node.scope.names.count, parent: parent)
        frame = made
        return made
    }

    @inline(__always)
    private func finish(_ node: LambdaNode, _ frame: Frame) throws(Failure) -> Value {
        let result = try node.run(run, frame, context: context)
        if case .tailCall = result { return try run.finish(result, context: .null) }
        return result
    }
}
