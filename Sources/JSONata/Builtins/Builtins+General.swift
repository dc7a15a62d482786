extension Builtins {
    static let general: [Builtin] = [
        Builtin("boolean", "<x-:b>") { (call) throws(Failure) in
            try call[0].truth().map { .bool($0) } ?? .undefined
        },
        Builtin("not", "<x-:b>") { (call) throws(Failure) in try call[0].truth().map { .bool(!$0) } ?? .undefined },
        Builtin("exists", "<x:b>") { (call) throws(Failure) in .bool(!call[0].isUndefined) },
        Builtin("type", "<x:s>") { (call) throws(Failure) in
            switch call[0].typeLetter {
            case .null: .string("null")
            case .number: .string("number")
            case .string: .string("string")
            case .bool: .string("boolean")
            case .array: .string("array")
            case .object: .string("object")
            case .function: .string("function")
            default: .undefined
            }
        },
        Builtin("error", "<s?:x>") { (call) throws(Failure) in
            let message = call.string(0).flatMap { $0.isEmpty ? nil : $0 }
            throw Failure("D3137", message: message ?? "$error() function evaluated")
        },
        Builtin("assert", "<bs?:x>", arity: 2) { (call) throws(Failure) in
            if case .bool(true) = call[0] { return .undefined }
            let message = call.string(1).flatMap { $0.isEmpty ? nil : $0 }
            throw Failure("D3141", message: message ?? "$assert() statement failed")
        },
        Builtin("now", "<s?s?:s>", arity: 2) { (call) throws(Failure) in
            try picture { () throws(PictureError) in
                .string(
                    try DatePicture.format(
                        millis: Double(call.run.surroundings.now), picture: call.string(0), timezone: call.string(1)))
            }
        },
        Builtin("millis", "<:n>", arity: 0) { (call) throws(Failure) in .number(Double(call.run.surroundings.now)) },
        Builtin("eval", "<sx?:x>", arity: 2) { (call) throws(Failure) in try evaluate(call) },
    ]

    private static func evaluate(_ call: Call) throws(Failure) -> Value {
        guard let source = call.string(0) else { return .undefined }
        let run = call.run
        let outer = call.place?.scope
        let scope = Scope(parent: outer)
        let compiler = Compiler(dialect: run.dialect, limits: run.limits, scope: scope)
        compiler.firstGlobal = run.globals.count
        let node: Node
        do throws(Failure) {
            let tree = try Parser.parse(source, dialect: run.dialect, limits: run.limits)
            node = try compiler.compileRoot(tree).0
        } catch {
            throw Failure("D3120", value: .string(Messages.text(of: error)))
        }
        // Behind those that are there: functions compiled elsewhere are called from here, and the other way round.
        run.globals.append(contentsOf: compiler.globals.map(run.variable))
        let frame = Frame.make(scope.names.count, parent: call.place?.frame)
        let context = call[1].isUndefined ? call.context : call[1]
        do throws(Failure) {
            try run.checkStack()
            var input = context
            if case .array = input { input = .list(EvaluationStart.wrapped(input)) }
            return try node.evaluate(run, input, frame)
        } catch {
            throw Failure("D3121", value: .string(Messages.text(of: error)))
        }
    }

    static let pictures: [Builtin] = [
        Builtin("formatNumber", "<n-so?:s>", arity: 3) { (call) throws(Failure) in
            guard let number = call.number(0), let text = call.string(1) else { return .undefined }
            let options: [(String, String)] = call[2].objectKeys.compactMap { key in
                if case .string(let value) = call[2].member(key) { (key, value) } else { nil }
            }
            return try picture { () throws(PictureError) in
                .string(try NumberPicture.format(number, picture: text, options: options))
            }
        },
        Builtin("formatInteger", "<n-s:s>", arity: 2) { (call) throws(Failure) in
            guard let number = call.number(0), let text = call.string(1) else { return .undefined }
            return try picture { () throws(PictureError) in
                .string(try IntegerPicture.format(number, picture: text))
            }
        },
        Builtin("parseInteger", "<s-s:n>", arity: 2) { (call) throws(Failure) in
            guard let value = call.string(0), let text = call.string(1) else { return .undefined }
            return try picture { () throws(PictureError) in
                .number(try IntegerPicture.parse(value, picture: text))
            }
        },
        Builtin("fromMillis", "<n-s?s?:s>", arity: 3) { (call) throws(Failure) in
            guard let millis = call.number(0) else { return .undefined }
            return try picture { () throws(PictureError) in
                .string(try DatePicture.format(millis: millis, picture: call.string(1), timezone: call.string(2)))
            }
        },
        Builtin("toMillis", "<s-s?:n>", arity: 2) { (call) throws(Failure) in
            guard let text = call.string(0) else { return .undefined }
            return try picture { () throws(PictureError) in
                let now = Double(call.run.surroundings.now)
                return try DatePicture.parse(text, picture: call.string(1), nowMillis: now).map { .number($0) }
                    ?? .undefined
            }
        },
    ]

    /// Runs a picture and gives its errors as ours.
    private static func picture(_ body: () throws(PictureError) -> Value) throws(Failure) -> Value {
        do throws(PictureError) {
            return try body()
        } catch {
            throw Failure(error.code, value: error.value.map { .string($0) }, message: error.message)
        }
    }
}
