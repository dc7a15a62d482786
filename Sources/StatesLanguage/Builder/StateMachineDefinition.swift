public import Diagnostics

/// A state machine written in Swift: what a definition in JSON says, in the same words.
///
///     extension StateName {
///         static let orderFailed: Self = "OrderFailed"
///     }
///
///     let definition = StateMachineDefinition(comment: "Takes the payment of an order.") {
///         State.Task("ProcessPayment", resource: "arn:aws:lambda:us-east-1:123456789012:function:pay")
///             .parameters(["orderId.$": "$.orderId", "token": .path("$$.Task.Token")])
///             .timeoutSeconds(60)
///             .retry([.timeout, "Throttled"], intervalSeconds: 1, maxAttempts: 4, jitterStrategy: .full)
///             .catch(.all, resultPath: "$.failure", next: .orderFailed)
///         State.Choice("Paid?") {
///             When("$.status", .stringEquals("PAID"), next: "OrderPaid")
///         }
///         .default(.orderFailed)
///         State.Succeed("OrderPaid")
///         State.Fail(.orderFailed).error("PaymentFailed")
///     }
///     let machine = try StateMachine(definition)
///     let json = definition.text
///
/// The words are the States Language's: a state is `State.` and its `Type`, a method that sets a field has the field's
/// name. (`Task` alone would be Swift's, and `TaskState` is a state that was read.) Three things are ours:
///
/// - The first state is `StartAt`, unless that is given.
/// - A state that says neither `next` nor `end` goes on to the one written after it, and ends if it is the last. This
///   does not hold for a Choice state: without `default`, what no rule takes fails.
/// - `field(_:_:)` sets a field of a state or a rule by its name, so that nothing is out of reach.
///
/// The definition becomes a text, and `StateMachine.read(_:options:)` reads that text as it reads a file: the same
/// rules, the same diagnostics, with places in `text`.
///
/// States can be made by `if` and `for`, and by functions that are marked `@DefinitionBuilder<StateSource>`. Settings
/// that several states share are an extension:
///
///     extension FallibleState {
///         func retryPatiently() -> Self {
///             retry(.all, intervalSeconds: 2, maxDelaySeconds: 300, maxAttempts: 8)
///         }
///     }
public struct StateMachineDefinition: Hashable, Sendable {
    private var object = DefinitionObject()

    /// - Parameters:
    ///   - timeoutSeconds: of the whole execution, 1 … 99,999,999.
    ///   - version: `1.0`, which is also what an absent one means.
    ///   - startAt: the first of `states` if it is not given.
    public init(
        comment: String? = nil, queryLanguage: QueryLanguage? = nil, timeoutSeconds: Int? = nil,
        version: String? = nil, startAt: StateName? = nil, @DefinitionBuilder<StateSource> states: () -> [StateSource]
    ) {
        object.set("Comment", comment)
        object.set("QueryLanguage", queryLanguage?.rawValue)
        object.set("TimeoutSeconds", timeoutSeconds)
        object.set("Version", version)
        object.setStates(states(), startAt: startAt)
    }

    /// The definition in JSON as people write it: fields in a fixed order, two spaces per level, a line feed at the
    /// end.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The text that diagnostics point into, for those that print them.
    ///
    /// - Parameter name: what people call it.
    public func source(name: String = "definition") -> SourceText { SourceText(name: name, bytes: bytes) }

    private var bytes: [UInt8] {
        var writer = DefinitionWriter()
        writer.write(object)
        return writer.bytes + "\n".utf8
    }
}

extension StateMachine {
    /// Reads a definition written in Swift: the machine if there is one, and all diagnostics.
    ///
    /// Spans point into the definition's `text`, which is also its `source`.
    public static func read(
        _ definition: StateMachineDefinition, options: ReadingOptions = .init()
    ) -> DefinitionReading {
        read(definition.source(), options: options)
    }

    /// The machine that `definition` describes.
    ///
    /// - Throws: all diagnostics at once, if one of them is an error or a substitution is left to fill.
    public init(_ definition: StateMachineDefinition, options: ReadingOptions = .init()) throws(DefinitionError) {
        self = try Self.read(definition, options: options).get()
    }
}

extension DefinitionObject {
    /// Sets `StartAt` and `States`, and where a state leads to that does not say so.
    mutating func setStates(_ states: [StateSource], startAt: StateName?) {
        set("StartAt", (startAt ?? states.first?.name)?.rawValue)
        var members = DefinitionObject()
        for (index, state) in states.enumerated() {
            let following = index + 1 < states.count ? states[index + 1].name : nil
            members.append(state.name.rawValue, .object(state.object(followedBy: following)))
        }
        set("States", .object(members))
    }
}
