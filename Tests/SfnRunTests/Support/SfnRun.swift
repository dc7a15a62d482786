import Foundation
import Subprocess
import Testing

/// The built program, run as people run it.
enum SfnRun {
    /// The root of the package.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardized

    /// The program beside the test bundle, as the build put it there.
    static let executable: String = {
        var folders = [URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()]
        for argument in CommandLine.arguments where argument.contains(".xctest") {
            folders += [URL(filePath: argument).deletingLastPathComponent()]
        }
        folders.append(root.appending(path: ".build/debug"))
        let candidates = folders.map { $0.appending(path: "sfn-run").path(percentEncoded: false) }
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "sfn-run"
    }()

    /// What one call of the program did.
    struct Outcome: Sendable {
        var exit: Int32
        var output: String
        var errors: String
    }

    /// Runs the program in `folder` and waits for its end.
    static func run(
        _ arguments: [String], input: String = "", in folder: URL = root, environment: [Environment.Key: String?] = [:]
    ) async throws -> Outcome {
        let result = try await Subprocess.run(
            .name("env"), arguments: Arguments(["-C", folder.path(percentEncoded: false), executable] + arguments),
            environment: .inherit.updating(environment), input: .string(input), output: .bytes(limit: 64 << 20),
            error: .bytes(limit: 16 << 20))
        return Outcome(
            exit: exit(of: result.terminationStatus), output: String(decoding: result.standardOutput, as: UTF8.self),
            errors: String(decoding: result.standardError, as: UTF8.self))
    }

    /// Runs the program, and sends it `signal` as soon as the file `ready` is there.
    static func interrupt(
        _ arguments: [String], in folder: URL, with signal: Signal, whenThereIs ready: String
    ) async throws -> Outcome {
        let path = folder.appending(path: ready).path(percentEncoded: false)
        let result = try await Subprocess.run(
            .name("env"), arguments: Arguments(["-C", folder.path(percentEncoded: false), executable] + arguments),
            input: .none, output: .bytes(limit: 64 << 20), error: .bytes(limit: 16 << 20)
        ) { execution in
            let deadline = ContinuousClock.now + .seconds(20)
            while !FileManager.default.fileExists(atPath: path), ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(10))
            }
            try execution.send(signal: signal)
        }
        return Outcome(
            exit: exit(of: result.terminationStatus), output: String(decoding: result.standardOutput, as: UTF8.self),
            errors: String(decoding: result.standardError, as: UTF8.self))
    }

    private static func exit(of status: TerminationStatus) -> Int32 {
        switch status {
        case .exited(let code): code
        case .signaled(let signal): -signal
        }
    }

    /// Makes a folder with `files`, and removes it afterwards.
    static func withFolder<Result>(
        _ files: [String: String], _ body: (URL) async throws -> Result
    ) async throws -> Result {
        let name = "sfn-run-tests-\(UUID().uuidString)"
        let folder = FileManager.default.temporaryDirectory.appending(path: name).resolvingSymlinksInPath()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files {
            let file = folder.appending(path: name)
            if name.contains("/") {
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            }
            try Data(text.utf8).write(to: file)
        }
        return try await body(folder)
    }
}

extension SfnRun {
    /// Runs a command line in which `sfn-run` is the built program.
    static func shell(_ command: String, in folder: URL) async throws -> Outcome {
        let programs = URL(filePath: executable).deletingLastPathComponent().path(percentEncoded: false)
        let line = "PATH='\(programs)':$PATH; cd '\(folder.path(percentEncoded: false))'; \(command)"
        let result = try await Subprocess.run(
            .name("sh"), arguments: ["-c", line], output: .bytes(limit: 64 << 20), error: .bytes(limit: 16 << 20))
        return Outcome(
            exit: exit(of: result.terminationStatus), output: String(decoding: result.standardOutput, as: UTF8.self),
            errors: String(decoding: result.standardError, as: UTF8.self))
    }
}
