import ConformanceSuites
import JSONModel
import Testing

/// The harness must not take from a recording what it is to compare: a recording that says something else in one
/// place must fail, unless the world answered there.
struct MutationTests {
    @Test(.enabled(if: SuiteTests.isPresent, "the outside suites are not there"))
    func aChangedExpectationFails() throws {
        let cases = try RecordedSuite.passing(at: #require(SuiteTests.location).root)
        try check(cases.map { ($0, []) }, mutations: 200)
    }

    /// Those that a newer recording contradicts count everywhere else.
    @Test(.enabled(if: SuiteTests.isPresent, "the outside suites are not there"))
    func aChangedExpectationOfAContradictedCaseFails() throws {
        let cases = try RecordedSuite.contradicted(at: #require(SuiteTests.location).root)
        for (recorded, places) in cases {
            #expect(RecordedSuite.check(recorded, but: places) == nil, "\(recorded.id)")
        }
        try check(cases, mutations: 60)
    }

    private func check(_ cases: [(RecordedCase, places: [String])], mutations: Int) throws {
        var random = SplitMix64(state: 20_250_301)
        var survivors: [String] = []
        var count = 0
        while count < mutations {
            let (recorded, places) = cases[random.next(below: cases.count)]
            let members = Self.members(of: recorded).filter { !places.contains($0.description) }
            let pointer = members[random.next(below: members.count)]
            let changed = Self.changed(.object(recorded.expected), at: pointer.tokens[...])
            // What a default replacement stands for was made up during the run.
            let replaced = Normaliser.modernised(changed.objectValue ?? [:])
            if replaced == Normaliser.modernised(recorded.expected) { continue }
            count += 1
            if RecordedSuite.check(try recorded.expecting(changed), but: places) == nil {
                survivors.append("\(recorded.id)\(pointer)")
            }
        }
        #expect(survivors.isEmpty, "passed although changed: \(survivors.joined(separator: "\n"))")
    }

    /// Everything in the expectation that is neither object nor array, or is an empty one, and that our engine made.
    private static func members(of recorded: RecordedCase) -> [JSONPointer] {
        let compared = recorded.expected.filter { RecordedSuite.compares($0.key, in: recorded) }
        return leaves(of: .object(JSONObject(compared)), at: []).filter {
            !isWorldAnswer($0.tokens, in: recorded)
        }
    }

    private static func leaves(of value: JSONValue, at pointer: JSONPointer) -> [JSONPointer] {
        switch value {
        case .object(let object) where !object.isEmpty:
            object.flatMap { leaves(of: $0.value, at: pointer.appending($0.key)) }
        case .array(let array) where !array.isEmpty:
            array.enumerated().flatMap { leaves(of: $1, at: pointer.appending($0)) }
        default: [pointer]
        }
    }

    /// What the harness may take: the payloads of tasks and how long they took.
    private static func isWorldAnswer(_ tokens: [String], in recorded: RecordedCase) -> Bool {
        if tokens.contains("billedDurationInMilliseconds") { return recorded.runsFunctions }
        guard tokens.count >= 5, tokens[1] == "events", let index = Int(tokens[2]) else { return false }
        let details = recorded.expected[tokens[0]]?["events"]?[index]?[tokens[3]]
        switch tokens[3] {
        case "taskSubmittedEventDetails", "taskSucceededEventDetails", "lambdaFunctionSucceededEventDetails",
            "activitySucceededEventDetails":
            return tokens[4] == "output"
        case "taskFailedEventDetails", "lambdaFunctionFailedEventDetails", "activityFailedEventDetails":
            let isOurs = details?["error"] == "States.DataLimitExceeded"
            return !isOurs && ["error", "cause"].contains(tokens[4])
        case "activityStartedEventDetails":
            return tokens[4] == "workerName"
        default:
            return false
        }
    }

    /// `value` with something else at the place.
    private static func changed(_ value: JSONValue, at tokens: ArraySlice<String>) -> JSONValue {
        if let token = tokens.first {
            switch value {
            case .object(var object):
                object[token] = object[token].map { changed($0, at: tokens.dropFirst()) }
                return .object(object)
            case .array(let array):
                return .array(
                    JSONArray(
                        array.enumerated().map { index, element in
                            String(index) == token ? changed(element, at: tokens.dropFirst()) : element
                        }
                    )
                )
            case .null, .bool, .number, .string: return value
            }
        }
        return switch value {
        case .null: 1
        case .bool(let bool): .bool(!bool)
        case .number(let number): .double(number.doubleValue + 1)
        case .string(let string): .string(string + "~")
        case .array: [1]
        case .object: ["changed": 1]
        }
    }
}

/// A fixed sequence of numbers.
private struct SplitMix64 {
    var state: UInt64

    mutating func next(below limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((word ^ (word >> 31)) % UInt64(limit))
    }
}
