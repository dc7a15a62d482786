/// Prints diagnostics as workflow commands, which GitHub Actions shows beside the lines of a change:
///
///     ::error file=order.asl.json,line=3,endLine=3,col=14,endColumn=20,title=CODE::message
///
/// Notes follow the message on lines of their own. Source: GitHub's “Workflow commands for GitHub Actions”.
public struct GitHubRenderer: Sendable {
    public init() {}

    /// One line per diagnostic; empty if there are none.
    public func render(_ reports: [SourceDiagnostics]) -> String {
        var out = ""
        for report in reports {
            for diagnostic in report.diagnostics {
                out += command(diagnostic, of: report.source) + "\n"
            }
        }
        return out
    }

    private func command(_ diagnostic: Diagnostic, of source: SourceText) -> String {
        let command =
            switch diagnostic.severity {
            case .error: "error"
            case .warning: "warning"
            }
        let start = source.position(ofUTF8: diagnostic.span.start)
        let end = source.position(ofUTF8: diagnostic.span.end)
        var properties = "file=\(Self.property(source.name)),line=\(start.line),endLine=\(end.line)"
        if start.line == end.line {
            // GitHub ignores columns of a place that spans lines; the end is the last character.
            properties += ",col=\(start.column),endColumn=\(max(start.column, end.column - 1))"
        }
        properties += ",title=\(Self.property(diagnostic.code.rawValue))"
        var message = diagnostic.message
        for note in diagnostic.notes {
            let place = note.span.map { source.position(ofUTF8: $0.start) }
            message += "\nnote: " + note.message + (place.map { " (line \($0.line), column \($0.column))" } ?? "")
        }
        return "::\(command) \(properties)::\(Self.data(message))"
    }

    private static func data(_ text: String) -> String {
        escape(text) { $0 == "%" || $0 == "\r" || $0 == "\n" }
    }

    private static func property(_ text: String) -> String {
        escape(text) { $0 == "%" || $0 == "\r" || $0 == "\n" || $0 == ":" || $0 == "," }
    }

    private static func escape(_ text: String, _ isSpecial: (Unicode.Scalar) -> Bool) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            if isSpecial(scalar) {
                let digits = String(scalar.value, radix: 16, uppercase: true)
                out += "%" + (digits.count < 2 ? "0" : "") + digits
            } else {
                out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
