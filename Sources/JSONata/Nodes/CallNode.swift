/// `function($a, $b){ … }`.
final class LambdaNode: Node {
    let parameterCount: Int
    let signature: Signature?
    let scope: Scope
    /// Set once, right after the body was compiled in the scope of this lambda.
    private(set) var body: Node
    /// Levels that the body needs below the call.
    private(set) var height = 0

    init(parameterCount: Int, signature: Signature?, scope: Scope, position: Int) {
        self.parameterCount = parameterCount
        self.signature = signature
        self.scope = scope
        body = LiteralNode(.undefined, position: position)
        super.init(position: position)
    }

    func setBody(_ body: Node, height: Int) {
        self.body = body
        self.height = height
    }

    override func evaluate(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        run.capture(frame)
        return .function(Function(.lambda(self, frame, context: input)))
    }

    /// Runs the body in a frame whose parameters are set.
    @inline(__always)
    func run(_ run: Evaluation, _ frame: Frame, context: Value) throws(Failure) -> Value {
        try run.visit()
        try run.checkDepth(height)
        try run.checkStack()
        let result = try body.evaluate(run, context, frame)
        try run.checkExtent(result)
        return result
    }
}

/// `procedure(arguments)`.
final class CallNode: Node {
    let procedure: Node
    let arguments: [Node]
    /// The name that errors give.
    let token: Value
    /// Depth of this node below the call whose body it is in.
    let depth: Int
    /// The built-in or variable that was perhaps meant, where a name stands without `$`.
    let meant: Node?
    /// The call's result is the lambda's: whoever called the lambda runs it.
    let isTail: Bool

    init(
        procedure: Node, arguments: [Node], token: Value, depth: Int, meant: Node?, isTail: Bool, position: Int
    ) {
        self.procedure = procedure
        self.arguments = arguments
        self.token = token
        self.depth = depth
        self.meant = meant
        self.isTail = isTail
        super.init(position: position)
    }

    override func raw(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        let function = try procedure.evaluate(run, input, frame)
        if isTail { return try prepare(function, run, input, frame) }
        guard case .function(let callee) = function else { throw try notAFunction(run, input, frame) }
        do throws(Failure) {
            switch callee.kind {
            case .lambda(let lambda, let parent, let context) where lambda.signature == nil:
                return try call(lambda, parent, context, run, input, frame)
            case .builtin(let builtin): return try call(builtin, run, input, frame)
            default: return try call(callee, run, input, frame, first: nil)
            }
        } catch {
            throw located(error)
        }
    }

    /// Leaves the call to whoever called the lambda that it ends.
    private func prepare(
        _ function: Value, _ run: Evaluation, _ input: Value, _ frame: Frame
    ) throws(Failure) -> Value {
        if case .function(let callee) = function, case .lambda(let lambda, let parent, _) = callee.kind,
            lambda.signature == nil
        {
            let inner = try filled(lambda, parent, run, input, frame)
            for slot in 0..<lambda.parameterCount { try run.checkExtent(inner[slot]) }
            run.pendingFrame = inner
        } else {
            let values = try values(run, input, frame)
            guard case .function = function else { throw try notAFunction(run, input, frame) }
            for value in values { try run.checkExtent(value) }
            run.pendingArguments = values
        }
        run.pendingFunction = function
        return .tailCall
    }

    /// The arguments straight in the frame of a lambda.
    @inline(__always)
    private func filled(
        _ lambda: LambdaNode, _ parent: Frame, _ run: Evaluation, _ input: Value, _ frame: Frame
    ) throws(Failure) -> Frame {
        let inner = Frame.make(lambda.scope.names.count, parent: parent)
        for index in 0..<arguments.count {
            let value = try arguments[index].evaluate(run, input, frame)
            if index < lambda.parameterCount { inner[index] = value }
        }
        if arguments.count < lambda.parameterCount {
            for index in arguments.count..<lambda.parameterCount { inner[index] = .undefined }
        }
        return inner
    }

