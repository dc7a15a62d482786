package import JSONModel

/// Brings what the engine answered into the form of the recordings, in which run-specific values are replaced by
/// placeholders: the steps of the suite's README, in its order.
package struct Normaliser: Sendable {
    var transformers: [Transformer]
    /// Placeholder of a value made up during the run → that value.
    package var runtimeValues: [String: String]

    package init(_ transformers: [Transformer], runtimeValues: [String: String] = [:]) {
        self.transformers = Self.defaults + transformers + Self.lastDefaults
        self.runtimeValues = runtimeValues
    }

    /// The answers (snapshot key → response) in normal form; `nil` if a replacement broke a text, so that it is no
    /// JSON any more.
    ///
    /// - Parameter parsesTexts: `false` for answers whose texts were parsed already; this step alone would change a
    ///   normal form.
    package func normalise(_ answers: JSONObject, parsesTexts: Bool = true) -> JSONObject? {
        var value = JSONValue.object(JSONObject(answers.map { ($0.key, ResponseForm.sorted($0.value)) }))
        value = ResponseForm.metadataReduced(parsesTexts ? ResponseForm.textsParsed(value) : value)
        var replacements = Replacements()
        for transformer in transformers {
            apply(transformer, to: &value, &replacements)
        }
        guard case .object(let object) = value else { return nil }
        var result = JSONObject()
        for (key, answer) in object {
            guard let replaced = try? JSONParser.parse(replacements.apply(to: PythonJSON.text(answer))) else {
                return nil
            }
            result[key] = replaced
        }
        return result
    }

    private func apply(_ transformer: Transformer, to value: inout JSONValue, _ replacements: inout Replacements) {
        switch transformer {
        case .regex(let regex, let template):
            replacements.add { regex.replacing(in: $0, with: template) }
        case .runtimeValue(let placeholder):
            guard let actual = runtimeValues[placeholder] else { return }
            replacements.add { $0.replacing(actual, with: placeholder) }
        case .jsonPath(let path, let replacement, false):
            value = path.replacing(in: value, with: .string(replacement))
        case .jsonPath(let path, let replacement, true):
            for found in path.find(in: value) {
                if let text = found.stringValue { replacements.addReference(to: text, named: replacement) }
            }
        case .keyValue(let match, let replacement, let byReference):
            value = match.apply(to: value, replacement, byReference: byReference, &replacements)
        case .sortParallelEvents:
            value = Self.events.mapping(in: value, ParallelEventSort.sorted)
        case .parseOutputs:
            value = ResponseForm.outputsParsed(value)
        case .sortVariableReferences:
            value = Self.variableReferences.mapping(in: value, ResponseForm.listsSorted)
        }
    }

    /// A recording as it would be if it were made today: those made before the default replacements by path existed
    /// have numbered references in these places.
    package static func modernised(_ recording: JSONObject) -> JSONObject {
        let paths = defaultPaths.reduce(JSONValue.object(recording)) { value, path in
            JSONPathNG(known: path.text).mapping(in: value) { found in
                let text = (found[0] ?? found).stringValue ?? ""
                // What a case's own transformer put there is today's form.
                return text.hasPrefix("<headers-") ? found : .string(path.replacement)
            }
        }
        return paths.objectValue ?? recording
    }

    private static let events = JSONPathNG(known: "$..events")
    private static let variableReferences = JSONPathNG(known: "$..variableReferences")

    /// Those of priority 0, which every case has.
    private static let defaults: [Transformer] =
        defaultPaths.map {
            .jsonPath(JSONPathNG(known: $0.text), replacement: $0.replacement, byReference: false)
        } + [
            .keyValue(.quotedInput, replacement: "json-input", byReference: true),
            .regex(
                PythonRegex(known: "Extended Request ID: [a-zA-Z0-9-/=+]+"),
                template: "Extended Request ID: <extended_request_id>"
            ),
            .regex(PythonRegex(known: "Request ID: [a-zA-Z0-9-]+"), template: "Request ID: <request_id>"),
        ]

    private static let defaultPaths: [(text: String, replacement: String)] = [
        ("$..SdkHttpMetadata..Date", "date"), ("$..SdkResponseMetadata..RequestId", "RequestId"),
        ("$..X-Amzn-Trace-Id", "X-Amzn-Trace-Id"), ("$..x-amz-crc32", "x-amz-crc32"),
        ("$..x-amzn-RequestId", "x-amzn-RequestId"), ("$..x-amzn-requestid", "x-amzn-requestid"),
    ]

    /// Those of priority 2.
    private static let lastDefaults: [Transformer] = [
        .regex(PythonRegex(known: "us-east-1|eu-central-1"), template: "<region>"),
        .regex(PythonRegex(known: "(?:arn:aws:)"), template: "arn:<partition>:"),
        .keyValue(.uuid, replacement: "uuid", byReference: true),
        .regex(PythonRegex.iso8601, template: "date"),
        .keyValue(.timestamp, replacement: "timestamp", byReference: false),
    ]
}

/// The replacements on the serialised text, in the order in which they were registered.
struct Replacements {
    private var steps: [(String) -> String] = []
    private var seen: Set<String> = []
    private var counts: [String: Int] = [:]

    mutating func add(_ step: @escaping (String) -> String) {
        steps.append(step)
    }

    /// Replaces `value` by `<name:N>` everywhere; N counts the distinct values of that name.
    mutating func addReference(to value: String, named name: String) {
        // As it stands in the text: the recordings' tests escape quotes and nothing else.
        let escaped = value.contains("\"") ? value.replacing("\"", with: "\\\"") : value
        guard !escaped.isEmpty, seen.insert(escaped).inserted else { return }
        counts[name, default: 0] += 1
        let replacement = "<\(name):\(counts[name] ?? 0)>"
        steps.append { $0.replacing(escaped, with: replacement) }
    }

    func apply(to text: String) -> String {
        steps.reduce(text) { $1($0) }
    }
}

extension KeyValueMatch {
    /// Looks through objects, and through arrays whose elements are objects; not below a member that it takes.
    fileprivate func apply(
        to value: JSONValue,
        _ replacement: String,
        byReference: Bool,
        _ replacements: inout Replacements
    ) -> JSONValue {
        guard case .object(var object) = value else { return value }
        for (key, member) in object {
            if let text = text(key: key, value: member) {
                if byReference {
                    replacements.addReference(to: text, named: replacement)
                } else {
                    object[key] = .string(member.stringValue?.replacing(text, with: replacement) ?? replacement)
                }
            } else if takesWhole(key: key, value: member) {
                if !byReference { object[key] = .string(replacement) }
            } else if case .array(let array) = member {
                object[key] = .array(
                    JSONArray(array.map { apply(to: $0, replacement, byReference: byReference, &replacements) })
                )
            } else {
                object[key] = apply(to: member, replacement, byReference: byReference, &replacements)
            }
        }
        return .object(object)
    }
}
