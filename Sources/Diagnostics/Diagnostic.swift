/// One finding about a text: what is wrong, how bad, and where.
public struct Diagnostic: Hashable, Sendable {
    /// How bad; the raw values are those of the service's `ValidateStateMachineDefinition`.
    public enum Severity: String, Hashable, Sendable, CaseIterable {
        case error = "ERROR"
        case warning = "WARNING"
    }

    /// A second place that explains the finding.
    public struct Note: Hashable, Sendable {
        public var message: String
        /// `nil` for a note about no place in particular, such as “did you mean `PayOrder`?”.
        public var span: SourceSpan?

        public init(message: String, span: SourceSpan? = nil) {
            self.message = message
            self.span = span
        }
    }

    public var code: DiagnosticCode
    public var severity: Severity
    /// One short sentence without a full stop.
    public var message: String
    public var span: SourceSpan
    /// Where in the value, as the service writes it: a JSON pointer such as `/States/Pay/Next`.
    public var location: String?
    public var notes: [Note]

    public init(
        code: DiagnosticCode,
        severity: Severity,
        message: String,
        span: SourceSpan,
        location: String? = nil,
        notes: [Note] = []
    ) {
        self.code = code
        self.severity = severity
        self.message = message
        self.span = span
        self.location = location
        self.notes = notes
    }
}

/// A text and what was found in it: what the renderers print.
public struct SourceDiagnostics: Sendable {
    public var source: SourceText
    /// In the order to print.
    public var diagnostics: [Diagnostic]

    public init(source: SourceText, diagnostics: [Diagnostic]) {
        self.source = source
        self.diagnostics = diagnostics
    }
}
