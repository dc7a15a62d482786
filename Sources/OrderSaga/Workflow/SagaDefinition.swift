import JSONModel
public import StatesLanguage

/// Where the functions of the exported saga are.
public struct SagaDeployment: Hashable, Sendable {
    /// AWS region of the functions and the queue.
    public var region: String
    /// Twelve digits.
    public var account: String
    /// Before the name of each function and of the queue, such as `prod-`.
    public var prefix: String

    public init(region: String = "us-east-1", account: String = "123456789012", prefix: String = "") {
        (self.region, self.account, self.prefix) = (region, account, prefix)
    }

    func function(_ name: TaskName) -> String {
        "arn:aws:lambda:\(region):\(account):function:\(prefix)\(name.rawValue)"
    }
}

extension StateName {
    fileprivate static let processPayment: Self = "ProcessPayment", sendNotification: Self = "SendNotification"
    fileprivate static let recordNotificationFailure: Self = "RecordNotificationFailure"
    fileprivate static let refundPayment: Self = "RefundPayment", askPersonToRefund: Self = "AskPersonToRefund"
    fileprivate static let releaseInventory: Self = "ReleaseInventory"
    fileprivate static let askPersonToRelease: Self = "AskPersonToRelease"
    fileprivate static let orderPaid: Self = "OrderPaid", orderFailed: Self = "OrderFailed"
    fileprivate static let closeOrder: Self = "CloseOrder"
}

extension ErrorName {
    fileprivate static let outOfStock: Self = "OutOfStock", paymentDeclined: Self = "PaymentDeclined"
    /// The customer has cancelled: said by the step that finds the mark on the order.
    fileprivate static let orderCancelled: Self = "OrderCancelled"
    /// The gateway will never give the money back this way: a person has to.
    fileprivate static let refundRefused: Self = "RefundRefused"
}

extension State.Task {
    fileprivate func retryAll(from intervalSeconds: Int, to maxDelaySeconds: Int, maxAttempts: Int) -> Self {
        retry(
            .all, intervalSeconds: intervalSeconds, backoffRate: 2, maxDelaySeconds: maxDelaySeconds,
            maxAttempts: maxAttempts, jitterStrategy: .full)
    }

    fileprivate func neverRetry(_ answers: ErrorName...) -> Self {
        retry(answers, maxAttempts: 0, comment: "An answer, not a fault: asking again would not change it.")
    }

    fileprivate func catchCancel(next: StateName, comment: String) -> Self {
        `catch`(
            [.orderCancelled], resultPath: "$.failure", assign: ["reason": "OrderCancelled"], next: next,
            comment: comment)
    }
}

/// The saga of an order, for functions at one place: `asl/order-saga.asl.json`.
public struct SagaDefinition: Sendable {
    public var deployment: SagaDeployment

    public init(_ deployment: SagaDeployment = SagaDeployment()) { self.deployment = deployment }

    public var definition: StateMachineDefinition {
        StateMachineDefinition(
            comment: """
                An order: reserve inventory, process payment, send notification. What fails is undone in reverse \
                order; what cannot be undone waits for a person. Every function is idempotent per orderId.
                """
        ) {
            State.Pass("TakeOrder")
                .comment(
                    """
                    Takes the members that later states read, and no others: an incomplete order fails here, before \
                    anything was done.
                    """
                )
                .parameters([
                    "orderId": .path("$.orderId"), "customerId": .path("$.customerId"), "items": .path("$.items"),
                    "amount": .path("$.amount"),
                ])
            forward()
            notify()
            State.Succeed(.orderPaid)
            refund()
            release()
            close()
        }
    }

    private func task(_ name: StateName, _ function: TaskName) -> State.Task {
        State.Task(name, resource: deployment.function(function))
    }

    @DefinitionBuilder<StateSource>
    private func forward() -> [StateSource] {
        task("ReserveInventory", .reserveInventory)
            .parameters(["orderId": .path("$.orderId"), "items": .path("$.items")])
            .timeoutSeconds(30).resultPath("$.reservation")
            .neverRetry(.outOfStock, .orderCancelled).retryAll(from: 1, to: 20, maxAttempts: 4)
            .catch(
                [.outOfStock], resultPath: "$.failure", assign: ["reason": "OutOfStock"], next: .closeOrder,
                comment: "Nothing was reserved."
            )
            .catchCancel(next: .releaseInventory, comment: "Something may have been reserved.")
            .catch(
                .all, resultPath: "$.failure", assign: ["reason": "InventoryUnavailable"], next: .releaseInventory,
                comment: "Something may have been reserved.")
        task(.processPayment, .processPayment)
            .parameters([
                "orderId": .path("$.orderId"), "customerId": .path("$.customerId"), "amount": .path("$.amount"),
            ])
            .timeoutSeconds(60).resultPath("$.payment")
            .neverRetry(.paymentDeclined, .orderCancelled).retryAll(from: 2, to: 30, maxAttempts: 4)
            .catch(
                [.paymentDeclined], resultPath: "$.failure", assign: ["reason": "PaymentDeclined"],
                next: .releaseInventory, comment: "Nothing was paid."
            )
            .catchCancel(next: .refundPayment, comment: "Something may have been paid.")
            .catch(
                .all, resultPath: "$.failure", assign: ["reason": "PaymentUnavailable"], next: .refundPayment,
                comment: "Something may have been paid: a timeout says nothing about it.")
    }

