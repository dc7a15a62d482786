import Synchronization

/// Where one reader is told of things by many.
final class Mailbox<Message: Sendable>: Sendable {
    private let state = Mutex<(messages: [Message], reader: CheckedContinuation<Void, Never>?)>(([], nil))

    func post(_ message: Message) {
        let reader = state.withLock { state in
            state.messages.append(message)
            return state.reader.take()
        }
        reader?.resume()
    }

    /// All that was posted since the last call; waits for something.
    func take() async -> [Message] {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.messages.isEmpty { state.reader = continuation }
                return !state.messages.isEmpty
            }
            if isThere { continuation.resume() }
        }
        return state.withLock { state in
            defer { state.messages = [] }
            return state.messages
        }
    }
}
