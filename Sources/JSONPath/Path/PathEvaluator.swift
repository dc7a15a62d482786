import JSONModel

/// What a path gave.
enum PathOutcome {
    case value(JSONValue)
    case absent(PathAbsence)
}

/// Where a path came to an end, and on what; the message is made only if somebody asks.
struct PathAbsence {
    enum Reason {
        case missingMember, indexOutOfRange, notAnObject, notAnArray, notFilterable, noNumbers, tooMuchWork
    }

    var step: Int
    var reason: Reason
    var value: JSONValue

    /// The service's message, which is that of its path library.
    func error(in steps: [PathStep]) -> JSONPathError {
        let place = PathStep.text(of: steps[..<min(step, steps.count)])
        let text = step < steps.count ? steps[step].text : ""
        switch reason {
        case .missingMember where step < steps.count - 1:
            return JSONPathError(kind: .notFound, message: "Missing property in path \(place)\(text)")
        case .missingMember:
            return JSONPathError(kind: .notFound, message: "No results for path: \(PathStep.text(of: steps))")
        case .indexOutOfRange:
            return JSONPathError(kind: .indexOutOfRange, message: "No results for path: \(PathStep.text(of: steps))")
        case .notAnObject:
            let message =
                "Expected to find an object with property \(text) in path \(place) but found "
                + "'\(JavaText.typeName(of: value))'. This is not a json object according to the JsonProvider: "
                + "'com.jayway.jsonpath.spi.json.JacksonJsonProvider'."
            return JSONPathError(kind: .notFound, message: message)
        case .notAnArray where value.isNull:
            return JSONPathError(kind: .notFound, message: "The path \(place) is null")
        case .notAnArray:
            let message =
                "Filter: \(text) can only be applied to arrays. "
                + "Current context is: \(JavaText.text(of: value))"
            return JSONPathError(kind: .mismatch, message: message)
        case .notFilterable:
            let message =
                "Filter: \(text) can not be applied to primitives. "
                + "Current context is: \(JavaText.text(of: value))"
            return JSONPathError(kind: .mismatch, message: message)
        case .noNumbers:
            let message = "Aggregation function attempted to calculate value using empty array"
            return JSONPathError(kind: .mismatch, message: message)
        case .tooMuchWork:
            let message = "The path visits more than \(PathEvaluator.maximumVisits) values"
            return JSONPathError(kind: .limit, message: message)
        }
    }
}

/// Walks one path over one value.
struct PathEvaluator {
    /// Most values that the evaluation of one path may touch, its filters included.
    static let maximumVisits = 10_000_000

    let steps: [PathStep]
    /// What `$` means inside filters.
    let root: JSONValue
    var results: [JSONValue] = []
    var visitsLeft: Int

    static func evaluate(_ steps: [PathStep], on root: JSONValue) -> PathOutcome {
        evaluate(steps, on: root, root: root, visits: maximumVisits).outcome
    }

    /// The value at the end of `steps`, which are names and indices only; `nil` if they do not lead anywhere. The same
    /// as `evaluate(_:on:)` without a reason for the absence, and faster.
    static func follow(_ steps: [PathStep], from root: JSONValue) -> JSONValue? {
        var value = root
        for step in steps {
            if case .member(let name) = step {
                guard case .object(let object) = value, let member = object[name] else { return nil }
                value = member
            } else if case .index(let index) = step {
                guard case .array(let array) = value else { return nil }
                let element = index < 0 ? array.count + index : index
                guard array.indices.contains(element) else { return nil }
                value = array[element]
            } else {
                return nil
            }
        }
        return value
    }

    /// - Parameter visits: how many values may still be touched.
    /// - Returns: what the steps select from `start`, and the rest of the budget.
    static func evaluate(
        _ steps: [PathStep], on start: JSONValue, root: JSONValue, visits: Int
    ) -> (outcome: PathOutcome, visitsLeft: Int) {
        var value = start
        for (index, step) in steps.enumerated() {
            switch step {
            case .member, .index:
                if let absence = advance(&value, by: step, at: index) { return (.absent(absence), visits) }
            case .members, .indices, .slice, .wildcard, .descend, .filter, .function:
                return evaluateRest(steps, from: index, on: value, root: root, visits: visits)
            }
        }
        return (.value(value), visits)
    }

    /// Moves `value` over one member or index.
    private static func advance(_ value: inout JSONValue, by step: PathStep, at index: Int) -> PathAbsence? {
        if case .member(let name) = step {
            guard case .object(let object) = value else {
                return PathAbsence(step: index, reason: .notAnObject, value: value)
            }
            guard let member = object[name] else {
                return PathAbsence(step: index, reason: .missingMember, value: value)
            }
            value = member
        } else if case .index(let position) = step {
            guard case .array(let array) = value else {
                return PathAbsence(step: index, reason: .notAnArray, value: value)
            }
            let element = position < 0 ? array.count + position : position
            guard array.indices.contains(element) else {
                return PathAbsence(step: index, reason: .indexOutOfRange, value: value)
            }
            value = array[element]
        }
        return nil
    }

    private static func evaluateRest(
        _ steps: [PathStep], from start: Int, on value: JSONValue, root: JSONValue, visits: Int
    ) -> (outcome: PathOutcome, visitsLeft: Int) {
        if let absence = misfit(of: steps[start], at: start, on: value) { return (.absent(absence), visits) }
        var evaluator = PathEvaluator(steps: steps, root: root, visitsLeft: visits)
        evaluator.visit(value, from: start)
        guard evaluator.visitsLeft > 0 else {
            return (.absent(PathAbsence(step: start, reason: .tooMuchWork, value: .null)), 0)
        }
        return (evaluator.outcome(from: start, on: value), evaluator.visitsLeft)
    }

