import Foundation
import JSONModel
import Subprocess
import Testing

/// Programs as tasks.
struct TaskCommandTests {
    @Test(arguments: answers + names) func runs(_ testCase: ProgramCase) async throws { try await testCase.check() }

    static func work(_ command: String) -> [String] {
        ["task.json", "--input", #"{"a": 1}"#, "--format", "output", "--task", "work=\(command)"]
    }

    static func failure(_ command: String, _ more: [String] = []) -> [String] {
        ["task.json", "--format", "json", "--task", "work=\(command)"] + more
    }

    static let answers = [
        ProgramCase(name: "input and output", arguments: work("cat"), output: #"{"a":1,"work":{"a":1}}"# + "\n"),
        ProgramCase(name: "no output is null", arguments: work("cat > got"), output: #"{"a":1,"work":null}"# + "\n"),
        ProgramCase(
            name: "what is not read is no failure", arguments: work("exec <&-; echo 7"),
            output: #"{"a":1,"work":7}"# + "\n"),
        ProgramCase(
            name: "the environment", arguments: work(#"echo "\"$SFN_STATE $SFN_RETRY_COUNT $SFN_RESOURCE\"""#),
            output: #"{"a":1,"work":"Work 0 arn:aws:lambda:eu-west-1:123456789012:function:work:PROD"}"# + "\n"),
        ProgramCase(
            name: "standard error is passed on", arguments: work("echo one >&2; echo two >&2; echo 1"),
            output: #"{"a":1,"work":1}"# + "\n", errors: "[Work] one\n[Work] two\n"),
        ProgramCase(
            name: "what it started may outlive it", arguments: work("sleep 20 & echo 1"),
            output: #"{"a":1,"work":1}"# + "\n"),
        ProgramCase(
            name: "a failure with a document",
            arguments: failure(#"echo log >&2; echo '{"errorType": "Sold", "errorMessage": "out"}' >&2; exit 3"#),
            exit: 2, errors: "[Work] log\n"
        ).showing(#""error": "Sold""#, #""cause": "{\"errorType\": \"Sold\", \"errorMessage\": \"out\"}""#),
        ProgramCase(
            name: "a failure with a text", arguments: failure("echo 'no such item' >&2; exit 1"), exit: 2
        ).showing(#""error": "States.TaskFailed""#, #""cause": "no such item""#),
        ProgramCase(name: "a failure without words", arguments: failure("exit 9"), exit: 2)
            .showing(#""error": "States.TaskFailed""#, #""cause": "exit status 9""#),
        ProgramCase(name: "a signal", arguments: failure("kill -KILL $$"), exit: 2)
            .showing(#""cause": "killed by signal 9""#),
        ProgramCase(name: "a program that is not there", arguments: failure("/no/such/program"), exit: 2)
            .showing(#""error": "States.TaskFailed""#, "not found"),
        ProgramCase(name: "output that is no JSON", arguments: failure("echo hello"), exit: 2)
            .showing(#""error": "States.TaskFailed""#, "the command's output is not JSON", "hello"),
        ProgramCase(
            name: "output above the quota", arguments: failure("printf '\"%0300000d\"' 0"), exit: 2
        ).showing(#""error": "States.DataLimitExceeded""#, "function:work:PROD"),
        ProgramCase(
            name: "output without end", arguments: ["map.json", "--input", #"{"items": [1]}"#, "--task", "work=yes"],
            exit: 2
        ).showing("✗ States.DataLimitExceeded", "function:work'"),
        ProgramCase(
            name: "a large input that nobody reads",
            arguments: [
                "task.json", "--format", "output", "--quota", "payloadBytes=9000000", "--input", "-", "--task",
                "work=sleep 0.1; echo 1",
            ],
            input: "{\"a\":\"" + String(repeating: "x", count: 4_000_000) + "\"}"
        ).showing("xx\",\"work\":1}"),
        ProgramCase(
            name: "a timeout", arguments: failure("sleep 30"), exit: 2
        ).showing(#""error": "States.Timeout""#, #""durationMilliseconds": 1"#),
    ]

    static let names = [
        ProgramCase(
            name: "by resource",
            arguments: [
                "task.json", "--format", "output", "--task",
                "arn:aws:lambda:eu-west-1:123456789012:function:work:PROD=echo 1", "--task", "work=exit 1",
            ],
            output: #"{"work":1}"# + "\n"),
        ProgramCase(
            name: "by the function's ARN",
            arguments: [
                "task.json", "--format", "output", "--task",
                "arn:aws:lambda:eu-west-1:123456789012:function:work=echo 1",
            ],
            output: #"{"work":1}"# + "\n"),
        ProgramCase(
            name: "by state", arguments: ["task.json", "--format", "output", "--task", "Work=echo 1"],
            output: #"{"work":1}"# + "\n"),
        ProgramCase(
            name: "lambda:invoke by FunctionName: the Payload goes in, the response comes out",
            arguments: ["invoke.json", "--format", "output", "--input", #"{"a": 1}"#, "--task", "work=cat"],
            output: #"{"ExecutedVersion":"$LATEST","Payload":{"a":1},"StatusCode":200}"# + "\n"),
        ProgramCase(
            name: "lambda:invoke: the error document is compact",
            arguments: [
                "invoke.json", "--format", "json", "--task",
                #"work=echo '{"errorType": "E", "errorMessage": "m"}' >&2; exit 1"#,
            ],
            exit: 2
        ).showing(#""error": "E""#, #""cause": "{\"errorType\":\"E\",\"errorMessage\":\"m\"}""#),
        ProgramCase(
            name: "a task token",
            arguments: [
                "token.json", "--format", "output", "--task",
                #"sqs:sendMessage=grep -q "$SFN_TASK_TOKEN" && echo '{"approved": true}'"#,
            ],
            output: #"{"approved": true}"# + "\n"),
        ProgramCase(
            name: "a task token that is given back as a failure",
            arguments: [
                "token.json", "--format", "json", "--task",
                #"Ask=echo '{"errorType": "Denied", "errorMessage": "by the boss"}' >&2; exit 1"#,
            ],
            exit: 2
        ).showing(#""error": "Denied""#, #""cause": "by the boss""#),
    ]

    // MARK: Processes

    /// A command that notes its process and that of a child, both deaf to SIGTERM if `isDeaf`.
    static func parent(isDeaf: Bool) -> String {
        let deaf = isDeaf ? "trap '' TERM; " : ""
        return deaf + "(\(deaf)echo $$ > shell; sleep 900 & echo $! > child; touch ready; wait; sleep 900)"
    }

    @Test(arguments: [false, true]) func aTimeoutEndsGrandchildren(isDeaf: Bool) async throws {
        try await SfnRun.withFolder(Machines.files) { folder in
            let outcome = try await SfnRun.run(
                ["task.json", "--task", "work=\(Self.parent(isDeaf: isDeaf))"], in: folder)
            #expect(outcome.exit == 2)
            ProgramCase.expect(
                ["✗ States.Timeout  no answer after 1", "✗ FAILED", "States.Timeout"], in: outcome.output)
            try await expectGone(in: folder)
        }
    }

    @Test(arguments: [Signal.interrupt, .terminate], [false, true])
    func aSignalStopsTheExecution(signal: Signal, isDeaf: Bool) async throws {
        let machine = Machines.task.replacing("\"TimeoutSeconds\": 1", with: "\"TimeoutSeconds\": 900")
        try await SfnRun.withFolder(["task.json": machine]) { folder in
            let start = ContinuousClock.now
            let arguments = ["task.json", "--task", "work=\(Self.parent(isDeaf: isDeaf))", "--history", "h.json"]
            let outcome = try await SfnRun.interrupt(arguments, in: folder, with: signal, whenThereIs: "ready")
            // Far from the 900 seconds that the command would take, however busy the machine is.
            #expect(ContinuousClock.now - start < .seconds(400))
            #expect(outcome.exit == 2)
            ProgramCase.expect(["● Work", "⊘ aborted", "⊘ ABORTED", "1 state"], in: outcome.output)
            try await expectGone(in: folder)
            let history = try JSONParser.parse(Array(try Data(contentsOf: folder.appending(path: "h.json"))))
            #expect(history["events"]?.arrayValue?.last?["type"] == "ExecutionAborted")
        }
    }

    @Test func aLoopThatNeverEndsCanBeStopped() async throws {
        let machine = """
            {"StartAt": "A", "States": {
              "A": {"Type": "Choice", "Default": "A", "Choices": [{"Variable": "$.b", "IsPresent": true, "Next": "B"}]},
              "B": {"Type": "Succeed"}}}
            """
        try await SfnRun.withFolder(["loop.json": machine]) { folder in
            let arguments = ["loop.json", "--type", "EXPRESS", "--format", "json", "--history", "ready"]
            let outcome = try await SfnRun.interrupt(arguments, in: folder, with: .interrupt, whenThereIs: "ready")
            #expect(outcome.exit == 2)
            ProgramCase.expect([#""status": "ABORTED""#], in: outcome.output)
        }
    }

    /// Each of four commands waits for the other three.
    @Test func commandsRunAtTheSameTime() async throws {
        let rendezvous = """
            touch here.$$; for i in $(seq 600); do test $(ls here.* | wc -l) -eq 4 && exec cat; sleep 0.05; done; exit 1
            """
        try await SfnRun.withFolder(Machines.files) { folder in
            let arguments = ["map.json", "--input", #"{"items": [0, 1, 2, 3]}"#, "--format", "output"]
            let outcome = try await SfnRun.run(arguments + ["--task", "work=\(rendezvous)"], in: folder)
            #expect(outcome.output == "[0,1,2,3]\n")
        }
    }

    private func expectGone(in folder: URL) async throws {
        for name in ["shell", "child"] {
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            let id = text.trimmingCharacters(in: .whitespacesAndNewlines)
            // Whoever was killed is gone as soon as the system has noticed.
            let deadline = ContinuousClock.now + .seconds(5)
            func isAlive() -> Bool { FileManager.default.fileExists(atPath: "/proc/\(id)/cwd") }
            while isAlive(), ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(20)) }
            #expect(!isAlive(), "process \(id) (\(name)) is alive")
        }
    }
}
