import JSONModel
import StatesCore
import StatesLanguage
import StatesRuntime
import StatesTesting
import Testing

/// Scripts, faults, histories.
@Suite struct WorkflowTestTests {
    static let twoTasks = StateMachineDefinition {
        State.Task("Reserve", resource: "arn:aws:lambda:us-east-1:123456789012:function:reserve")
        State.Task("Pay", resource: "arn:aws:states:::lambda:invoke")
            .parameters(["FunctionName": "pay", "Payload": ["order.$": "$.id"]])
            .resultSelector(["payment.$": "$.Payload.id"])
    }

    static func scripted(_ faults: [StoreFault] = []) -> WorkflowTest {
        let test = WorkflowTest(twoTasks, faults: faults)
        test.tasks.script("reserve", .succeeded(["id": "o-1"]))
        test.tasks.script("Pay", .succeeded(["id": "p-1"]).after(.milliseconds(1_500)))
        return test
    }

    @Test func answersAreGivenByStateAndByResource() async throws {
        let test = Self.scripted()
        let history = try await test.run()
        #expect(history.output == ["payment": "p-1"], "\(history)")
        #expect(history.duration == .milliseconds(1_500))
        #expect(test.tasks.deliveries(to: "pay").map(\.input.value) == [["order": "o-1"]])
        #expect(history.inputs(of: "Pay") == [["FunctionName": "pay", "Payload": ["order": "o-1"]]])
        #expect(history.count(of: "TaskSucceeded") == 1)
        #expect(history.eventTypes.first == "ExecutionStarted")
    }

    @Test func whatIsNotScriptedIsNotDeployed() async throws {
        let test = WorkflowTest(Self.twoTasks)
        test.tasks.script("Reserve", .succeeded([:]))
        let error = await #expect(throws: RuntimeError.self) { try await test.run() }
        #expect(error?.code == .unresolvedResources)
        #expect(error?.message.contains("“Pay”") == true)
        #expect(error?.message.contains("“Reserve”") == false)
    }

    @Test func aScriptThatIsTooShortFailsTheTest() async throws {
        let test = WorkflowTest(
            StateMachineDefinition { State.Task("Pay", resource: "${pay}").retry(.all, intervalSeconds: 1) })
        test.tasks.script("Pay", .failed("Busy"))
        let gap = await #expect(throws: ScriptGap.self) { try await test.run() }
        #expect(gap?.description.hasPrefix("no answer is left for “Pay”, attempt 1") == true)
    }

    /// Wherever the process is killed, and whatever the store does not answer, the execution ends the same way.
    @Test(arguments: [
        StoreFault.crashBefore(commit: 0), .crashAfter(commit: 0), .refused(commit: 0, times: 3),
        .unanswered(commit: 0),
    ])
    func faultsChangeNothing(_ kind: StoreFault) async throws {
        func fault(_ commit: Int) -> StoreFault {
            switch kind {
            case .crashBefore(commit: _): .crashBefore(commit: commit)
            case .crashAfter(commit: _): .crashAfter(commit: commit)
            case .refused(_, let times): .refused(commit: commit, times: times)
            case .unanswered: .unanswered(commit: commit)
            }
        }
        let plain = Self.scripted()
        let expected = try await plain.run()
        let commits = plain.store.commitCount
        #expect(commits >= 3)
        for commit in 1...commits {
            let test = Self.scripted([fault(commit)])
            let history = try await test.run()
            #expect(history.path == expected.path, "\(fault(commit)): \(history)")
            #expect(history.output == expected.output)
            #expect(history.eventTypes == expected.eventTypes)
            let keys = Set(test.tasks.deliveries().map(\.idempotencyKey))
            #expect(keys.count == 2, "\(fault(commit))")
        }
    }

    @Test func aResultThatIsStoredIsNotAskedForAgain() async throws {
        for commit in 1...100 {
            let test = Self.scripted([.crashAfter(commit: commit), .crashAfter(commit: commit + 1)])
            _ = try await test.run()
            #expect(test.tasks.deliveries(to: "Reserve").count <= 2, "killed after commit \(commit)")
            if test.store.crashCount == 0 { return }
        }
        Issue.record("there are always more commits")
    }

    @Test func aHistoryReadsWell() async throws {
        let history = try await Self.scripted().run(name: "o-1")
        let lines = history.description.split(separator: "\n")
        #expect(lines.first == "o-1 SUCCEEDED")
        #expect(lines[1] == "     +0.000    1 ExecutionStarted {}")
        #expect(lines[11] == #"     +1.500   11 TaskStateExited “Pay” {"payment":"p-1"}"#)
    }
}
