import JSONModel
import StatesLanguage

/// The form of a service's answer, as far as a mock is compared with it.
indirect enum ResponseShape: Sendable {
    case any
    case boolean
    /// Texts, and what is written as one: times and bytes.
    case string(ClosedRange<Int>? = nil)
    case oneOf([String])
    case number(ClosedRange<Double>? = nil)
    case array(ResponseShape)
    /// Any names; values of one form.
    case map(ResponseShape)
    case object([Member])

    struct Member: Sendable {
        var name: String
        var shape: ResponseShape
        var isRequired = false

        init(_ name: String, _ shape: ResponseShape = .string(), required: Bool = false) {
            self.name = name
            self.shape = shape
            isRequired = required
        }
    }

    struct Fault: Error {
        var message: String
    }

    /// Looks for the first fault; members that the form does not have are no fault.
    ///
    /// - Parameters:
    ///   - field: the name that messages use.
    ///   - requiresAll: whether required members must be there.
    /// - Source: recordings of the service for the sentences, those about the longest length, booleans and objects
    ///   excepted.
    func check(_ value: JSONValue, field: String, requiresAll: Bool) throws(Fault) {
        switch self {
        case .any: return
        case .boolean: guard value.boolValue != nil else { throw Self.wrongType(field, "a boolean") }
        case .string(let length): try Self.check(value, field, length: length)
        case .oneOf(let words):
            guard case .string(let text) = value else { throw Self.wrongType(field, "a string") }
            guard words.contains(text) else { throw Fault(message: "Field '\(field)' is not an expected value") }
        case .number(let range): try Self.check(value, field, range: range)
        case .array(let shape):
            guard case .array(let items) = value else { throw Self.wrongType(field, "an array") }
            for item in items { try shape.check(item, field: field, requiresAll: requiresAll) }
        case .map(let shape):
            guard case .object(let object) = value else { throw Self.wrongType(field, "an object") }
            for (_, item) in object { try shape.check(item, field: field, requiresAll: requiresAll) }
        case .object(let members):
            guard case .object(let object) = value else { throw Self.wrongType(field, "an object") }
            for member in members where member.isRequired && requiresAll && object[member.name] == nil {
                throw Fault(message: "Required field '\(member.name)' is missing")
            }
            for (name, item) in object {
                guard let member = members.first(where: { $0.name == name }) else { continue }
                try member.shape.check(item, field: name, requiresAll: requiresAll)
            }
        }
    }

    private static func check(_ value: JSONValue, _ field: String, length: ClosedRange<Int>?) throws(Fault) {
        guard case .string(let text) = value else { throw wrongType(field, "a string") }
        guard let length else { return }
        let count = text.unicodeScalars.count
        if count < length.lowerBound { throw Fault(message: "Field '\(field)' is smaller than the minimum length") }
        if count > length.upperBound { throw Fault(message: "Field '\(field)' exceeds the maximum length") }
    }

    private static func check(_ value: JSONValue, _ field: String, range: ClosedRange<Double>?) throws(Fault) {
        guard case .number(let number) = value else { throw wrongType(field, "a number") }
        guard let range else { return }
        if number.doubleValue < range.lowerBound {
            throw Fault(message: "Field '\(field)' is less than the minimum value")
        }
        if number.doubleValue > range.upperBound {
            throw Fault(message: "Field '\(field)' exceeds the maximum value")
        }
    }

    private static func wrongType(_ field: String, _ wanted: String) -> Fault {
        Fault(message: "Field '\(field)' must be \(wanted)")
    }
}

extension ResponseShape {
    /// The form of what ends a task; `nil` where it is not known here, or up to whoever has the task token.
    ///
    /// A job that is waited for ends with the answer to the last question about it.
    ///
    /// - Source: AWS Step Functions developer guide, “Testing state machines with TestState”, for `.sync`.
    static func of(_ integration: ServiceIntegration) -> ResponseShape? {
        let prefix = "aws-sdk:"
        let isSDK = integration.service.hasPrefix(prefix)
        let service = isSDK ? String(integration.service.dropFirst(prefix.count)) : integration.service
        let name = "\(isSDK ? sdkNames[service] ?? service : service):\(integration.api)"
        switch integration.pattern {
        case .requestResponse: return operations[name]
        case .sync, .sync2: return jobs[name].flatMap { operations[$0] }
        case .waitForTaskToken: return nil
        }
    }

    /// What the SDK calls services that have another name in optimised integrations.
    private static let sdkNames = ["sfn": "states", "eventbridge": "events"]

    /// What a job is asked with.
    private static let jobs = ["states:startExecution": "states:describeExecution"]
}