    @DefinitionBuilder<StateSource>
    private func notify() -> [StateSource] {
        task(.sendNotification, .sendNotification)
            .parameters([
                "orderId": .path("$.orderId"), "customerId": .path("$.customerId"), "payment": .path("$.payment"),
            ])
            .timeoutSeconds(20).resultPath("$.notification")
            .neverRetry(.orderCancelled).retryAll(from: 1, to: 10, maxAttempts: 3)
            .catchCancel(next: .refundPayment, comment: "Paid, and cancelled before it was completed.")
            .catch(
                .all, resultPath: "$.notification.failure", next: .recordNotificationFailure,
                comment: "Recorded; a paid order stays paid."
            )
            .next(.orderPaid)
        task(.recordNotificationFailure, .recordNotificationFailure)
            .comment("Completes the order; the notification is tried again apart from it.")
            .parameters(["orderId": .path("$.orderId"), "failure": .path("$.notification.failure")])
            .timeoutSeconds(30).resultPath(.discard)
            .neverRetry(.orderCancelled).retryAll(from: 1, to: 300, maxAttempts: 99_999_999)
            .catchCancel(next: .refundPayment, comment: "Paid, and cancelled before it was completed.")
            .next(.orderPaid)
    }

    @DefinitionBuilder<StateSource>
    private func refund() -> [StateSource] {
        task(.refundPayment, .refundPayment)
            .comment(
                """
                Gives back what was paid for the order, which may be nothing, and refuses a payment that is still \
                under way.
                """
            )
            .parameters([
                "orderId": .path("$.orderId"), "customerId": .path("$.customerId"), "amount": .path("$.amount"),
                "failure": .path("$.failure"),
            ])
            .timeoutSeconds(60).resultPath("$.refund")
            .neverRetry(.refundRefused).retryAll(from: 2, to: 300, maxAttempts: 8)
            .catch(.all, resultPath: "$.refund.failure", next: .askPersonToRefund)
            .next(.releaseInventory)
        askPerson(.askPersonToRefund, "refund the payment", of: ["customerId", "amount"], in: "$.refund")
    }

    @DefinitionBuilder<StateSource>
    private func release() -> [StateSource] {
        task(.releaseInventory, .releaseInventory)
            .comment(
                """
                Gives back what was reserved for the order, which may be nothing, and refuses a reservation that is \
                still under way.
                """
            )
            .parameters(["orderId": .path("$.orderId"), "items": .path("$.items"), "failure": .path("$.failure")])
            .timeoutSeconds(30).resultPath("$.release")
            .retryAll(from: 1, to: 300, maxAttempts: 8)
            .catch(.all, resultPath: "$.release.failure", next: .askPersonToRelease)
            .next(.closeOrder)
        askPerson(.askPersonToRelease, "release the inventory", of: ["items"], in: "$.release")
    }

    @DefinitionBuilder<StateSource>
    private func close() -> [StateSource] {
        task(.closeOrder, .closeOrder)
            .comment("Marks the order as failed, or as cancelled.")
            .parameters(["orderId": .path("$.orderId"), "reason": .path("$reason"), "failure": .path("$.failure")])
            .timeoutSeconds(30).resultPath(.discard)
            .retryAll(from: 1, to: 300, maxAttempts: 99_999_999)
        State.Fail(.orderFailed)
            .comment("The order is undone: Error says why it failed, Cause what was seen.")
            .error(.path("$reason"))
            .cause(.path("States.Format('order {}: {}: {}', $.orderId, $.failure.Error, $.failure.Cause)"))
    }

    private func askPerson(
        _ name: StateName, _ todo: String, of members: [String], in step: String
    ) -> State.Task {
        let queue = "https://sqs.\(deployment.region).amazonaws.com/\(deployment.account)/\(deployment.prefix)"
        let order = ["orderId"] + members
        let message: [(key: String, value: JSONValue)] =
            [("todo", .string("\(todo) of this order, then answer the task token")), ("taskToken.$", "$$.Task.Token")]
            + order.map { ("\($0).$", .string("$.\($0)")) } + [("failure.$", .string("\(step).failure"))]
        return State.Task(name, resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken")
            .comment(
                """
                Waits for a person for as long as it takes. A message is lost to its queue after four days, so it is \
                sent again then; and whenever a person answers with a failure.
                """
            )
            .parameters([
                "QueueUrl": .json(.string(queue + "order-saga-people")),
                "MessageBody": .json(.object(JSONObject(message))),
            ])
            .timeoutSeconds(345_600).resultPath(.path("\(step).byHand"))
            .retryAll(from: 60, to: 86_400, maxAttempts: 99_999_999)
    }
}
