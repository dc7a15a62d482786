import Diagnostics
import JSONModel

/// Why the program cannot do what it was asked: told on standard error, in one line unless there are `details`.
struct RunProblem: Error, Hashable, Sendable {
    /// What it is about: a file as it was given, or an option such as `--input`.
    var subject: String
    var position: SourcePosition?
    /// One sentence without a full stop.
    var message: String
    /// Lines that follow, such as a list of what is missing.
    var details: [String] = []

    init(_ subject: String, at position: SourcePosition? = nil, _ message: String, details: [String] = []) {
        self.subject = subject
        self.position = position
        self.message = message
        self.details = details
    }

    /// A text that is not JSON.
    init(_ error: JSONSyntaxError, in source: SourceText) {
        self.init(source.name, at: source.position(ofUTF8: error.offset), error.message)
    }

    /// The first error of several findings about a file.
    init?(_ diagnostics: [Diagnostic], in source: SourceText) {
        guard let first = diagnostics.first(where: { $0.severity == .error }) else { return nil }
        self.init(source.name, at: source.position(ofUTF8: first.span.start), first.message)
    }

    /// `sfn-run: FILE:LINE:COLUMN: error: …`, with a line feed.
    var text: String {
        let place = position.map { ":\($0.line):\($0.column)" } ?? ""
        let line = "sfn-run: \(subject.printable)\(place): error: \(message.printable)\n"
        return line + details.map { $0 + "\n" }.joined()
    }
}

/// Several findings about one text, told with excerpts.
struct DefinitionProblem: Error {
    var report: SourceDiagnostics
}

extension DefinitionProblem {
    func text(colour: Bool) -> String { DiagnosticFormat.text.render([report], colour: colour) }
}
