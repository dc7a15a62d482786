import Foundation
import JSONModel
import StatesCore
import StatesLanguage

@testable import StatesRuntime

/// A state machine that simulated worlds run.
struct SimulatedMachine: Sendable {
    var version: MachineVersion
    var program: Program

    init(_ name: String, _ text: String, number: Int = 1) throws {
        let definition = ProgramCache.definition(text)
        version = MachineVersion(
            name: name, number: number, definition: definition.hash, creationTime: Timestamp(seconds: 0))
        program = try Program(try StateMachine(json: text))
    }
}

/// The machines of all simulated worlds: `names` says what each of them is good for.
struct SimulatedMachines: Sendable {
    private var machines: [String: SimulatedMachine] = [:]
    private var byDefinition: [String: SimulatedMachine] = [:]
    /// By definition.
    private var others: [String: SimulatedMachine] = [:]

    /// Those that a client starts, the frequent ones several times.
    static let names = [
        "order-saga", "order-saga", "order-saga", "map", "parallel", "callback", "callback", "waiting", "parent",
        "named-parent", "activity",
    ]

    init() throws {
        for (name, text) in Self.texts { try add(name, text) }
        // Tests/StatesRuntimeTests/Simulation/SimulatedMachines.swift
        let package = URL(filePath: #filePath).appending(path: "../../../..").standardized
        let saga = try String(contentsOf: package.appending(path: "asl/order-saga.asl.json"), encoding: .utf8)
        try add("order-saga", saga)
    }

    /// Adds a machine, and a second version of it with the same states, whose tasks may take longer.
    mutating func add(_ name: String, _ text: String) throws {
        let machine = try SimulatedMachine(name, text)
        // Another text is another definition.
        let newer = text.replacing(#""TimeoutSeconds": 20"#, with: #""TimeoutSeconds": 25"#) + "\n"
        let second = try SimulatedMachine(name, newer, number: 2)
        machines[name] = machine
        byDefinition[machine.version.definition] = machine
        byDefinition[second.version.definition] = second
        others[machine.version.definition] = second
        others[second.version.definition] = machine
    }

    subscript(name: String) -> SimulatedMachine? { machines[name] }
    /// The other version of a machine.
    subscript(otherThan version: MachineVersion) -> SimulatedMachine? { others[version.definition] }
    subscript(definition hash: String) -> SimulatedMachine? { byDefinition[hash] }

    private static let lambda = "arn:aws:lambda:us-east-1:123456789012:function:"
    private static let patience =
        #""Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 3, "MaxAttempts": 6, "MaxDelaySeconds": 60}]"#
    private static let work =
        #""Type": "Task", "Resource": "\#(lambda)work", "TimeoutSeconds": 20, "ResultPath": null, \#(patience)"#
    private static let giveUp = #""Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": null, "Next": "GiveUp"}]"#

    private static let texts = [
        "map": #"""
        {"StartAt": "Each", "States": {
            "Each": {"Type": "Map", "ItemsPath": "$.list", "MaxConcurrency": 2, "End": true,
                "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 1}],
                "ItemProcessor": {"StartAt": "Work", "States": {"Work": {\#(work), "End": true}}}}}}
        """#,
        // One branch fails now and then: the other is cut off.
        "parallel": #"""
        {"StartAt": "Both", "States": {
            "Both": {"Type": "Parallel", "Next": "Last", "ResultPath": null, \#(giveUp), "Branches": [
                {"StartAt": "A", "States": {"A": {\#(work), "Next": "AWaits"},
                    "AWaits": {"Type": "Wait", "Seconds": 7, "End": true}}},
                {"StartAt": "B", "States": {"B": {"Type": "Task", "Resource": "\#(lambda)work", "End": true}}}]},
            "GiveUp": {"Type": "Pass", "Next": "Last"},
            "Last": {\#(work), "End": true}}}
        """#,
        "callback": #"""
        {"StartAt": "Ask", "States": {
            "Ask": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
                "Parameters": {"QueueUrl": "q", "MessageBody": {"token.$": "$$.Task.Token"}},
                "TimeoutSeconds": 600, "HeartbeatSeconds": 60, \#(patience), \#(giveUp), "Next": "Last"},
            "GiveUp": {"Type": "Pass", "Next": "Last"},
            "Last": {\#(work), "End": true}}}
        """#,
        "waiting": #"""
        {"StartAt": "Short", "States": {
            "Short": {"Type": "Wait", "Seconds": 5, "Next": "Work"},
            "Work": {\#(work), "Next": "Long"},
            "Long": {"Type": "Wait", "Seconds": 7200, "Next": "Again"},
            "Again": {\#(work), \#(giveUp), "End": true},
            "GiveUp": {"Type": "Fail", "Error": "GaveUp"}}}
        """#,
        "parent": #"""
        {"StartAt": "Awaited", "States": {
            "Awaited": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2",
                "Parameters": {"StateMachineArn": "callback", "Input": {}}, "ResultPath": null,
                \#(patience), "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Forgotten"}],
                "Next": "Forgotten"},
            "Forgotten": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution",
                "Parameters": {"StateMachineArn": "map", "Input": {"list": [1]}}, "ResultPath": null,
                "End": true}}}
        """#,
        // Its second attempt finds the name taken by the first.
        "named-parent": #"""
        {"StartAt": "Awaited", "States": {
            "Awaited": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync",
                "Parameters": {"StateMachineArn": "parallel", "Name.$": "$$.Execution.Name", "Input": {}},
                "TimeoutSeconds": 15, "ResultPath": null,
                "Retry": [{"ErrorEquals": ["States.Timeout"], "MaxAttempts": 1}], \#(giveUp), "End": true},
            "GiveUp": {"Type": "Pass", "End": true}}}
        """#,
        "activity": #"""
        {"StartAt": "Work", "States": {
            "Work": {"Type": "Task", "Resource": "\#(activity)", "TimeoutSeconds": 120, "HeartbeatSeconds": 30,
                \#(patience), \#(giveUp), "End": true},
            "GiveUp": {"Type": "Succeed"}}}
        """#,
        // One turn makes more events than a turn may: it pauses.
        "long": #"""
        {"StartAt": "Each", "States": {
            "Each": {"Type": "Map", "ItemsPath": "$.list", "Next": "Work", "ResultPath": null,
                "ItemProcessor": {"StartAt": "P1", "States": {
                    "P1": {"Type": "Pass", "Next": "P2"}, "P2": {"Type": "Pass", "Next": "P3"},
                    "P3": {"Type": "Pass", "End": true}}}},
            "Work": {\#(work), "End": true}}}
        """#,
    ]

    private static let activity = "arn:aws:states:us-east-1:123456789012:activity:work"
}

/// Who works on tasks: as a runtime has it in which every function is registered.
struct SimulatedResources: TaskResolver {
    func provider(of request: TaskRequest) -> TaskProvider {
        if request.resource.startsExecution { return .execution }
        if case .activity = request.resource.kind { return .activity }
        return .closure
    }
}
