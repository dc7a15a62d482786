import JSONModel
import StatesLanguage

/// Something that a state of some type may have: a row of the support table.
struct StateFeature: Sendable {
    var type: StateType
    var label: String
    var languages: [QueryLanguage]
    /// Whether a state, as it stands in a definition, has it.
    var isIn: @Sendable (JSONObject) -> Bool

    /// All rows, types in the order of the specification. The first row of a type is about every state of it.
    static let all: [StateFeature] = [
        rows(of: .pass, [("`Result`", ["Result"], []), inputPath, parameters, resultPath] + output),
        rows(of: .task, input + result + output + errors + [timeout, heartbeat, credentials]) + resources,
        rows(of: .choice, [inputPath] + output) + choices,
        rows(of: .wait, [seconds, timestamp, inputPath] + output),
        rows(of: .succeed, [inputPath, output[0]]),
        rows(
            of: .fail,
            [("`Error`", ["Error", "ErrorPath"], ["Error"]), ("`Cause`", ["Cause", "CausePath"], ["Cause"])]),
        rows(of: .parallel, input + result + output + errors),
        rows(of: .map, mapFields + [inputPath, parameters] + result + output + errors) + processors,
    ].flatMap(\.self)

    /// A label, with the fields that make the feature in JSONPath and in JSONata states.
    private typealias Row = (label: String, jsonPath: [String], jsonata: [String])

    private static let inputPath: Row = ("`InputPath`", ["InputPath"], [])
    private static let parameters: Row = ("`Parameters`", ["Parameters"], [])
    private static let input: [Row] = [
        inputPath, ("`Parameters`, `Arguments`", ["Parameters"], ["Arguments"]),
    ]
    private static let resultPath: Row = ("`ResultPath`", ["ResultPath"], [])
    private static let result: [Row] = [("`ResultSelector`", ["ResultSelector"], []), resultPath]
    private static let output: [Row] = [
        ("`OutputPath`, `Output`", ["OutputPath"], ["Output"]), ("`Assign`", ["Assign"], ["Assign"]),
    ]
    private static let errors: [Row] = [("`Retry`", ["Retry"], ["Retry"]), ("`Catch`", ["Catch"], ["Catch"])]
    private static let timeout: Row = (
        "`TimeoutSeconds`", ["TimeoutSeconds", "TimeoutSecondsPath"], ["TimeoutSeconds"]
    )
    private static let heartbeat: Row = (
        "`HeartbeatSeconds`", ["HeartbeatSeconds", "HeartbeatSecondsPath"], ["HeartbeatSeconds"]
    )
    private static let credentials: Row = ("`Credentials`", ["Credentials"], ["Credentials"])
    private static let seconds: Row = ("`Seconds`", ["Seconds", "SecondsPath"], ["Seconds"])
    private static let timestamp: Row = ("`Timestamp`", ["Timestamp", "TimestampPath"], ["Timestamp"])
    private static let mapFields: [Row] = [
        ("`ItemsPath`, `Items`", ["ItemsPath"], ["Items"]),
        ("`ItemSelector`", ["ItemSelector"], ["ItemSelector"]),
        ("`MaxConcurrency`", ["MaxConcurrency", "MaxConcurrencyPath"], ["MaxConcurrency"]),
        ("`ItemReader`", ["ItemReader"], ["ItemReader"]),
        ("`ItemBatcher`", ["ItemBatcher"], ["ItemBatcher"]),
        ("`ResultWriter`", ["ResultWriter"], ["ResultWriter"]),
        ("tolerated failures", tolerated + tolerated.map { $0 + "Path" }, tolerated),
    ]
    private static let tolerated = ["ToleratedFailureCount", "ToleratedFailurePercentage"]

    private static func rows(of type: StateType, _ rows: [Row]) -> [StateFeature] {
        let all = StateFeature(type: type, label: "", languages: [.jsonPath, .jsonata]) { _ in true }
        return [all]
            + rows.map { row in
                let languages =
                    (row.jsonPath.isEmpty ? [] : [QueryLanguage.jsonPath]) + (row.jsonata.isEmpty ? [] : [.jsonata])
                let fields = row.jsonPath + row.jsonata
                return StateFeature(type: type, label: row.label, languages: languages) { state in
                    fields.contains { state[$0] != nil }
                }
            }
    }
}

// What no single field tells.
extension StateFeature {
    private static func feature(
        _ type: StateType, _ label: String, _ languages: [QueryLanguage] = [.jsonPath, .jsonata],
        _ isIn: @escaping @Sendable (JSONObject) -> Bool
    ) -> StateFeature {
        StateFeature(type: type, label: label, languages: languages, isIn: isIn)
    }

    private static let resources = [
        feature(.task, "Lambda function") { resource($0).contains(":function:") },
        feature(.task, "activity") { resource($0).contains(":activity:") },
        feature(.task, "service, request and response") { state in
            let resource = resource(state)
            return resource.contains(":states:::") && !resource.contains(".sync") && !resource.hasSuffix(callback)
        },
        feature(.task, "service, `.sync`") { resource($0).contains(".sync") },
        feature(.task, "service, `.waitForTaskToken`") { resource($0).hasSuffix(callback) },
    ]
    private static let callback = ".waitForTaskToken"

    private static func resource(_ state: JSONObject) -> String { state["Resource"]?.stringValue ?? "" }

    private static let choices = [
        feature(.choice, "comparisons", [.jsonPath]) { $0["Choices"].map { has("Variable", in: $0) } ?? false },
        feature(.choice, "`And`, `Or`, `Not`", [.jsonPath]) { state in
            ["And", "Or", "Not"].contains { name in state["Choices"].map { has(name, in: $0) } ?? false }
        },
        feature(.choice, "`Condition`", [.jsonata]) { $0["Choices"].map { has("Condition", in: $0) } ?? false },
        feature(.choice, "`Default`") { $0["Default"] != nil },
    ]

    private static func has(_ member: String, in value: JSONValue) -> Bool {
        switch value {
        case .object(let object): object.contains { $0.key == member || has(member, in: $0.value) }
        case .array(let array): array.contains { has(member, in: $0) }
        case .null, .bool, .number, .string: false
        }
    }

    private static let processors = [
        feature(.map, "inline") { !isDistributed($0) },
        feature(.map, "distributed") { isDistributed($0) },
    ]

    private static func isDistributed(_ state: JSONObject) -> Bool {
        (state["ItemProcessor"] ?? state["Iterator"])?["ProcessorConfig"]?["Mode"] == "DISTRIBUTED"
    }
}
