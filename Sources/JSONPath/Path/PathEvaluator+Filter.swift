import JSONModel

extension PathEvaluator {
    /// Whether `candidate` satisfies `filter`.
    mutating func matches(_ filter: FilterExpression, _ candidate: JSONValue) -> Bool {
        guard visitsLeft > 0 else { return false }
        visitsLeft -= 1
        switch filter {
        case .and(let conditions):
            for condition in conditions where !matches(condition, candidate) { return false }
            return true
        case .or(let alternatives):
            for alternative in alternatives where matches(alternative, candidate) { return true }
            return false
        case .not(let condition):
            return !matches(condition, candidate)
        case .exists(let operand):
            return value(of: operand, candidate) != nil
        case .comparison(let left, let filterOperator, let right):
            return compare(left, filterOperator, right, candidate)
        }
    }

    /// The operand's value for `candidate`; `nil` if its path selects nothing.
    private mutating func value(of operand: FilterOperand, _ candidate: JSONValue) -> JSONValue? {
        let outcome: PathOutcome
        switch operand {
        case .literal(let value): return value
        case .pattern: return nil
        case .current(let steps): outcome = evaluateNested(steps, on: candidate)
        case .root(let steps): outcome = evaluateNested(steps, on: root)
        }
        guard case .value(let value) = outcome else { return nil }
        return value
    }

    /// A path inside a filter draws on the same budget.
    private mutating func evaluateNested(_ steps: [PathStep], on value: JSONValue) -> PathOutcome {
        let (outcome, left) = Self.evaluate(steps, on: value, root: root, visits: visitsLeft)
        visitsLeft = left
        return outcome
    }

    private mutating func compare(
        _ left: FilterOperand, _ filterOperator: FilterOperator, _ right: FilterOperand, _ candidate: JSONValue
    ) -> Bool {
        if filterOperator == .matches {
            return matchesPattern(left, right, candidate)
        }
        let leftValue = value(of: left, candidate)
        let rightValue = value(of: right, candidate)
        switch filterOperator {
        // What is not there equals nothing, not even another absence.
        case .notEqual, .strictlyNotEqual:
            guard let leftValue, let rightValue else { return true }
            return !areEqual(leftValue, rightValue, strictly: filterOperator == .strictlyNotEqual)
        case .isNotIn:
            guard let leftValue, let rightValue else { return true }
            return !isElement(leftValue, of: rightValue)
        case .equal, .strictlyEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .matches, .isIn, .subsetOf,
            .anyOf, .noneOf, .all, .contains, .size, .empty:
            guard let leftValue, let rightValue else { return false }
            return holds(filterOperator, leftValue, rightValue)
        }
    }

    private func holds(_ filterOperator: FilterOperator, _ left: JSONValue, _ right: JSONValue) -> Bool {
        switch filterOperator {
        case .equal: areEqual(left, right, strictly: false)
        case .strictlyEqual: areEqual(left, right, strictly: true)
        case .notEqual, .strictlyNotEqual, .isNotIn, .matches: false
        case .less: areOrdered(left, right) { $0 < 0 }
        case .lessOrEqual: areOrdered(left, right) { $0 <= 0 }
        case .greater: areOrdered(left, right) { $0 > 0 }
        case .greaterOrEqual: areOrdered(left, right) { $0 >= 0 }
        case .isIn: isElement(left, of: right)
        case .subsetOf: forElements(left, right) { left, right in left.allSatisfy { isElement($0, of: right) } }
        case .anyOf: forElements(left, right) { left, right in left.contains { isElement($0, of: right) } }
        case .noneOf: forElements(left, right) { left, right in !left.contains { isElement($0, of: right) } }
        case .all: forElements(right, left) { right, left in right.allSatisfy { isElement($0, of: left) } }
        case .contains: contains(left, right)
        case .size: hasSize(left, right)
        case .empty: isEmpty(left).map { .bool($0) == right } ?? false
        }
    }

    /// Jayway compares a number and a string by their texts, unless it is strict.
    private func areEqual(_ left: JSONValue, _ right: JSONValue, strictly: Bool) -> Bool {
        switch (left, right) {
        case (.string(let string), .number(let number)) where !strictly:
            string.utf8.elementsEqual(number.text.utf8)
        case (.number(let number), .string(let string)) where !strictly:
            Double(string).map { $0 == number.doubleValue } ?? false
        default: left == right
        }
    }

    /// Numbers by value, strings by UTF-16 code unit as Java does; anything else is not ordered.
    private func areOrdered(_ left: JSONValue, _ right: JSONValue, _ condition: (Int) -> Bool) -> Bool {
        switch (left, right) {
        case (.number(let left), .number(let right)):
            if let left = left.int64Value, let right = right.int64Value {
                return condition(left < right ? -1 : left == right ? 0 : 1)
            }
            let left = left.doubleValue
            let right = right.doubleValue
            return condition(left < right ? -1 : left == right ? 0 : 1)
        case (.string(let left), .string(let right)):
            if left.utf16.lexicographicallyPrecedes(right.utf16) { return condition(-1) }
            return condition(right.utf16.lexicographicallyPrecedes(left.utf16) ? 1 : 0)
        default:
            return false
        }
    }

    private func isElement(_ value: JSONValue, of list: JSONValue) -> Bool {
        guard case .array(let array) = list else { return false }
        return array.contains { areEqual($0, value, strictly: false) }
    }

    private func forElements(
        _ left: JSONValue, _ right: JSONValue, _ condition: (JSONArray, JSONValue) -> Bool
    ) -> Bool {
        guard case .array(let elements) = left, case .array = right else { return false }
        return condition(elements, right)
    }

    private func contains(_ left: JSONValue, _ right: JSONValue) -> Bool {
        if case .string(let text) = left, case .string(let part) = right {
            return JavaText.contains(text, part)
        }
        return isElement(right, of: left)
    }

    private func hasSize(_ value: JSONValue, _ size: JSONValue) -> Bool {
        guard case .number(let number) = size, let expected = number.int64Value else { return false }
        return switch value {
        case .string(let string): string.utf16.count == expected
        case .array(let array): array.count == expected
        case .object(let object): object.count == expected
        case .null, .bool, .number: false
        }
    }

    private func isEmpty(_ value: JSONValue) -> Bool? {
        switch value {
        case .string(let string): string.isEmpty
        case .array(let array): array.isEmpty
        case .object(let object): object.isEmpty
        case .null, .bool, .number: nil
        }
    }

    /// `=~` matches the whole text; the pattern may stand on either side.
    private mutating func matchesPattern(
        _ left: FilterOperand, _ right: FilterOperand, _ candidate: JSONValue
    ) -> Bool {
        let pattern: FilterPattern
        let text: JSONValue?
        switch (left, right) {
        case (_, .pattern(let found)):
            pattern = found
            text = value(of: left, candidate)
        case (.pattern(let found), _):
            pattern = found
            text = value(of: right, candidate)
        default:
            return false
        }
        switch text {
        case .string(let string): return pattern.matches(string, steps: &visitsLeft)
        case .number(let number): return pattern.matches(number.text, steps: &visitsLeft)
        case .bool(let bool): return pattern.matches(bool ? "true" : "false", steps: &visitsLeft)
        case .null, .array, .object, nil: return false
        }
    }
}
