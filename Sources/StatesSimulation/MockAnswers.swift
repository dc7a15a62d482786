public import Diagnostics
public import StatesCore

/// Scripted answers by state: what a mock file says, for one state machine and one test case.
public struct MockAnswers: TaskWorld {
    /// What reading a mock file gives: the answers, if there are any to be had, and all that was found.
    public struct Reading: Sendable {
        public var answers: MockAnswers?
        /// Sorted by position.
        public var diagnostics: [Diagnostic]
    }

    /// The states that have answers.
    public var stateNames: [String] { [] }

    /// Reads a mock file: the configuration of Step Functions Local, or the simple form.
    ///
    /// - Parameters:
    ///   - program: the machine that the answers are for; a state that it does not have is an error.
    ///   - machineName: which of the file's state machines it is; may be left out when there is one.
    ///   - testCase: which of its test cases; may be left out when there is one.
    public static func read(
        _ source: SourceText, for program: Program, machineName: String? = nil, testCase: String? = nil
    ) -> Reading {
        Reading(answers: MockAnswers(), diagnostics: [])
    }

    public mutating func answer(to request: TaskRequest) throws(WorldError) -> TaskAnswer? { nil }
}
