/// Prints diagnostics (body follows).
public struct TextRenderer: Sendable {
    public var colour: Bool

    public init(colour: Bool = false) {
        self.colour = colour
    }

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
