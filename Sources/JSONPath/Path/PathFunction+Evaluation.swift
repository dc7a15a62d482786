import JSONModel

extension PathFunction {
    /// The function's value, or why it has none. Applied to the value before it, or to the array of all of them if
    /// the path may select several.
    func outcome(on argument: JSONValue, step: Int) -> PathOutcome {
        switch self {
        case .length:
            return .value(length(of: argument))
        case .keys:
            guard case .object(let object) = argument else { return .value(.null) }
            return .value(.array(JSONArray(object.map { .string($0.key) })))
        case .first:
            return element(0, of: argument, step: step)
        case .last:
            return element(-1, of: argument, step: step)
        case .index(let index):
            return element(index, of: argument, step: step)
        case .minimum, .maximum, .average, .sum, .standardDeviation:
            let numbers = argument.arrayValue?.compactMap { $0.numberValue?.doubleValue } ?? []
            guard !numbers.isEmpty else {
                return .absent(PathAbsence(step: step, reason: .noNumbers, value: argument))
            }
            return .value(.double(aggregate(numbers)))
        }
    }

    private func length(of value: JSONValue) -> JSONValue {
        switch value {
        case .array(let array): .int(array.count)
        case .object(let object): .int(object.count)
        case .null, .bool, .number, .string: .null
        }
    }

    private func element(_ index: Int, of value: JSONValue, step: Int) -> PathOutcome {
        guard case .array(let array) = value else {
            return .absent(PathAbsence(step: step, reason: .notAnArray, value: value))
        }
        let element = index < 0 ? array.count + index : index
        guard array.indices.contains(element) else {
            return .absent(PathAbsence(step: step, reason: .indexOutOfRange, value: value))
        }
        return .value(array[element])
    }

    /// - Parameter numbers: one at least. The result is a double, as Jayway gives it.
    private func aggregate(_ numbers: [Double]) -> Double {
        let sum = numbers.reduce(0, +)
        let average = sum / Double(numbers.count)
        switch self {
        case .minimum: return numbers.reduce(.infinity, min)
        case .maximum: return numbers.reduce(-.infinity, max)
        case .average: return average
        case .standardDeviation:
            return (numbers.reduce(0) { $0 + ($1 - average) * ($1 - average) } / Double(numbers.count)).squareRoot()
        case .sum, .length, .keys, .first, .last, .index: return sum
        }
    }
}
