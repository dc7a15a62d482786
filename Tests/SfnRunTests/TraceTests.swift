import Foundation
import Testing

/// Whole traces, kept in `Traces/`: `UPDATE_TRACES=1 swift test --filter TraceTests` writes them anew.
struct TraceTests {
    struct Case: Sendable, CustomTestStringConvertible {
        /// The trace is `Traces/NAME.txt`.
        var name: String
        var arguments: [String]
        var files: [String: String] = [:]
        var exit: Int32 = 0

        var testDescription: String { name }
    }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Traces")

    @Test(arguments: saga + machines) func tells(_ testCase: Case) async throws {
        let arguments = testCase.arguments + ["--start-time", "2026-01-02T03:04:05Z"]
        let outcome = try await SfnRun.withFolder(Machines.files.merging(testCase.files) { $1 }) { folder in
            try FileManager.default.copyItem(at: SfnRun.root.appending(path: "asl"), to: folder.appending(path: "asl"))
            return try await SfnRun.run(arguments, in: folder)
        }
        let file = Self.folder.appending(path: "\(testCase.name).txt")
        if ProcessInfo.processInfo.environment["UPDATE_TRACES"] != nil {
            try Data(outcome.output.utf8).write(to: file)
        }
        let expected = try String(contentsOf: file, encoding: .utf8)
        #expect(outcome.output == expected, "\(outcome.output)")
        #expect(outcome.exit == testCase.exit)
        #expect(outcome.errors == "")
        for line in outcome.output.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
    }

    static let saga = [
        ("HappyPath", Int32(0)), ("FlakyPayment", 0), ("NotificationDown", 0), ("DeclinedPayment", 2),
        ("CompensationFailsAtFirst", 2),
    ].map { testCase, exit in
        Case(
            name: "saga-\(testCase)",
            arguments: [
                "asl/order-saga.asl.json", "--input", "asl/order-saga.input.json", "--mocks",
                "asl/order-saga.mocks.json", "--test-case", testCase,
            ], exit: exit)
    }

