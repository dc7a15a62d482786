public import JSONModel
import StatesCore

/// Writes answers as the mock files that `MockAnswers` reads.
public struct MockFileWriter: Sendable {
    /// The answers of one Task state, in the order of its runs.
    public struct Script: Hashable, Sendable {
        public var state: String
        public var answers: [TaskAnswer]
        /// Whether the state calls a function by its ARN, so that a result may look like a response of the Invoke API.
        public var isFunction: Bool

        public init(state: String, answers: [TaskAnswer], isFunction: Bool = false) {
            self.state = state
            self.answers = answers
            self.isFunction = isFunction
        }
    }

    /// No script is without answers.
    public var scripts: [Script]

    public init(_ scripts: [Script]) { self.scripts = scripts.filter { !$0.answers.isEmpty } }

    /// The simple form: a list of answers per state, with delays.
    public var simpleForm: JSONValue {
        .object(
            JSONObject(
                scripts.map { script in
                    var answers = script.answers.map(Self.simpleAnswer)
                    // The last one repeats.
                    while answers.count > 1, answers[answers.count - 1] == answers[answers.count - 2] {
                        answers.removeLast()
                    }
                    return (key: script.state, value: .array(JSONArray(answers)))
                }))
    }

    /// The mock configuration of Step Functions Local, which has no delays: what never answers times out at once.
    public func localForm(machine: String, testCase: String) -> JSONValue {
        var names: JSONObject = [:]
        var responses: JSONObject = [:]
        for script in scripts {
            names[script.state] = .string(script.state)
            responses[script.state] = .object(Self.localResponse(script))
        }
        return [
            "StateMachines": .object([machine: ["TestCases": .object([testCase: .object(names)])]]),
            "MockedResponses": .object(responses),
        ]
    }

    /// Longer than any task may take, in seconds.
    private static let never = 99_999_999

    private static func simpleAnswer(_ answer: TaskAnswer) -> JSONValue {
        var members: JSONObject = [:]
        var delay = JSONNumber.double(Double(answer.delayMilliseconds) / 1_000)
        if answer.delayMilliseconds % 1_000 == 0 { delay = .int(answer.delayMilliseconds / 1_000) }
        switch answer.outcome {
        case .succeeded(let output): members["Return"] = output.value
        case .failed(let failure): members["Throw"] = .object(thrown(failure))
        case .never:
            members["Return"] = .null
            delay = .int(Int64(never))
        }
        if delay != .int(0) { members["DelaySeconds"] = .number(delay) }
        return .object(members)
    }

    private static func thrown(_ failure: TaskFailure) -> JSONObject {
        var members: JSONObject = [:]
        if let error = failure.error { members["Error"] = .string(error) }
        if let cause = failure.cause { members["Cause"] = .string(cause) }
        return members
    }

    /// `{"0-1": {"Throw": …}, "2": {"Return": …}}`: equal answers in a row stand once.
    private static func localResponse(_ script: Script) -> JSONObject {
        var response: JSONObject = [:]
        var first = 0
        let answers = script.answers.map { localAnswer($0, script.isFunction) }
        for index in answers.indices where index + 1 == answers.count || answers[index + 1] != answers[index] {
            response[first == index ? "\(index)" : "\(first)-\(index)"] = answers[index]
            first = index + 1
        }
        return response
    }

    private static func localAnswer(_ answer: TaskAnswer, _ isFunction: Bool) -> JSONValue {
        switch answer.outcome {
        case .succeeded(let output):
            let looksInvoked = output.value["StatusCode"] != nil && output.value["Payload"] != nil
            guard isFunction, looksInvoked else { return ["Return": output.value] }
            return ["Return": ["StatusCode": 200, "Payload": output.value]]
        case .failed(let failure): return ["Throw": .object(thrown(failure))]
        case .never: return ["Throw": ["Error": "States.Timeout"]]
        }
    }
}
