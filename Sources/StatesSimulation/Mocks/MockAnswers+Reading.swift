public import Diagnostics
public import JSONModel
public import StatesCore

extension MockAnswers {
    /// Reads a mock file: the configuration of Step Functions Local, or the simple form.
    ///
    /// Step Functions Local:
    ///
    ///     {"StateMachines": {"orders": {"TestCases": {"Flaky": {"Pay": "PaidLater"}}}},
    ///      "MockedResponses": {"PaidLater": {"0-1": {"Throw": {"Error": "Busy", "Cause": "…"}},
    ///                                        "2": {"Return": {"StatusCode": 200, "Payload": {…}}}}}}
    ///
    /// The simple form is a list per state, whose last answer repeats; `DelaySeconds` is virtual time until the
    /// answer, default 0:
    ///
    ///     {"Pay": [{"Throw": {"Error": "Busy", "Cause": "…"}}, {"Return": {"paid": true}, "DelaySeconds": 1.5}]}
    ///
    /// - Parameters:
    ///   - program: the machine that the answers are for; a state that it does not have is an error.
    ///   - machineName: which of the file's state machines it is; may be left out when there is one.
    ///   - testCase: which of its test cases; may be left out when there is one.
    ///   - neighbours: other machines whose states a file of the simple form may have as well; their answers are not
    ///     these ones.
    public static func read(
        _ source: SourceText, for program: Program, machineName: String? = nil, testCase: String? = nil,
        neighbours: [Program] = []
    ) -> Reading {
        var reader = MockFileReader(program: program, neighbours: neighbours)
        var scripts: [(state: String, script: Script)] = []
        do {
            let node = try JSONParser.parseNode(source.bytes)
            scripts = reader.scripts(of: node, machineName: machineName, testCase: testCase)
        } catch {
            let place = min(error.offset, source.bytes.count)
            reader.report(.notJSON, "not JSON: \(error.message)", SourceSpan(at: place))
        }
        return reading(scripts, reader)
    }

    /// The same, of mocks that are part of a larger text.
    public static func read(
        _ node: JSONNode, for program: Program, machineName: String? = nil, testCase: String? = nil
    ) -> Reading {
        var reader = MockFileReader(program: program)
        let scripts = reader.scripts(of: node, machineName: machineName, testCase: testCase)
        return reading(scripts, reader)
    }

    private static func reading(_ scripts: [(state: String, script: Script)], _ reader: MockFileReader) -> Reading {
        let diagnostics = reader.diagnostics.sorted { $0.span.start < $1.span.start }
        return Reading(answers: diagnostics.isEmpty ? MockAnswers(scripts) : nil, diagnostics: diagnostics)
    }
}

// Codes of files that script or record a world: `ASL3…`.
extension DiagnosticCode {
    /// The text is not JSON.
    static let notJSON: DiagnosticCode = "ASL3001"
    /// A member is missing, unknown, stands twice, or is of the wrong kind.
    static let mockShape: DiagnosticCode = "ASL3002"
    /// The state machine has no such state, or it is no Task.
    static let mockedState: DiagnosticCode = "ASL3003"
    /// A state machine, a test case or a response that the file does not have, or that must be chosen.
    static let mockName: DiagnosticCode = "ASL3004"
    /// A key of a response is no number and no range, or two of them overlap.
    static let mockRuns: DiagnosticCode = "ASL3005"
    /// An event of a history lacks a member or has one of the wrong kind.
    static let recordedEvent: DiagnosticCode = "ASL3006"
}
