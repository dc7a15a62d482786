import StatesLanguage
import StatesRuntime

/// The functions of the saga, by the names under which they are exported.
public enum TaskName: String, Hashable, Sendable, CaseIterable {
    case reserveInventory = "reserve-inventory"
    case processPayment = "process-payment"
    case sendNotification = "send-notification"
    case recordNotificationFailure = "record-notification-failure"
    case refundPayment = "refund-payment"
    case releaseInventory = "release-inventory"
    case closeOrder = "close-order"

    /// Takes the name of the function or of its state: `process-payment` or `ProcessPayment`.
    init?(_ text: some StringProtocol) {
        func letters(_ text: some StringProtocol) -> String { text.lowercased().filter { $0 != "-" } }
        guard let name = Self.allCases.first(where: { letters($0.rawValue) == letters(text) }) else { return nil }
        self = name
    }

    /// What it fails with if nothing else is said: its refusal, if it has one.
    fileprivate var defaultError: String {
        switch self {
        case .reserveInventory: "OutOfStock"
        case .processPayment: "PaymentDeclined"
        case .refundPayment: "RefundRefused"
        case .sendNotification, .recordNotificationFailure, .releaseInventory, .closeOrder: "ServiceUnavailable"
        }
    }
}

/// Makes tasks fail or take their time, before they do anything.
public struct FaultInjection: Sendable {
    private struct Fault: Sendable {
        var error: String
        /// 0 … 1.
        var probability: Double
    }

    private var faults: [TaskName: [Fault]] = [:]
    private var delays: [TaskName: Int64] = [:]

    public init() {}

    /// What is wrong with an option.
    public struct Problem: Error, CustomStringConvertible {
        public let description: String
    }

    /// - Parameter text: `TASK=PROBABILITY` or `TASK:ERROR=PROBABILITY`; without an error a task is refused as its
    ///   service refuses (`PaymentDeclined`, `OutOfStock`, `RefundRefused`), or unavailable.
    public mutating func fail(_ text: String) throws {
        let parts = text.split(separator: "=", maxSplits: 1)
        let names = (parts.first ?? "").split(separator: ":", maxSplits: 1)
        guard parts.count == 2, let task = names.first.flatMap({ TaskName($0) }), let probability = Double(parts[1]),
            (0...1).contains(probability)
        else { throw Self.problem("--fail", text, "TASK[:ERROR]=PROBABILITY, 0 to 1") }
        let error = names.count == 2 ? String(names[1]) : task.defaultError
        faults[task, default: []].append(Fault(error: error, probability: probability))
    }

    /// - Parameter text: `TASK=DURATION`, such as `500ms`, `2s`, `1m`.
    public mutating func slow(_ text: String) throws {
        let parts = text.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, let task = TaskName(parts[0]), let milliseconds = Self.milliseconds(parts[1]) else {
            throw Self.problem("--slow", text, "TASK=DURATION, such as 500ms, 2s or 1m")
        }
        delays[task] = milliseconds
    }

    private static func problem(_ option: String, _ text: String, _ form: String) -> Problem {
        let tasks = TaskName.allCases.map(\.rawValue).joined(separator: ", ")
        return Problem(description: "\(option) \(text): it is \(form); tasks are \(tasks)")
    }

    /// Reads `500ms`, `2s`, `10m` or `1h`.
    public static func milliseconds(_ text: some StringProtocol) -> Int64? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let units: [String: Int64] = ["ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000]
        guard let unit = units[String(text[digits.endIndex...])], let count = Int64(digits), count < 1_000_000_000
        else {
            return nil
        }
        return count * unit
    }

    func before(_ task: TaskName, _ clock: any RuntimeClock) async throws {
        if let delay = delays[task] { try await clock.sleep(until: clock.now.advanced(byMilliseconds: delay)) }
        for fault in faults[task] ?? [] where Double.random(in: 0..<1) < fault.probability {
            throw ServiceFailure(fault.error, "as --fail wants it")
        }
    }
}
