import Foundation
import Subprocess
import Testing

/// Several calls of the program on the files of one folder.
struct Session {
    let folder: URL

    /// Runs `body` in a folder with `Machines` and `files`.
    static func run(_ files: [String: String] = [:], _ body: (Session) async throws -> Void) async throws {
        try await SfnRun.withFolder(Machines.files.merging(files) { $1 }) { folder in
            try await body(Session(folder: folder))
        }
    }

    /// Calls the program, and expects its exit status, all of standard error and parts of standard output.
    @discardableResult
    func call(
        _ arguments: [String], exit: Int32 = 0, errors: String? = "", shows: [String] = [],
        _ location: SourceLocation = #_sourceLocation
    ) async throws -> String {
        let outcome = try await SfnRun.run(arguments, in: folder)
        #expect(outcome.exit == exit, "\(outcome.errors)\(outcome.output)", sourceLocation: location)
        if let errors { #expect(outcome.errors == errors, sourceLocation: location) }
        ProgramCase.expect(shows, in: outcome.output)
        return outcome.output
    }

    /// Calls `sfn-run executions NAME … --database d.db`.
    @discardableResult
    func executions(
        _ arguments: String..., exit: Int32 = 0, errors: String? = "", shows: [String] = [],
        _ location: SourceLocation = #_sourceLocation
    ) async throws -> String {
        try await call(
            ["executions"] + arguments + ["--database", "d.db"], exit: exit, errors: errors, shows: shows, location)
    }

    /// Runs the program beside `body`, and sends it `signal` after that, unless it has ended.
    ///
    /// - Returns: what it did, with its exit status; minus the number of the signal that ended it.
    func beside(
        _ arguments: [String], signal: Signal?, _ body: @Sendable (Session) async throws -> Void
    ) async throws -> SfnRun.Outcome {
        let session = self
        let result = try await Subprocess.run(
            .name("env"),
            arguments: Arguments(["-C", folder.path(percentEncoded: false), SfnRun.executable] + arguments),
            input: .none, output: .bytes(limit: 16 << 20), error: .bytes(limit: 16 << 20)
        ) { execution in
            try await body(session)
            if let signal { try execution.send(signal: signal) }
        }
        let exit: Int32 =
            switch result.terminationStatus {
            case .exited(let code): code
            case .signaled(let signal): -signal
            }
        return SfnRun.Outcome(
            exit: exit, output: String(decoding: result.standardOutput, as: UTF8.self),
            errors: String(decoding: result.standardError, as: UTF8.self))
    }

    /// Waits until a file has `count` lines at least.
    func waitForLines(_ count: Int, in name: String) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while try lines(of: name).count < count {
            try #require(ContinuousClock.now < deadline, "\(name) has not \(count) lines")
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// The lines of a file that may not be there.
    func lines(of name: String) throws -> [String] {
        let path = folder.appending(path: name)
        guard FileManager.default.fileExists(atPath: path.path(percentEncoded: false)) else { return [] }
        return String(decoding: try Data(contentsOf: path), as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
