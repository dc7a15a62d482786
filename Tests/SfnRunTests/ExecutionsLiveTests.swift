import Foundation
import Subprocess
import Testing

/// `sfn-run executions` while another process has the file, and after it was killed.
struct ExecutionsLiveTests {
    /// A run whose second task leaves its shell's number in `paying`, and takes ten minutes: on a busy machine nobody
    /// looks for one.
    private static let slow = [
        "two.json", "--database", "d.db", "--name", "k", "--task", "reserve=echo x >> reserved; echo 3", "--task",
        "pay=echo $$ >> paying; exec sleep 600",
    ]

    private static let files = ["two.json": ExecutionsTests.two]

    /// Ends what a killed run has left behind.
    private static func endCommands(of session: Session) async throws {
        for number in try session.lines(of: "paying").compactMap(Int32.init) { kill(number, SIGKILL) }
    }

    @Test func aRunThatWasKilledIsResumed() async throws {
        try await Session.run(Self.files) { session in
            let killed = try await session.beside(Self.slow, signal: .kill) { session in
                try await session.waitForLines(1, in: "paying")
            }
            #expect(killed.exit == -9)
            #expect(killed.output.contains("● Pay"))
            try await Self.endCommands(of: session)
            try await session.executions("show", "k", shows: ["k  RUNNING", "in          Pay"])
            try await session.executions(
                "resume", "k", "--task", "reserve=echo x >> reserved; echo 4", "--task", "pay=echo 5",
                errors: "sfn-run: another process has “k”: it goes on there, or here once that is gone\n",
                shows: ["● Reserve", "+ stock: 3", "● Pay", "+ receipt: 5", "✓ SUCCEEDED"])
            // A result that is recorded is not asked for again.
            #expect(try session.lines(of: "reserved") == ["x"])
        }
    }

    @Test func anExecutionThatAnotherProcessHasIsStopped() async throws {
        try await Session.run(Self.files) { session in
            let stopped = try await session.beside(Self.slow, signal: nil) { session in
                try await session.waitForLines(1, in: "paying")
                try await session.executions("list", shows: ["RUNNING", "waits for a task\n"])
                try await session.executions("stop", "k", "--error", "Enough", shows: ["k ABORTED"])
            }
            #expect(stopped.exit == 2)
            ProgramCase.expect(["● Pay", "⊘ ABORTED", "error  Enough"], in: stopped.output)
            // Its command was ended with it.
            for number in try session.lines(of: "paying").compactMap(Int32.init) { #expect(kill(number, 0) != 0) }
            try await session.executions(
                "stop", "k", exit: 1,
                errors: "sfn-run: d.db: error: the execution “k” is ABORTED and cannot be stopped\n")
        }
    }

    /// The execution has ended in a process that works on another one.
    @Test func anExecutionThatEndedInAProcessThatLivesIsRedriven() async throws {
        let reserve = #"reserve=read input; case "$input" in *bad*) [ -f fixed ] && echo 3;; *) echo 3;; esac"#
        let pay = #"pay=read input; case "$input" in *slow*) echo $$ >> paying; exec sleep 600;; *) echo 5;; esac"#
        try await Session.run(Self.files) { session in
            for name in ["bad", "slow"] {
                try await session.executions(
                    "start", "two.json", "--name", name, "--input", #"{"is":"\#(name)"}"#, errors: nil)
            }
            let resume = ["executions", "resume", "--database", "d.db", "--task", reserve, "--task", pay]
            let ended = try await session.beside(resume, signal: .interrupt) { session in
                try await session.waitForLines(1, in: "paying")
                while try await !session.call(["executions", "list", "--database", "d.db"]).contains("FAILED") {
                    try await Task.sleep(for: .milliseconds(50))
                }
                try Data().write(to: session.folder.appending(path: "fixed"))
                try await session.executions("redrive", "bad", errors: nil)
                while try await !session.call(["executions", "list", "--database", "d.db"]).contains("SUCCEEDED") {
                    try await Task.sleep(for: .milliseconds(50))
                }
                try await session.executions(
                    "redrive", "bad", exit: 1,
                    errors: "sfn-run: d.db: error: “bad”: the execution is SUCCEEDED and cannot be redriven\n")
            }
            #expect(ended.exit == 130)
        }
    }

    @Test func historyIsFollowed() async throws {
        try await Session.run(Self.files) { session in
            var slow = Self.slow
            slow[slow.count - 1] = "pay=echo $$ >> paying; while [ ! -f go ]; do sleep 0.05; done; echo 5"
            let run = try await session.beside(slow, signal: nil) { session in
                try await session.waitForLines(1, in: "paying")
                let arguments = ["executions", "history", "k", "--follow", "--database", "d.db"]
                let followed = try await session.beside(arguments, signal: nil) { session in
                    try await Task.sleep(for: .milliseconds(300))
                    try Data().write(to: session.folder.appending(path: "go"))
                }
                #expect(followed.exit == 0, "\(followed.errors)")
                ProgramCase.expect(["● Reserve", "● Pay", "+ receipt: 5", "✓ SUCCEEDED"], in: followed.output)
                try await session.executions("show", "k", "--follow", shows: ["k  SUCCEEDED"])
            }
            #expect(run.exit == 0, "\(run.errors)")
        }
    }

    @Test func anInterruptedRunIsGoneOnWith() async throws {
        try await Session.run(Self.files) { session in
            let interrupted = try await session.beside(Self.slow, signal: .interrupt) { session in
                try await session.waitForLines(1, in: "paying")
            }
            #expect(interrupted.exit == 130)
            #expect(
                interrupted.errors == "sfn-run: interrupted; sfn-run executions resume --database d.db goes on\n")
            for number in try session.lines(of: "paying").compactMap(Int32.init) { #expect(kill(number, 0) != 0) }
            // The lease was given up: nobody waits for its end.
            try await session.executions("show", "k", shows: ["waits for a task; nobody runs it"])
            try await session.executions(
                "resume", "--task", "reserve=exit 1", "--task", "pay=echo 5", shows: ["k SUCCEEDED"])
        }
    }

    @Test func mocksAnswerForTheOwnersOfTokens() async throws {
        let mocks = #"{"Ask": [{"Return": {"ok": 1}}]}"#
        try await Session.run(["m.json": mocks]) { session in
            let output = try await session.call([
                "token.json", "--database", "d.db", "--name", "a", "--mocks", "m.json", "--format", "output",
            ])
            #expect(output == "{\"ok\":1}\n")
            try await session.executions(
                "history", "a", "--format", "history", shows: ["TaskSubmitted", "TaskSucceeded"])
        }
    }
}
