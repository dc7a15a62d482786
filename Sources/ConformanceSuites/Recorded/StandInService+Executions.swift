import Diagnostics
import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation

/// Running executions.
extension StandInService {
    func makeRun(_ index: Int) throws -> EngineRun {
        let value = recorded.value
        let execution = value["executions"]?[index] ?? [:]
        let definition = execution["definition"] ?? value["definitionText"] ?? value["definition"] ?? .null
        let text = setting.placeholders.timed(definition.stringValue ?? definition.description)
        let type = StateMachineType(rawValue: setting.type) ?? .standard
        let machine: StateMachine
        do {
            machine = try StateMachine(json: text, options: ReadingOptions(stateMachineType: type))
        } catch {
            let messages = error.diagnostics.map { "\($0.message) [\($0.code.rawValue)] \($0.location ?? "")" }
            throw SuiteError("the definition was refused: \(messages.joined(separator: "; "))")
        }
        var configuration = ExecutionConfiguration(
            executionName: value["executionName"]?.stringValue ?? RecordedSetting.executionName(index),
            stateMachineName: execution["stateMachineName"]?.stringValue ?? setting.machineName
        )
        configuration.type = type
        configuration.region = setting.region
        configuration.accountID = RecordedSetting.accountID
        configuration.roleARN = setting.roleARN
        configuration.expressRunID = RecordedSetting.expressRunID
        configuration.isSynchronousExpress = value["startedWith"] == "StartSyncExecution"
        configuration.seed = 1
        let input = execution["input"]?.stringValue ?? value["input"]?.stringValue ?? "{}"
        return try EngineRun(
            machine,
            configuration: configuration,
            input: value["inputOmitted"] == true ? "{}" : setting.placeholders.timed(input),
            at: Timestamp(seconds: RecordedSetting.start),
            world: world(of: index, configuration.executionARN),
            data: RecordedBuckets(value["setup"]),
            stopsWhenIdle: (value["steps"]?.arrayValue ?? []).contains {
                $0["op"] == "StopExecution" && $0["fails"] != true
            },
            hasEnd: hasEnd(index)
        )
    }

    /// What stands behind the tasks: the recorded history's answers, or the case's functions where there is none.
    private func world(of index: Int, _ executionARN: String) -> LayeredWorld<RecordedWorld, FunctionStandIn> {
        let value = recorded.value
        let events = events(of: index)
        let billing = recorded.expected["start_execution_sync_response"]?["billingDetails"]
        let milliseconds = billing?["billedDurationInMilliseconds"]?.numberValue?.int64Value ?? 0
        return LayeredWorld(
            RecordedWorld(
                events.map { RecordedWorld.Run.decode($0) }, of: executionARN, placeholders: setting.placeholders),
            FunctionStandIn(value["lambdas"] ?? value["recordedWith"]?["lambdas"], milliseconds: milliseconds)
        )
    }

    /// The recorded history, if there is one.
    private func events(of index: Int) -> JSONArray? {
        let execution = recorded.value["executions"]?[index]
        let keys = [execution?["expectedKey"]?.stringValue].compactMap(\.self) + recorded.expected.keys
        return keys.lazy.compactMap { recorded.expected[$0]?["events"]?.arrayValue }.first
    }

    /// Whether the recorded execution had ended when its history was taken.
    private func hasEnd(_ index: Int) -> Bool {
        guard let type = events(of: index)?.last?["type"]?.stringValue else { return true }
        return ["Succeeded", "Failed", "TimedOut", "Aborted"].contains { type == "Execution\($0)" }
    }

    /// Runtime placeholder → its value in this run.
    var runtimeValues: [String: String] {
        var values: [String: String] = [:]
        var executions = 0
        for case .runtimeValue(let placeholder) in recorded.transformers {
            if placeholder.hasPrefix("<MapRunArnPart") {
                values[placeholder] = mapRunARNPart(placeholder)
            } else if placeholder.contains("Part2") {
                values[placeholder] = RecordedSetting.expressRunID
            } else if placeholder == "generated-uuid" {
                let output = runs[0]?.execution.output?.value["FunctionResult"]?.stringValue
                values[placeholder] = output.flatMap { Self.isUUID($0) ? $0 : nil }
            } else {
                values[placeholder] = RecordedSetting.executionName(executions)
                executions += 1
            }
        }
        return values
    }

