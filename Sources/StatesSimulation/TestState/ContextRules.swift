import JSONModel

/// What a context object that is given for a test may hold: any part may be left out, nothing may be added.
enum ContextRules {
    struct Fault: Error {
        var message: String
    }

    private enum Kind: String {
        case string, number, any
    }

    private static let members: [(name: String, members: [(name: String, kind: Kind)])] = [
        (
            "Execution",
            [
                ("Id", .string), ("Input", .any), ("Name", .string), ("RoleArn", .string), ("StartTime", .string),
                ("RedriveCount", .number), ("RedriveTime", .string),
            ]
        ),
        ("StateMachine", [("Id", .string), ("Name", .string)]),
        ("State", [("EnteredTime", .string), ("Name", .string), ("RetryCount", .number)]),
        ("Task", [("Token", .string)]),
    ]

    /// - Parameter allowsTask: whether the state has a task token.
    static func check(_ context: JSONValue, allowsTask: Bool) throws(Fault) {
        guard case .object(let context) = context else { throw Fault(message: "Context must be a JSON object") }
        for (name, value) in context {
            if name == "Map" { throw Fault(message: "'Map' field is not supported when mocking a Context object") }
            guard let rule = members.first(where: { $0.name == name }) else { throw notAllowed(name) }
            if name == "Task", !allowsTask {
                throw Fault(
                    message: "Context object contains 'Task' when state is not a Task state with a '.sync' or "
                        + "'.waitForTaskToken' service integration pattern")
            }
            guard case .object(let object) = value else { throw Fault(message: "\(name) must be an object") }
            for (field, value) in object {
                guard let kind = rule.members.first(where: { $0.name == field })?.kind else { throw notAllowed(field) }
                guard fits(value, kind) else { throw Fault(message: "\(name).\(field) must be a \(kind.rawValue)") }
            }
        }
    }

    private static func notAllowed(_ field: String) -> Fault { Fault(message: "Field '\(field)' is not allowed") }

    private static func fits(_ value: JSONValue, _ kind: Kind) -> Bool {
        switch kind {
        case .string: value.stringValue != nil
        case .number: value.numberValue != nil
        case .any: true
        }
    }
}
