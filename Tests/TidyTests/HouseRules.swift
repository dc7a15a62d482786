/// The rules that one file alone can break.
enum HouseRules {
    static let maximumColumns = 120
    static let maximumFunctionLines = 70
    static let maximumFileLines = 400

    /// Products that someone should be able to read in a quarter of an hour: their targets, and how many lines of code
    /// these have together, comments and blank lines apart.
    static let maximumCodeLines: [(targets: Set<String>, lines: Int)] = [
        (["OrderSaga", "order-saga"], 2_000), (["TransactionalOutbox"], 600),
    ]

    /// Modules that hold values and functions only, each allowed to see those before it.
    static let pureModules = [
        "Diagnostics", "JSONModel", "JSONPath", "JSONata", "StatesLanguage", "StatesCore", "StatesSimulation",
        "StatesAnalysis",
    ]

    /// What a module may import from outside the package; a module that is not here may import nothing.
    static let outsideImports: [String: Set<String>] = [
        "JSONPath": ["Crypto"],
        "JSONata": ["Crypto"],
        "StatesRuntime": [
            "Crypto", "DequeModule", "FoundationEssentials", "HeapModule", "Logging", "Metrics", "ServiceLifecycle",
            "Synchronization", "Tracing",
        ],
        "DurableSQLite": ["Foundation", "GRDB", "GRDBSQLite", "Synchronization"],
        "StatesSQLite": ["Foundation", "GRDB", "GRDBSQLite", "Synchronization"],
        "StatesTesting": ["Logging", "Synchronization"],
        "StatesYAML": ["Yams"],
        "TransactionalOutbox": [
            "Crypto", "Foundation", "GRDB", "Logging", "ServiceLifecycle", "Synchronization",
        ],
        "OrderSaga": [
            "AsyncHTTPClient", "Crypto", "Foundation", "GRDB", "HTTPTypes", "Hummingbird", "Logging", "Metrics",
            "NIOCore", "NIOHTTP1", "ServiceLifecycle", "Synchronization", "UnixSignals",
        ],
        "order-saga": ["ArgumentParser", "Foundation", "Logging"],
        "ConformanceSuites": ["Foundation"],
        "conformance": ["ArgumentParser"],
        "chaos": ["ArgumentParser", "Foundation", "GRDB", "Synchronization"],
        "crash-and-resume": ["Foundation"],
        "order-in-ten-lines": ["Foundation"],
        "sfn-run": [
            "ArgumentParser", "Darwin", "Dispatch", "FoundationEssentials", "Glibc", "Logging", "Musl", "Subprocess",
            "Synchronization",
        ],
    ]

    /// What every test target may import besides the dependencies that `Package.swift` gives it.
    static let testImports: Set<String> = ["Foundation", "FoundationEssentials", "Synchronization", "Testing"]

    /// Banned in all modules and programs: each turns something that comes from outside into a crash, or hides it.
    static let bannedInSources = ["try!", "as!", "fatalError", "catch {}", "Task.detached"]

    /// Banned in pure modules: clocks, randomness, concurrency, files and the process.
    static let bannedInPureModules = [
        "Date()", "Date.now", "ContinuousClock", "SuspendingClock", "DispatchTime", "clock_gettime", "gettimeofday",
        "UUID()", ".random(in", ".randomElement(", ".shuffled(", ".shuffle(", "SystemRandomNumberGenerator",
        ".hashValue",
        "async", "await", "actor", "Task {", "Task(", "Thread", "DispatchQueue",
        "Mutex", "NSLock", "lock", "unlock", "withLock", "Atomic",
        "FileManager", "FileHandle", "fopen", "print(", "ProcessInfo", "getenv",
        "import Foundation", "import Dispatch", "import Glibc", "import Synchronization",
    ]

    static func codeSizeViolations(in files: [SourceFile]) -> [Violation] {
        maximumCodeLines.compactMap { targets, maximum in
            let sources = files.filter { $0.components.first == "Sources" && targets.contains($0.target ?? "") }
            let count = sources.filter { $0.swift != nil }.reduce(0) { sum, file in
                sum
                    + file.lines.count { line in
                        let text = line.drop { $0 == " " }
                        return !text.isEmpty && !text.hasPrefix("//")
                    }
            }
            guard count > maximum || sources.isEmpty else { return nil }
            let message = "\(count) lines of code, at most \(maximum)"
            return Violation(path: targets.sorted().joined(separator: ", "), line: 0, message: message)
        }
    }

