import StatesCore
import StatesLanguage
import StatesRuntime

extension StoreCheck {
    static let queries = [
        StoreCheck("what wants attention comes by time and key, by pages") { trial in
            let owner = try await trial.owner()
            let wakes: [(Int64, Wake)] = [
                (1, .at(StoreTrial.time(30))), (2, .never), (3, .now), (4, .at(StoreTrial.time(10))),
                (5, .at(StoreTrial.time(30))), (6, .at(StoreTrial.time(31))), (7, .now),
            ]
            for (key, wake) in wakes { try await trial.start(key, owner) { $0.wake = wake } }
            try trial.expect(try await trial.due(of: owner, by: 30), is: [3, 7, 4, 1, 5], "what is due")
            try trial.expect(try await trial.due(of: owner, by: 9), is: [3, 7], "what is due at once")
            var last: DueExecution?
            var pages: [DueExecution] = []
            repeat {
                let page = try await trial.store.due(of: owner, after: last, by: StoreTrial.time(30), limit: 2)
                pages += page
                last = page.last
            } while last != nil && pages.count < 20
            try trial.expect(pages.map(\.key.rawValue), is: [3, 7, 4, 1, 5], "what the pages hold")
            let wanted: [Wake] = [
                .now, .now, .at(StoreTrial.time(10)), .at(StoreTrial.time(30)), .at(StoreTrial.time(30)),
            ]
            try trial.expect(pages.map(\.wake), is: wanted, "when they want it")
        },
        StoreCheck("only running executions of the owner are due, as they last asked for") { trial in
            let owner = try await trial.owner()
            let other = try await trial.owner()
            for key in [Int64(1), 2, 3] { try await trial.start(key, owner) { $0.wake = .now } }
            try await trial.start(4, other)
            try await trial.end(2, owner)
            _ = try await trial.commit(.append(trial.append(3, 1, owner) { $0.wake = .at(StoreTrial.time(50)) }))
            _ = try await trial.commit(.append(trial.append(1, 1, owner)))
            try trial.expect(try await trial.due(of: owner, by: 49), is: [1], "what is due")
            try trial.expect(try await trial.due(of: owner, by: 50), is: [1, 3], "what is due later")
        },
        StoreCheck("nothing is due before its time, whatever fraction of a second that has") { trial in
            let owner = try await trial.owner()
            let time = StoreTrial.time(30)
            let late = Timestamp(seconds: time.seconds, nanoseconds: 1)
            try await trial.start(1, owner) { $0.wake = .at(late) }
            let early = try await trial.store.due(of: owner, after: nil, by: time, limit: 9)
            try trial.expect(early, is: [], "what is due a nanosecond too early")
            try trial.expect(try await trial.due(of: owner, by: 30.001), is: [1], "what is due a millisecond later")
        },
        StoreCheck("executions are listed by the time of their start, the latest first") { trial in
            let owner = try await trial.owner()
            for (key, seconds) in [(Int64(1), 5.0), (2, 9), (3, 5), (4, 1), (5, 7)] {
                try await trial.start(key, owner, at: seconds)
            }
            var query = ExecutionQuery(limit: 2)
            var pages: [[Int64]] = []
            repeat {
                let page = try await trial.store.list(query)
                pages.append(page.executions.map(\.key.rawValue))
                query.after = page.next
            } while query.after != nil && pages.count < 9
            try trial.expect(pages, is: [[2, 5], [3, 1], [4]], "the pages")
            let all = try await trial.store.list(ExecutionQuery(limit: 5))
            try trial.expect(all.next, is: nil, "what follows a full last page")
            try trial.expect(all.executions.last, is: try await trial.stored(4), "what is told of one")
        },
        StoreCheck("a list is of one machine, one status, one beginning of names") { trial in
            let owner = try await trial.owner()
            try await trial.start(1, owner)
            try await trial.start(21, owner, machine: "returns")
            try await trial.start(22, owner)
            try await trial.start(31, owner)
            try await trial.end(22, owner, .failed)
            func list(_ query: ExecutionQuery) async throws -> [Int64] {
                try await trial.store.list(query).executions.map(\.key.rawValue)
            }
            try trial.expect(try await list(ExecutionQuery()), is: [31, 22, 21, 1], "all")
            try trial.expect(try await list(ExecutionQuery(machine: "orders")), is: [31, 22, 1], "those of a machine")
            try trial.expect(try await list(ExecutionQuery(machine: "none")), is: [], "those of no machine")
            try trial.expect(try await list(ExecutionQuery(status: .failed)), is: [22], "those that failed")
            try trial.expect(try await list(ExecutionQuery(namePrefix: "run-2")), is: [22, 21], "those by name")
            try trial.expect(try await list(ExecutionQuery(namePrefix: "RUN%")), is: [], "those of other names")
            let query = ExecutionQuery(machine: "orders", status: .running, namePrefix: "run-", limit: 1)
            try trial.expect(try await list(query), is: [31], "those of all that")
        },
        StoreCheck("children of map runs are listed with their parent, and only so") { trial in
            let owner = try await trial.owner()
            let version = try await trial.version()
            for key in Int64(1)...6 {
                var new = trial.new(key, version, at: Double(key))
                if key > 2 {
                    let child = MapRunChild(
                        mapRun: "arn", index: Int(key), state: "Each \"one\"", label: "l", runID: "")
                    new.parent = ParentTask(
                        execution: ExecutionKey(rawValue: key % 2 + 1), task: trial.task(1), wantsJSON: false,
                        isWaiting: key != 6, mapRunChild: key == 6 ? nil : child)
                    new.trace = key == 6 ? ["traceparent": "00-1-2-01", "größe": "\"\n"] : [:]
                }
                _ = try await trial.commit(.start(new, trial.append(key, 0, owner)))
                try trial.expect(try await trial.stored(key).parent, is: new.parent, "the parent of \(key)")
                try trial.expect(try await trial.stored(key).trace, is: new.trace, "the trace of \(key)")
            }
            func list(_ parent: Int64?, limit: Int = 9) async throws -> [Int64] {
                let query = ExecutionQuery(parent: parent.map { ExecutionKey(rawValue: $0) }, limit: limit)
                return try await trial.store.list(query).executions.map(\.key.rawValue)
            }
            try trial.expect(try await list(nil), is: [6, 2, 1], "those that are no children")
            try trial.expect(try await list(1), is: [4], "the children of the first")
            try trial.expect(try await list(2), is: [5, 3], "the children of the second")
            try trial.expect(try await list(2, limit: 1), is: [5], "the first of them")
            try trial.expect(try await list(3), is: [], "the children of a child")
        },
        StoreCheck("an end is told, and a redrive after it") { trial in
            let owner = try await trial.owner()
            try await trial.start(1, owner)
            let failed = trial.append(1, 1, owner) {
                $0.status = StatusChange(
                    status: .failed, stopTime: StoreTrial.time(8), error: "Out.Of.Stock", cause: "größer")
            }
            _ = try await trial.commit(.append(failed))
            var stored = try await trial.stored(1)
            try trial.expect(stored.status, is: .failed, "the status")
            try trial.expect(stored.stopTime, is: StoreTrial.time(8), "when it ended")
            try trial.expect([stored.error, stored.cause], is: ["Out.Of.Stock", "größer"], "error and cause")
            let again = trial.append(1, 2, owner) {
                $0.status = StatusChange(status: .running, redriveCount: 1)
                $0.wake = .now
            }
            try trial.expect(try await trial.commit(.append(again)), is: .stored, "the outcome of a redrive")
            stored = try await trial.stored(1)
            try trial.expect(stored.status, is: .running, "the status after a redrive")
            try trial.expect(stored.stopTime, is: nil, "when it ended, while it runs")
            try trial.expect([stored.error, stored.cause], is: [nil, nil], "error and cause, while it runs")
            try trial.expect(stored.redriveCount, is: 1, "the number of redrives")
            try trial.expect(try await trial.due(of: owner, by: 0), is: [1], "what is due")
        },
    ]

