import JSONModel
import RandomMachines
import StatesLanguage
import Testing

@testable import StatesCore

/// Bytes that are not what an encoder made: errors, and never a trap.
struct HostileBytesTests {
    /// The batch with a checksum that fits what stands in it.
    private static func resealed(_ batch: [UInt8]) -> [UInt8] {
        let content = batch.dropLast(4)
        let sum = Checksum.of(content, after: Checksum.start)
        return content + [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: sum >> $0) }
    }

    /// All turns of a run in one batch.
    private static func batch(_ seed: UInt64) throws -> (bytes: [UInt8], program: Program) {
        let (turns, fresh, _) = try EventCodingTests.randomRun(seed)
        let events = turns.flatMap(\.self)
        let (batches, _) = try EventCodingTests.batches([events], fresh.program)
        return (batches[0], fresh.program)
    }

    @Test(arguments: UInt64(900)..<920) func changedBytesAreAnError(seed: UInt64) throws {
        let (bytes, program) = try Self.batch(seed)
        var random = Seeded(seed)
        for _ in 0..<100 {
            var changed = bytes
            changed[random.next(below: bytes.count)] ^= 1 << UInt8(random.next(below: 8))
            var decoder = EventDecoder(program)
            #expect(throws: EventCodingError.self) { try decoder.decode(changed) }
        }
        for _ in 0..<50 {
            var decoder = EventDecoder(program)
            let part = Array(bytes.prefix(random.next(below: bytes.count)))
            #expect(throws: EventCodingError.self) { try decoder.decode(part) }
        }
    }

    /// A checksum that fits holds nothing up: what is behind it must stand by itself.
    @Test(arguments: UInt64(900)..<920) func changedBytesWithTheirChecksumAreNoTrap(seed: UInt64) throws {
        let (bytes, program) = try Self.batch(seed)
        var random = Seeded(seed + 1)
        var failures = 0
        for _ in 0..<150 {
            var changed = bytes
            for _ in 0...random.next(below: 3) {
                changed[random.next(below: bytes.count - 4)] = UInt8(random.next(below: 256))
            }
            if random.chance(20) { changed = Array(changed.prefix(5 + random.next(below: bytes.count - 5))) }
            var decoder = EventDecoder(program)
            do {
                _ = try decoder.decode(Self.resealed(changed))
            } catch {
                failures += 1
                #expect(error.offset >= 0 && error.offset <= bytes.count)
            }
        }
        #expect(failures > 50)
    }

    @Test func batchesInAnotherOrderAreAnError() throws {
        let (turns, fresh, _) = try EventCodingTests.randomRun(803)
        let (batches, _) = try EventCodingTests.batches(turns, fresh.program)
        try #require(batches.count > 2)
        var decoder = EventDecoder(fresh.program)
        _ = try decoder.decode(batches[0])
        let last = decoder
        #expect { try decoder.decode(batches[2]) } throws: { ($0 as? EventCodingError)?.reason == .checksum }
        decoder = last
        #expect(throws: Never.self) { try decoder.decode(batches[1]) }
    }

    /// A batch with one record of these bytes.
    private static func batch(version: UInt8 = Format.version, _ record: [UInt8]) -> [UInt8] {
        resealed([version] + record + [0, 0, 0, 0])
    }

    private static let known: [(record: [UInt8], reason: EventCodingError.Reason)] = [
        ([127, 0], .unknownEvent(127)),
        ([5, 0], .unknownEvent(5)),
        ([2, 0, 0, 1, 0x58, 24, 0], .unknownState("X")),
        ([2, 0, 0, 1, 0x50, 2, 1, 1, 1, 0x54, 24, 0], .unknownState("P/1/T")),
        ([17, 41, 0, 0], .malformed("a text is referred to that is not there")),
        ([17, 0], .malformed("event kind 17 lacks its field “text”, or it is not of its type")),
        ([1, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], .malformed("the bytes end before what was announced")),
        ([1, 1, 1, 0x7B], .malformed("a text is no JSON")),
    ]

    @Test(arguments: known) func saysWhatIsWrong(_ record: [UInt8], _ reason: EventCodingError.Reason) throws {
        var decoder = EventDecoder(try EventSample.program())
        #expect { try decoder.decode(Self.batch(record)) } throws: { ($0 as? EventCodingError)?.reason == reason }
    }

    @Test func aNewerVersionIsAnError() throws {
        var decoder = EventDecoder(try EventSample.program())
        #expect { try decoder.decode(Self.batch(version: 2, [28, 0])) } throws: {
            ($0 as? EventCodingError)?.reason == .unknownVersion(2)
        }
    }

    /// A field that a newer version added, of each wire type, is passed over.
    @Test func unknownFieldsArePassedOver() throws {
        let program = try EventSample.program()
        var plain = EventDecoder(program), newer = EventDecoder(program)
        let fields: [UInt8] = [0xE0, 0x07, 5, 0xE6, 0x07, 2, 9, 9, 0xE3, 0x07, 0]
        #expect(try newer.decode(Self.batch([28] + fields + [0])) == plain.decode(Self.batch([28, 0])))
    }

    /// A made-up version 0 had `stateAborted` as kind 99, and its times in milliseconds.
    @Test func olderVersionsAreRaised() throws {
        let program = try EventSample.program()
        let old = Self.batch(version: 0, [99, 4, 0xA0, 0x9C, 1, 0])
        var decoder = EventDecoder(program)
        #expect(throws: EventCodingError(reason: .unknownVersion(0), offset: 0)) { try decoder.decode(old) }
        decoder = EventDecoder(
            program,
            upcasters: [
                0: { record in
                    if record.kind == 99 { record.kind = EventKind.stateAborted.rawValue }
                    for (index, field) in record.fields.enumerated() where field.tag == FieldTag.seconds.rawValue {
                        guard case .number(let bits) = field.value else { continue }
                        record.fields[index].value = .number(ZigZag.encode(ZigZag.decode(bits) / 1_000))
                    }
                }
            ])
        let event = try #require(try decoder.decode(old).first)
        #expect(event.body == .stateAborted)
        #expect(event.time == Timestamp(seconds: 10))
    }
}
