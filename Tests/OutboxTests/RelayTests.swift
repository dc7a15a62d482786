import Foundation
import GRDB
import Logging
import ServiceLifecycle
import Synchronization
import Testing

@testable import TransactionalOutbox

struct RelayTests {
    @Test func commitsWakeTheRelay() async throws {
        let fixture = try Fixture(clock: SystemOutboxClock()), journal = Journal()
        try await fixture.relaying(to: [OutboxSubscriber("s", from: .oldest) { journal.note($0) }]) {
            for number in 0..<20 {
                try await fixture.append(["a-\(number)"])
                try await eventually { journal.all.count == number + 1 }
            }
        }
    }

    /// Of the same process, but as if of another: nobody tells the relay of them.
    @Test func eventsOfOthersAreFoundByPolling() async throws {
        let fixture = try Fixture(), journal = Journal()
        try await fixture.relaying(
            to: [OutboxSubscriber("s", from: .oldest) { journal.note($0) }], pollMilliseconds: 500
        ) {
            let other = Outbox(fixture.queue)
            try await fixture.queue.write { db in
                try other.append(OutboxEvent(id: "a-1", type: "T", key: "a", payload: "{}", time: 0), in: db)
            }
            try await eventually { journal.all == ["a-1"] }
        }
    }

    /// Random failures, two subscribers: each has every event of a key in order, once, but for those it never takes.
    @Test(arguments: UInt64(1)...8) func orderIsKeptWhateverFails(seed: UInt64) async throws {
        let fixture = try Fixture()
        let ids = (0..<400).map { "k\(Self.hash(seed, $0) % 23)-\($0)" }
        let journals = [Journal(), Journal()]
        var retry = RetryPolicy()
        retry.attempts = 4
        @Sendable func isPoison(_ id: String, _ subscriber: Int) -> Bool {
            Self.hash(seed, subscriber, Int(id.split(separator: "-")[1]) ?? 0, 7) % 31 == 0
        }
        let subscribers = journals.indices.map { index in
            OutboxSubscriber("s\(index)", from: .oldest, retry: retry, concurrency: 5) { delivery in
                let number = Int(delivery.sequence)
                if Self.hash(seed, index, number, 3) % 4 == 0 { try await Task.sleep(for: .microseconds(200)) }
                let failures = isPoison(delivery.event.id, index) ? 99 : Self.hash(seed, index, number) % 8 == 0 ? 2 : 0
                guard delivery.failures >= failures else { throw Refused() }
                journals[index].note(delivery)
            }
        }
        try await fixture.relaying(to: subscribers) {
            try await fixture.append(ids)
            try await fixture.drained()
        }
        for (index, journal) in journals.enumerated() {
            let expected = ids.filter { !isPoison($0, index) }
            #expect(journal.byKey == Dictionary(grouping: expected, by: Fixture.key(of:)), "seed \(seed)")
            let dead = try await fixture.queue.database.read { try fixture.outbox.deadLetters(in: $0) }
                .filter { $0.subscriber == "s\(index)" }
            #expect(Set(dead.map(\.event.id)) == Set(ids).subtracting(expected), "seed \(seed)")
            #expect(dead.allSatisfy { $0.failures == 4 && $0.error == "Refused()" && !dead.isEmpty })
        }
    }

    @Test func aDeadLetterThatIsRetriedComesAfterWhatIsThere() async throws {
        let fixture = try Fixture(), journal = Journal(), other = Journal(), isDown = Mutex(true)
        var retry = RetryPolicy()
        (retry.attempts, retry.firstDelayMilliseconds) = (2, 10)
        let subscribers = [
            OutboxSubscriber("s", from: .oldest, retry: retry) { delivery in
                if delivery.event.id == "a-1", isDown.withLock({ $0 }) { throw Refused() }
                journal.note(delivery)
            }, OutboxSubscriber("other", from: .oldest) { other.note($0) },
        ]
        try await fixture.relaying(to: subscribers) {
            try await fixture.append(["a-1", "a-2", "b-1"])
            try await fixture.drained()
            #expect(journal.byKey == ["a": ["a-2"], "b": ["b-1"]])
            isDown.withLock { $0 = false }
            let retried = try await fixture.queue.write { db in
                [try fixture.outbox.retry("a-1", in: db), try fixture.outbox.retry("a-1", in: db)]
            }
            #expect(retried == [1, 0])
            try await fixture.append(["a-3"])
            try await fixture.drained()
        }
        #expect(journal.byKey["a"] == ["a-2", "a-1", "a-3"])
        #expect(other.byKey == ["a": ["a-1", "a-2", "a-3"], "b": ["b-1"]])
        #expect(try await fixture.queue.database.read { try fixture.outbox.deadLetters(in: $0) } == [])
    }

    @Test func aDeliveryThatHangsHoldsUpItsKeyOnly() async throws {
        let fixture = try Fixture(), journal = Journal(), isHanging = Mutex(true)
        let subscriber = OutboxSubscriber("s", from: .oldest, concurrency: 4) { delivery in
            while delivery.event.id == "slow-1", isHanging.withLock({ $0 }) {
                try await Task.sleep(for: .milliseconds(1))
            }
            journal.note(delivery)
        }
        try await fixture.relaying(to: [subscriber]) {
            try await fixture.append(["slow-1", "slow-2"] + (0..<700).map { "k\($0 % 50)-\($0)" })
            try await eventually { journal.all.count == 700 }
            try await fixture.append(["slow-3"])
            #expect(journal.byKey["slow"] == nil)
            isHanging.withLock { $0 = false }
            try await fixture.drained()
        }
        #expect(journal.byKey["slow"] == ["slow-1", "slow-2", "slow-3"])
        #expect(journal.all.count == 703)
    }

