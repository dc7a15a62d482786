import Diagnostics
import JSONModel
import StatesCore
import StatesLanguage

/// Answers the requests of a recorded case as the service would, with our engine behind it.
///
/// From the recording it takes only what the world answered (`RecordedWorld`); the rest comes from the definition and
/// the input.
struct StandInService {
    let recorded: RecordedCase
    let setting: RecordedSetting
    private(set) var runs: [Int: EngineRun] = [:]
    var resources = StandInResources()

    init(_ recorded: RecordedCase) {
        self.recorded = recorded
        setting = RecordedSetting(recorded)
    }

    /// Snapshot key → our answer.
    mutating func answers(to requests: [RecordedRequest]) throws(SuiteError) -> JSONObject {
        var answers = JSONObject()
        for request in requests {
            do {
                let answer = try answer(to: request)
                if !request.key.isEmpty { answers[request.key] = answer }
            } catch let error as ServiceError {
                let name = request.operation.rawValue
                answers[request.key] = error.response(to: name, isException: request.key == "exception")
            } catch let error as ClientError {
                answers[request.key] = .string(error.text)
            } catch let error as SuiteError {
                throw error
            } catch {
                throw SuiteError("\(error)")
            }
        }
        return answers
    }

    private mutating func answer(to request: RecordedRequest) throws -> JSONValue {
        try Self.checkARNs(of: request.request)
        switch request.operation {
        case .createStateMachine: return try createStateMachine(request.request)
        case .validateDefinition: return validate(request.request)
        case .testState: return try testState(request)
        case .describeStateMachine: return Self.response(try machineDescription(isForExecution: false))
        case .describeStateMachineForExecution: return Self.response(try machineDescription(isForExecution: true))
        case .readOutputs: return try outputs()
        case .createActivity: return try createActivity(request.request)
        case .describeActivity, .deleteActivity, .getActivityTask, .tagResource, .untagResource, .listTagsForResource:
            return Self.response(try resources.answer(request.operation, request.request))
        case .deleteStateMachine: return Self.response([:])
        case .publishStateMachineVersion:
            try checkMachine(of: request.request)
            throw SuiteError("versions are not built")
        case .listExecutions:
            try checkMachine(of: request.request)
            throw Self.typeIsNotSupported
        case .describeExecution, .stopExecution, .getExecutionHistory:
            guard setting.type == "STANDARD" else {
                throw ServiceError(
                    code: "InvalidArn", message: "Invalid Arn: 'Resource type not valid in this context: express'"
                )
            }
            return try answer(to: request, of: run(request.execution))
        case .startSyncExecution:
            guard setting.type == "EXPRESS" else { throw Self.typeIsNotSupported }
            return try answer(to: request, of: run(request.execution))
        case .startExecution, .readLog, .readLastLogEvent, .readStatusEvents:
            return try answer(to: request, of: run(request.execution))
        }
    }

    private func answer(to request: RecordedRequest, of run: EngineRun) throws -> JSONValue {
        switch request.operation {
        case .startExecution:
            Self.response(["executionArn": .string(run.execution.configuration.executionARN), "startDate": Self.date])
        case .startSyncExecution: Self.response(run.synchronousResponse)
        case .describeExecution: Self.response(run.description)
        case .stopExecution: Self.response(["stopDate": Self.date])
        case .getExecutionHistory: history(of: run, isReversed: request.isReversed)
        case .readLog: .array(JSONArray(log(of: run)))
        case .readLastLogEvent: log(of: run).last ?? .null
        case .readStatusEvents: run.statusEvents
        case .testState, .createStateMachine, .validateDefinition, .describeStateMachine,
            .describeStateMachineForExecution, .listExecutions, .readOutputs, .createActivity, .describeActivity,
            .deleteActivity, .getActivityTask,
            .tagResource, .untagResource, .listTagsForResource, .deleteStateMachine, .publishStateMachineVersion:
            throw SuiteError("\(request.operation.rawValue) is not about one execution")
        }
    }

    private static let typeIsNotSupported = ServiceError(
        code: "StateMachineTypeNotSupported",
        message: "This operation is not supported by this type of state machine"
    )

    /// The value of a member of type timestamp, as the recordings write it.
    static let date: JSONValue = "datetime"

    static func response(_ members: JSONObject) -> JSONValue {
        var members = members
        members["ResponseMetadata"] = ["HTTPHeaders": [:], "HTTPStatusCode": 200]
        return .object(members)
    }

    private func history(of run: EngineRun, isReversed: Bool) -> JSONValue {
        let events = run.events.map { event in
            var event = event.objectValue ?? [:]
            event["timestamp"] = "timestamp"
            return JSONValue.object(event)
        }
        return Self.response(["events": .array(JSONArray(isReversed ? events.reversed() : events))])
    }

    private func log(of run: EngineRun) -> [JSONValue] {
        let logging = recorded.value["loggingConfiguration"]
        return run.log(
            level: logging?["level"]?.stringValue.flatMap(LogProjection.Level.init(rawValue:)) ?? .off,
            includesExecutionData: logging?["includeExecutionData"]?.boolValue ?? false
        )
    }

    private mutating func outputs() throws -> JSONValue {
        var cases = JSONArray()
        for (index, execution) in (recorded.value["executions"]?.arrayValue ?? [recorded.value]).enumerated() {
            let run = try run(index)
            let output = run.output ?? "\(run.status.rawValue): \(run.execution.failure?.cause ?? "")"
            cases.append(["input": execution["input"] ?? .null, "output": .string(output)])
        }
        return .array(cases)
    }

    /// The execution number `index` of the case, run when it is first asked for.
    private mutating func run(_ index: Int) throws -> EngineRun {
        if let run = runs[index] { return run }
        let run = try makeRun(index)
        runs[index] = run
        if let failure = run.failure, run.execution.status == .running {
            throw SuiteError("\(failure); our history:\n\(run.events.map(\.description).joined(separator: "\n"))")
        }
        return run
    }
}
