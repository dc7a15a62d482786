import StatesCore
import StatesLanguage
import StatesRuntime

extension StoreCheck {
    static let inbox = [
        StoreCheck("messages wait in the order in which they came, and come by pages") { trial in
            let owner = try await trial.owner()
            try await trial.start(1, owner)
            try await trial.start(2, owner)
            for number in UInt8(1)...5 {
                let post = trial.post(Int64(number % 2) + 1, [number])
                try trial.expect(try await trial.commit(.post(post)), is: .stored, "the outcome")
            }
            let all = try await trial.inbox(of: owner)
            try trial.expect(all.map(\.post.message), is: [[1], [2], [3], [4], [5]], "the messages")
            try trial.expect(all.map(\.post.execution.rawValue), is: [2, 1, 2, 1, 2], "the executions")
            try trial.expect(all.map(\.post.time), is: Array(repeating: StoreTrial.time(1), count: 5), "the times")
            let page = try await trial.store.inbox(of: owner, after: all[1].id, limit: 2)
            try trial.expect(page, is: Array(all[2...3]), "the second page")
            try trial.expect(try await trial.commit(.post(trial.post(3, [1]))), is: .missing, "a post to nothing")
        },
        StoreCheck("a message is consumed by the record that answers it, or not at all") { trial in
            let owner = try await trial.owner()
            try await trial.start(1, owner)
            for number in UInt8(1)...3 { _ = try await trial.commit(.post(trial.post(1, [number]))) }
            let entries = try await trial.inbox(of: owner)
            let refused = trial.append(1, 5, owner) { $0.consumed = [entries[0].id] }
            try trial.expect(try await trial.commit(.append(refused)), is: .fenced, "the outcome after a gap")
            try trial.expect(try await trial.inbox(of: owner), is: entries, "the inbox")
            let append = trial.append(1, 1, owner) { $0.consumed = [entries[0].id, entries[2].id] }
            for _ in 0..<2 { try trial.expect(try await trial.commit(.append(append)), is: .stored, "the outcome") }
            try trial.expect(try await trial.inbox(of: owner), is: [entries[1]], "the inbox")
            let late = trial.append(1, 2, owner) { $0.consumed = [entries[0].id] }
            try trial.expect(try await trial.commit(.append(late)), is: .stored, "what names a message that is gone")
        },
        StoreCheck("places in the inbox grow, also when it has been empty") { trial in
            let owner = try await trial.owner()
            try await trial.start(1, owner)
            _ = try await trial.commit(.post(trial.post(1, [1])))
            let first = try await trial.inbox(of: owner)
            _ = try await trial.commit(.discard(first.map(\.id), owner: owner))
            try trial.expect(try await trial.inbox(of: owner), is: [], "the inbox")
            _ = try await trial.commit(.post(trial.post(1, [2])))
            let second = try await trial.store.inbox(of: owner, after: first[0].id, limit: 9)
            try trial.expect(second.map(\.post.message), is: [[2]], "what came after that")
        },
        StoreCheck("only who has the execution sees and discards its messages") { trial in
            let owner = try await trial.owner()
            let other = try await trial.owner()
            try await trial.start(1, owner)
            try await trial.start(2, other)
            for key in [Int64(1), 2] { _ = try await trial.commit(.post(trial.post(key, [UInt8(key)]))) }
            try trial.expect(try await trial.messages(of: owner), is: [[1]], "the inbox of one")
            try trial.expect(try await trial.messages(of: other), is: [[2]], "the inbox of the other")
            let both = try await trial.inbox(of: owner).map(\.id) + trial.inbox(of: other).map(\.id)
            try trial.expect(try await trial.commit(.discard(both, owner: owner)), is: .fenced, "the outcome")
            try trial.expect(try await trial.messages(of: owner), is: [[1]], "the inbox after a refusal")
            let own = try await trial.inbox(of: owner).map(\.id)
            for _ in 0..<2 {
                try trial.expect(try await trial.commit(.discard(own, owner: owner)), is: .stored, "the outcome")
            }
            try trial.expect(try await trial.messages(of: owner), is: [], "the inbox after that")
            try await trial.store.remove(other)
            _ = try await trial.store.claim(for: owner, machines: nil, at: StoreTrial.time(0))
            try trial.expect(try await trial.messages(of: owner), is: [[2]], "the inbox after a claim")
        },
        StoreCheck("a record leaves messages for other executions, in its transaction") { trial in
            let owner = try await trial.owner()
            let other = try await trial.owner()
            try await trial.start(1, owner)
            try await trial.start(2, other)
            let append = trial.append(1, 1, owner) {
                $0.posts = [trial.post(2, [1]), trial.post(9, [2]), trial.post(2, []), trial.post(1, [3])]
            }
            try trial.expect(try await trial.commit(.append(append)), is: .stored, "the outcome")
            try trial.expect(try await trial.messages(of: other), is: [[1], []], "the inbox of the other")
            try trial.expect(try await trial.messages(of: owner), is: [[3]], "its own inbox")
        },
    ]

