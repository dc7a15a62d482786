import StatesCore
import StatesLanguage
import StatesRuntime

/// The content of the golden files: two orders, one of which ends, and what belongs to them.
enum SampleRun {
    static let definition = StoredDefinition(
        hash: String(repeating: "0f", count: 32), text: #"{"StartAt": "Charge", "States": {}}"#)
    static let ended = ExecutionKey(rawValue: 1 << 32 + 1)
    static let waiting = ExecutionKey(rawValue: 1 << 32 + 2)

    static func time(_ milliseconds: Int64) -> Timestamp {
        Timestamp(millisecondsSinceEpoch: 1_700_000_000_000 + milliseconds)
    }

    /// A charge that is retried once, then a shipment in two branches.
    static let marks = [
        #"[["E",2,0,"Charge",0],["S",3,0,"charge-card",0]]"#,
        #"[["F",5,0,"Card.Declined",0]]"#,
        #"[["S",6,0,"charge-card",10]]"#,
        #"[["T",8,0,"",0],["X",9,0,"Charge",0],["E",10,0,"Ship",0],["E",12,1,"Pack",0],["E",13,2,"Label",0]]"#,
        #"[["S",14,2,"print \"label\"",0]]"#,
        #"[["O",15,2,"States.Timeout",0],["A",16,1,"Pack",0],["A",17,2,"Label",0]]"#,
    ]

    static func fill(_ store: any ExecutionStore) async throws {
        let owner = try await store.addOwner(named: "golden", until: time(60_000))
        let version = try await store.deploy(definition, as: "orders", at: time(0))
        let task = TaskID(entry: 4, attempt: 0, frame: 2)
        var operations: [StoreOperation] = []
        for (sequence, marks) in marks.enumerated() {
            var append = Append(
                execution: ended, owner: owner, sequence: sequence, time: time(Int64(sequence) * 100),
                events: [UInt8](repeating: UInt8(sequence), count: 40), digest: .max - UInt64(sequence), marks: marks)
            if sequence == 5 {
                append.status = StatusChange(
                    status: .failed, stopTime: append.time, error: "States.Timeout", cause: "no label")
                append.wake = .never
            }
            let new = NewExecution(key: ended, name: "order-1", version: version, seed: 42, startTime: time(0))
            operations.append(sequence == 0 ? .start(new, append) : .append(append))
        }
        var first = Append(execution: waiting, owner: owner, sequence: 0, time: time(7), events: [7], digest: 7)
        first.wake = .at(time(90_000))
        first.tokens = [TaskToken(token: "token-1", task: task)]
        first.activityTasks = [
            ActivityTask(
                activity: "approve", execution: waiting, token: "token-1", task: task, scheduledAt: time(7),
                input: [123, 125])
        ]
        let parent = ParentTask(execution: ended, task: task, wantsJSON: true)
        let new = NewExecution(
            key: waiting, name: "order-2", version: version, seed: .max, startTime: time(7), parent: parent)
        operations += [.start(new, first), .post(Post(execution: waiting, time: time(8), message: [1, 2, 3]))]
        _ = try await store.commit(operations)
    }

    /// All that a store tells of it.
    struct Description: Equatable {
        var executions: [StoredExecution]
        var records: [[StoredRecord]]
        var machines: [MachineVersion]
        var definition: StoredDefinition?
        var inbox: [InboxEntry]
        var due: [DueExecution]
        var token: TokenPlace?
    }

    static func description(in store: any ExecutionStore) async throws -> Description {
        let owner = OwnerID(rawValue: 1)
        return Description(
            executions: try await store.list(ExecutionQuery()).executions,
            records: [
                try await store.records(of: ended, from: 0, limit: 99),
                try await store.records(of: waiting, from: 0, limit: 99),
            ],
            machines: try await store.machines(), definition: try await store.definition(definition.hash),
            inbox: try await store.inbox(of: owner, after: InboxID(rawValue: 0), limit: 99),
            due: try await store.due(of: owner, after: nil, by: time(90_000), limit: 99),
            token: try await store.task(token: "token-1"))
    }
}
