import StatesLanguage

extension StateName {
    fileprivate static let processPayment: Self = "ProcessPayment"
    fileprivate static let sendNotification: Self = "SendNotification"
    fileprivate static let orderPaid: Self = "OrderPaid"
    fileprivate static let refundPayment: Self = "RefundPayment"
    fileprivate static let askPersonToRefund: Self = "AskPersonToRefund"
    fileprivate static let releaseInventory: Self = "ReleaseInventory"
    fileprivate static let askPersonToRelease: Self = "AskPersonToRelease"
    fileprivate static let orderFailed: Self = "OrderFailed"
}

extension State.Task {
    fileprivate init(_ name: StateName, function: String) {
        self.init(name, resource: "arn:aws:lambda:us-east-1:123456789012:function:\(function)")
    }

    fileprivate func retryAll(from intervalSeconds: Int, to maxDelaySeconds: Int, maxAttempts: Int) -> Self {
        retry(
            .all, intervalSeconds: intervalSeconds, backoffRate: 2, maxDelaySeconds: maxDelaySeconds,
            maxAttempts: maxAttempts, jitterStrategy: .full)
    }

    fileprivate func neverRetry(_ answer: ErrorName) -> Self {
        retry([answer], maxAttempts: 0, comment: "An answer, not a fault: asking again would not change it.")
    }
}

extension StateMachineDefinition {
    /// `asl/order-saga.asl.json`.
    static let orderSaga = StateMachineDefinition(
        comment: """
            An order: reserve inventory, process payment, send notification. What fails is undone in reverse order; \
            what cannot be undone waits for a person. Every function is idempotent per orderId.
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
        State.Task("ReserveInventory", function: "reserve-inventory")
            .parameters(["orderId": .path("$.orderId"), "items": .path("$.items")])
            .timeoutSeconds(30).resultPath("$.reservation")
            .neverRetry("OutOfStock").retryAll(from: 1, to: 20, maxAttempts: 4)
            .catch(
                ["OutOfStock"], resultPath: "$.failure", assign: ["reason": "OutOfStock"], next: .orderFailed,
                comment: "Nothing was reserved."
            )
            .catch(
                .all, resultPath: "$.failure", assign: ["reason": "InventoryUnavailable"], next: .releaseInventory,
                comment: "Something may have been reserved.")
        State.Task(.processPayment, function: "process-payment")
            .parameters([
                "orderId": .path("$.orderId"), "customerId": .path("$.customerId"), "amount": .path("$.amount"),
            ])
            .timeoutSeconds(60).resultPath("$.payment")
            .neverRetry("PaymentDeclined").retryAll(from: 2, to: 30, maxAttempts: 4)
            .catch(
                ["PaymentDeclined"], resultPath: "$.failure", assign: ["reason": "PaymentDeclined"],
                next: .releaseInventory, comment: "Nothing was paid."
            )
            .catch(
                .all, resultPath: "$.failure", assign: ["reason": "PaymentUnavailable"], next: .refundPayment,
                comment: "Something may have been paid: a timeout says nothing about it.")
        State.Task(.sendNotification, function: "send-notification")
            .parameters([
                "orderId": .path("$.orderId"), "customerId": .path("$.customerId"), "payment": .path("$.payment"),
            ])
            .timeoutSeconds(20).resultPath("$.notification")
            .retryAll(from: 1, to: 10, maxAttempts: 3)
            .catch(
                .all, resultPath: "$.notification.failure", next: .orderPaid,
                comment: "Recorded; a paid order stays paid.")
        State.Succeed(.orderPaid)
        refund()
        release()
        State.Fail(.orderFailed)
            .comment("The order is undone: Error says why it failed, Cause what was seen.")
            .error(.path("$reason"))
            .cause(.path("States.Format('order {}: {}: {}', $.orderId, $.failure.Error, $.failure.Cause)"))
    }

    @DefinitionBuilder<StateSource>
    private static func refund() -> [StateSource] {
        State.Task(.refundPayment, function: "refund-payment")
            .comment(
                """
                Gives back what was paid for the order, which may be nothing, and refuses a payment that is still \
                under way.
                """
            )
            .parameters([
                "orderId": .path("$.orderId"), "customerId": .path("$.customerId"), "amount": .path("$.amount"),
            ])
            .timeoutSeconds(60).resultPath("$.refund")
            .retryAll(from: 2, to: 300, maxAttempts: 8)
            .catch(.all, resultPath: "$.refund.failure", next: .askPersonToRefund)
            .next(.releaseInventory)
        askPerson(
            .askPersonToRefund,
            message: [
                "todo": "refund the payment of this order, then answer the task token",
                "taskToken": .path("$$.Task.Token"), "orderId": .path("$.orderId"),
                "customerId": .path("$.customerId"), "amount": .path("$.amount"),
                "failure": .path("$.refund.failure"),
            ]
        ).resultPath("$.refund.byHand")
    }

    @DefinitionBuilder<StateSource>
    private static func release() -> [StateSource] {
        State.Task(.releaseInventory, function: "release-inventory")
            .comment(
                """
                Gives back what was reserved for the order, which may be nothing, and refuses a reservation that is \
                still under way.
                """
            )
            .parameters(["orderId": .path("$.orderId"), "items": .path("$.items")])
            .timeoutSeconds(30).resultPath("$.release")
            .retryAll(from: 1, to: 300, maxAttempts: 8)
            .catch(.all, resultPath: "$.release.failure", next: .askPersonToRelease)
            .next(.orderFailed)
        askPerson(
            .askPersonToRelease,
            message: [
                "todo": "release the inventory of this order, then answer the task token",
                "taskToken": .path("$$.Task.Token"), "orderId": .path("$.orderId"), "items": .path("$.items"),
                "failure": .path("$.release.failure"),
            ]
        ).resultPath("$.release.byHand")
    }

    private static func askPerson(_ name: StateName, message: TemplateSource) -> State.Task {
        State.Task(name, resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken")
            .comment(
                """
                Waits for a person for as long as it takes. A message is lost to its queue after four days, so it is \
                sent again then; and whenever a person answers with a failure.
                """
            )
            .parameters([
                "QueueUrl": "https://sqs.us-east-1.amazonaws.com/123456789012/order-saga-people",
                "MessageBody": message,
            ])
            .timeoutSeconds(345_600)
            .retryAll(from: 60, to: 86_400, maxAttempts: 99_999_999)
    }
}