    static func sizeViolations(in file: SourceFile) -> [Violation] {
        var violations: [Violation] = []
        for (index, line) in file.lines.enumerated()
        where line.utf8.count > maximumColumns && line.unicodeScalars.count > maximumColumns {
            let message = "\(line.unicodeScalars.count) columns, at most \(maximumColumns)"
            violations.append(Violation(path: file.path, line: index + 1, message: message))
        }
        guard let swift = file.swift else { return violations }
        for function in swift.functions where function.lineCount > maximumFunctionLines {
            let message = "\(function.name) has \(function.lineCount) lines, at most \(maximumFunctionLines)"
            violations.append(Violation(path: file.path, line: function.line, message: message))
        }
        let lineCount = file.lines.count - (file.text.hasSuffix("\n") ? 1 : 0)
        if lineCount > maximumFileLines {
            let message = "\(lineCount) lines, at most \(maximumFileLines)"
            violations.append(Violation(path: file.path, line: 0, message: message))
        }
        return violations
    }

    static func bannedWordViolations(in file: SourceFile) -> [Violation] {
        guard let swift = file.swift, let folder = file.components.first else { return [] }
        guard ["Sources", "Examples", "Benchmarks"].contains(folder) else { return [] }
        let isPure = folder == "Sources" && file.target.map(pureModules.contains) ?? false
        let banned = bannedInSources + (isPure ? bannedInPureModules : [])
        return banned.flatMap { pattern in
            swift.occurrences(of: pattern).map {
                Violation(path: file.path, line: swift.line(at: $0), message: "`\(pattern)` is banned here")
            }
        }
    }

    /// `@unchecked Sendable` and `nonisolated(unsafe)` need their proof in a comment on the line before.
    static func unprovenViolations(in file: SourceFile) -> [Violation] {
        guard let swift = file.swift else { return [] }
        return ["@unchecked", "nonisolated(unsafe)"].flatMap { pattern in
            swift.occurrences(of: pattern).map { swift.line(at: $0) }.filter { line in
                line < 2 || !file.lines[line - 2].drop { $0 == " " }.hasPrefix("//")
            }.map { Violation(path: file.path, line: $0, message: "`\(pattern)` without a comment that proves it") }
        }
    }

    static func importViolations(in file: SourceFile, manifest: Manifest) -> [Violation] {
        guard let swift = file.swift, let target = file.target else { return [] }
        guard let declared = manifest.dependencies[target] else {
            return [Violation(path: file.path, line: 0, message: "Package.swift declares no target \(target)")]
        }
        let siblings = declared.intersection(manifest.dependencies.keys)
        let isTest = manifest.testTargets.contains(target)
        let allowed = isTest ? declared.union(testImports) : siblings.union(outsideImports[target] ?? [])
        // The module of the target `sfn-run` is called `sfn_run`.
        let modules = Set(allowed.map { String($0.map { $0 == "-" ? "_" : $0 }) })
        return swift.imports.filter { !modules.contains($0.module) }.map {
            Violation(path: file.path, line: $0.line, message: "\(target) may not import \($0.module)")
        }
    }

    /// A type that other modules see has a comment that says what it is.
    static func undocumentedTypeViolations(in file: SourceFile) -> [Violation] {
        guard let swift = file.swift, file.components.first == "Sources" else { return [] }
        return swift.visibleTypes.filter { !isDocumented(line: $0.line, of: file) }.map {
            Violation(path: file.path, line: $0.line, message: "\($0.name) has no documentation comment")
        }
    }

    /// Whether a documentation comment ends right above `line` (1-based) or above the attributes and directives there.
    private static func isDocumented(line: Int, of file: SourceFile) -> Bool {
        for above in file.lines[..<(line - 1)].reversed() {
            let text = above.drop { $0 == " " }
            if text.hasPrefix("@") || text.hasPrefix("#if") || text.hasPrefix("// swift-format-ignore") { continue }
            return text.hasPrefix("///")
        }
        return false
    }
}
