public import Diagnostics
public import JSONModel

/// What a test file says: its cases, and all that is wrong with it.
///
///     machine: order.asl.json          # defaults for all cases …
///     tests:
///       - name: a declined card        # … and the cases, which may say otherwise
///         mocks: {Pay: [{Throw: {Error: PaymentDeclined}}]}
///         expect: {error: PaymentDeclined, calls: {Pay: 1}}
///
/// `docs/tests.md` has every member.
public struct TestFile: Sendable {
    public let cases: [TestCase]
    /// Sorted by position.
    public let diagnostics: [Diagnostic]

    /// - Parameter node: the whole file, from JSON or YAML.
    public init(_ node: JSONNode) {
        var reader = TestFileReader()
        cases = reader.cases(of: node)
        diagnostics = reader.diagnostics.sorted { $0.span.start < $1.span.start }
    }
}

// Codes of test files: `ASL31…`.
extension DiagnosticCode {
    /// A member is missing, unknown, stands twice, or is of the wrong kind.
    static let testShape: DiagnosticCode = "ASL3101"
    /// A state that the machine does not have, or that is no Task.
    static let testedState: DiagnosticCode = "ASL3102"
    /// A predicate is no JSONata expression.
    static let testPredicate: DiagnosticCode = "ASL3103"
    /// A file that a test names cannot be used.
    package static let testedFile: DiagnosticCode = "ASL3104"
}

extension TestCase {
    /// Names that the machine does not have.
    ///
    /// - Parameters:
    ///   - states: all states of the machine.
    ///   - tasks: those of them that are Tasks.
    public func diagnostics(states: [String], tasks: [String]) -> [Diagnostic] {
        var found: [Diagnostic] = []
        func check(_ name: String, _ span: SourceSpan, areTasks: Bool = false) {
            let candidates = areTasks ? tasks : states
            guard !candidates.contains(name) else { return }
            let message =
                areTasks && states.contains(name)
                ? "“\(name)” is no Task state: nobody is called there" : "the state machine has no state “\(name)”"
            found.append(
                Diagnostic(
                    code: .testedState, severity: .error, message: message, span: span,
                    notes: TestFileReader.didYouMean(name, among: candidates)))
        }
        if let state { check(state.text, state.span) }
        if let startAt { check(startAt.text, startAt.span) }
        for expectation in expectations {
            let (names, areTasks) = expectation.stateNames
            for name in names { check(name, expectation.span, areTasks: areTasks) }
        }
        return found
    }
}
