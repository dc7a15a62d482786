import JSONModel
import JSONPath
import StatesLanguage

/// Choice: the first rule that holds, else `Default`.
extension Execution {
    func choose(
        _ choice: ChoiceNode, _ node: StateNode, _ frame: Int32, _ flow: inout DataFlow
    ) throws(StateFailure) -> (next: StateIndex, route: StateExit.Route) {
        if let place = try rule(of: choice, node, frame) {
            let rule = choice.rules[place]
            if node.language == .jsonPath {
                try plainFlow(node, frame, assign: rule.assign, &flow)
            } else {
                try outputFlow(assign: rule.assign, output: rule.output, frame, &flow)
            }
            return (rule.next, .rule(Int32(place)))
        }
        guard choice.defaultNext != .end else {
            // The specification names `States.NoChoiceMatched`; the service says `States.Runtime`, uncatchable.
            throw StateFailure(
                cause: "Failed to transition out of the state. The state does not point to a next state.")
        }
        try plainFlow(node, frame, &flow)
        return (choice.defaultNext, .byDefault)
    }

    /// The place of the first rule that holds.
    private func rule(
        of choice: ChoiceNode, _ node: StateNode, _ frame: Int32
    ) throws(StateFailure) -> Int? {
        if node.language == .jsonata {
            var scope = StatesScope(self, frame)
            for (place, rule) in choice.rules.enumerated() {
                if case .condition(let condition) = rule.test, try scope.holds(condition) { return place }
            }
            return nil
        }
        let input = try select(node.inputPath, from: frames[Int(frame)].payload, frame)
        var scope = EvaluationScope(input: input.value, execution: ExpressionView(self), frame: frame)
        for (place, rule) in choice.rules.enumerated() {
            if case .comparison(let test) = rule.test, try Self.holds(test, in: &scope) { return place }
        }
        return nil
    }

    private static func holds(_ test: ChoiceTest, in scope: inout EvaluationScope) throws(StateFailure) -> Bool {
        switch test {
        case .and(let tests):
            for test in tests where try !holds(test, in: &scope) { return false }
            return true
        case .or(let tests):
            for test in tests where try holds(test, in: &scope) { return true }
            return false
        case .not(let test): return try !holds(test, in: &scope)
        case .comparison(let path, let comparison): return try holds(comparison, path, in: &scope)
        }
    }

    private static func holds(
        _ comparison: ChoiceComparison, _ path: JSONPath, in scope: inout EvaluationScope
    ) throws(StateFailure) -> Bool {
        if case .isPresent(let wanted) = comparison { return isPresent(path, in: &scope) == wanted }
        let value = try value(of: path, in: &scope)
        switch comparison {
        case .string(let order, let operand):
            guard case .string(let left) = value,
                let right = try resolve(operand, in: &scope, read: \.stringValue)
            else { return false }
            return order.holds(UTF16Order(left), UTF16Order(right))
        case .stringMatches(let pattern):
            guard case .string(let text) = value else { return false }
            return pattern.matches(text)
        case .numeric(let order, let operand):
            guard case .number(let left) = value,
                let right = try resolve(operand, in: &scope, read: \.numberValue)
            else { return false }
            return holds(order, left, right)
        case .boolean(let operand):
            guard case .bool(let left) = value, let right = try resolve(operand, in: &scope, read: \.boolValue)
            else { return false }
            return left == right
        case .timestamp(let order, let operand):
            guard let left = value.timestampValue,
                let right = try resolve(operand, in: &scope, read: \.timestampValue)
            else { return false }
            return order.holds(left, right)
        case .isNull(let wanted): return value.isNull == wanted
        case .isNumeric(let wanted): return (value.numberValue != nil) == wanted
        case .isString(let wanted): return (value.stringValue != nil) == wanted
        case .isBoolean(let wanted): return (value.boolValue != nil) == wanted
        case .isTimestamp(let wanted): return (value.timestampValue != nil) == wanted
        case .isPresent(let wanted): return wanted
        }
    }

    /// Two integers are compared exactly; everything else as doubles.
    private static func holds(_ order: ChoiceOrder, _ left: JSONNumber, _ right: JSONNumber) -> Bool {
        if case .int(let left) = left, case .int(let right) = right { return order.holds(left, right) }
        return order.holds(left.doubleValue, right.doubleValue)
    }

    private static func isPresent(_ path: JSONPath, in scope: inout EvaluationScope) -> Bool {
        guard let value = path.evaluateIfPresent(in: &scope) else { return false }
        // A path that may select many gives an array; nothing selected means not present.
        if !path.isDefinite, case .array(let selected) = value { return !selected.isEmpty }
        return true
    }

    private static func value(
        of path: JSONPath, in scope: inout EvaluationScope
    ) throws(StateFailure) -> JSONValue {
        do {
            return try path.evaluate(in: &scope)
        } catch {
            throw StateFailure(
                cause: "Invalid path '\(path.text)': The choice state's condition path references an invalid value.")
        }
    }

    private static func resolve<Value>(
        _ operand: ChoiceOperand<Value>, in scope: inout EvaluationScope, read: (JSONValue) -> Value?
    ) throws(StateFailure) -> Value? {
        switch operand {
        case .literal(let value): value
        case .path(let path): read(try value(of: path, in: &scope))
        }
    }
}

extension JSONValue {
    /// A string that is an RFC 3339 timestamp.
    fileprivate var timestampValue: Timestamp? {
        if case .string(let text) = self { Timestamp(rfc3339: text) } else { nil }
    }
}

/// Strings in the order of their UTF-16 code units, as Java compares them.
private struct UTF16Order: Comparable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (left: Self, right: Self) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }
    static func < (left: Self, right: Self) -> Bool { left.text.utf16.lexicographicallyPrecedes(right.text.utf16) }
}
