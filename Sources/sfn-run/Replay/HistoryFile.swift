import Diagnostics
import JSONModel
import StatesCore
import StatesRuntime
import StatesSimulation

/// The history of one execution, from a file or a database.
struct HistoryFile: Sendable {
    /// What it is called: a path, or the execution's name.
    var name: String
    var history: RecordedHistory
    /// The execution itself, where it is there with its definition: from a database, or an export of one.
    var original: (execution: Execution, events: [Event])?

    /// Reads what GetExecutionHistory gave, what `run --history` wrote, or what `executions export` wrote.
    ///
    /// - Parameter path: `-` is standard input.
    static func read(_ path: String) throws -> HistoryFile { try HistoryFile(FileReading.read(path)) }

    /// Reads a history whose pages are files of their own.
    static func read(pages: [String]) throws -> HistoryFile {
        guard pages.count > 1 else { return try read(pages.first ?? "-") }
        var bytes: [UInt8] = []
        for page in pages { bytes += try FileReading.read(page).bytes + [0x0A] }
        return try HistoryFile(SourceText(name: pages.joined(separator: " + "), bytes: bytes))
    }

    private init(_ source: SourceText) throws {
        guard !Self.isExport(source.bytes) else {
            let folded: (execution: Execution, events: [[Event]])
            do {
                folded = try ExecutionArchive(text: source.bytes).fold()
            } catch {
                throw RunProblem(source.name, error.description)
            }
            self.init(name: source.name, folded.execution, folded.events.flatMap(\.self))
            return
        }
        let reading = RecordedHistory.read(source)
        if let first = reading.firstID, first > 1 { throw Continuation(first: first, name: source.name) }
        guard let history = reading.history else {
            if let problem = RunProblem(reading.diagnostics, in: source), reading.diagnostics.count == 1 {
                throw problem.advising(FileKind.history.advice(for: source))
            }
            throw DefinitionProblem(report: SourceDiagnostics(source: source, diagnostics: reading.diagnostics))
        }
        self.init(name: source.name, history: history)
    }

    private init(name: String, history: RecordedHistory) { (self.name, self.history) = (name, history) }

    /// A file that has a later page of a history, and not the first one.
    struct Continuation: Error {
        var first: Int32
        var name: String

        var problem: RunProblem {
            RunProblem(name, "the history begins with event \(first): give the pages before it first")
        }
    }

    /// What is known of an execution whose events are there.
    init(name: String, _ execution: Execution, _ events: [Event]) {
        self.name = name
        history = RecordedHistory(events: events.compactMap { RecordedHistory.Event($0, of: execution) })
        original = (execution, events)
    }

    /// What `executions export` writes has a head that says so.
    private static func isExport(_ bytes: [UInt8]) -> Bool {
        bytes.drop { $0 <= 0x20 }.starts(with: Array(#"{"format":"states-execution""#.utf8))
    }
}

/// The files that a command is given as histories.
struct HistoryPaths {
    private(set) var files: [String] = []

    /// - Parameter paths: files; of a folder all that end in `.json`, `.jsonl` or `.ndjson`, those in its folders too.
    init(_ paths: [String]) throws {
        for path in paths {
            guard path != "-", Folder.isFolder(path) else {
                files.append(path)
                continue
            }
            let found = try Self.files(in: path)
            guard !found.isEmpty else {
                throw RunProblem(path, "has no history: no file that ends in .json, .jsonl or .ndjson").advising(
                    "aws stepfunctions get-execution-history, or sfn-run run --history FILE, writes one")
            }
            files += found
        }
    }

    private static func files(in folder: String) throws -> [String] {
        var files: [String] = []
        let names: [String]
        do {
            names = try Folder.names(in: folder)
        } catch {
            throw RunProblem(folder, error.reason)
        }
        for name in names.sorted(by: isBefore) where !name.hasPrefix(".") {
            let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
            if Folder.isFolder(path), !Folder.isLink(path) {
                files += try Self.files(in: path)
            } else if [".json", ".jsonl", ".ndjson"].contains(where: name.hasSuffix) {
                files.append(path)
            }
        }
        return files
    }

    /// `page-2` before `page-10`.
    private static func isBefore(_ one: String, _ other: String) -> Bool {
        func parts(_ name: String) -> [(text: String, number: Int)] {
            var parts: [(text: String, number: Int)] = []
            var isNumber = false
            for character in name {
                let digit = character.isASCII ? character.wholeNumberValue : nil
                if let digit {
                    if !isNumber { parts.append(("", 0)) }
                    let (number, isTooLong) = parts[parts.count - 1].number.multipliedReportingOverflow(by: 10)
                    parts[parts.count - 1].number = isTooLong ? .max : number &+ digit
                } else {
                    if isNumber || parts.isEmpty { parts.append(("", -1)) }
                    parts[parts.count - 1].text.append(character)
                }
                isNumber = digit != nil
            }
            return parts
        }
        for (mine, theirs) in zip(parts(one), parts(other)) where mine != theirs {
            return mine.number != theirs.number && mine.number >= 0 && theirs.number >= 0
                ? mine.number < theirs.number : mine.text < theirs.text
        }
        return one < other
    }
}

extension HistoryFile {
    /// Executions of a database.
    static func read(_ names: [String], in path: String) throws -> [HistoryFile] {
        try Waiting.value {
            let database = try Database(path)
            var files: [HistoryFile] = []
            for name in names {
                let stored = try await ExecutionOption.find(name, of: nil, in: database)
                let (reader, events) = try await database.read(stored)
                files.append(HistoryFile(name: stored.name, reader.execution, events))
            }
            return files
        }
    }
}
