/// Prints diagnostics (body follows).
public struct SARIFRenderer: Sendable {
    public init() {}

    public func render(_ reports: [SourceDiagnostics]) -> String {
        var out = ""
        for report in reports {
            for diagnostic in report.diagnostics {
                let position = report.source.position(ofUTF8: diagnostic.span.start)
                out += "\(report.source.name):\(position.line):\(position.column): "
                out += "\(diagnostic.severity.rawValue): \(diagnostic.message) [\(diagnostic.code.rawValue)]\n"
            }
        }
        return out
    }
}