    private static let distributed = #"""
        {"StartAt": "Each", "States": {
          "Each": {"Type": "Map", "Label": "each", "ToleratedFailureCount": 2, "ResultPath": "$", "Next": "Batches",
            "ResultSelector": {"kept.$": "$[?(@ == 1 || @ == 2 || @ == 3)]"},
            "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
              "StartAt": "Check", "States": {
                "Check": {"Type": "Choice", "Default": "Keep", "Choices": [
                  {"Variable": "$", "BooleanEquals": true, "Next": "No"}]},
                "Keep": {"Type": "Pass", "End": true},
                "No": {"Type": "Fail", "Error": "Unwanted", "Cause": "only numbers are"}}}},
          "Batches": {"Type": "Map", "Label": "batches", "ItemsPath": "$.kept", "End": true,
            "ItemBatcher": {"MaxItemsPerBatch": 2},
            "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"},
              "StartAt": "Rest", "States": {"Rest": {"Type": "Wait", "Seconds": 60, "End": true}}}}}}
        """#

    static let machines = [
        Case(
            name: "map-of-many",
            arguments: ["map.json", "--mocks", "m.json", "--input", many],
            files: ["m.json": #"{"Work": [{"Return": {"ok": true}}]}"#]),
        Case(
            name: "distributed-map", arguments: ["distributed.json", "--input", #"[1, true, 2, true, 3]"#],
            files: ["distributed.json": distributed]),
        Case(
            name: "map-that-fails",
            arguments: ["map.json", "--mocks", "m.json", "--input", many, "--quota", "inlineMapConcurrency=10"],
            files: ["m.json": "{\"Work\": [\(answers)]}"], exit: 2),
        Case(
            name: "fan-outs-in-fan-outs", arguments: ["nested.json", "--mocks", "m.json"],
            files: ["nested.json": nested, "m.json": nestedMocks]),
        Case(
            name: "every-state", arguments: ["every.json", "--input", #"{"n": 0, "gone": 1}"#],
            files: ["every.json": everyState]),
        Case(
            name: "timeouts", arguments: ["slow.json", "--mocks", "m.json"],
            files: [
                "slow.json": timeouts,
                "m.json":
                    #"{"Late": [{"Return": 1, "DelaySeconds": 90}], "Silent": [{"Return": 1, "DelaySeconds": 90}]}"#,
            ]),
        Case(
            name: "runtime-error", arguments: ["pass.json", "--input", #"{"nam": 1}"#], exit: 2),
        Case(
            name: "child",
            arguments: ["parent.json", "--child", "child=child.json", "--input", #"{"seconds": 3}"#]),
        Case(
            name: "child-that-fails",
            arguments: ["parent.json", "--child", "child=child.json", "--input", #"{"seconds": 30}"#], exit: 2),
        Case(
            name: "child-that-is-cut-off",
            arguments: ["parent.json", "--child", "child=child.json", "--input", #"{"seconds": 300}"#], exit: 2),
        Case(name: "hostile-texts", arguments: ["hostile.json"], files: ["hostile.json": hostile], exit: 2),
    ]

    private static let many = #"{"items": [\#((0..<12).map(String.init).joined(separator: ","))]}"#

    /// The eighth of twelve fails while others are under way.
    private static let answers = (0..<12).map { index in
        index == 7
            ? #"{"Throw": {"Error": "Broken", "Cause": "number seven"}, "DelaySeconds": 5}"#
            : #"{"Return": {"ok": \#(index)}, "DelaySeconds": \#(index < 7 ? 1 : 9)}"#
    }.joined(separator: ",")

    private static let nested = """
        {"StartAt": "Both", "States": {"Both": {"Type": "Parallel", "Next": "Again", "Branches": [
          {"StartAt": "Outer", "States": {"Outer": {"Type": "Map", "ItemsPath": "$.none", "End": true,
            "ItemProcessor": {"StartAt": "Never", "States": {"Never": {"Type": "Pass", "End": true}}}}}},
          {"StartAt": "Rows", "States": {"Rows": {"Type": "Map", "ItemsPath": "$.rows", "End": true,
            "ItemSelector": {"row.$": "$$.Map.Item.Value", "who": "me"}, "MaxConcurrency": 1,
            "ItemProcessor": {"StartAt": "Cells", "States": {"Cells": {"Type": "Map", "ItemsPath": "$.row",
              "End": true, "ItemProcessor": {"StartAt": "Cell", "States": {
                "Cell": {"Type": "Pass", "Result": "seen", "End": true}}}}}}}}}],
          "Parameters": {"none": [], "rows": [[1, 2], [3]]}},
         "Again": {"Type": "Map", "ItemsPath": "$[1][0]", "End": true,
          "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 2, "MaxAttempts": 2}],
          "ItemProcessor": {"StartAt": "Try", "States": {"Try": {"Type": "Task",
            "Resource": "arn:aws:lambda:eu-west-1:123456789012:function:try", "End": true}}}}}}
        """
    private static let nestedMocks = """
        {"Try": [{"Throw": {"Error": "Busy", "Cause": "come back"}}, {"Return": 1}, {"Return": 2}, {"Return": 3}]}
        """

    private static let everyState = """
        {"StartAt": "Add", "States": {
          "Add": {"Type": "Pass", "Parameters": {"n.$": "States.MathAdd($.n, 1)", "text": "x"}, "Next": "Enough",
            "Assign": {"count.$": "$.n"}},
          "Enough": {"Type": "Choice", "Default": "Add", "Choices": [
            {"Variable": "$.n", "NumericGreaterThanEquals": 2, "Next": "Rest", "Assign": {"enough": true}}]},
          "Rest": {"Type": "Wait", "Seconds": 4000, "Next": "Long rest"},
          "Long rest": {"Type": "Wait", "Timestamp": "2026-01-05T00:00:00Z", "Next": "Shape"},
          "Shape": {"Type": "Pass", "Result": {"deep": {"deeper": [1, 2]}}, "ResultPath": "$.tree", "Next": "Graft"},
          "Graft": {"Type": "Pass", "Parameters": {"n.$": "$.n", "text.$": "$.text",
            "tree": {"deep": {"deeper.$": "States.Array(1, 2, 3)", "new": null}}}, "Next": "Done"},
          "Done": {"Type": "Succeed"}}}
        """

    private static let timeouts = """
        {"StartAt": "Late", "States": {
          "Late": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "TimeoutSeconds": 60,
            "Retry": [{"ErrorEquals": ["States.Timeout"], "MaxAttempts": 1, "IntervalSeconds": 10}],
            "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Silent"}], "End": true},
          "Silent": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            "HeartbeatSeconds": 20, "TimeoutSeconds": 60,
            "Catch": [{"ErrorEquals": ["States.HeartbeatTimeout"], "Next": "Fine"}], "End": true},
          "Fine": {"Type": "Succeed"}}}
        """

    /// Names and texts that would move a cursor, or be cut where they must not be.
    private static let hostile = """
        {"StartAt": "A\\u001b[31m", "States": {
          "A\\u001b[31m": {"Type": "Pass", "Result": {"\\u0007bell": "\\u001b[2J", "wide": "\\u65e5\\u672c\\u8a9e",
            "quote": "\(String(repeating: #"\\\""#, count: 60))", "rtl": "\\u202e"}, "Next": "B"},
          "B": {"Type": "Pass", "Result": "\(String(repeating: "\\u65e5", count: 80))", "Next": "C"},
          "C": {"Type": "Fail", "Error": "E\\nF", "Cause": "one\\ntwo\\u009bthree"}}}
        """
}
