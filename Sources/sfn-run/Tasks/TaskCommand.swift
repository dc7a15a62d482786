import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation
import Subprocess

/// One run of a command for one run of a task.
struct TaskCommand: Sendable {
    var request: TaskRequest
    /// What `sh -c` runs.
    var command: String
    var executionARN: String
    /// A larger output is not read to its end; the service's limit is far below.
    private static let maximumOutputBytes = 16 << 20

    /// How a command ended.
    struct Ending: Sendable {
        var isSuccess: Bool
        /// `exit status 3`, `killed by signal 9`.
        var status: String
        var output: [UInt8]
        /// The last line of standard error that has more than white space.
        var lastErrorLine: String
        var isTooLarge = false
    }

    /// Runs the command to its end.
    ///
    /// - Parameter log: takes each line of standard error but the one that says why the command failed.
    func run(in group: ProcessGroup, log: @escaping @Sendable (String) -> Void) async -> TaskAnswer {
        do {
            return answer(to: try await ending(in: group, log: log))
        } catch {
            return .failed("States.TaskFailed", "the command could not be started: \(error)")
        }
    }

    private func ending(in group: ProcessGroup, log: @escaping @Sendable (String) -> Void) async throws -> Ending {
        var options = PlatformOptions()
        // 0: a group of its own.
        options.processGroupID = 0
        let input = standardInput
        let result = try await Subprocess.run(
            .name("sh"), arguments: ["-c", command], environment: environment, platformOptions: options,
            input: .inputWriter, output: .sequence, error: .sequence
        ) { execution in
            group.started(execution.processIdentifier.value)
            async let written: Void = Self.write(input, to: execution.standardInputWriter)
            async let lines = Self.read(execution.standardError, into: ErrorLines(log: log))
            let output = await Self.read(execution.standardOutput, group)
            _ = await written
            return (output, await lines)
        }
        let output = result.closureResult.0
        var errors = result.closureResult.1
        let isSuccess = result.terminationStatus.isSuccess
        return Ending(
            isSuccess: isSuccess, status: Self.describe(result.terminationStatus), output: output.bytes,
            lastErrorLine: errors.finish(isSuccess: isSuccess), isTooLarge: output.isTooLarge)
    }

    /// A command need not read what it is given: that it does not is no failure.
    private static func write(_ bytes: [UInt8], to writer: StandardInputWriter) async {
        _ = try? await writer.write(bytes)
        try? await writer.finish()
    }

    private static func read(
        _ sequence: SubprocessOutputSequence, _ group: ProcessGroup
    ) async -> (bytes: [UInt8], isTooLarge: Bool) {
        var bytes: [UInt8] = []
        do {
            for try await buffer in sequence {
                buffer.withUnsafeBytes { bytes.append(contentsOf: $0) }
                guard bytes.count <= maximumOutputBytes else {
                    group.cutShort()
                    return ([], true)
                }
            }
        } catch {
            // The command ended while something that it started keeps the pipe open: what came is what there is.
        }
        return (bytes, false)
    }

    private static func read(_ sequence: SubprocessOutputSequence, into lines: ErrorLines) async -> ErrorLines {
        var lines = lines
        do {
            for try await buffer in sequence {
                buffer.withUnsafeBytes { lines.append($0) }
            }
        } catch {
            // As for standard output.
        }
        return lines
    }

    private static func describe(_ status: TerminationStatus) -> String {
        switch status {
        case .exited(let code): "exit status \(code)"
        case .signaled(let signal): "killed by signal \(signal)"
        }
    }
}

// MARK: What goes in

