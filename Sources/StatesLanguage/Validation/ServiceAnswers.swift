public import Diagnostics
public import JSONModel

// The answers that the service makes of diagnostics.

extension DefinitionReading {
    /// The response of ValidateStateMachineDefinition.
    ///
    /// - Parameters:
    ///   - severity: the least severity that is listed; the API's default is ERROR.
    ///   - maxResults: how many are listed at most, 0 … 100; 0 is the API's default, 100.
    /// - Source: AWS Step Functions API reference; recordings of the service for messages and places.
    public func validationResponse(severity: Diagnostic.Severity = .error, maxResults: Int = 0) -> JSONObject {
        let limit = maxResults == 0 ? 100 : min(maxResults, 100)
        // A warning of ours is nothing that the service would say; an error of ours is one of its own in other words.
        let listed = diagnostics.filter {
            $0.severity == .error || severity == .warning && !$0.code.rawValue.hasPrefix("ASL")
        }
        return [
            "result": hasErrors ? "FAIL" : "OK",
            "diagnostics": .array(JSONArray(listed.prefix(limit).map(\.serviceForm))),
            "truncated": .bool(listed.count > limit),
        ]
    }
}

extension DefinitionError {
    /// What the exception `InvalidDefinition` says, of CreateStateMachine and others.
    public var serviceMessage: String {
        let faults = diagnostics.filter { $0.severity == .error }.map { error in
            "\(error.code.rawValue): \(error.message)" + (error.location.map { " at \($0)" } ?? "")
        }
        guard !faults.isEmpty else { return "Invalid State Machine Definition" }
        return "Invalid State Machine Definition: '\(faults.joined(separator: ", "))'"
    }
}

extension Diagnostic {
    /// An element of `diagnostics`.
    fileprivate var serviceForm: JSONValue {
        var members: JSONObject = [
            "severity": .string(severity.rawValue), "code": .string(code.rawValue),
            "message": .string(serviceMessage),
        ]
        members["location"] = location.map(JSONValue.string)
        return .object(members)
    }
}