    static let machines = [
        StoreCheck("a machine has a new version when its definition is another one") { trial in
            let first = try await trial.version()
            try trial.expect(first.number, is: 1, "the first number")
            let other = StoredDefinition(hash: String(repeating: "b", count: 64), text: "{\"größe\": \"\u{1F600}\"}")
            let store = trial.store
            let again = try await store.deploy(StoreTrial.definition, as: "orders", at: StoreTrial.time(1))
            try trial.expect(again, is: first, "the version of the same definition")
            let second = try await store.deploy(other, as: "orders", at: StoreTrial.time(2))
            let wanted = MachineVersion(
                name: "orders", number: 2, definition: other.hash, creationTime: StoreTrial.time(2))
            try trial.expect(second, is: wanted, "the version of another definition")
            let third = try await store.deploy(StoreTrial.definition, as: "orders", at: StoreTrial.time(3))
            try trial.expect(third.number, is: 3, "the number of the first definition, again")
            let elsewhere = try await store.deploy(other, as: "archive", at: StoreTrial.time(4))
            try trial.expect(elsewhere.number, is: 1, "the first number of another machine")
            try trial.expect(try await store.machines(), is: [elsewhere, first, second, third], "the machines")
            try trial.expect(try await store.definition(other.hash), is: other, "the definition")
            try trial.expect(try await store.definition("c"), is: nil, "no definition")
        },
        StoreCheck("an execution moves to another version of its machine when nothing came between") { trial in
            let owner = try await trial.owner()
            try await trial.start(1, owner)
            let other = StoredDefinition(hash: String(repeating: "b", count: 64), text: "{}")
            let second = try await trial.store.deploy(other, as: "orders", at: StoreTrial.time(1))
            let foreign = try await trial.store.deploy(other, as: "returns", at: StoreTrial.time(1))
            var absent = second
            absent.number = 3
            func move(
                _ key: Int64, _ version: MachineVersion, _ records: Int, _ owner: OwnerID
            ) async throws -> StoreOutcome {
                try await trial.commit(.move(ExecutionKey(rawValue: key), to: version, records: records, owner: owner))
            }
            try trial.expect(try await move(9, second, 1, owner), is: .missing, "the outcome for nothing")
            try trial.expect(try await move(1, absent, 1, owner), is: .missing, "the outcome for no version")
            try trial.expect(try await move(1, foreign, 1, owner), is: .missing, "the outcome for another machine")
            try trial.expect(try await move(1, second, 2, owner), is: .fenced, "the outcome for another count")
            let stranger = OwnerID(rawValue: owner.rawValue + 1)
            try trial.expect(try await move(1, second, 1, stranger), is: .fenced, "the outcome for another owner")
            try trial.expect(try await trial.stored(1).version.number, is: 1, "the version after refusals")
            try trial.expect(try await move(1, second, 1, owner), is: .stored, "the outcome")
            try trial.expect(try await trial.stored(1).version, is: second, "the version")
        },
    ]