    /// `<MapRunArnPartP_Nidx>`: of the ARN of map run N what stands before its last colon (P is 0), or behind it.
    private func mapRunARNPart(_ placeholder: String) -> String? {
        let digits = placeholder.split { !$0.isNumber }
        guard digits.count == 2, let index = Int(digits[1]) else { return nil }
        let arns = (runs[0]?.events ?? []).compactMap { $0["mapRunStartedEventDetails"]?["mapRunArn"]?.stringValue }
        guard arns.indices.contains(index) else { return nil }
        let parts = arns[index].split { $0 == ":" || $0 == "/" }
        return (digits[0] == "1" ? parts.last : parts.dropLast().last).map(String.init)
    }

    private static func isUUID(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.count) == [8, 4, 4, 4, 12]
            && parts.allSatisfy { $0.allSatisfy { $0.isHexDigit && !$0.isUppercase } }
    }
}

/// Responses of the API about one execution.
extension EngineRun {
    /// DescribeExecution.
    var description: JSONObject {
        var members: JSONObject = [
            "executionArn": .string(execution.configuration.executionARN),
            "stateMachineArn": .string(execution.configuration.stateMachineARN),
            "name": .string(execution.configuration.executionName),
            "status": .string(status.rawValue),
            "startDate": StandInService.date,
            "input": .string(execution.input?.text ?? ""),
            "inputDetails": ["included": true],
            "redriveCount": 0,
        ]
        if status != .running { members["stopDate"] = StandInService.date }
        if let output {
            members["output"] = .string(output)
            members["outputDetails"] = ["included": true]
        }
        addFailure(to: &members)
        members["redriveStatus"] = .string(isRedrivable ? "REDRIVABLE" : "NOT_REDRIVABLE")
        members["redriveStatusReason"] = redriveReason
        return members
    }

    /// StartSyncExecution.
    var synchronousResponse: JSONObject {
        var members = execution.synchronousResponse
        members["startDate"] = StandInService.date
        members["stopDate"] = StandInService.date
        return members
    }

    /// What EventBridge is told: that the execution runs, and that it ended.
    var statusEvents: JSONValue {
        [event(isEnd: false), event(isEnd: true)]
    }

    private func event(isEnd: Bool) -> JSONValue {
        let configuration = execution.configuration
        let status = isEnd ? status.rawValue : "RUNNING"
        let stop: JSONValue = isEnd ? .int(execution.now.millisecondsSinceEpoch) : .null
        var detail: JSONObject = [
            "executionArn": .string(configuration.executionARN),
            "stateMachineArn": .string(configuration.stateMachineARN),
            "name": .string(configuration.executionName),
            "status": .string(status),
            "startDate": .int(startedAt.millisecondsSinceEpoch),
            "stopDate": stop,
            "input": .string(execution.input?.text ?? ""),
            "output": isEnd ? output.map { .string($0) } ?? .null : .null,
            "stateMachineVersionArn": .null,
            "stateMachineAliasArn": .null,
            "redriveCount": 0,
            "redriveDate": .null,
            "redriveStatus": .string(isEnd && isRedrivable ? "REDRIVABLE" : "NOT_REDRIVABLE"),
            "redriveStatusReason": isEnd
                ? redriveReason ?? .null : "Execution is RUNNING and cannot be redriven",
            "inputDetails": ["included": true],
            "outputDetails": isEnd && output != nil ? ["included": true] : .null,
        ]
        detail["error"] = isEnd ? execution.failure?.error.map { .string($0) } ?? .null : .null
        detail["cause"] = isEnd ? execution.failure?.cause.map { .string($0) } ?? .null : .null
        return [
            "version": "0",
            "id": .string(isEnd ? "315c1398-40ff-a850-213b-158f73e60175" : "315c1398-40ff-a850-213b-158f73e60174"),
            "detail-type": "Step Functions Execution Status Change",
            "source": "aws.states",
            "account": .string(configuration.accountID),
            "time": .string((isEnd ? execution.now : startedAt).rfc3339),
            "region": .string(configuration.region),
            "resources": [.string(configuration.executionARN)],
            "detail": .object(detail),
        ]
    }

    private func addFailure(to members: inout JSONObject) {
        if let error = execution.failure?.error { members["error"] = .string(error) }
        if let cause = execution.failure?.cause { members["cause"] = .string(cause) }
    }

    private var isRedrivable: Bool {
        switch status {
        case .failed, .timedOut, .aborted: true
        case .succeeded, .running: false
        }
    }

    private var redriveReason: JSONValue? {
        isRedrivable ? nil : .string("Execution is \(status.rawValue) and cannot be redriven")
    }
}
