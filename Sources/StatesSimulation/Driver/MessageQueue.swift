import StatesCore

/// Messages that are due now, first come, first served.
struct MessageQueue: Sendable {
    private var messages: [Message] = []
    private var head = 0

    mutating func push(_ message: Message) { messages.append(message) }

    mutating func pop() -> Message? {
        guard head < messages.count else { return nil }
        let message = messages[head]
        head += 1
        if head == messages.count {
            messages.removeAll(keepingCapacity: true)
            head = 0
        }
        return message
    }
}
