import ArgumentParser
import OrderSaga

@main
struct OrderSagaProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "order-saga")
}
