import StatesCore
import StatesLanguage
import StatesRuntime

extension StoreCheck {
    static let records = [
        StoreCheck("a start stores a description and the first record") { trial in
            let owner = try await trial.owner()
            let version = try await trial.version()
            var new = trial.new(1, version, name: "größe \u{0}, “quoted” 'so'", at: 3)
            new.seed = .max
            new.parent = ParentTask(execution: ExecutionKey(rawValue: .max), task: trial.task(8), wantsJSON: true)
            var append = trial.append(1, 0, owner) { $0.wake = .at(StoreTrial.time(60)) }
            append.digest = .max
            append.events = []
            try trial.expect(try await trial.commit(.start(new, append)), is: .stored, "the outcome")
            let wanted = StoredExecution(
                new, status: StatusChange(status: .running), owner: owner, wake: .at(StoreTrial.time(60)), records: 1)
            try trial.expect(try await trial.stored(1), is: wanted, "the description")
            let named = try await trial.store.execution(named: new.name, of: version.name)
            try trial.expect(named, is: wanted, "the description by name")
            let record = StoredRecord(sequence: 0, time: append.time, events: [], digest: .max)
            try trial.expect(try await trial.records(1), is: [record], "the records")
        },
        StoreCheck("an execution may end with its first record") { trial in
            let owner = try await trial.owner()
            let change = StatusChange(
                status: .timedOut, stopTime: StoreTrial.time(5), error: "States.Timeout", cause: "", redriveCount: 2)
            try await trial.start(1, owner) { $0.status = change }
            let stored = try await trial.stored(1)
            let found = StatusChange(
                status: stored.status, stopTime: stored.stopTime, error: stored.error, cause: stored.cause,
                redriveCount: stored.redriveCount)
            try trial.expect(found, is: change, "the status")
            try trial.expect(try await trial.due(of: owner, by: 1_000), is: [], "what is due")
        },
        StoreCheck("a name is taken once for each machine") { trial in
            let owner = try await trial.owner()
            try await trial.start(1, owner)
            let other = trial.new(2, try await trial.version(), name: "run-1")
            let outcome = try await trial.commit(.start(other, trial.append(2, 0, owner)))
            try trial.expect(outcome, is: .nameTaken(try await trial.stored(1)), "the outcome")
            try trial.expect(try await trial.store.execution(other.key) == nil, "nothing is stored")
            let elsewhere = trial.new(3, try await trial.version(of: "returns"), name: "run-1")
            let third = try await trial.commit(.start(elsewhere, trial.append(3, 0, owner)))
            try trial.expect(third, is: .stored, "the outcome with another machine")
        },
        StoreCheck("a repeated start is stored once; another one with its key is refused") { trial in
            let owner = try await trial.owner()
            let new = trial.new(1, try await trial.version())
            for _ in 0..<2 {
                let outcome = try await trial.commit(.start(new, trial.append(1, 0, owner)))
                try trial.expect(outcome, is: .stored, "the outcome")
            }
            try trial.expect(try await trial.records(1).count, is: 1, "the number of records")
            var other = new
            other.name = "other"
            let outcome = try await trial.commit(.start(other, trial.append(1, 0, owner)))
            try trial.expect(outcome, is: .fenced, "the outcome with another name")
            let changed = trial.append(1, 0, owner) { $0.digest = 1 }
            let second = try await trial.commit(.start(new, changed))
            try trial.expect(second, is: .nameTaken(try await trial.stored(1)), "the outcome with another record")
        },
        StoreCheck("no execution of a version that is not there, or that begins in the middle") { trial in
            let owner = try await trial.owner()
            var version = try await trial.version()
            let late = try await trial.commit(.start(trial.new(1, version), trial.append(1, 1, owner)))
            try trial.expect(late, is: .fenced, "the outcome of a late start")
            version.number = 2
            let outcome = try await trial.commit(.start(trial.new(1, version), trial.append(1, 0, owner)))
            try trial.expect(outcome, is: .missing, "the outcome")
            try trial.expect(try await trial.store.execution(ExecutionKey(rawValue: 1)) == nil, "nothing is stored")
        },
        StoreCheck("records come in order, by pages, as they were stored") { trial in
            let owner = try await trial.owner()
            let large = [UInt8](repeating: 0xFE, count: 1 << 20)
            try await trial.start(1, owner)
            try await trial.start(2, owner)
            for sequence in 1...9 {
                for key in [Int64(1), 2] {
                    let append = trial.append(key, sequence, owner) { if sequence == 4 { $0.events = large } }
                    try trial.expect(try await trial.commit(.append(append)), is: .stored, "the outcome")
                }
            }
            let key = ExecutionKey(rawValue: 2)
            let page = try await trial.store.records(of: key, from: 3, limit: 4)
            try trial.expect(page.map(\.sequence), is: [3, 4, 5, 6], "the numbers")
            try trial.expect(page.map(\.digest), is: [1_003, 1_004, 1_005, 1_006], "the digests")
            try trial.expect(page[1].events == large, "large events are as they were")
            try trial.expect(page[2].time, is: StoreTrial.time(5), "the time")
            try trial.expect(try await trial.store.records(of: key, from: 10, limit: 4), is: [], "what follows")
            try trial.expect(try await trial.stored(2).records, is: 10, "the number of records")
            let nothing = try await trial.store.records(of: ExecutionKey(rawValue: 3), from: 0, limit: 4)
            try trial.expect(nothing, is: [], "the records of nothing")
        },
        StoreCheck("a refused record changes nothing") { trial in
            let owner = try await trial.owner()
            let other = try await trial.owner()
            try await trial.start(1, owner)
            try await trial.start(2, owner)
            func refused(_ key: Int64, _ sequence: Int, _ owner: OwnerID) async throws -> StoreOutcome {
                try await trial.commit(
                    .append(
                        trial.append(key, sequence, owner) {
                            $0.digest = 5
                            $0.wake = .never
                            $0.status = StatusChange(status: .failed, stopTime: StoreTrial.time(1))
                            $0.tokens = [TaskToken(token: "t", task: trial.task(1))]
                            $0.activityTasks = [trial.activityTask(key, "a")]
                            $0.posts = [trial.post(2, [9])]
                        }))
            }
            let before = try await trial.stored(1)
            try trial.expect(try await refused(1, 1, other), is: .fenced, "the outcome for another owner")
            try trial.expect(try await refused(1, 2, owner), is: .fenced, "the outcome after a gap")
            try trial.expect(try await refused(1, 0, owner), is: .fenced, "the outcome for a number that is taken")
            try trial.expect(try await refused(7, 1, owner), is: .missing, "the outcome for nothing")
            try trial.expect(try await trial.stored(1), is: before, "the execution")
            try trial.expect(try await trial.messages(of: owner), is: [], "the inbox")
            try trial.expect(try await trial.store.task(token: "t"), is: nil, "the token")
            let take = StoreOperation.takeActivityTask(
                activity: "ship", worker: nil, call: "c", time: StoreTrial.time(0))
            try trial.expect(try await trial.commit(take), is: .activityTask(nil), "the queue")
        },
        StoreCheck("a repeated record is stored, with what came with it, once") { trial in
            let owner = try await trial.owner()
            try await trial.start(1, owner)
            let append = trial.append(1, 1, owner) {
                $0.posts = [trial.post(1, [4])]
                $0.activityTasks = [trial.activityTask(1, "a")]
            }
            for _ in 0..<3 { try trial.expect(try await trial.commit(.append(append)), is: .stored, "the outcome") }
            try trial.expect(try await trial.commit(.append(trial.append(1, 2, owner))), is: .stored, "the next")
            try trial.expect(try await trial.commit(.append(append)), is: .stored, "the outcome, later")
            try trial.expect(try await trial.stored(1).records, is: 3, "the number of records")
            try trial.expect(try await trial.messages(of: owner), is: [[4]], "the inbox")
            func take(_ call: String) async throws -> StoreOutcome {
                try await trial.commit(
                    .takeActivityTask(activity: "ship", worker: nil, call: call, time: StoreTrial.time(0)))
            }
            _ = try await take("first")
            try trial.expect(try await take("second"), is: .activityTask(nil), "the queue")
        },
        StoreCheck("one refused operation of a batch keeps no other back, and each sees those before it") { trial in
            let owner = try await trial.owner()
            let other = try await trial.owner()
            let version = try await trial.version()
            let outcomes = try await trial.commit([
                .start(trial.new(1, version), trial.append(1, 0, owner)),
                .append(trial.append(1, 1, owner)),
                .append(trial.append(1, 2, other) { $0.posts = [trial.post(1, [1])] }),
                .post(trial.post(9, [2])),
                .append(trial.append(1, 2, owner) { $0.posts = [trial.post(1, [3])] }),
                .start(trial.new(2, version, name: "run-1"), trial.append(2, 0, owner)),
                .post(trial.post(1, [4])),
            ])
            try trial.expect(outcomes.count, is: 7, "the number of outcomes")
            try trial.expect(Array(outcomes[..<5]), is: [.stored, .stored, .fenced, .missing, .stored], "the outcomes")
            guard case .nameTaken(let taken) = outcomes[5] else {
                throw StoreCheckFailure(description: "\(outcomes[5]) for a name that is taken")
            }
            try trial.expect(taken.key.rawValue, is: 1, "who has the name")
            try trial.expect(outcomes[6], is: .stored, "the last outcome")
            try trial.expect(try await trial.stored(1).records, is: 3, "the number of records")
            try trial.expect(try await trial.messages(of: owner), is: [[3], [4]], "the inbox")
            try trial.expect(try await trial.commit([]), is: [], "the outcomes of nothing")
        },
        StoreCheck("of many that write the same record at once, one does") { trial in
            let owner = try await trial.owner()
            try await trial.start(1, owner)
            let stored = try await withThrowingTaskGroup(of: StoreOutcome.self) { group in
                for digest in 0..<20 {
                    group.addTask {
                        try await trial.commit(.append(trial.append(1, 1, owner) { $0.digest = UInt64(digest) }))
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 == .stored ? 1 : 0 }
            }
            try trial.expect(stored, is: 1, "how many were stored")
            try trial.expect(try await trial.stored(1).records, is: 2, "the number of records")
        },
    ]
}
