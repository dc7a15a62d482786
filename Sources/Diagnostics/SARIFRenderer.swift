/// Prints diagnostics as a SARIF log, which code scanners and editors read. Source: OASIS SARIF 2.1.0.
public struct SARIFRenderer: Sendable {
    /// The tool that the log names.
    public var toolName: String

    public init(toolName: String = "sfn-run") {
        self.toolName = toolName
    }

    /// One log with one run; `results` is empty if there are no diagnostics.
    public func render(_ reports: [SourceDiagnostics]) -> String {
        var codes: [DiagnosticCode] = []
        var results: [JSONText] = []
        for report in reports {
            for diagnostic in report.diagnostics {
                let index = codes.firstIndex(of: diagnostic.code) ?? codes.count
                if index == codes.count { codes.append(diagnostic.code) }
                results.append(result(diagnostic, rule: index, of: report.source))
            }
        }
        let driver = JSONText.object([
            ("name", .string(toolName)),
            ("rules", .array(codes.map { .object([("id", .string($0.rawValue))]) })),
        ])
        let run = JSONText.object([
            ("tool", .object([("driver", driver)])), ("columnKind", .string("unicodeCodePoints")),
            ("results", .array(results)),
        ])
        return JSONText.object([
            ("$schema", .string("https://json.schemastore.org/sarif-2.1.0.json")), ("version", .string("2.1.0")),
            ("runs", .array([run])),
        ]).document
    }

    private func result(_ diagnostic: Diagnostic, rule: Int, of source: SourceText) -> JSONText {
        let level =
            switch diagnostic.severity {
            case .error: "error"
            case .warning: "warning"
            }
        let logical = diagnostic.location.map { JSONText.array([.object([("fullyQualifiedName", .string($0))])]) }
        let related = diagnostic.notes.map { note in
            JSONText.object([
                ("physicalLocation", note.span.map { place($0, of: source) }),
                ("message", .object([("text", .string(note.message))])),
            ])
        }
        return .object([
            ("ruleId", .string(diagnostic.code.rawValue)), ("ruleIndex", .int(rule)), ("level", .string(level)),
            ("message", .object([("text", .string(diagnostic.message))])),
            (
                "locations",
                .array([
                    .object([("physicalLocation", place(diagnostic.span, of: source)), ("logicalLocations", logical)])
                ])
            ),
            ("relatedLocations", related.isEmpty ? nil : .array(related)),
        ])
    }

    private func place(_ span: SourceSpan, of source: SourceText) -> JSONText {
        .object([
            ("artifactLocation", .object([("uri", .string(Self.uri(source.name)))])),
            ("region", .object(source.members(of: span, start: ("startLine", "startColumn")))),
        ])
    }

    /// A path as a URI reference: everything that has another meaning there is percent-encoded. Source: RFC 3986.
    private static func uri(_ path: String) -> String {
        var uri = ""
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "+"), UInt8(ascii: "="), UInt8(ascii: "@"):
                uri.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                uri += "%" + (digits.count < 2 ? "0" : "") + digits
            }
        }
        return uri
    }
}
