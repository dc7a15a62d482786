import Foundation
import Testing

/// One call of the program: what it is given, and what it must do.
struct ProgramCase: Sendable, CustomTestStringConvertible {
    /// The fact that it shows.
    var name: String
    var arguments: [String]
    /// Standard input.
    var input = ""
    /// Files in the folder where it runs, besides `Machines`.
    var files: [String: String] = [:]
    var exit: Int32 = 0
    /// All of standard output; `nil`: not compared.
    var output: String?
    /// Parts of standard output, in order.
    var shows: [String] = []
    /// All of standard error; `nil`: not compared.
    var errors: String? = ""
    /// Parts of standard error, in order.
    var complains: [String] = []

    var testDescription: String { name }

    /// The only place that calls the program for cases.
    func check() async throws {
        let files = Machines.files.merging(self.files) { $1 }
        let outcome = try await SfnRun.withFolder(files) { folder in
            try await SfnRun.run(arguments, input: input, in: folder)
        }
        #expect(outcome.exit == exit, "\(outcome.errors)")
        if let output { #expect(outcome.output == output) }
        if let errors, complains.isEmpty { #expect(outcome.errors == errors) }
        Self.expect(shows, in: outcome.output)
        Self.expect(complains, in: outcome.errors)
    }

    /// The same case with parts that standard output shows.
    func showing(_ parts: String...) -> ProgramCase {
        var copy = self
        copy.shows = parts
        return copy
    }

    /// The same case with parts that standard error shows.
    func complaining(_ parts: String...) -> ProgramCase {
        var copy = self
        copy.errors = nil
        copy.complains = parts
        return copy
    }

    static func expect(_ parts: [String], in text: String) {
        var rest = text[...]
        for part in parts {
            guard let range = rest.firstRange(of: part) else {
                Issue.record("“\(part)” is missing in:\n\(text)")
                return
            }
            rest = rest[range.upperBound...]
        }
    }
}

/// Small machines that many cases run.
enum Machines {
    static let files = [
        "pass.json": pass, "fail.json": fail, "task.json": task, "map.json": map, "wait.json": wait,
        "clock.json": clock, "parent.json": parent, "child.json": child, "child.yaml": childInYAML,
        "invoke.json": invoke, "token.json": token,
    ]

    static let pass = """
        {"StartAt": "Greet", "States": {
          "Greet": {"Type": "Pass", "Parameters": {"hello.$": "$.name"}, "Next": "Done"},
          "Done": {"Type": "Succeed"}}}
        """
    static let fail = """
        {"StartAt": "No", "States": {"No": {"Type": "Fail", "Error": "Refused", "Cause": "not today"}}}
        """
    static let task = """
        {"StartAt": "Work", "States": {"Work": {
          "Type": "Task", "Resource": "arn:aws:lambda:eu-west-1:123456789012:function:work:PROD",
          "ResultPath": "$.work", "TimeoutSeconds": 1, "End": true}}}
        """
    static let invoke = """
        {"StartAt": "Work", "States": {"Work": {
          "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
          "Parameters": {"FunctionName": "work", "Payload.$": "$"}, "End": true}}}
        """
    static let token = """
        {"StartAt": "Ask", "States": {"Ask": {
          "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
          "Parameters": {"QueueUrl": "q", "MessageBody": {"token.$": "$$.Task.Token"}}, "End": true}}}
        """
    static let map = """
        {"StartAt": "Each", "States": {"Each": {
          "Type": "Map", "ItemsPath": "$.items", "End": true,
          "ItemProcessor": {"StartAt": "Work", "States": {"Work": {
            "Type": "Task", "Resource": "arn:aws:lambda:eu-west-1:123456789012:function:work", "End": true}}}}}}
        """
    static let wait = """
        {"StartAt": "Sleep", "States": {"Sleep": {"Type": "Wait", "SecondsPath": "$.seconds", "End": true}}}
        """
    static let clock = """
        {"StartAt": "Look", "States": {"Look": {"Type": "Pass", "End": true, "Parameters": {
          "start.$": "$$.Execution.StartTime", "name.$": "$$.Execution.Name", "random.$": "States.UUID()"}}}}
        """
    static let parent = """
        {"StartAt": "Call", "States": {"Call": {
          "Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2",
          "Parameters": {"StateMachineArn": "arn:aws:states:eu-west-1:123456789012:stateMachine:child",
            "Name": "kid", "Input.$": "$"},
          "TimeoutSeconds": 60, "End": true}}}
        """
    static let child = """
        {"StartAt": "Rest", "States": {
          "Rest": {"Type": "Wait", "SecondsPath": "$.seconds", "Next": "Check"},
          "Check": {"Type": "Choice", "Default": "Good", "Choices": [
            {"Variable": "$.seconds", "NumericGreaterThan": 5, "Next": "Bad"}]},
          "Good": {"Type": "Pass", "Result": "fine", "ResultPath": "$.how", "End": true},
          "Bad": {"Type": "Fail", "Error": "Tired", "Cause": "slept too long"}}}
        """
    static let childInYAML = """
        StartAt: Good
        States:
          Good:
            Type: Pass
            Result: from YAML
            End: true
        """
}
