public import JSONModel
import StatesCore
import StatesLanguage

/// The answer to a TestState request.
public struct TestStateResponse: Hashable, Sendable {
    /// What became of the state.
    public enum Status: String, Hashable, Sendable {
        case succeeded = "SUCCEEDED"
        case failed = "FAILED"
        /// A retrier takes the error.
        case retriable = "RETRIABLE"
        /// A catcher takes the error.
        case caughtError = "CAUGHT_ERROR"
    }

    /// Absent where the state failed or is to be retried.
    public var output: Payload?
    public var error: String?
    public var cause: String?
    /// Absent at the level INFO.
    public var inspectionData: JSONObject?
    /// Absent at the end of the scope.
    public var nextState: String?
    public var status: Status

    /// The response's JSON, in the order of the API's model; payloads are texts in it.
    public var json: JSONValue {
        var members = JSONObject()
        members["output"] = output.map { .string($0.text) }
        members["error"] = error.map(JSONValue.string)
        members["cause"] = cause.map(JSONValue.string)
        members["inspectionData"] = inspectionData.map(JSONValue.object)
        members["nextState"] = nextState.map(JSONValue.string)
        members["status"] = .string(status.rawValue)
        return .object(members)
    }
}

extension TestStateResponse {
    /// - Returns: `nil` if the trial waits for an answer.
    init?(_ trial: StateTrial, of state: State, at level: TestStateRequest.InspectionLevel) {
        guard let end = trial.end else { return nil }
        error = trial.failure?.error
        cause = trial.failure?.cause
        switch end {
        case .succeeded(let next): (status, nextState, output) = (.succeeded, next, trial.flow.output)
        case .caught(_, let next): (status, nextState, output) = (.caughtError, next, trial.flow.output)
        case .retriable: status = .retriable
        case .failed: status = .failed
        }
        if level != .info { inspectionData = Self.inspectionData(of: trial, state) }
    }

    /// In the order of the API's model.
    ///
    /// A mocked Parallel state shows nothing of its front half, and Map and Parallel states show no result.
    private static func inspectionData(of trial: StateTrial, _ state: State) -> JSONObject {
        let flow = trial.flow
        let isJSONPath = state.queryLanguage == .jsonPath
        var members = JSONObject()
        func show(_ name: String, _ payload: Payload?, if isShown: Bool = true) {
            if isShown, let payload { members[name] = .string(payload.text) }
        }
        show("input", flow.input)
        show("afterArguments", flow.afterParameters, if: !isJSONPath && state.type == .task)
        show("afterInputPath", flow.afterInputPath, if: state.type != .parallel)
        show("afterParameters", flow.afterParameters, if: isJSONPath && state.type != .parallel)
        show("result", flow.result, if: state.type == .task || state.type == .pass)
        show("afterResultSelector", flow.afterResultSelector)
        show("afterResultPath", flow.afterResultPath)
        if !trial.variables.isEmpty { show("variables", Payload(.object(trial.variables))) }
        members["errorDetails"] = errorDetails(of: trial).map(JSONValue.object)
        guard let map = flow.map else { return members }
        show("afterItemsPath", map.items, if: isJSONPath)
        show("afterItemSelector", map.selectedItems)
        show("afterItemBatcher", map.batches)
        show("afterItemsPointer", map.pointedItems)
        members["toleratedFailureCount"] = map.toleratedFailureCount.map { .int($0) }
        members["toleratedFailurePercentage"] = map.toleratedFailurePercentage.map { .double($0) }
        members["maxConcurrency"] = map.maxConcurrency.map { .int($0) }
        return members
    }

    /// Which of `Retry` and `Catch` took the error; a retrier that is used up has no interval.
    private static func errorDetails(of trial: StateTrial) -> JSONObject? {
        var members = JSONObject()
        if case .caught(let index, _) = trial.end { members["catchIndex"] = .int(index) }
        if let index = trial.retrier { members["retryIndex"] = .int(index) }
        if case .retriable(let seconds) = trial.end {
            members["retryBackoffIntervalSeconds"] = .int(Int(clamping: Int64(seconds)))
        }
        return members.isEmpty ? nil : members
    }
}