    /// The results as the path's value: one for a definite path, else an array.
    private func outcome(from start: Int, on value: JSONValue) -> PathOutcome {
        let last = steps.count - 1
        if case .function(let function) = steps[last] {
            return function.outcome(on: start == last ? value : .array(JSONArray(results)), step: last)
        }
        if start == last, case .members = steps[last], let merged = results.first {
            return .value(merged)
        }
        return .value(.array(JSONArray(results)))
    }

    /// Whether the first step that may select several values fits the value it stands on.
    private static func misfit(of step: PathStep, at index: Int, on value: JSONValue) -> PathAbsence? {
        switch (step, value) {
        case (.members, .object), (.indices, .array), (.slice, .array), (.filter, .array), (.filter, .object): nil
        case (.wildcard, _), (.descend, _), (.function, _), (.member, _), (.index, _): nil
        case (.members, _): PathAbsence(step: index, reason: .notAnObject, value: value)
        case (.indices, _), (.slice, _): PathAbsence(step: index, reason: .notAnArray, value: value)
        case (.filter, _): PathAbsence(step: index, reason: .notFilterable, value: value)
        }
    }
}

extension PathEvaluator {
    /// Adds to `results` what the steps from `start` on select below `value`. What does not fit is passed over: that
    /// is Jayway's rule behind a step that may select several values.
    mutating func visit(_ value: JSONValue, from start: Int) {
        guard visitsLeft > 0 else { return }
        visitsLeft -= 1
        guard start < steps.count else {
            results.append(value)
            return
        }
        switch steps[start] {
        case .member(let name):
            if case .object(let object) = value, let member = object[name] { visit(member, from: start + 1) }
        case .members(let names):
            if case .object(let object) = value { visitMembers(names, of: object, from: start) }
        case .index(let index):
            if case .array(let array) = value { visitElement(index, of: array, from: start) }
        case .indices(let indices):
            if case .array(let array) = value {
                for index in indices { visitElement(index, of: array, from: start) }
            }
        case .slice(let from, let to):
            if case .array(let array) = value { visitSlice(from: from, to: to, of: array, at: start) }
        case .wildcard:
            visitChildren(of: value, from: start + 1)
        case .descend:
            descend(into: value, from: start + 1)
        case .filter(let filter):
            visitMatches(of: filter, in: value, from: start)
        case .function:
            // Applied to all results once they are there.
            results.append(value)
        }
    }

    private mutating func visitMembers(_ names: [String], of object: JSONObject, from start: Int) {
        if start == steps.count - 1 {
            var merged = JSONObject()
            for name in names { merged[name] = object[name] ?? merged[name] }
            results.append(.object(merged))
        } else {
            for name in names {
                if let member = object[name] { visit(member, from: start + 1) }
            }
        }
    }

    private mutating func visitElement(_ index: Int, of array: JSONArray, from start: Int) {
        let element = index < 0 ? array.count + index : index
        if array.indices.contains(element) { visit(array[element], from: start + 1) }
    }

    /// Jayway's bounds: `[from:]` and `[:to]` count negative ends from the back, `[from:to]` takes them as they stand,
    /// so `[-3:-1]` selects two elements and `[1:-1]` none.
    private mutating func visitSlice(from: Int?, to: Int?, of array: JSONArray, at step: Int) {
        let count = array.count
        let lower: Int
        let upper: Int
        switch (from, to) {
        case (let from?, let to?):
            lower = max(from, -count)
            upper = min(to, count)
        case (let from?, nil):
            lower = from < 0 ? max(0, count + from) : from
            upper = count
        case (nil, let to?):
            lower = 0
            upper = to < 0 ? count + to : min(to, count)
        case (nil, nil):
            lower = 0
            upper = count
        }
        guard lower < upper else { return }
        for index in lower..<upper { visitElement(index, of: array, from: step) }
    }

    private mutating func visitChildren(of value: JSONValue, from start: Int) {
        switch value {
        case .object(let object): for (_, member) in object { visit(member, from: start) }
        case .array(let array): for element in array { visit(element, from: start) }
        case .null, .bool, .number, .string: break
        }
    }

    /// `..`: tries the next step on `value` itself, if that has children, and then on everything below it.
    private mutating func descend(into value: JSONValue, from start: Int) {
        guard visitsLeft > 0 else { return }
        switch value {
        case .object(let object):
            if hasAllMembers(object, of: steps[start]) { visit(value, from: start) }
            for (_, member) in object { descend(into: member, from: start) }
        case .array(let array):
            visit(value, from: start)
            for element in array { descend(into: element, from: start) }
        case .null, .bool, .number, .string:
            visitsLeft -= 1
        }
    }

    /// Below `..` Jayway takes a list of names only where all of them are there.
    private func hasAllMembers(_ object: JSONObject, of step: PathStep) -> Bool {
        guard case .members(let names) = step else { return true }
        return names.allSatisfy { object[$0] != nil }
    }

    private mutating func visitMatches(of filter: FilterExpression, in value: JSONValue, from start: Int) {
        switch value {
        case .object:
            if matches(filter, value) { visit(value, from: start + 1) }
        case .array(let array):
            for element in array where matches(filter, element) { visit(element, from: start + 1) }
        case .null, .bool, .number, .string:
            break
        }
    }
}