extension TaskCommand {
    /// The effective input; for `lambda:invoke` what the function would get.
    private var standardInput: [UInt8] {
        var bytes: [UInt8] = []
        if let payload = lambdaPayload {
            payload.write(to: &bytes)
        } else {
            request.parameters.write(to: &bytes)
        }
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    /// `Payload` of `lambda:invoke`: a string is the body itself, `null` or none is the empty object.
    private var lambdaPayload: Payload? {
        guard isLambdaInvoke else { return nil }
        switch request.parameters.value["Payload"] {
        case nil, .null: return Payload([:])
        case .string(let text): return (try? Payload(text: text)) ?? Payload(.string(text))
        case .some(let value): return Payload(value)
        }
    }

    private var isLambdaInvoke: Bool {
        guard case .service(let integration) = request.resource.kind else { return false }
        return integration.service == "lambda" && integration.api == "invoke"
    }

    private var waitsForToken: Bool {
        guard case .service(let integration) = request.resource.kind else { return false }
        return integration.pattern == .waitForTaskToken
    }

    private var environment: Environment {
        .inherit.updating([
            "SFN_STATE": request.stateName,
            "SFN_RESOURCE": request.resource.text,
            "SFN_RETRY_COUNT": String(request.retryCount),
            "SFN_EXECUTION": executionARN,
            "SFN_TASK_TOKEN": request.taskToken,
        ])
    }
}

// MARK: What comes out

extension TaskCommand {
    /// What the service would record of it.
    func answer(to ending: Ending) -> TaskAnswer {
        guard !ending.isTooLarge else { return tooLarge }
        guard ending.isSuccess else { return failure(of: ending) }
        let output = ending.output.trimmingWhiteSpace()
        let isEmpty = output.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) }
        do {
            let result = isEmpty ? Payload(.null) : try Payload(text: output)
            guard isLambdaInvoke, !waitsForToken else { return TaskAnswer(.succeeded(result)) }
            let response: JSONValue = [
                "ExecutedVersion": "$LATEST", "Payload": result.value, "StatusCode": 200,
            ]
            return TaskAnswer(.succeeded(Payload(response)))
        } catch {
            let start = JSONExcerpt.text(of: .string(String(decoding: output.prefix(200), as: UTF8.self)), width: 80)
            return .failed("States.TaskFailed", "the command's output is not JSON: \(error.message): \(start)")
        }
    }

    private var tooLarge: TaskAnswer {
        let task: String
        switch request.resource.kind {
        case .service(let integration): task = integration.service
        case .lambdaFunction, .activity, .named: task = request.resource.text
        }
        return .failed(
            "States.DataLimitExceeded",
            "The state/task '\(task)' returned a result with a size exceeding the maximum number of bytes service "
                + "limit.")
    }

    /// The last line of standard error is the error document of a Lambda function, or a text.
    private func failure(of ending: Ending) -> TaskAnswer {
        let line = ending.lastErrorLine
        guard let document = try? JSONParser.parse(line), let error = document["errorType"]?.stringValue else {
            return .failed("States.TaskFailed", line.isEmpty ? ending.status : line)
        }
        switch request.resource.kind {
        case .lambdaFunction, .named: return .failed(error, line)
        case .service where isLambdaInvoke && !waitsForToken: return .failed(error, document.description)
        case .service, .activity: return .failed(error, document["errorMessage"]?.stringValue)
        }
    }
}

/// Lines of standard error, one held back: the last one may say why the command failed.
struct ErrorLines: Sendable {
    private let log: @Sendable (String) -> Void
    private var line: [UInt8] = []
    private var held: String?
    /// The rest of a longer line is dropped.
    private static let maximumLineBytes = 32_768

    init(log: @escaping @Sendable (String) -> Void) { self.log = log }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                endLine()
            } else if line.count < Self.maximumLineBytes {
                line.append(byte)
            }
        }
    }

    private mutating func endLine() {
        let text = String(decoding: line, as: UTF8.self)
        line.removeAll(keepingCapacity: true)
        guard text.utf8.contains(where: { $0 != 0x20 && !(0x09...0x0D).contains($0) }) else { return }
        if let held { log(held) }
        held = text
    }

    /// - Returns: the last line, which is logged too if the command succeeded.
    mutating func finish(isSuccess: Bool) -> String {
        endLine()
        if isSuccess, let held { log(held) }
        return held ?? ""
    }
}