    @inline(__always)
    private func values(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> ContiguousArray<Value> {
        var values = ContiguousArray<Value>()
        values.reserveCapacity(arguments.count)
        for index in 0..<arguments.count { values.append(try arguments[index].evaluate(run, input, frame)) }
        return values
    }

    private func call(
        _ builtin: Builtin, _ run: Evaluation, _ input: Value, _ frame: Frame
    ) throws(Failure) -> Value {
        let values = try values(run, input, frame)
        let base = run.base
        run.base = base + depth
        let result = try run.call(builtin, values, input, place: nil)
        run.base = base
        return result
    }

    /// Calls a lambda with the arguments straight in its frame.
    private func call(
        _ lambda: LambdaNode, _ parent: Frame, _ context: Value, _ run: Evaluation, _ input: Value, _ frame: Frame
    ) throws(Failure) -> Value {
        let inner = try filled(lambda, parent, run, input, frame)
        let base = run.base
        run.base = base + depth
        let result = try run.finish(try lambda.run(run, inner, context: context), context: input)
        run.base = base
        return result
    }

    private func call(
        _ callee: Function, _ run: Evaluation, _ input: Value, _ frame: Frame, first: Value?
    ) throws(Failure) -> Value {
        var values = ContiguousArray<Value>()
        values.reserveCapacity(arguments.count + 1)
        if let first { values.append(first) }
        for argument in arguments { values.append(try argument.evaluate(run, input, frame)) }
        let base = run.base
        run.base = base + depth
        let result = try run.call(callee, values, context: input)
        run.base = base
        return result
    }

    /// `value ~> procedure(arguments)`: the value goes first.
    func apply(to value: Value, _ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        let function = try procedure.evaluate(run, input, frame)
        guard case .function(let callee) = function else { throw try notAFunction(run, input, frame) }
        do throws(Failure) {
            return try call(callee, run, input, frame, first: value)
        } catch {
            throw located(error)
        }
    }

    /// The innermost place is the one that is told.
    private func located(_ error: Failure) -> Failure {
        if error.position == nil { error.position = position }
        if error.token == nil { error.token = token }
        return error
    }

    private func notAFunction(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Failure {
        if let meant, try meant.evaluate(run, input, frame).isFunction {
            return Failure("T1005", position: position, token: token)
        }
        return Failure("T1006", position: position, token: token)
    }
}

extension Evaluation {
    /// Calls a function and runs the calls in tail position that it leaves.
    func call(
        _ function: Function, _ arguments: ContiguousArray<Value>, context: Value = .null
    ) throws(Failure) -> Value {
        try finish(try callOnce(function, arguments, context), context: context)
    }

    /// Runs calls in tail position until there is a value.
    @inline(__always)
    func finish(_ result: Value, context: Value) throws(Failure) -> Value {
        var result = result
        while case .tailCall = result {
            if let frame = pendingFrame {
                pendingFrame = nil
                guard case .function(let function) = pendingFunction,
                    case .lambda(let lambda, _, let context) = function.kind
                else { throw Failure("T1006") }
                result = try lambda.run(self, frame, context: context)
                continue
            }
            let arguments = pendingArguments
            pendingArguments = []
            guard case .function(let function) = pendingFunction else { throw Failure("T1006") }
            result = try callOnce(function, arguments, context)
        }
        return result
    }

    private func callOnce(
        _ function: Function, _ arguments: ContiguousArray<Value>, _ context: Value
    ) throws(Failure) -> Value {
        switch function.kind {
        case .lambda(let lambda, let parent, let ownContext):
            var values = arguments
            if let signature = lambda.signature { values = try signature.validate(arguments, context: context) }
            let frame = Frame.make(lambda.scope.names.count, parent: parent)
            for index in 0..<lambda.parameterCount {
                frame[index] = index < values.count ? values[index] : .undefined
            }
            return try lambda.run(self, frame, context: ownContext)
        case .builtin(let builtin): return try call(builtin, arguments, context, place: nil)
        case .eval(let builtin, let scope, let frame):
            return try call(builtin, arguments, context, place: (scope, frame))
        case .partial(let inner, let known):
            var rest = arguments.makeIterator()
            let all = known.map { $0 ?? rest.next() ?? .undefined }
            if case .builtin(let builtin) = inner.kind {
                try visit()
                return try builtin.body(Call(run: self, arguments: ContiguousArray(all), context: .undefined))
            }
            return try call(inner, ContiguousArray(all), context: context)
        case .composed(let first, let second):
            return try call(second, [try call(first, [arguments.first ?? .undefined])])
        case .regex(let node): return try node.match(self, arguments)
        case .nextMatch(let node, let text, let from): return try node.next(self, text, from: from)
        case .transform(let node, let frame):
            let values = try TransformNode.signature.validate(arguments, context: context)
            return try node.apply(to: values.first ?? .undefined, self, frame)
        }
    }

    fileprivate func call(
        _ builtin: Builtin, _ arguments: ContiguousArray<Value>, _ context: Value, place: (Scope, Frame)?
    ) throws(Failure) -> Value {
        try visit()
        do throws(Failure) {
            let values = try builtin.signature.validate(arguments, context: context)
            return try builtin.body(Call(run: self, arguments: values, context: context, place: place))
        } catch {
            if error.token == nil { error.token = .string(builtin.name) }
            throw error
        }
    }
}

/// `procedure(?, argument)`.
final class PartialNode: Node {
    let procedure: Node
    /// `nil` where `?` stands.
    let arguments: [Node?]
    let token: Value
    let meant: Node?

    init(procedure: Node, arguments: [Node?], token: Value, meant: Node?, position: Int) {
        self.procedure = procedure
        self.arguments = arguments
        self.token = token
        self.meant = meant
        super.init(position: position)
    }

    override func evaluate(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        var values: [Value?] = []
        for argument in arguments { values.append(try argument?.evaluate(run, input, frame)) }
        guard case .function(let function) = try procedure.evaluate(run, input, frame) else {
            if let meant, try meant.evaluate(run, input, frame).isFunction {
                throw Failure("T1007", position: position, token: token)
            }
            throw Failure("T1008", position: position, token: token)
        }
        return .function(Function(.partial(function, values)))
    }
}

/// `a ~> f`.
final class ApplyNode: Node {
    let left: Node
    let right: Node
    let depth: Int

    init(_ left: Node, _ right: Node, depth: Int, position: Int) {
        self.left = left
        self.right = right
        self.depth = depth
        super.init(position: position)
    }

    override func raw(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        let value = try left.evaluate(run, input, frame)
        if let call = right as? CallNode { return try call.apply(to: value, run, input, frame) }
        let target = try right.evaluate(run, input, frame)
        guard case .function(let function) = target else { throw Failure("T2006", position: position, value: target) }
        if case .function(let first) = value { return .function(Function(.composed(first, function))) }
        let base = run.base
        run.base = base + depth
        let result = try run.call(function, [value])
        run.base = base
        return result
    }
}
