import JSONModel

/// Activities and tags: the little of the API's state that requests share here.
struct StandInResources: Sendable {
    /// By ARN.
    private var activities: Set<String> = []
    /// By the ARN of what is tagged.
    private var tags: [String: JSONObject] = [:]

    /// The requests that need no other state than this, and that of the one machine of a case.
    static let operations: Set<RecordedRequest.Operation> = [
        .createStateMachine, .deleteStateMachine, .startSyncExecution, .createActivity, .describeActivity,
        .deleteActivity, .getActivityTask, .tagResource,
        .untagResource, .listTagsForResource,
    ]

    mutating func create(activity arn: String) { activities.insert(arn) }

    /// - Returns: the members of the answer.
    mutating func answer(_ operation: RecordedRequest.Operation, _ request: JSONValue) throws -> JSONObject {
        let arn = (request["activityArn"] ?? request["resourceArn"])?.stringValue ?? ""
        switch operation {
        case .describeActivity:
            try check(activity: arn)
            return [
                "activityArn": .string(arn), "creationDate": StandInService.date,
                "name": .string(arn.split(separator: ":").last.map(String.init) ?? ""),
                "encryptionConfiguration": ["type": "AWS_OWNED_KEY"],
            ]
        case .deleteActivity: activities.remove(arn)
        case .getActivityTask: try check(activity: arn)
        case .tagResource: try tag(arn, request["tags"])
        case .untagResource:
            for key in request["tagKeys"]?.arrayValue ?? [] { tags[arn]?[key.stringValue ?? ""] = nil }
        case .listTagsForResource:
            let list = (tags[arn] ?? [:]).map { JSONValue.object(["key": .string($0.key), "value": $0.value]) }
            return ["tags": .array(JSONArray(list))]
        default: throw SuiteError("\(operation.rawValue) is not about activities or tags")
        }
        return [:]
    }

    /// - Parameter list: `[{"key", "value"}]`; a key that is there gets the new value.
    mutating func tag(_ arn: String, _ list: JSONValue?) throws {
        for (index, tag) in (list?.arrayValue ?? []).enumerated() {
            guard let key = tag["key"]?.stringValue, !key.isEmpty else {
                throw ClientError("Invalid length for parameter tags[\(index)].key, value: 0, valid min length: 1")
            }
            guard let value = tag["value"], value != .null else {
                throw ClientError(
                    "Invalid type for parameter tags[\(index)].value, value: None, type: <class 'NoneType'>, "
                        + "valid types: <class 'str'>")
            }
            tags[arn, default: [:]][key] = value
        }
    }

    private func check(activity arn: String) throws {
        guard !activities.contains(arn) else { return }
        throw ServiceError(code: "ActivityDoesNotExist", message: "Activity Does Not Exist: '\(arn)'")
    }
}

/// Why the client library with which the recordings were made sent no request.
struct ClientError: Error, Sendable {
    /// What was recorded in place of a response.
    var text: String

    init(_ reason: String) { text = "Parameter validation failed:\n\(reason)" }
}
