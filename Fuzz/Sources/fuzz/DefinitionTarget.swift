import Diagnostics
import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation

extension Target {
    /// Definitions: read; those without errors are run, and the fold of their events is the value that they ended with.
    static let definition = Target(
        name: "definition", seeds: definitionSeeds,
        words: [
            "\"Type\":", "\"Next\":", "\"End\":true", "\"Pass\"", "\"Task\"", "\"Map\"", "\"Parallel\"", "\"Choice\"",
            "\"Wait\"", "\"Retry\":[", "\"Catch\":[", "\"ErrorEquals\":[\"States.ALL\"]", "\"ResultPath\":", "\"$.\"",
            "\"$$.\"", "\"$v\"", "\"Parameters\":{", "\"Assign\":{", "\"Output\":", "\"{% $states.input %}\"", "{%",
            "%}",
            "\"QueryLanguage\":\"JSONata\"", "\"Items\":", "\"ItemsPath\":", "\"Branches\":[", "\"Choices\":[",
            "\"Condition\":", "\"Variable\":", "\"IsPresent\":true", "\"MaxConcurrency\":", "\"Seconds\":", "${A}",
        ]
    ) { pointer, count in
        let input = bytes(pointer, count)
        let reading = StateMachine.read(SourceText(name: "fuzz.json", bytes: input))
        for diagnostic in reading.diagnostics {
            require(diagnostic.span.end <= input.count, "a diagnostic has a place in the text")
        }
        guard let machine = reading.machine, let program = try? Program(machine) else {
            require(!reading.diagnostics.isEmpty || !reading.substitutions.isEmpty, "there is a machine or a reason")
            return 0
        }
        run(program)
        return 0
    }

    private static func run(_ program: Program) {
        var configuration = ExecutionConfiguration()
        configuration.quotas.historyEvents = 300
        configuration.quotas.payloadBytes = 20_000
        let fresh = Execution(program, configuration: configuration)
        var simulation = Simulation(fresh, startingAt: Timestamp(seconds: 1_767_225_600))
        var folded = fresh
        var world = Answers()
        let fold = { (events: [Event]) in for event in events { folded.apply(event) } }
        simulation.start(input: Payload(["n": 2, "items": [1, 2, 3], "s": "x"]), observe: fold)
        _ = try? simulation.run(world: &world, observe: fold)
        require(folded == simulation.execution, "the events fold to the value")
        require(folded.outstanding == simulation.execution.outstanding, "also to what the world owes")
    }
}

/// Answers in turn with a result, a failure and nothing.
private struct Answers: TaskWorld {
    private var asked = 0

    mutating func answer(to request: TaskRequest) throws(WorldError) -> TaskAnswer? {
        asked += 1
        return switch asked % 4 {
        case 0: .failed("Boom", "bang")
        case 1, 2: .succeeded(["n": 1, "items": [["n": 1]]])
        default: TaskAnswer(.never)
        }
    }
}

private let definitionSeeds = [
    #"""
    { "StartAt": "A", "States": { "A": { "Type": "Pass", "Result": { "a": 1}, "ResultPath": "$.r",
    "End": true}}}
    """#,
    #"""
    { "StartAt": "A", "States": { "A": { "Type": "Task",
    "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "TimeoutSeconds": 9,
    "HeartbeatSeconds": 3, "Retry": [ { "ErrorEquals": [ "States.ALL"], "MaxAttempts": 2,
    "JitterStrategy": "FULL"}], "Catch": [ { "ErrorEquals": [ "Boom"], "Next": "B", "ResultPath": "$.e"}],
    "Next": "B"}, "B": { "Type": "Succeed"}}}
    """#,
    #"""
    { "StartAt": "C", "States": { "C": { "Type": "Choice", "Default": "F", "Choices": [ { "Variable": "$.n",
    "NumericGreaterThan": 1, "Next": "W"}, { "And": [ { "Variable": "$.s", "StringMatches": "a*"}, {
    "Not": { "Variable": "$.x", "IsPresent": true}}], "Next": "W"}]}, "W": { "Type": "Wait",
    "SecondsPath": "$.n", "End": true}, "F": { "Type": "Fail", "ErrorPath": "$.s", "Cause": "c"}}}
    """#,
    #"""
    { "StartAt": "M", "States": { "M": { "Type": "Map", "ItemsPath": "$.items", "MaxConcurrency": 2,
    "ItemSelector": { "v.$": "$$.Map.Item.Value"}, "ItemProcessor": { "StartAt": "P", "States": { "P": {
    "Type": "Pass", "Assign": { "v.$": "$.v"}, "End": true}}}, "End": true}}}
    """#,
    #"""
    { "StartAt": "P", "States": { "P": { "Type": "Parallel", "Branches": [ { "StartAt": "A", "States": {
    "A": { "Type": "Wait", "Seconds": 1, "End": true}}}, { "StartAt": "B", "States": { "B": {
    "Type": "Pass", "Parameters": { "x.$": "States.Format('{}', $.n)"}, "End": true}}}], "ResultSelector": {
    "a.$": "$[0]"}, "End": true}}}
    """#,
    #"""
    { "QueryLanguage": "JSONata", "StartAt": "A", "States": { "A": { "Type": "Pass", "Assign": {
    "v": "{% $states.input.n + 1 %}"}, "Output": { "o": [ "{% $states.context.State.Name %}"]},
    "Next": "C"}, "C": { "Type": "Choice", "Choices": [ { "Condition": "{% $v > 2 %}", "Next": "M",
    "Output": "{% [1..3] %}"}], "Default": "F"}, "M": { "Type": "Map", "Items": "{% $states.input %}",
    "ItemSelector": { "i": "{% $states.context.Map.Item.Index %}"}, "ItemProcessor": { "StartAt": "T",
    "States": { "T": { "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Arguments": {
    "FunctionName": "f", "Payload": "{% $states.input %}"}, "Output": "{% $states.result.n %}", "Catch": [ {
    "ErrorEquals": [ "States.ALL"], "Next": "U", "Output": "{% $states.errorOutput %}"}], "End": true},
    "U": { "Type": "Succeed"}}}, "End": true}, "F": { "Type": "Fail", "Error": "{% 'E' %}"}}}
    """#,
]