    static let tasks = [
        StoreCheck("a token names its task") { trial in
            let owner = try await trial.owner()
            try await trial.start(1, owner) { $0.tokens = [TaskToken(token: "first", task: trial.task(1))] }
            let append = trial.append(1, 1, owner) {
                $0.tokens = [
                    TaskToken(token: "sec'ond", task: trial.task(2)), TaskToken(token: "", task: trial.task(3)),
                ]
            }
            _ = try await trial.commit(.append(append))
            for (token, entry) in [("first", 1), ("sec'ond", 2), ("", 3)] {
                let place = TokenPlace(execution: ExecutionKey(rawValue: 1), task: trial.task(entry))
                try trial.expect(try await trial.store.task(token: token), is: place, "the place of “\(token)”")
            }
            try trial.expect(try await trial.store.task(token: "third"), is: nil, "the place of no token")
        },
        StoreCheck("workers get tasks of their activity, the oldest first, and the execution is told") { trial in
            let owner = try await trial.owner()
            try await trial.start(1, owner) { $0.activityTasks = [trial.activityTask(1, "a")] }
            let append = trial.append(1, 1, owner) {
                $0.activityTasks = [
                    trial.activityTask(1, "b", activity: "pack"), trial.activityTask(1, "c"),
                    trial.activityTask(1, "d"),
                ]
                $0.withdrawnActivityTasks = ["c"]
            }
            _ = try await trial.commit(.append(append))
            func take(_ activity: String) async throws -> StoreOutcome {
                let call = "call \(try await trial.messages(of: owner).count) for \(activity)"
                return try await trial.commit(
                    .takeActivityTask(activity: activity, worker: "w", call: call, time: StoreTrial.time(4)))
            }
            let first = trial.activityTask(1, "a")
            try trial.expect(try await take("ship"), is: .activityTask(first), "the first task")
            let wanted = first.taken(by: "w", at: StoreTrial.time(4))
            try trial.expect(try await trial.inbox(of: owner).map(\.post), is: [wanted], "what the execution is told")
            try trial.expect(try await take("ship"), is: .activityTask(trial.activityTask(1, "d")), "the second task")
            try trial.expect(try await take("ship"), is: .activityTask(nil), "no task")
            let pack = trial.activityTask(1, "b", activity: "pack")
            try trial.expect(try await take("pack"), is: .activityTask(pack), "the other activity's task")
            try trial.expect(try await trial.messages(of: owner).count, is: 3, "the number of messages")
        },
        StoreCheck("a call for a task that is repeated is given the same, until that is answered") { trial in
            let owner = try await trial.owner()
            try await trial.start(1, owner) { append in
                append.activityTasks = ["a", "b"].map { trial.activityTask(1, $0) }
            }
            func take(_ call: String, _ activity: String = "ship") async throws -> String? {
                let take = StoreOperation.takeActivityTask(
                    activity: activity, worker: "w", call: call, time: StoreTrial.time(1))
                guard case .activityTask(let task) = try await trial.commit(take) else { return "?" }
                return task?.token
            }
            for _ in 0..<3 { try trial.expect(try await take("first"), is: "a", "the task of the first call") }
            try trial.expect(try await trial.messages(of: owner).count, is: 1, "the number of messages")
            try trial.expect(try await take("second"), is: "b", "the task of the second call")
            try trial.expect(try await take("third"), is: nil, "the task of a third call")
            let answered = trial.append(1, 1, owner) { $0.withdrawnActivityTasks = ["a"] }
            _ = try await trial.commit(.append(answered))
            try trial.expect(try await take("first"), is: nil, "the task of the first call, once it is answered")
            try trial.expect(try await take("second"), is: "b", "the task of the second call, later")
            try trial.expect(try await trial.messages(of: owner).count, is: 2, "the number of messages at the end")
        },
        StoreCheck("workers that ask at once get each task once") { trial in
            let owner = try await trial.owner()
            let tokens = (0..<20).map { "t\($0)" }
            try await trial.start(1, owner) { $0.activityTasks = tokens.map { trial.activityTask(1, $0) } }
            let given = try await withThrowingTaskGroup(of: String?.self) { group in
                for worker in 0..<30 {
                    group.addTask {
                        let take = StoreOperation.takeActivityTask(
                            activity: "ship", worker: "\(worker)", call: "\(worker)", time: StoreTrial.time(1))
                        guard case .activityTask(let task) = try await trial.commit(take) else { return "?" }
                        return task?.token
                    }
                }
                return try await group.reduce(into: [String?]()) { $0.append($1) }
            }
            try trial.expect(given.compactMap { $0 }.sorted(), is: tokens.sorted(), "what was given")
            try trial.expect(try await trial.messages(of: owner).count, is: 20, "the number of messages")
        },
    ]
}
