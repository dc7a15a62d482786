/// Prints diagnostics as one JSON document: the shape of the service's `ValidateStateMachineDefinition` response
/// (`result`, and per diagnostic `severity`, `code`, `message`, `location`) with the place in the text added.
///
///     {
///       "result": "FAIL",
///       "diagnostics": [
///         {"severity": "ERROR", "code": "…", "message": "…", "location": "/States/Pay/Next",
///          "file": "order.asl.json", "line": 3, "column": 14, "endLine": 3, "endColumn": 20,
///          "notes": [{"message": "…", "line": 2, "column": 5, "endLine": 2, "endColumn": 13}]}
///       ]
///     }
///
/// `result` is `FAIL` if there is an error. Lines and columns are 1-based, columns count Unicode scalars, the end is
/// behind the last character. `location` and the place of a note may be absent.
public struct JSONRenderer: Sendable {
    public init() {}

    /// The document of all reports; `diagnostics` is empty if there are none.
    public func render(_ reports: [SourceDiagnostics]) -> String {
        let failed = reports.contains { $0.diagnostics.contains { $0.severity == .error } }
        let diagnostics = reports.flatMap { report in report.diagnostics.map { json($0, of: report.source) } }
        return JSONText.object([
            ("result", .string(failed ? "FAIL" : "OK")), ("diagnostics", .array(diagnostics)),
        ]).document
    }

    private func json(_ diagnostic: Diagnostic, of source: SourceText) -> JSONText {
        let what: [(key: String, value: JSONText?)] = [
            ("severity", .string(diagnostic.severity.rawValue)), ("code", .string(diagnostic.code.rawValue)),
            ("message", .string(diagnostic.message)), ("location", diagnostic.location.map(JSONText.string)),
            ("file", .string(source.name)),
        ]
        let notes = diagnostic.notes.map { note in
            JSONText.object(
                [("message", .string(note.message))]
                    + (note.span.map { source.members(of: $0, start: ("line", "column")) } ?? []))
        }
        return .object(
            what + source.members(of: diagnostic.span, start: ("line", "column")) + [("notes", .array(notes))])
    }
}
