import JSONModel
import StatesCore
import StatesSimulation

/// What the world answered in a recorded history, and nothing else of it: for each task, in the order in which they
/// were scheduled, who started it, the immediate response, and how it ended.
struct RecordedWorld: TaskWorld {
    /// One run of a task as it was recorded.
    struct Run: Sendable {
        var started: Int32?
        var worker: String?
        var submitted: Int32?
        var response: String?
        var ended: Int32?
        var end: End?
    }

    enum End: Sendable {
        case succeeded(String)
        case failed(error: String?, cause: String?)
        case timedOut
        /// The answer was longer than the service takes; how it was, the recording does not tell.
        case tooLong
    }

    private var runs: [Run]?
    /// The execution whose history it is; the children of its map runs have others, which were not recorded.
    private let executionARN: String
    private var asked = 0
    /// Turns the recording's placeholders into values of this run.
    private let placeholders: Placeholders
    private var taskTokens: [String] = []
    /// How long each answer took, in virtual time; the recordings of histories do not tell.
    private let delayMilliseconds: Int64

    /// - Parameter runs: `nil` when there is no history; then this world knows no task.
    init(_ runs: [Run]?, of executionARN: String, placeholders: Placeholders, delayMilliseconds: Int64 = 0) {
        self.runs = runs
        self.executionARN = executionARN
        self.placeholders = placeholders
        self.delayMilliseconds = delayMilliseconds
    }

    mutating func answer(to request: TaskRequest) throws(WorldError) -> TaskAnswer? {
        guard let runs, request.executionARN == executionARN else { return nil }
        let index = asked
        asked += 1
        if request.parameters.text.contains(request.taskToken) { taskTokens.append(request.taskToken) }
        guard index < runs.count else {
            throw WorldError(
                stateName: request.stateName, invocation: index,
                message: "the recording has no task number \(index + 1), which “\(request.stateName)” schedules"
            )
        }
        let run = runs[index]
        var answer = TaskAnswer(try outcome(of: run, request), delayMilliseconds: delayMilliseconds)
        answer.isStarted = run.started != nil
        answer.worker = run.worker
        answer.submitted = try run.response.map { response throws(WorldError) in try payload(response, request) }
        answer.recorded = RecordedPlaces(
            started: place(run.started), submitted: place(run.submitted), ended: place(run.ended)
        )
        return answer
    }

    private func outcome(of run: Run, _ request: TaskRequest) throws(WorldError) -> TaskAnswer.Outcome {
        switch run.end {
        case .succeeded(let text): .succeeded(try payload(text, request))
        case .failed(let error, let cause):
            .failed(TaskFailure(error: error.map(placeholders.filled), cause: cause.map(filled)))
        case .tooLong: .succeeded(Payload(.string(String(repeating: "x", count: 262_144))))
        case .timedOut, nil: .never
        }
    }

    private func payload(_ text: String, _ request: TaskRequest) throws(WorldError) -> Payload {
        do {
            return try Payload(text: filled(text))
        } catch {
            throw WorldError(
                stateName: request.stateName, invocation: asked - 1,
                message: "the recorded answer is no JSON: \(error.message)"
            )
        }
    }

    private func filled(_ text: String) -> String {
        placeholders.filled(text, taskTokens: taskTokens)
    }

    /// Event ids that a normalisation took away are 0: such answers have no place.
    private func place(_ id: Int32?) -> RecordedPlaces.Place? {
        id.flatMap { $0 > 0 ? RecordedPlaces.Place(id: $0) : nil }
    }
}

extension RecordedWorld.Run {
    /// The runs in the events of a recorded history, as far as the world made them.
    static func decode(_ events: JSONArray) -> [Self] {
        var runs: [Self] = []
        /// Recorded event → the run that it belongs to.
        var owners: [Int32: Int] = [:]
        /// Ends that the sorting of parallel events has put before what they end, which then comes next.
        var early: [JSONValue] = []
        for event in events {
            let type = event["type"]?.stringValue ?? ""
            let id = Int32(truncatingIfNeeded: event["id"]?.numberValue?.int64Value ?? 0)
            if type.hasSuffix("Scheduled") {
                owners[id] = runs.count
                runs.append(Self())
                if !early.isEmpty { runs[runs.count - 1].take(early.removeFirst()) }
                continue
            }
            let previous = Int32(truncatingIfNeeded: event["previousEventId"]?.numberValue?.int64Value ?? 0)
            let fallback = runs.firstIndex { $0.lacks(type) }
            guard Part(type) != nil else { continue }
            guard let owner = previous > 0 ? owners[previous] : fallback else {
                if previous == 0 { early.append(event) }
                continue
            }
            if id > 0 { owners[id] = owner }
            runs[owner].take(event)
        }
        return runs
    }

    private mutating func take(_ event: JSONValue) {
        let type = event["type"]?.stringValue ?? ""
        guard let part = Part(type) else { return }
        let id = Int32(truncatingIfNeeded: event["id"]?.numberValue?.int64Value ?? 0)
        take(part, id: id, details: Self.details(of: event), isPlainLambda: type.hasPrefix("Lambda"))
    }

    private enum Part {
        case started, submitted, succeeded, failed, timedOut

        init?(_ type: String) {
            switch type {
            case "TaskStarted", "LambdaFunctionStarted", "ActivityStarted": self = .started
            case "TaskSubmitted": self = .submitted
            case "TaskSucceeded", "LambdaFunctionSucceeded", "ActivitySucceeded": self = .succeeded
            case "TaskFailed", "LambdaFunctionFailed", "ActivityFailed": self = .failed
            case "TaskTimedOut", "LambdaFunctionTimedOut", "ActivityTimedOut": self = .timedOut
            default: return nil
            }
        }
    }

    private func lacks(_ type: String) -> Bool {
        switch Part(type) {
        case .started: started == nil
        case .submitted: submitted == nil
        case .succeeded, .failed, .timedOut: end == nil
        case nil: false
        }
    }

    private mutating func take(_ part: Part, id: Int32, details: JSONValue, isPlainLambda: Bool) {
        switch part {
        case .started:
            started = id
            worker = details["workerName"]?.stringValue
        case .submitted:
            submitted = id
            response = text(details["output"], isPlainLambda: isPlainLambda)
        case .succeeded:
            ended = id
            end = .succeeded(text(details["output"], isPlainLambda: isPlainLambda) ?? "null")
        case .failed:
            ended = id
            let error = details["error"]?.stringValue
            end =
                error == "States.DataLimitExceeded"
                ? .tooLong : .failed(error: error, cause: text(details["cause"], isPlainLambda: isPlainLambda))
        case .timedOut:
            ended = id
            end = .timedOut
        }
    }

    /// The text that the normalisation parsed. A function that is called directly answers as Python writes JSON.
    private func text(_ value: JSONValue?, isPlainLambda: Bool) -> String? {
        guard let value else { return nil }
        if case .string(let text) = value { return text }
        return isPlainLambda ? PythonJSON.text(value) : value.description
    }

    private static func details(of event: JSONValue) -> JSONValue {
        event.objectValue?.first { $0.key.hasSuffix("EventDetails") }?.value ?? [:]
    }
}
