import JSONModel

/// JSON texts (nst/JSONTestSuite): `y_*` must be accepted, `n_*` refused, `i_*` must only not crash.
enum JSONTextSuite {
    static func run(at path: String, gaps: [String: String]) throws(SuiteError) -> [CaseResult] {
        let folder = SuiteLocation.resolve(SuiteLocation.resolve(path, suite: "definitions"), suite: "json-parsing")
        var results: [CaseResult] = []
        for file in try SuiteLocation.files(below: folder) where file.hasSuffix(".json") {
            let bytes = try SuiteLocation.read(folder + "/" + file)
            let kind = String(file.prefix(1))
            results.append(
                CaseResult(kind: kind, area: kind, id: file, failure: check(kind: kind, bytes), gaps: gaps)
            )
        }
        guard !results.isEmpty else { throw SuiteError("\(folder): no JSON texts") }
        return results
    }

    /// What is wrong with how `bytes` were taken, or `nil`. Both doors of the parser must agree.
    private static func check(kind: String, _ bytes: [UInt8]) -> String? {
        let asValue = refusal { () throws(JSONSyntaxError) in _ = try JSONParser.parse(bytes) }
        let asNode = refusal { () throws(JSONSyntaxError) in _ = try JSONParser.parseNode(bytes) }
        if (asValue == nil) != (asNode == nil) {
            return "as a value: \(asValue ?? "accepted"); as a node: \(asNode ?? "accepted")"
        }
        return switch kind {
        case "y": asValue.map { "must be accepted, but: \($0)" }
        case "n": asValue == nil ? "must be refused, but was accepted" : nil
        default: nil
        }
    }

    private static func refusal(_ parse: () throws(JSONSyntaxError) -> Void) -> String? {
        do {
            try parse()
            return nil
        } catch {
            return "\(error.message) at byte \(error.offset)"
        }
    }
}
