public import Diagnostics
public import StatesCore

/// Scripted answers by state: what a mock file says for one state machine and one test case.
///
/// Every run of a state takes the next answer, retries and iterations included, in the order in which the runs were
/// scheduled.
public struct MockAnswers: TaskWorld {
    /// What reading a mock file gives: the answers, if there is no error, and all that was found.
    public struct Reading: Sendable {
        public var answers: MockAnswers?
        /// Sorted by position.
        public var diagnostics: [Diagnostic]
    }

    /// The answers of one state, and how many were taken.
    struct Script: Hashable, Sendable {
        /// Answers for some runs in a row.
        struct Entry: Hashable, Sendable {
            var runs: ClosedRange<Int>
            var answer: TaskAnswer
        }

        /// In the order of their runs, which do not overlap.
        var entries: [Entry]
        /// What the file calls them, for those who look for a missing one.
        var name: String
        private var used = 0
        private var current = 0

        init(entries: [Entry], name: String) {
            self.entries = entries
            self.name = name
        }

        mutating func next(of stateName: String) throws(WorldError) -> TaskAnswer {
            while current < entries.count, entries[current].runs.upperBound < used { current += 1 }
            guard current < entries.count, entries[current].runs.contains(used) else {
                throw WorldError(
                    stateName: stateName, invocation: used,
                    message: "\(name) has no answer for invocation \(used) of the state “\(stateName)”")
            }
            used += 1
            return entries[current].answer
        }
    }

    private var scripts: [String: Script]
    /// The states that have answers, in the order of the file.
    public let stateNames: [String]

    init(_ scripts: [(state: String, script: Script)]) {
        stateNames = scripts.map(\.state)
        self.scripts = Dictionary(scripts.map { ($0.state, $0.script) }) { first, _ in first }
    }

    /// Answers given by a program: for each state a list, one per run; the last one repeats.
    ///
    /// - Parameter answers: no list is empty.
    public init(_ answers: [String: [TaskAnswer]]) {
        self.init(
            answers.sorted { $0.key < $1.key }.map { state, answers in
                (state, Script(entries: Self.repeatingLast(answers), name: "the script"))
            })
    }

    /// Everything that the script of `state` may answer, in the order of the runs, without repetition.
    package func outcomes(of state: String) -> [TaskAnswer.Outcome] {
        var outcomes: [TaskAnswer.Outcome] = []
        for entry in scripts[state]?.entries ?? [] where !outcomes.contains(entry.answer.outcome) {
            outcomes.append(entry.answer.outcome)
        }
        return outcomes
    }

    public mutating func answer(to request: TaskRequest) throws(WorldError) -> TaskAnswer? {
        try scripts[request.stateName]?.next(of: request.stateName)
    }

    /// Takes the next answer of a state without looking at it.
    package mutating func skip(_ state: String) { _ = try? scripts[state]?.next(of: state) }

    /// One run each; the last one for all that follow.
    static func repeatingLast(_ answers: [TaskAnswer]) -> [Script.Entry] {
        answers.enumerated().map { index, answer in
            Script.Entry(runs: index...(index == answers.count - 1 ? .max : index), answer: answer)
        }
    }
}
