import JSONModel

/// One step of a path, from the value it stands on to the next ones.
enum PathStep: Hashable, Sendable {
    /// `.name`, `['name']`
    case member(String)
    /// `['a', 'b']`, two names or more: at the end of a path the members as one object, before it each of them.
    case members([String])
    /// `[2]`, `[-1]`: negative counts from the end.
    case index(Int)
    /// `[0, 2]`
    case indices([Int])
    /// `[1:5]`, `[:1]`, `[-2:]`
    case slice(from: Int?, to: Int?)
    /// `[*]`, `.*`
    case wildcard
    /// `..`: the value itself and everything below it.
    case descend
    /// `[?(…)]`
    case filter(FilterExpression)
    /// `.length()`, only at the end of a path.
    case function(PathFunction)

    /// Whether the step leads to one value at most, given that it is the last one of its path or not.
    func isDefinite(isLast: Bool) -> Bool {
        switch self {
        case .member, .index, .function: true
        case .members: isLast
        case .indices, .slice, .wildcard, .descend, .filter: false
        }
    }

    /// The step as the service prints it in its messages.
    var text: String {
        switch self {
        case .member(let name): "['\(name)']"
        case .members(let names): "[\(names.map { "'\($0)'" }.joined(separator: ","))]"
        case .index(let index): "[\(index)]"
        case .indices(let indices): "[\(indices.map(\.description).joined(separator: ","))]"
        case .slice(let from, let to): "[\(from?.description ?? ""):\(to?.description ?? "")]"
        case .wildcard: "[*]"
        case .descend: ".."
        case .filter: "[?]"
        case .function(let function): ".\(function.text)"
        }
    }

    /// A path in the service's bracket form, such as `$['a'][0]`.
    static func text(of steps: some Sequence<PathStep>) -> String {
        steps.reduce(into: "$") { $0 += $1.text }
    }
}

/// A function at the end of a path.
enum PathFunction: Hashable, Sendable {
    case length, minimum, maximum, average, sum, standardDeviation, keys, first, last
    case index(Int)

    init?(name: String) {
        switch name {
        case "length", "size": self = .length
        case "min": self = .minimum
        case "max": self = .maximum
        case "avg": self = .average
        case "sum": self = .sum
        case "stddev": self = .standardDeviation
        case "keys": self = .keys
        case "first": self = .first
        case "last": self = .last
        default: return nil
        }
    }

    var text: String {
        switch self {
        case .length: "length()"
        case .minimum: "min()"
        case .maximum: "max()"
        case .average: "avg()"
        case .sum: "sum()"
        case .standardDeviation: "stddev()"
        case .keys: "keys()"
        case .first: "first()"
        case .last: "last()"
        case .index(let index): "index(\(index))"
        }
    }
}

/// The condition of a filter, applied to each candidate.
indirect enum FilterExpression: Hashable, Sendable {
    case and([FilterExpression])
    case or([FilterExpression])
    case not(FilterExpression)
    case exists(FilterOperand)
    case comparison(FilterOperand, FilterOperator, FilterOperand)
}

/// One side of a comparison in a filter.
enum FilterOperand: Hashable, Sendable {
    /// `@…`: from the candidate.
    case current([PathStep])
    /// `$…`: from the root of the path that holds the filter.
    case root([PathStep])
    case literal(JSONValue)
    case pattern(FilterPattern)
}

/// Jayway's relational operators, as far as the service takes them.
enum FilterOperator: Hashable, Sendable {
    case equal, notEqual, strictlyEqual, strictlyNotEqual, less, lessOrEqual, greater, greaterOrEqual
    case matches, isIn, isNotIn, subsetOf, anyOf, noneOf, all, contains, size, empty

    init?(symbol: String) {
        switch symbol {
        case "==": self = .equal
        case "===": self = .strictlyEqual
        case "!=": self = .notEqual
        case "!==": self = .strictlyNotEqual
        case "<": self = .less
        case "<=": self = .lessOrEqual
        case ">": self = .greater
        case ">=": self = .greaterOrEqual
        case "=~": self = .matches
        default: return nil
        }
    }

    init?(word: String) {
        switch word.lowercased() {
        case "in": self = .isIn
        case "nin": self = .isNotIn
        case "subsetof": self = .subsetOf
        case "anyof": self = .anyOf
        case "noneof": self = .noneOf
        case "all": self = .all
        case "contains": self = .contains
        case "size": self = .size
        case "empty": self = .empty
        default: return nil
        }
    }
}
