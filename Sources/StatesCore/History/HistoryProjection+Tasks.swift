import JSONModel
import StatesLanguage

/// Details of task events: functions, activities and other integrations each have their own.
extension HistoryProjection {
    /// - Returns: whether there are details; then they are open, without the closing brace.
    mutating func writeTaskDetails(_ event: Event, _ node: StateNode?, to bytes: inout [UInt8]) -> Bool {
        guard let node, case .task(let task) = node.kind else { return false }
        let resource = task.state.resource
        switch node.family {
        case .lambdaFunction: return writeFunction(event.body, resource, "lambdaFunction", to: &bytes)
        case .activity: return writeFunction(event.body, resource, "activity", to: &bytes)
        case .task:
            guard case .service(let integration) = resource.kind else { return false }
            writeService(event.body, integration, to: &bytes)
            return true
        }
    }

    private mutating func writeFunction(
        _ body: Event.Body, _ resource: TaskResource, _ prefix: StaticString, to bytes: inout [UInt8]
    ) -> Bool {
        func open(_ what: StaticString) {
            bytes.append(raw: ",\"")
            bytes.append(raw: prefix)
            bytes.append(raw: what)
            bytes.append(raw: #"EventDetails":{"#)
        }
        switch body {
        case .taskScheduled(let schedule):
            open("Scheduled")
            bytes.append(raw: #""resource":"#)
            JSONWriter.writeString(resource.text, to: &bytes)
            bytes.append(raw: ",")
            writePayload("input", schedule.parameters, to: &bytes)
            writeDeadlines(schedule, to: &bytes)
        case .taskStarted(let worker):
            // A function's start has no details; an activity's has them even when the worker gave no name.
            guard resource.kind == .activity else { return false }
            open("Started")
            if let worker {
                bytes.append(raw: #""workerName":"#)
                JSONWriter.writeString(worker, to: &bytes)
            }
        case .taskSucceeded(let output):
            open("Succeeded")
            writePayload("output", output, to: &bytes)
        case .taskFailed(let failure, let stage):
            switch stage {
            case .schedule: open("ScheduleFailed")
            case .start where resource.kind != .activity: open("StartFailed")
            case .start, .run, .submit: open("Failed")
            }
            write(failure, first: true, to: &bytes)
        case .taskTimedOut(let failure):
            open("TimedOut")
            write(failure, first: true, to: &bytes)
        default: return false
        }
        return true
    }

    private mutating func writeService(
        _ body: Event.Body, _ integration: ServiceIntegration, to bytes: inout [UInt8]
    ) {
        func open(_ what: StaticString) {
            bytes.append(raw: #","task"#)
            bytes.append(raw: what)
            bytes.append(raw: #"EventDetails":{"resourceType":"#)
            JSONWriter.writeString(integration.service, to: &bytes)
            bytes.append(raw: #","resource":"#)
            JSONWriter.writeString(integration.resource, to: &bytes)
        }
        switch body {
        case .taskScheduled(let schedule):
            open("Scheduled")
            bytes.append(raw: #","region":"#)
            JSONWriter.writeString(settings.common.configuration.region, to: &bytes)
            bytes.append(raw: #","parameters":"#)
            escaped.write(schedule.parameters, to: &bytes)
            writeDeadlines(schedule, to: &bytes)
        case .taskStarted: open("Started")
        case .taskSubmitted(let output):
            open("Submitted")
            bytes.append(raw: ",")
            writePayload("output", output, to: &bytes)
        case .taskSucceeded(let output):
            open("Succeeded")
            bytes.append(raw: ",")
            writePayload("output", output, to: &bytes)
        case .taskFailed(let failure, let stage):
            switch stage {
            case .start: open("StartFailed")
            case .submit: open("SubmitFailed")
            case .run, .schedule: open("Failed")
            }
            write(failure, first: false, to: &bytes)
        case .taskTimedOut(let failure):
            open("TimedOut")
            write(failure, first: false, to: &bytes)
        default: break
        }
    }

    private func writeDeadlines(_ schedule: TaskSchedule, to bytes: inout [UInt8]) {
        if let seconds = schedule.timeoutSeconds {
            bytes.append(raw: #","timeoutInSeconds":"#)
            bytes.append(decimal: Int64(seconds))
        }
        if let seconds = schedule.heartbeatSeconds {
            bytes.append(raw: #","heartbeatInSeconds":"#)
            bytes.append(decimal: Int64(seconds))
        }
        if let role = schedule.credentialsRoleARN {
            bytes.append(raw: #","taskCredentials":{"roleArn":"#)
            JSONWriter.writeString(role, to: &bytes)
            bytes.append(raw: "}")
        }
    }
}
