import JSONModel
import JSONata
import StatesLanguage

/// What the JSONata expressions of one state see while they are evaluated: `$states` and the variables.
///
/// Lives inside one data-flow function, as `EvaluationScope` does.
struct StatesScope {
    private let execution: ExpressionView
    private let frame: Int32
    private let now: Int64
    private let random: (entry: Int, attempt: Int)
    private var drawn: UInt64
    private let input: JSONValue
    private let result: JSONValue?
    private let errorOutput: JSONValue?
    /// The item of a Map iteration that is about to start.
    private let item: MapItem?
    /// `$states` as the last expression wanted it.
    private var states: (members: StatesMembers, value: JSONValue) = ([], .null)
    private var context: JSONValue?

    /// - Parameters:
    ///   - result: `$states.result`, where the state has done its work.
    ///   - errorOutput: `$states.errorOutput`, in a catcher.
    ///   - draws: what random numbers are drawn for.
    ///   - item: of the iteration that is about to start.
    init(
        _ execution: Execution, _ frame: Int32, result: JSONValue? = nil, errorOutput: JSONValue? = nil,
        draws: RandomDraws = .input, item: MapItem? = nil
    ) {
        self.init(
            ExpressionView(execution), frame, at: execution.now, result: result, errorOutput: errorOutput,
            draws: draws, item: item)
    }

    init(
        _ execution: ExpressionView, _ frame: Int32, at now: Timestamp, result: JSONValue? = nil,
        errorOutput: JSONValue? = nil, draws: RandomDraws = .input, item: MapItem? = nil
    ) {
        self.execution = execution
        self.frame = frame
        self.now = now.millisecondsSinceEpoch
        let place = execution.frames[Int(frame)]
        random = (place.entry, place.attempt)
        drawn = draws.firstNumber(item: item?.index)
        input = place.payload.value
        self.result = result
        self.errorOutput = errorOutput
        self.item = item
    }

    /// The value of `template`; every expression in it must give one.
    mutating func evaluate(_ template: ExpressionTemplate) throws(StateFailure) -> JSONValue {
        switch template {
        case .literal(let payload): return payload.value
        case .expression(let expression, let location): return try evaluate(expression, location)
        case .array(let parts):
            var array = JSONArray(capacity: parts.count)
            for part in parts { array.append(try evaluate(part)) }
            return .array(array)
        case .object(let shape, let members):
            var builder = JSONObjectBuilder(shape)
            for member in members { builder.append(try evaluate(member.value)) }
            return .object(builder.finish())
        }
    }

    /// - Parameter location: the field, as the service names it.
    mutating func evaluate(_ expression: StateExpression, _ location: String) throws(StateFailure) -> JSONValue {
        let states = states(expression.states)
        let seed = Random.value(
            seed: execution.settings.seed, entry: random.entry, attempt: random.attempt, purpose: .expression,
            index: drawn)
        drawn += 1
        let outcome: JSONataExpression.Outcome
        do {
            outcome = try expression.compiled.evaluate(nil, surroundings: Surroundings(now: now, seed: seed)) { name in
                name == "states" ? states : execution.variable(name, from: frame)
            }
        } catch {
            throw .evaluation(expression, location, "threw an error during evaluation\(Self.shown(error))")
        }
        switch outcome {
        case .value(let value): return value
        case .undefined: throw .evaluation(expression, location, "returned nothing (undefined).")
        case .function: throw .evaluation(expression, location, "returned an unsupported result type.")
        }
    }

    /// An error with a code stands in a sentence of its own; a limit, which has none, goes on the sentence before.
    private static func shown(_ error: JSONataError) -> String {
        error.code.map { ". \($0): \(error.message)" } ?? ": \(error.message)"
    }

    /// `$states` with those of `members` that there are, in the service's order.
    private mutating func states(_ members: StatesMembers) -> JSONValue {
        if members == states.members { return states.value }
        var value = JSONObject(capacity: 4)
        if members.contains(.input) { value["input"] = input }
        if members.contains(.context) { value["context"] = contextObject() }
        if members.contains(.result), let result { value["result"] = result }
        if members.contains(.errorOutput), let errorOutput { value["errorOutput"] = errorOutput }
        states = (members, .object(value))
        return states.value
    }

    private mutating func contextObject() -> JSONValue {
        if let context { return context }
        let made = execution.contextObject(for: frame, item: item)
        context = made
        return made
    }
}

/// Fields that must have one kind of value.
extension StatesScope {
    mutating func number(_ expression: StateExpression, _ location: String) throws(StateFailure) -> JSONNumber {
        let value = try evaluate(expression, location)
        if case .number(let number) = value { return number }
        throw .unexpected(value, wanted: "number", expression, location)
    }

    /// A whole number that is not negative.
    mutating func count(_ expression: StateExpression, _ location: String) throws(StateFailure) -> Int {
        let number = try number(expression, location)
        guard let count = number.int64Value else {
            throw .unexpected(.number(number), wanted: "integer", expression, location)
        }
        guard count >= 0 else { throw .query("\(location) cannot be negative.", location) }
        return Int(count)
    }

    mutating func string(_ expression: StateExpression, _ location: String) throws(StateFailure) -> String {
        let value = try evaluate(expression, location)
        if case .string(let text) = value { return text }
        throw .unexpected(value, wanted: "string", expression, location)
    }

    /// A choice rule's `Condition`: an expression that gives a boolean, or a literal one.
    mutating func holds(_ condition: ExpressionTemplate) throws(StateFailure) -> Bool {
        let value = try evaluate(condition)
        if case .bool(let holds) = value { return holds }
        guard case .expression(let expression, let location) = condition else { return false }
        throw .unexpected(value, wanted: "boolean", expression, location)
    }
}

extension ExpressionView {
    /// The value of a variable of `frame`'s scope or of one around it, or `nil` if it was never assigned.
    func variable(_ name: String, from frame: Int32) -> JSONValue? {
        var place = frame
        while place >= 0 {
            let index = Int(place)
            if let variable = frames[index].variables.first(where: { $0.name == name }) { return variable.value }
            place = frames[index].parent
        }
        return nil
    }
}

/// What the service says of expressions in JSONata.
///
/// - Source: recordings of the service.
extension StateFailure {
    static let queryEvaluationError = "States.QueryEvaluationError"

    /// A fault that the service records with `EvaluationFailed`.
    ///
    /// - Parameter location: the field; `nil` where the service names none.
    static func query(_ cause: String, _ location: String?) -> StateFailure {
        var failure = StateFailure(error: queryEvaluationError, cause: cause)
        failure.evaluation = Evaluation(location: location)
        return failure
    }

    fileprivate static func evaluation(
        _ expression: StateExpression, _ location: String, _ what: String
    ) -> StateFailure {
        query("The JSONata expression '\(expression.source)' specified for the field '\(location)' \(what)", location)
    }

    static func unexpected(
        _ value: JSONValue, wanted: String, _ expression: StateExpression, _ location: String
    ) -> StateFailure {
        evaluation(
            expression, location,
            "returned an unexpected result type. Expected '\(wanted)', but was '\(value.typeName)' for value: \(value)")
    }
}

extension JSONValue {
    /// The kind of the value, as the service calls it.
    fileprivate var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
