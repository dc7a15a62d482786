package import JSONModel

/// One step of a recording's normalisation, as its test declared it.
package enum Transformer: Sendable {
    /// Every match of `pattern` in the text of the whole value becomes `template` (both as Python writes them).
    case regex(PythonRegex, template: String)
    /// The same for a value made up during the run, which the recording does not know: `placeholder` is all there is.
    case runtimeValue(placeholder: String)
    /// The values at a path become the replacement; or, by reference, each distinct value becomes
    /// `<replacement:N>` wherever it occurs.
    case jsonPath(JSONPathNG, replacement: String, byReference: Bool)
    /// The same for the members that `match` picks.
    case keyValue(KeyValueMatch, replacement: String, byReference: Bool)
    /// Makes the events of Parallel branches independent of their order.
    case sortParallelEvents
    /// Replaces members `output` that are JSON texts by their values (a test's own Python function).
    case parseOutputs
    /// Sorts every list in members `variableReferences` (a test's own Python class).
    case sortVariableReferences

    package init(_ json: JSONValue, in id: String) throws(SuiteError) {
        let type = json["type"]?.stringValue ?? ""
        let replacement = json["replacement"]?.stringValue ?? ""
        switch type {
        case "regex":
            self = .regex(try PythonRegex(json["regex"]?.stringValue ?? ""), template: replacement)
        case "runtime-value":
            self = .runtimeValue(placeholder: replacement)
        case "jsonpath":
            let byReference = json["replaceReference"]?.boolValue ?? true
            let path = try JSONPathNG(json["path"]?.stringValue ?? "")
            self = .jsonPath(path, replacement: replacement, byReference: byReference)
        case "key-value", "resource-name":
            self = try Self.keyValue(json, in: id)
        case "sort-parallel-events":
            self = .sortParallelEvents
        case "python" where json["class"] == "_SfnSortVariableReferences":
            self = .sortVariableReferences
        case "python" where json["python"]?.stringValue?.contains("def _convert_output_to_json") == true:
            self = .parseOutputs
        default:
            throw SuiteError("\(id): unknown transformer “\(type)”")
        }
    }

    private static func keyValue(_ json: JSONValue, in id: String) throws(SuiteError) -> Transformer {
        if let key = json["key"]?.stringValue {
            let replacement = json["value_replacement"]?.stringValue ?? KeyValueMatch.hyphenated(key)
            let byReference = json["reference_replacement"]?.boolValue ?? true
            return .keyValue(.key(key), replacement: replacement, byReference: byReference)
        }
        let source = json["python"]?.stringValue ?? "def _resource_name_transformer"
        guard let match = KeyValueMatch.named.first(where: { source.contains("def \($0.function)") })?.match else {
            throw SuiteError("\(id): unknown key-value function")
        }
        return .keyValue(
            match,
            replacement: json["replacement"]?.stringValue ?? "resource",
            byReference: json["replaceReference"]?.boolValue ?? true
        )
    }
}
