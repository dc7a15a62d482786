public import Diagnostics
public import JSONModel
import StatesCore
public import StatesLanguage

/// One case of a test file, with the file's defaults and the values of its matrix filled in.
public struct TestCase: Sendable {
    public var name = ""
    /// Where it stands in its file.
    public var span = SourceSpan(at: 0)
    public var machine: Source?
    /// What the machine is called: `$$.StateMachine.Name`, and its name in a mock configuration.
    public var machineName: String?
    /// What `${KEY}` stands for in the definition.
    public var substitutions: [String: String] = [:]
    public var type = StateMachineType.standard
    /// Tests this state alone, as TestState does.
    public var state: Named?
    /// How often the state was tried again before.
    public var retries = 0
    public var input: Source?
    public var mocks: Source?
    /// Which case of a mock configuration.
    public var mockCase: String?
    public var startAt: Named?
    public var variables: JSONObject = [:]
    public var context: JSONObject = [:]
    public var startTime: Timestamp?
    public var seed: UInt64 = 0
    public var expectations: [Expectation] = []
    public var isOnly = false
    /// Why it is not run; empty for no reason in particular.
    public var skipped: String?

    /// Something that stands in the test file or in a file of its own.
    public enum Source: Sendable {
        case inline(JSONNode)
        /// A path, relative to the test file.
        case file(Named)
    }

    /// A text with its place.
    public struct Named: Hashable, Sendable {
        public var text: String
        public var span: SourceSpan

        public init(text: String, span: SourceSpan) {
            self.text = text
            self.span = span
        }
    }

    public init() {}

    /// 2026-01-01T00:00:00Z: equal tests have equal histories.
    public static let defaultStartTime = Timestamp(seconds: 1_767_225_600)
}

/// One thing that a test expects, with its place in the file.
public struct Expectation: Sendable {
    public var kind: Kind
    public var span: SourceSpan

    /// What is expected.
    public enum Kind: Sendable {
        /// In the words of the service: of an execution, or of TestState.
        case status(String)
        /// Any status but SUCCEEDED: an error is expected.
        case failure
        case output(JSONValue)
        /// Members and elements that the output has; it may have other members.
        case outputIncludes(JSONValue)
        /// A JSONata expression that is true for the output.
        case outputSatisfies(TestPredicate)
        case error(String)
        case cause(String)
        /// All states that are entered, in order.
        case path([String])
        /// Some of them, in order.
        case pathIncludes([String])
        case neverEntered(String)
        case calls(of: String, Int)
        case inputs(of: String, [JSONValue])
        case inputsInclude(of: String, [JSONValue])
        /// Virtual milliseconds.
        case duration(ClosedRange<Int64>)
        /// The variable when the execution ended; `nil`: there is none.
        case variable(String, JSONValue?)
        /// Of a single state; `nil` at the end of the scope.
        case nextState(String?)
    }

    /// What it is about, for people.
    public var subject: String {
        switch kind {
        case .status, .failure: "status"
        case .output: "output"
        case .outputIncludes: "outputIncludes"
        case .outputSatisfies: "outputSatisfies"
        case .error: "error"
        case .cause: "cause"
        case .path: "path"
        case .pathIncludes: "pathIncludes"
        case .neverEntered(let state): "never \(state)"
        case .calls(let state, _): "calls of \(state)"
        case .inputs(let state, _): "inputs of \(state)"
        case .inputsInclude(let state, _): "inputsInclude of \(state)"
        case .duration: "duration"
        case .variable(let name, _): "variable \(name)"
        case .nextState: "nextState"
        }
    }

    /// The states that it names, and whether they must be Task states.
    var stateNames: (names: [String], areTasks: Bool) {
        switch kind {
        case .path(let names), .pathIncludes(let names): (names, false)
        case .neverEntered(let name): ([name], false)
        case .nextState(let name): ([name].compactMap(\.self), false)
        case .calls(let name, _), .inputs(let name, _), .inputsInclude(let name, _): ([name], true)
        case .status, .failure, .output, .outputIncludes, .outputSatisfies, .error, .cause, .duration, .variable:
            ([], false)
        }
    }
}
