import JSONModel
import StatesCore
import StatesLanguage
import StatesRuntime
import StatesTesting
import Testing

/// Executions that other executions start, whenever the process dies.
@Suite struct NestedExecutionTests {
    private static let child = #"{"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}"#

    private static func parent(_ resource: String, name: String = #""Name": "child","#) -> String {
        """
        {"StartAt": "Run", "States": {"Run": {"Type": "Task", "End": true,
          "Resource": "arn:aws:states:::states:\(resource)",
          "Parameters": {\(name) "Input": {"a": 1},
           "StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:kids"}}}}
        """
    }

    /// The child has ended before its parent knows that it was started, and is not started again.
    @Test(arguments: ["startExecution", "startExecution.sync", "startExecution.sync:2"], [#""Name": "child","#, ""])
    func aChildIsStartedOnceWhereverTheProcessDies(_ resource: String, _ name: String) async throws {
        for commit in 1...50 {
            for fault in [StoreFault.crashBefore(commit: commit), .crashAfter(commit: commit)] {
                let test = WorkflowTest(json: Self.parent(resource, name: name), faults: [fault])
                let (status, children) = try await test.goOnAfterCrashes { runtime in
                    try await runtime.deploy(Self.child, as: "kids")
                    let execution: ExecutionHandle
                    do {
                        execution = try await runtime.execution(named: "p", of: WorkflowTest.machineName)
                    } catch let error as RuntimeError where error.code == .executionDoesNotExist {
                        execution = try await runtime.start(WorkflowTest.machineName, name: "p")
                    }
                    let end = try await execution.end()
                    return (end.status, try await runtime.executions(ExecutionQuery(machine: "kids")).executions)
                }
                #expect(status == .succeeded, "\(resource), \(fault)")
                #expect(children.count == 1, "\(resource), \(fault)")
                #expect(children.first?.parent?.isWaiting == (resource != "startExecution"))
                if test.store.crashCount == 0 { return }
            }
        }
        Issue.record("there are always more commits")
    }

    /// A name that somebody else has used is refused as before.
    @Test(arguments: ["startExecution", "startExecution.sync"])
    func aNameThatIsTakenFailsTheTask(_ resource: String) async throws {
        let runtime = Runtime(store: InMemoryStore(), clock: VirtualClock())
        try await runtime.whileRunning { runtime in
            try await runtime.deploy(Self.child, as: "kids")
            try await runtime.deploy(Self.parent(resource), as: "parents")
            _ = try await runtime.start("kids", name: "child", input: ["a": 1]).end()
            let end = try await runtime.start("parents", name: "p").end()
            #expect(end.failure?.error == "StepFunctions.ExecutionAlreadyExistsException")
            // Nor does another parent, or another visit of the state, find its own.
            try await runtime.deploy(Self.parent(resource), as: "others")
            #expect(try await runtime.start("others", name: "p").end().status == .failed)
        }
    }
}
