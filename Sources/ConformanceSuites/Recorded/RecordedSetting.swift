import JSONModel

/// The names under which a case runs here: the stand-ins of its definition and input where it has them, made up
/// otherwise.
struct RecordedSetting: Sendable {
    static let accountID = "111111111111"
    /// Virtual time of the first execution's start, seconds since 1970: 2025-03-01T12:00:00Z.
    static let start: Int64 = 1_740_830_400

    var machineName: String
    var roleARN: String
    var type: String
    var region: String
    let placeholders: Placeholders

    init(_ recorded: RecordedCase) {
        let value = recorded.value
        placeholders = Placeholders(value, now: Self.start)
        region = recorded.region
        type = value["stateMachineType"]?.stringValue ?? "STANDARD"
        let created = (value["steps"]?.arrayValue ?? []).filter { $0["op"] == "CreateStateMachine" }.last?["request"]
        let listed = value["placeholders"]?.arrayValue ?? []
        func known(_ isWanted: (String) -> Bool) -> String? {
            listed.first { isWanted($0["placeholder"]?.stringValue ?? "") && $0["value"] != nil }?["value"]?.stringValue
        }
        machineName =
            value["stateMachineName"]?.stringValue ?? created?["name"]?.stringValue
            ?? known { $0.contains("ArnPart") || $0 == "<state-machine-name>" } ?? "statemachine"
        roleARN =
            created?["roleArn"]?.stringValue ?? known { $0.hasSuffix("role_arn") && !$0.contains("trusted") }
            ?? "arn:aws:iam::\(Self.accountID):role/" + (known { $0 == "<role-name>" } ?? "test-sfn-role")
    }

    var machineARN: String {
        "arn:aws:states:\(region):\(Self.accountID):stateMachine:\(machineName)"
    }

    /// The name of execution number `index`, which the service makes up when none is given.
    static func executionName(_ index: Int) -> String {
        let digits = String(index)
        return "5f0c1d7e-2a4b-4c6d-8e9f-" + String(repeating: "0", count: 12 - digits.count) + digits
    }

    /// What an express execution has behind its name.
    static let expressRunID = "0b1c2d3e-4f50-4617-8293-a4b5c6d7e8f9"
}
