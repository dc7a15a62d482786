import JSONModel
import JSONPath
import StatesLanguage

/// Fields that are literal or come from a path.
extension Execution {
    /// What a definition may say, and so what a path may give.
    private static let longestTimeoutSeconds = 99_999_999

    /// `TimeoutSeconds[Path]` and `HeartbeatSeconds[Path]`.
    func seconds(
        _ field: NumberField?, _ name: String, on input: Payload, _ frame: Int32
    ) throws(StateFailure) -> Int? {
        if case .expression(let expression)? = field {
            var scope = StatesScope(self, frame, draws: RandomDraws(field: name))
            let seconds = try scope.count(expression, name)
            guard (1...Self.longestTimeoutSeconds).contains(seconds) else {
                throw .query("\(name) must be between 1 and \(Self.longestTimeoutSeconds).", name)
            }
            return seconds
        }
        guard let value = try number(field, name, on: input, frame) else { return nil }
        guard let seconds = Self.integer(value), (1...Self.longestTimeoutSeconds).contains(seconds) else {
            throw StateFailure(cause: Self.notAnInteger(name, value, field))
        }
        return seconds
    }

    /// `MaxConcurrency[Path]`.
    func count(
        _ field: NumberField?, _ name: String, on input: Payload, _ frame: Int32
    ) throws(StateFailure) -> Int? {
        if case .expression(let expression)? = field {
            var scope = StatesScope(self, frame, draws: RandomDraws(field: name))
            return try scope.count(expression, name)
        }
        guard let value = try number(field, name, on: input, frame) else { return nil }
        guard let count = Self.integer(value) else {
            throw StateFailure(cause: Self.notAnInteger(name, value, field))
        }
        guard count >= 0 else { throw StateFailure(cause: "\(name) cannot be negative.") }
        return count
    }

    /// A whole number that may be negative: the service finds fault with that later.
    ///
    /// - Parameter location: the field, as JSONata errors name it.
    func integer(
        _ field: NumberField?, _ name: String, _ location: String, on input: Payload, _ frame: Int32
    ) throws(StateFailure) -> Int? {
        if case .expression(let expression)? = field {
            var scope = StatesScope(self, frame, draws: RandomDraws(field: location))
            return try scope.count(expression, location)
        }
        guard let value = try number(field, name, on: input, frame) else { return nil }
        guard let count = Self.integer(value) else {
            throw StateFailure(cause: Self.notAnInteger(name, value, field))
        }
        return count
    }

    /// `ToleratedFailurePercentage[Path]`.
    func percentage(
        _ field: NumberField?, _ name: String, on input: Payload, _ frame: Int32
    ) throws(StateFailure) -> Double? {
        let percentage: Double
        if case .expression(let expression)? = field {
            var scope = StatesScope(self, frame, draws: RandomDraws(field: name))
            percentage = try scope.number(expression, name).doubleValue
            guard (0...100).contains(percentage) else {
                throw .query("\(name) must be between 0 and 100.", name)
            }
            return percentage
        }
        guard let value = try number(field, name, on: input, frame) else { return nil }
        switch value {
        case .number(let number): percentage = number.doubleValue
        case .string(let text) where Double(text) != nil: percentage = Double(text) ?? 0
        case .null, .bool, .string, .array, .object:
            throw StateFailure(cause: Self.notA("float", name, value, field))
        }
        guard (0...100).contains(percentage) else {
            throw StateFailure(cause: "\(name) must be between 0 and 100.")
        }
        return percentage
    }

    /// The value of a literal or a path.
    private func number(
        _ field: NumberField?, _ name: String, on input: Payload, _ frame: Int32
    ) throws(StateFailure) -> JSONValue? {
        switch field {
        case nil, .expression: return nil
        case .literal(let number): return .number(number)
        case .path(let path): return try evaluate(path, name: "\(name)Path", on: input.value, frame)
        }
    }

    /// `Error[Path]`, `Cause[Path]`.
    func text(
        _ field: TextField?, _ name: String, on input: Payload, _ frame: Int32
    ) throws(StateFailure) -> String? {
        switch field {
        case nil: return nil
        case .literal(let text): return text
        case .path(let path):
            let value = try evaluate(field: path, name: "\(name)Path", on: input.value, frame)
            guard case .string(let text) = value else {
                throw StateFailure(
                    cause: "The \(name)Path field refers to value \"\(value)\" which is not a string: \(path.text)")
            }
            return text
        case .expression(let expression):
            var scope = StatesScope(self, frame, draws: RandomDraws(field: name))
            return try scope.string(expression, name)
        }
    }

    /// A field that takes a path or an intrinsic call; a missing value is explained as `InputPath` explains it.
    func evaluate(
        _ expression: ValueExpression, name: String, on input: JSONValue, _ frame: Int32
    ) throws(StateFailure) -> JSONValue {
        if case .path(let path) = expression { return try evaluate(path, on: input, frame) }
        return try evaluate(field: expression, name: name, on: input, frame)
    }

    /// A field that takes a path or an intrinsic call; a missing value is explained as templates explain it.
    func evaluate(
        field expression: ValueExpression, name: String, on input: JSONValue, _ frame: Int32
    ) throws(StateFailure) -> JSONValue {
        var scope = EvaluationScope(
            input: input, execution: ExpressionView(self), frame: frame, draws: RandomDraws(field: name))
        do {
            return try expression.evaluate(in: &scope, field: name)
        } catch {
            throw StateFailure(error)
        }
    }

    /// Whole numbers, also as the service accepts them in text: `"1"`.
    static func integer(_ value: JSONValue) -> Int? {
        switch value {
        case .number(let number): number.int64Value.map(Int.init)
        case .string(let text): Int(text)
        case .null, .bool, .array, .object: nil
        }
    }

    static func notAnInteger(_ name: String, _ value: JSONValue, _ field: NumberField?) -> String {
        notA("integer", name, value, field)
    }

    private static func notA(_ kind: String, _ name: String, _ value: JSONValue, _ field: NumberField?) -> String {
        let shown = if case .string(let text) = value { text } else { value.description }
        let path = if case .path(let expression) = field { expression.text } else { "" }
        return "The \(name)Path field refers to value \"\(shown)\" which is not a valid \(kind): \(path)"
    }
}
