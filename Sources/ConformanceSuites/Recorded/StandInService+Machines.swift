import Diagnostics
import JSONModel
import StatesLanguage

/// Requests about state machines, answered from our own diagnostics.
extension StandInService {
    mutating func createStateMachine(_ request: JSONValue) throws -> JSONValue {
        if let logging = request["loggingConfiguration"] { try check(logging) }
        if request["versionDescription"] != nil, request["publish"] != true {
            throw ServiceError(
                code: "ValidationException", message: "Version description can only be set when publish is true"
            )
        }
        do {
            _ = try reading(of: request).get()
        } catch {
            throw ServiceError(code: "InvalidDefinition", message: error.serviceMessage)
        }
        try resources.tag(setting.machineARN, request["tags"])
        var members: JSONObject = ["stateMachineArn": .string(setting.machineARN), "creationDate": Self.date]
        if request["publish"] == true { members["stateMachineVersionArn"] = .string(setting.machineARN + ":1") }
        return Self.response(members)
    }

    func validate(_ request: JSONValue) -> JSONValue {
        let severity = request["severity"]?.stringValue.flatMap(Diagnostic.Severity.init(rawValue:)) ?? .error
        let limit = request["maxResults"]?.numberValue?.int64Value ?? 0
        return Self.response(reading(of: request).validationResponse(severity: severity, maxResults: Int(limit)))
    }

    /// DescribeStateMachine, or DescribeStateMachineForExecution.
    func machineDescription(isForExecution: Bool) throws -> JSONObject {
        let definition = recorded.value["definitionText"] ?? recorded.value["definition"] ?? .null
        let text = definition.stringValue ?? definition.description
        let machine: StateMachine
        do {
            machine = try StateMachine(json: text)
        } catch {
            throw SuiteError("the definition was refused: \(error.diagnostics.first?.message ?? "")")
        }
        var members: JSONObject = [
            "stateMachineArn": .string(setting.machineARN),
            "name": .string(setting.machineName),
            "definition": .string(text),
            "roleArn": .string(setting.roleARN),
            "loggingConfiguration": ["includeExecutionData": false, "level": "OFF"],
            "tracingConfiguration": ["enabled": false],
            "encryptionConfiguration": ["type": "AWS_OWNED_KEY"],
        ]
        if isForExecution {
            members["updateDate"] = Self.date
        } else {
            members["status"] = "ACTIVE"
            members["type"] = .string(setting.type)
            members["creationDate"] = Self.date
        }
        let references = machine.variableReferences.map { state, names in
            (key: state, value: JSONValue.array(JSONArray(names.map { .string($0) })))
        }
        if !references.isEmpty { members["variableReferences"] = .object(JSONObject(references)) }
        return members
    }

    private func reading(of request: JSONValue) -> DefinitionReading {
        let text = request["definition"]?.stringValue ?? ""
        let type = request["type"]?.stringValue.flatMap(StateMachineType.init(rawValue:)) ?? .standard
        let source = SourceText(name: "definition", bytes: Array(text.utf8))
        return StateMachine.read(source, options: ReadingOptions(stateMachineType: type))
    }

    private func check(_ logging: JSONValue) throws {
        guard logging["level"] != "OFF" else { return }
        guard let destination = logging["destinations"]?[0], logging["destinations"]?[1] == nil else {
            throw ServiceError(
                code: "InvalidLoggingConfiguration",
                message: "Invalid Logging Configuration: Must specify exactly one Log Destination."
            )
        }
        let group = destination["cloudWatchLogsLogGroup"]?["logGroupArn"]?.stringValue ?? ""
        let isDeleted = (recorded.value["setup"]?.arrayValue ?? []).contains { call in
            guard let name = call["params"]?["logGroupName"]?.stringValue else { return false }
            return call["operation"] == "DeleteLogGroup" && group.contains(":\(name):")
        }
        guard !isDeleted else {
            throw ServiceError(
                code: "InvalidLoggingConfiguration",
                message: "Invalid Logging Configuration: Log Destination not found."
            )
        }
    }
}
