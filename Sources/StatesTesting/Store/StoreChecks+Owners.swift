import StatesCore
import StatesLanguage
import StatesRuntime

extension StoreCheck {
    static let owners = [
        StoreCheck("ids of owners grow, and names may repeat") { trial in
            let first = try await trial.owner()
            let second = try await trial.owner()
            try await trial.store.remove(second)
            let third = try await trial.owner()
            try trial.expect(first.rawValue >= 1 && first < second && second < third, "\(first), \(second), \(third)")
        },
        StoreCheck("a lease is renewed until its owner is removed") { trial in
            let owner = try await trial.owner()
            try await trial.store.renew(owner, until: StoreTrial.time(200))
            try await trial.store.remove(owner)
            try await trial.store.remove(owner)
            try await trial.expect(.leaseLost) { () throws(StoreError) in
                try await trial.store.renew(owner, until: StoreTrial.time(300))
            }
        },
        StoreCheck("what a removed owner had is unowned, and cannot be written by it") { trial in
            let owner = try await trial.owner()
            try await trial.start(1, owner)
            try await trial.store.remove(owner)
            try trial.expect(try await trial.stored(1).owner, is: nil, "the owner")
            try trial.expect(try await trial.commit(.append(trial.append(1, 1, owner))), is: .fenced, "the outcome")
            let heir = try await trial.owner()
            let count = try await trial.store.claim(for: heir, machines: nil, at: StoreTrial.time(0))
            try trial.expect(count, is: 1, "the number of claimed executions")
            try trial.expect(try await trial.stored(1).owner, is: heir, "the owner")
        },
        StoreCheck("nothing is started for an owner that is gone") { trial in
            let owner = try await trial.owner()
            try await trial.store.remove(owner)
            let new = trial.new(1, try await trial.version())
            let outcome = try await trial.commit(.start(new, trial.append(1, 0, owner)))
            try trial.expect(outcome, is: .fenced, "the outcome")
            try trial.expect(try await trial.store.execution(new.key) == nil, "nothing is stored")
        },
        StoreCheck("an execution that ended is taken when nobody with a lease has it") { trial in
            let first = try await trial.owner(until: 50)
            let second = try await trial.owner()
            try await trial.start(1, first)
            func take(_ seconds: Double) async throws -> StoreOutcome {
                try await trial.commit(.take(ExecutionKey(rawValue: 1), owner: second, time: StoreTrial.time(seconds)))
            }
            try trial.expect(try await take(60), is: .fenced, "the outcome while it runs")
            try await trial.end(1, first)
            try trial.expect(try await take(20), is: .fenced, "the outcome during the lease")
            try trial.expect(try await take(60), is: .stored, "the outcome after the lease")
            try trial.expect(try await take(60), is: .stored, "the outcome of a repetition")
            try trial.expect(try await trial.stored(1).owner, is: second, "the owner")
            try trial.expect(try await trial.commit(.append(trial.append(1, 2, first))), is: .fenced, "the outcome")
            let redrive = trial.append(1, 2, second) {
                $0.status = StatusChange(status: .running, redriveCount: 1)
                $0.wake = .now
            }
            try trial.expect(try await trial.commit(.append(redrive)), is: .stored, "the outcome of a redrive")
            try trial.expect(try await trial.due(of: second, by: 0), is: [1], "what is due")
            let missing = StoreOperation.take(ExecutionKey(rawValue: 9), owner: second, time: StoreTrial.time(0))
            try trial.expect(try await trial.commit(missing), is: .missing, "the outcome for nothing")
        },
        StoreCheck("an owner that is gone takes nothing and runs nothing again") { trial in
            let owner = try await trial.owner()
            try await trial.start(1, owner)
            try await trial.end(1, owner)
            try await trial.store.remove(owner)
            let redrive = trial.append(1, 2, owner) { $0.status = StatusChange(status: .running, redriveCount: 1) }
            try trial.expect(try await trial.commit(.append(redrive)), is: .fenced, "the outcome of a redrive")
            let take = StoreOperation.take(ExecutionKey(rawValue: 1), owner: owner, time: StoreTrial.time(0))
            try trial.expect(try await trial.commit(take), is: .fenced, "the outcome of a take")
        },
    ]

