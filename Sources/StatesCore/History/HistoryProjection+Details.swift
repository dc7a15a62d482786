import JSONModel
import StatesLanguage

/// Members of an event, in the order in which the service documents them.
extension HistoryProjection {
    mutating func writeHead(_ event: Event, _ type: StaticString, to bytes: inout [UInt8]) {
        bytes.append(raw: #"{"timestamp":"#)
        switch timestamps {
        case .epochSeconds: bytes.append(epochSeconds: event.time)
        case .iso8601:
            if event.time != lastTime {
                lastTime = event.time
                lastTimeText.removeAll(keepingCapacity: true)
                lastTimeText.append(iso8601: event.time)
            }
            bytes.append(contentsOf: lastTimeText)
        }
        bytes.append(raw: #","type":""#)
        bytes.append(raw: type)
        bytes.append(raw: #"","id":"#)
        bytes.append(decimal: Int64(event.id))
        bytes.append(raw: #","previousEventId":"#)
        bytes.append(decimal: Int64(event.previous))
    }

    mutating func writeDetails(_ event: Event, _ node: StateNode?, to bytes: inout [UInt8]) {
        switch event.body {
        case .executionStarted(let input):
            bytes.append(raw: #","executionStartedEventDetails":{"#)
            writePayload("input", input, to: &bytes)
            bytes.append(raw: #","roleArn":"#)
            JSONWriter.writeString(settings.common.configuration.roleARN ?? "", to: &bytes)
        case .executionSucceeded(let output):
            bytes.append(raw: #","executionSucceededEventDetails":{"#)
            writePayload("output", output, to: &bytes)
        case .executionFailed(let failure):
            bytes.append(raw: #","executionFailedEventDetails":{"#)
            write(failure, first: true, to: &bytes)
        case .executionTimedOut(let failure):
            bytes.append(raw: #","executionTimedOutEventDetails":{"#)
            write(failure, first: true, to: &bytes)
        case .executionAborted(let failure):
            bytes.append(raw: #","executionAbortedEventDetails":{"#)
            write(failure, first: true, to: &bytes)
        case .executionRedriven(let count):
            bytes.append(raw: #","executionRedrivenEventDetails":{"redriveCount":"#)
            bytes.append(decimal: Int64(count))
        case .stateEntered(_, let input):
            bytes.append(raw: #","stateEnteredEventDetails":{"name":"#)
            JSONWriter.writeString(node?.name ?? "", to: &bytes)
            bytes.append(raw: ",")
            writePayload("input", input, to: &bytes)
        case .stateExited(let exit):
            writeExit(exit, node, to: &bytes)
        case .mapStarted(let items, _):
            bytes.append(raw: #","mapStateStartedEventDetails":{"length":"#)
            bytes.append(decimal: Int64(items.value.arrayValue?.count ?? 0))
        case .distributedMapStarted(let length):
            bytes.append(raw: #","mapStateStartedEventDetails":{"length":"#)
            bytes.append(decimal: Int64(length))
        case .mapRunStarted(let settings):
            bytes.append(raw: #","mapRunStartedEventDetails":{"mapRunArn":"#)
            JSONWriter.writeString(settings.arn, to: &bytes)
        case .mapRunFailed(let failure):
            bytes.append(raw: #","mapRunFailedEventDetails":{"#)
            write(failure, first: true, to: &bytes)
        case .mapRunRedriven(let settings):
            bytes.append(raw: #","mapRunRedrivenEventDetails":{"mapRunArn":"#)
            JSONWriter.writeString(settings.arn, to: &bytes)
            bytes.append(raw: #","redriveCount":"#)
            bytes.append(decimal: Int64(settings.redriveCount))
        case .iterationStarted(let index, _): write("Started", index, node, to: &bytes)
        case .iterationSucceeded(let index): write("Succeeded", index, node, to: &bytes)
        case .iterationFailed(let index): write("Failed", index, node, to: &bytes)
        case .iterationAborted(let index): write("Aborted", index, node, to: &bytes)
        case .taskScheduled, .taskStarted, .taskSubmitted, .taskSucceeded, .taskFailed, .taskTimedOut:
            guard writeTaskDetails(event, node, to: &bytes) else { return }
        case .evaluationFailed(let failure, let location):
            bytes.append(raw: #","evaluationFailedEventDetails":{"state":"#)
            JSONWriter.writeString(node?.name ?? "", to: &bytes)
            if let location {
                bytes.append(raw: #","location":"#)
                JSONWriter.writeString(location, to: &bytes)
            }
            write(failure, first: false, to: &bytes)
        case .stateHung, .stateAborted, .taskHeartbeat, .waitStarted, .retryScheduled, .retryStarted, .parallelStarted,
            .branchSucceeded, .parallelSucceeded, .parallelFailed, .mapSucceeded, .mapFailed,
            .mapRunSucceeded, .mapRunAborted, .frameRedriven:
            return
        }
        bytes.append(raw: "}")
    }

    private mutating func writeExit(_ exit: StateExit, _ node: StateNode?, to bytes: inout [UInt8]) {
        bytes.append(raw: #","stateExitedEventDetails":{"name":"#)
        JSONWriter.writeString(node?.name ?? "", to: &bytes)
        bytes.append(raw: ",")
        writePayload("output", exit.output, to: &bytes)
        guard !exit.assigned.isEmpty else { return }
        bytes.append(raw: #","assignedVariables":{"#)
        for (index, variable) in exit.assigned.enumerated() {
            if index > 0 { bytes.append(raw: ",") }
            JSONWriter.writeString(variable.name, to: &bytes)
            bytes.append(raw: ":")
            Payload(variable.value).writeAsString(to: &bytes)
        }
        bytes.append(raw: #"},"assignedVariablesDetails":{"truncated":false}"#)
    }

    private func write(_ what: StaticString, _ index: Int32, _ node: StateNode?, to bytes: inout [UInt8]) {
        bytes.append(raw: #","mapIteration"#)
        bytes.append(raw: what)
        bytes.append(raw: #"EventDetails":{"name":"#)
        JSONWriter.writeString(node?.name ?? "", to: &bytes)
        bytes.append(raw: #","index":"#)
        bytes.append(decimal: Int64(index))
    }

    mutating func writePayload(_ name: StaticString, _ payload: Payload, to bytes: inout [UInt8]) {
        bytes.append(raw: "\"")
        bytes.append(raw: name)
        bytes.append(raw: #"":"#)
        escaped.write(payload, to: &bytes)
        bytes.append(raw: ",\"")
        bytes.append(raw: name)
        bytes.append(raw: #"Details":{"truncated":false}"#)
    }

    /// `error` and `cause`, those that there are.
    func write(_ failure: Failure, first: Bool, to bytes: inout [UInt8]) {
        var first = first
        if let error = failure.error {
            bytes.append(raw: first ? #""error":"# : #","error":"#)
            JSONWriter.writeString(error, to: &bytes)
            first = false
        }
        if let cause = failure.cause {
            bytes.append(raw: first ? #""cause":"# : #","cause":"#)
            JSONWriter.writeString(cause, to: &bytes)
        }
    }
}