    @Test func subscribersBeginWhereTheySayAndGetTheTypesTheyWant() async throws {
        let fixture = try Fixture(), journals = ["oldest": Journal(), "now": Journal(), "typed": Journal()]
        try await fixture.append(["a-1", "a-2"])
        let subscribers = journals.map { name, journal in
            OutboxSubscriber(name, from: name == "now" ? .now : .oldest, types: name == "typed" ? ["Wanted"] : nil) {
                journal.note($0)
            }
        }
        try await fixture.relaying(to: subscribers) {
            try await fixture.drained()
            try await fixture.append(["a-3"], type: "Wanted")
            try await fixture.drained()
        }
        #expect(journals["oldest"]?.all == ["a-1", "a-2", "a-3"])
        #expect(journals["now"]?.all == ["a-3"])
        #expect(journals["typed"]?.all == ["a-3"])
    }

    @Test func whatAllHaveHadIsRemoved() async throws {
        let fixture = try Fixture(clock: SystemOutboxClock())
        func kept() async throws -> Int {
            try await fixture.queue.database.read {
                try Int.fetchOne($0, sql: "SELECT count(*) FROM outbox_event") ?? 0
            }
        }
        try await fixture.relaying(to: [OutboxSubscriber("gone", from: .oldest) { _ in }]) {
            try await fixture.drained()
        }
        try await fixture.relaying(to: [OutboxSubscriber("s", from: .oldest) { _ in }]) {
            try await fixture.append((0..<3_000).map { "k\($0 % 200)-\($0)" })
            try await eventually {
                try await fixture.queue.database.read { try fixture.outbox.status(in: $0) }.last?.behind == 0
            }
            #expect(try await kept() == 3_000)
            try await fixture.queue.write { try fixture.outbox.removeSubscriber("gone", in: $0) }
            // Events of keys that took long on a busy machine stay until the next time.
            for round in 3..<13 where try await kept() > 1_024 + 256 {
                try await fixture.append((0..<1_200).map { "k\($0 % 200)-\(round)-\($0)" })
                try await fixture.drained()
            }
        }
        #expect(try await kept() <= 1_024 + 256)
    }

    @Test func aSecondRelayTakesOver() async throws {
        let fixture = try Fixture(), journal = Journal()
        let relay = try OutboxRelay(
            fixture.outbox, to: [OutboxSubscriber("s", from: .oldest) { _ in }], logger: Fixture.silence)
        let first = Task { try await relay.run() }
        try await fixture.append(["a-1"])
        try await fixture.drained()
        try await fixture.relaying(
            to: [OutboxSubscriber("s", from: .oldest) { journal.note($0) }], pollMilliseconds: 500
        ) {
            // The first is not told any more, but looks by itself.
            try await fixture.append(["a-2"])
            try await fixture.drained()
            try await fixture.append(["a-3"])
            let error = await #expect(throws: OutboxError.self) { try await first.value }
            #expect(error?.code == .superseded)
        }
        #expect(throws: OutboxError.self) {
            let twin = OutboxSubscriber("s", from: .now) { _ in }
            return try OutboxRelay(fixture.outbox, to: [twin, twin], logger: Fixture.silence)
        }
    }

    @Test func shutdownLetsDeliveriesEndAndCutsOffWhatHangs() async throws {
        let fixture = try Fixture(), journal = Journal(), begun = Mutex(0), isCutOff = Mutex(false)
        let subscriber = OutboxSubscriber("s", from: .oldest) { delivery in
            begun.withLock { $0 += 1 }
            do {
                try await Task.sleep(for: delivery.event.key == "hangs" ? .seconds(3_600) : .milliseconds(30))
            } catch {
                isCutOff.withLock { $0 = true }
                throw error
            }
            journal.note(delivery)
        }
        var options = OutboxRelay.Options()
        options.graceMilliseconds = 100_000
        let relay = try OutboxRelay(fixture.outbox, to: [subscriber], options: options, logger: Fixture.silence)
        try await fixture.append(["hangs-1", "a-1"])
        let group = ServiceGroup(services: [relay], logger: Fixture.silence)
        async let end: Void = group.run()
        try await eventually { begun.withLock { $0 == 2 } }
        await group.triggerGracefulShutdown()
        try await end
        #expect(journal.all == ["a-1"])
        #expect(isCutOff.withLock { $0 })
        // What was cut off comes again, and what was not does not.
        let later = Journal()
        try await fixture.relaying(to: [OutboxSubscriber("s", from: .oldest) { later.note($0) }]) {
            try await fixture.drained()
        }
        #expect(later.all == ["hangs-1"])
    }

    @Test(arguments: [
        (failures: 1, random: 0.0, delay: 100), (1, 0.999_999, 200), (2, 0.5, 300), (10, 0.0, 30_000),
        (99, 0.999_999, 60_000),
    ]) func delaysDoubleUpToTheLongest(failures: Int, random: Double, delay: Int64) {
        #expect(RetryPolicy().delayMilliseconds(after: failures, random: random) == delay)
    }

    private static func hash(_ seed: UInt64, _ values: Int...) -> UInt64 {
        values.reduce(seed &* 0x9E37_79B9_7F4A_7C15) { hash, value in
            let mixed = (hash ^ UInt64(bitPattern: Int64(value))) &* 0xBF58_476D_1CE4_E5B9
            return mixed ^ mixed >> 29
        }
    }
}