    static let claims = [
        StoreCheck("a lease that is over is lost in the call that claims") { trial in
            let first = try await trial.owner(until: 10)
            let second = try await trial.owner()
            try await trial.start(1, first)
            try await trial.start(2, first)
            let early = try await trial.store.claim(for: second, machines: nil, at: StoreTrial.time(9))
            try trial.expect(early, is: 0, "the number of claimed executions before the end")
            let count = try await trial.store.claim(for: second, machines: nil, at: StoreTrial.time(10))
            try trial.expect(count, is: 2, "the number of claimed executions")
            try trial.expect(try await trial.commit(.append(trial.append(1, 1, first))), is: .fenced, "the old owner")
            try trial.expect(try await trial.commit(.append(trial.append(1, 1, second))), is: .stored, "the new one")
            try await trial.expect(.leaseLost) { () throws(StoreError) in
                try await trial.store.renew(first, until: StoreTrial.time(20))
            }
            try await trial.expect(.leaseLost) { () throws(StoreError) in
                _ = try await trial.store.claim(for: first, machines: nil, at: StoreTrial.time(10))
            }
        },
        StoreCheck("a renewed lease is not claimed") { trial in
            let first = try await trial.owner(until: 10)
            let second = try await trial.owner()
            try await trial.start(1, first)
            try await trial.store.renew(first, until: StoreTrial.time(30))
            let count = try await trial.store.claim(for: second, machines: nil, at: StoreTrial.time(20))
            try trial.expect(count, is: 0, "the number of claimed executions")
            try trial.expect(try await trial.commit(.append(trial.append(1, 1, first))), is: .stored, "the outcome")
        },
        StoreCheck("whoever claims keeps what it has, its own lease being over or not") { trial in
            let owner = try await trial.owner(until: 10)
            try await trial.start(1, owner)
            _ = try await trial.store.claim(for: owner, machines: nil, at: StoreTrial.time(20))
            try trial.expect(try await trial.commit(.append(trial.append(1, 1, owner))), is: .stored, "the outcome")
        },
        StoreCheck("executions of some machines are claimed, those of others stay unowned") { trial in
            let first = try await trial.owner(until: 10)
            let second = try await trial.owner()
            try await trial.start(1, first, machine: "orders")
            try await trial.start(2, first, machine: "re\"turns")
            let some = try await trial.store.claim(for: second, machines: ["re\"turns"], at: StoreTrial.time(10))
            try trial.expect(some, is: 1, "the number of claimed executions")
            try trial.expect(try await trial.stored(1).owner, is: nil, "the owner of the other")
            try trial.expect(try await trial.stored(2).owner, is: second, "the owner")
            let none = try await trial.store.claim(for: second, machines: [], at: StoreTrial.time(10))
            try trial.expect(none, is: 0, "the number of executions of no machine")
            let rest = try await trial.store.claim(for: second, machines: nil, at: StoreTrial.time(10))
            try trial.expect(rest, is: 1, "the number of claimed executions")
        },
        StoreCheck("what has ended is claimed only when a message waits for it") { trial in
            let first = try await trial.owner()
            for key in [Int64(1), 2] {
                try await trial.start(key, first)
                try await trial.end(key, first)
            }
            try trial.expect(try await trial.commit(.post(trial.post(2, [1]))), is: .stored, "the outcome of a post")
            try await trial.store.remove(first)
            let second = try await trial.owner()
            let count = try await trial.store.claim(for: second, machines: nil, at: StoreTrial.time(0))
            try trial.expect(count, is: 1, "the number of claimed executions")
            try trial.expect(try await trial.messages(of: second), is: [[1]], "the inbox")
            try trial.expect(try await trial.stored(1).owner, is: nil, "the owner of the other")
        },
    ]
}
