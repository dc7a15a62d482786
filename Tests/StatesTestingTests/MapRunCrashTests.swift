import JSONModel
import StatesCore
import StatesRuntime
import StatesTesting
import Synchronization
import Testing

/// A process that drives a distributed Map dies at each commit in turn: the next one finds the children that there are.
@Suite struct MapRunCrashTests {
    /// A Map over nine items.
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        /// Further fields of the Map state.
        var fields: String
        /// Items that their children refuse, until the execution is redriven.
        var refused: Set<Int> = []
        var isRedriven = false
        var concurrency = 3
        /// Tasks that run if nothing goes wrong with the process.
        var tasks: Int
    }

    static let cases = [
        Case(
            testDescription: "a failed child is tolerated", fields: #""ToleratedFailureCount": 1"#, refused: [4],
            tasks: 10),
        Case(
            testDescription: "a redrive", fields: #""ToleratedFailureCount": 0"#, refused: [4], isRedriven: true,
            concurrency: 1, tasks: 11),
        Case(testDescription: "batches", fields: #""ItemBatcher": {"MaxItemsPerBatch": 2}"#, tasks: 5),
        Case(
            testDescription: "results in a bucket",
            fields: """
                "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject",
                 "Parameters": {"Bucket": "b", "Prefix": "p"}}
                """, tasks: 10),
    ]

    /// Each child waits; the child of item 2 is asked again.
    static func machine(_ map: Case) -> String {
        """
        {"StartAt": "Each", "States": {
         "Each": {"Type": "Map", "MaxConcurrency": \(map.concurrency), \(map.fields), "End": true,
          "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
           "StartAt": "Pause", "States": {
            "Pause": {"Type": "Wait", "Seconds": 2, "Next": "Work"},
            "Work": {"Type": "Task", "Resource": "${work}", "End": true,
             "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 3, "MaxAttempts": 2}]}}}}}}
        """
    }

    /// What is outside the processes, and outlives them: what was asked of it, by key, and the bucket.
    final class World: DataSource {
        let runs = Mutex<[String: Int]>([:])
        let refused: Mutex<Set<Int>>
        let objects = Mutex<[String: [UInt8]]>([:])

        init(_ refused: Set<Int>) { self.refused = Mutex(refused) }

        func work(_ input: JSONValue, _ context: TaskContext) throws -> JSONValue {
            runs.withLock { $0[context.idempotencyKey, default: 0] += 1 }
            guard case .number(let number) = input, let item = number.int64Value.map(Int.init) else { return input }
            if refused.withLock({ $0.contains(item) }) { throw TaskFailure(error: "Broken", cause: nil) }
            if item == 2, context.attempt == 0 { throw TaskFailure(error: "Busy", cause: nil) }
            return .int(Int64(item) * 10)
        }

        /// What stands in the bucket. Children that are found ended give their results in any order.
        func results() throws -> [String: Set<JSONValue>] {
            try objects.withLock { $0 }.mapValues { bytes in
                let value = try JSONParser.parse(bytes)
                return Set(value.arrayValue.map(Array.init) ?? [value])
            }
        }

        func objects(in bucket: String, prefix: String) throws(DataSourceError) -> [StoredObject] { [] }

        func read(_ bucket: String, _ key: String, at offset: Int, count: Int) throws(DataSourceError) -> [UInt8] { [] }

        func checkBucket(_ bucket: String, folder: String) throws(DataSourceError) {}

        func write(_ bytes: [UInt8], to bucket: String, _ key: String, at offset: Int) throws(DataSourceError) {
            objects.withLock { $0[key] = ($0[key] ?? []).prefix(offset) + bytes }
        }
    }

    static func run(
        _ map: Case, _ world: World, _ faults: [StoreFault]
    ) async throws -> (WorkflowTest, ExecutionHistory) {
        var test = WorkflowTest(json: machine(map), faults: faults) { runtime in
            runtime.register("work") { (input: JSONValue, context) in try world.work(input, context) }
        }
        test.configuration.data = world
        var history = try await test.run(input: .array(JSONArray((0..<9).map { .int($0) })))
        guard map.isRedriven else { return (test, history) }
        #expect(history.status == .failed, "\(history)")
        world.refused.withLock { $0 = [] }
        history = try await test.goOnAfterCrashes { runtime in
            let execution = try await runtime.execution(named: "test", of: WorkflowTest.machineName)
            if try await execution.description().redriveCount == 0 { try await execution.redrive() }
            _ = try await execution.end()
            return try await execution.recordedHistory()
        }
        return (test, history)
    }

    @Test(arguments: cases, [false, true])
    func everyCommitMayBeTheLast(map: Case, isStored: Bool) async throws {
        let quietWorld = World(map.refused)
        let quiet = try await Self.run(map, quietWorld, []).1
        let objects = try quietWorld.results()
        #expect(quiet.status == .succeeded, "\(quiet)")
        #expect(quietWorld.runs.withLock { $0.count } == map.tasks)
        for commit in 1... {
            let world = World(map.refused)
            let (test, history) = try await Self.run(
                map, world, [isStored ? .crashAfter(commit: commit) : .crashBefore(commit: commit)])
            guard test.store.crashCount > 0 else {
                #expect(commit > 12)
                break
            }
            #expect(history.output == quiet.output, "commit \(commit): \(history)")
            #expect(try world.results() == objects, "commit \(commit)")
            let runs = world.runs.withLock { $0 }
            #expect(runs.count == map.tasks, "commit \(commit)")
            // Only what ran at that moment, and was not recorded, may run again.
            #expect(runs.values.reduce(0, +) <= map.tasks + map.concurrency, "commit \(commit): \(runs)")
        }
    }
}
