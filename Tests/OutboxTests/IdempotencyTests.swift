import Foundation
import GRDB
import Synchronization
import Testing
import TransactionalOutbox

struct IdempotencyTests {
    private let fixture: Fixture
    private let keys: IdempotencyKeys
    private static let window: Int64 = 600_000

    init() throws {
        fixture = try Fixture()
        keys = IdempotencyKeys(fixture.queue, windowMilliseconds: Self.window)
    }

    @Test(arguments: [
        ("a", true), ("~!-_", true), (String(repeating: "k", count: 255), true), ("", false), (" a", false),
        ("a b", false),
        ("a\t", false), ("é", false), ("\u{7F}", false), (String(repeating: "k", count: 256), false),
    ]) func keysAreVisibleASCII(text: String, isKey: Bool) { #expect((IdempotencyKey(text) != nil) == isKey) }

    @Test func theWindowEndsWhenItSays() async throws {
        #expect(try await post("k", "one", at: 0) == "done one")
        #expect(try await post("k", "one", at: 1_000) == "replay one")
        #expect(try await post("k", "two", at: 2_000) == "mismatch")
        #expect(try await post("k", "one", at: 599_000) == "replay one")
        #expect(try await post("k", "two", at: 601_000) == "done two")
        #expect(try await post("k", "two", at: 1_200_000) == "replay two")
        #expect(try await fixture.notes() == ["one 0", "two 601000"])
    }

    @Test func responsesThatAreNotRememberedLeaveTheKeyFree() async throws {
        await #expect(throws: Refused.self) { try await post("k", "one", at: 0, failing: true) }
        #expect(try await post("k", "two", at: 1) == "done two")
        #expect(try await fixture.notes() == ["two 1"])
    }

    @Test func aCancelledRequestLeavesTheKeyFree() async throws {
        let task = Task {
            try await keys.answer(Self.key("k"), Self.fingerprint("one"), at: 0) { _ in
                try await Task.sleep(for: .seconds(3_600))
            }
        }
        try await Task.sleep(for: .milliseconds(5))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await post("k", "two", at: 1) == "done two")
    }

    @Test func aHundredAtOnceAreOne() async throws {
        let answers = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<100 { group.addTask { try await post("k", "one", at: 5) } }
            return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
        #expect(answers["done one"] == 1)
        #expect(answers["replay one", default: 0] + answers["in flight", default: 0] == 99)
        #expect(try await fixture.notes() == ["one 5"])
    }

    /// Two processes do not see each other's claims; the file decides.
    @Test(arguments: [("one", "replay one"), ("two", "mismatch")])
    func anotherProcessWasFirst(body: String, answer: String) async throws {
        let other = IdempotencyKeys(fixture.queue, windowMilliseconds: Self.window)
        let late = try await keys.answer(Self.key("k"), Self.fingerprint(body), at: 10) { claim in
            #expect(try await post("k", "one", at: 9, by: other) == "done one")
            return try await write(body, at: 10, for: claim, by: keys)
        }
        #expect(Self.text(late) == answer)
        #expect(try await fixture.notes() == ["one 9"])
    }

    @Test func whatIsOutOfTheWindowGoes() async throws {
        for number in 0..<50 { _ = try await post("old-\(number)", "\(number)", at: Int64(number)) }
        for number in 0..<30 { _ = try await post("new-\(number)", "n\(number)", at: 700_000 + Int64(number)) }
        let kept = try await fixture.queue.database.read { db in
            try Int64.fetchAll(db, sql: "SELECT time FROM idempotency_record ORDER BY time")
        }
        #expect(kept == (0..<30).map { 700_000 + $0 })
    }

    @Test func fingerprintsTellMethodPathAndBodyApart() {
        let all = [("POST", "/a", "b"), ("PUT", "/a", "b"), ("POST", "/ab", ""), ("POST", "/a", "B")]
        let prints = all.map { RequestFingerprint(method: $0.0, path: $0.1, body: Array($0.2.utf8)) }
        #expect(Set(prints).count == 4)
        #expect(RequestFingerprint(method: "POST", path: "/a", body: Array("b".utf8)) == prints[0])
    }

    // MARK: A service

    /// A request that notes its body, and answers with it.
    private func post(
        _ key: String, _ body: String, at time: Int64, failing: Bool = false, by keys: IdempotencyKeys? = nil
    ) async throws -> String {
        let keys = keys ?? self.keys
        let answer = try await keys.answer(Self.key(key), Self.fingerprint(body), at: time) { claim in
            try await write(body, at: time, for: claim, failing: failing, by: keys)
        }
        return Self.text(answer)
    }

    private func write(
        _ body: String, at time: Int64, for claim: IdempotencyKeys.Claim, failing: Bool = false,
        by keys: IdempotencyKeys
    ) async throws -> String {
        try await fixture.queue.write { db in
            try db.execute(sql: "INSERT INTO note VALUES (?)", arguments: ["\(body) \(time)"])
            try keys.remember(Array(body.utf8), for: claim, in: db)
            if failing { throw Refused() }
        }
        return body
    }

    private static func key(_ text: String) throws -> IdempotencyKey { try #require(IdempotencyKey(text)) }

    private static func fingerprint(_ body: String) -> RequestFingerprint {
        RequestFingerprint(method: "POST", path: "/orders", body: Array(body.utf8))
    }

    private static func text(_ answer: IdempotencyKeys.Answer<String>) -> String {
        switch answer {
        case .done(let body): "done \(body)"
        case .replay(let bytes): "replay \(String(decoding: bytes, as: UTF8.self))"
        case .inFlight: "in flight"
        case .mismatch: "mismatch"
        }
    }
}