    static let retention = [
        StoreCheck("what ended before a time is removed with all that belongs to it, the oldest first") { trial in
            let owner = try await trial.owner()
            for (key, stop) in [(Int64(1), 30.0), (2, 20), (3, 25), (4, 40)] {
                try await trial.start(key, owner) {
                    $0.tokens = [TaskToken(token: "t\(key)", task: trial.task(1))]
                    $0.activityTasks = [trial.activityTask(key, "t\(key)", activity: "a\(key)")]
                }
                try await trial.end(key, owner, at: stop)
                _ = try await trial.commit(.post(trial.post(key, [UInt8(key)])))
            }
            try await trial.start(5, owner)
            func purge(_ limit: Int) async throws(StoreError) -> Int {
                try await trial.store.purge(endedBefore: StoreTrial.time(40), limit: limit)
            }
            try trial.expect(try await purge(2), is: 2, "how many were removed")
            try trial.expect(try await trial.messages(of: owner), is: [[1], [4]], "the inbox")
            try trial.expect(try await purge(10), is: 1, "how many more were removed")
            try trial.expect(try await purge(10), is: 0, "how many were left")
            let left = try await trial.store.list(ExecutionQuery()).executions.map(\.key.rawValue)
            try trial.expect(left, is: [5, 4], "who is left")
            for key in [Int64(1), 2, 3] {
                try trial.expect(try await trial.store.task(token: "t\(key)"), is: nil, "the token")
                try trial.expect(try await trial.records(key), is: [], "the records")
                let take = StoreOperation.takeActivityTask(
                    activity: "a\(key)", worker: nil, call: "c\(key)", time: StoreTrial.time(0))
                try trial.expect(try await trial.commit(take), is: .activityTask(nil), "the queue")
                try await trial.start(key, owner)
            }
            try trial.expect(try await trial.messages(of: owner), is: [[4]], "the inbox of who is left")
            try trial.expect(try await trial.store.task(token: "t4") != nil, "the token of who is left")
        },
        StoreCheck("children of a map run are kept as long as their parent") { trial in
            let owner = try await trial.owner()
            let version = try await trial.version()
            try await trial.start(1, owner)
            for key in Int64(2)...3 {
                var new = trial.new(key, version)
                new.parent = ParentTask(
                    execution: ExecutionKey(rawValue: 1), task: trial.task(1), wantsJSON: false,
                    mapRunChild: key == 2
                        ? MapRunChild(mapRun: "arn", index: 0, state: "Each", label: "l", runID: "") : nil)
                _ = try await trial.commit(.start(new, trial.append(key, 0, owner)))
                try await trial.end(key, owner, at: 20)
            }
            func purge(_ seconds: Double) async throws -> [Int64] {
                _ = try await trial.store.purge(endedBefore: StoreTrial.time(seconds), limit: 9)
                var left: [Int64] = []
                for key in Int64(1)...3 where try await trial.store.execution(ExecutionKey(rawValue: key)) != nil {
                    left.append(key)
                }
                return left
            }
            try trial.expect(try await purge(30), is: [1, 2], "who is left while the parent runs")
            try await trial.end(1, owner, at: 40)
            try trial.expect(try await purge(40), is: [1, 2], "who is left while the parent is kept")
            try trial.expect(try await purge(50), is: [], "who is left at the end")
        },
    ]
}
