/// How diagnostics are printed.
public enum DiagnosticFormat: String, Hashable, Sendable, CaseIterable {
    case text, json, sarif, github

    /// The diagnostics of all `reports` as one document, with a line feed at its end unless it is empty.
    ///
    /// - Parameter colour: whether `text` may use ANSI codes; the other formats never do.
    public func render(_ reports: [SourceDiagnostics], colour: Bool = false) -> String {
        switch self {
        case .text: TextRenderer(colour: colour).render(reports)
        case .json: JSONRenderer().render(reports)
        case .sarif: SARIFRenderer().render(reports)
        case .github: GitHubRenderer().render(reports)
        }
    }
}
