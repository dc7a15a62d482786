import JSONModel
import Testing

@testable import StatesCore

struct MessageCodingTests {
    private static let id = TaskID(entry: 300, attempt: 2, frame: 1)

    private static let messages: [(message: Message, hex: String)] = [
        (.start(input: Payload(["a": 1])), "010100077b2261223a317d10290000dbc3e5e0"),
        (.taskStarted(id, worker: "w"), "010100032277221161008002d80484020488020200ebdc43bb"),
        (.taskSubmitted(id, output: Payload(1)), "0101000131128002d8048402048802022900002ebb48fa"),
        (.taskSucceeded(id, output: Payload("x")), "01010003227822138002d804840204880202290000c60d667f"),
        (
            .taskFailed(id, TaskFailure(error: "E", cause: nil, stage: .start)),
            "0101000322452214350040028002d80484020488020200068465c6"
        ),
        (.taskHeartbeat(id), "01158002d80484020488020200a50f517f"),
        (
            .timersFired([
                TimerID(entry: 1, attempt: 0, frame: 0, purpose: .wait),
                TimerID(entry: 2, attempt: 1, frame: 3, purpose: .executionTimeout),
            ]), "01168002028402008802008c02008002048402028802068c0204001c0970fe"
        ),
        (.mapRunSucceeded(id, output: nil), "01178002d8048402048802020027835b1b"),
        (
            .mapRunFailed(id, Failure(error: "E", cause: "C")),
            "0101000322452201000322432218350039018002d804840204880202000b5e10bb"
        ),
        (.stop(error: nil, cause: "c"), "0101000322632219390000bba9afd9"),
        (.redrive, "011a00860ce387"),
        (.resume, "011b00ef86e5ad"),
    ]

    /// As for events: these bytes are stored.
    @Test(arguments: messages) func comesBack(_ message: Message, _ hex: String) throws {
        let bytes = MessageCoding.encode(message)
        #expect(try MessageCoding.decode(bytes) == message)
        #expect(bytes.hex == hex)
    }

    @Test(arguments: messages) func changedBytesAreAnError(_ message: Message, _ hex: String) throws {
        let bytes = MessageCoding.encode(message)
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 0x10
            #expect(throws: EventCodingError.self) { try MessageCoding.decode(changed) }
            #expect(throws: EventCodingError.self) { try MessageCoding.decode(Array(bytes[..<index])) }
        }
    }
}
