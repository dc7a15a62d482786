import Diagnostics
import JSONModel
import StatesLanguage

/// What somebody may do next who is told that something does not work.
enum Advice {
    /// What may have been meant by a file or folder that is not there.
    static func missing(_ path: String) -> String? {
        let (folder, name) = parts(path)
        guard folder.isEmpty || Folder.isFolder(folder) else {
            return "there is no folder “\(folder.dropLast())”"
        }
        let names = visibleNames(in: folder).sorted()
        // Endings are alike anyway.
        let stems = Dictionary(names.map { (stem($0), $0) }) { first, _ in first }
        let isWithoutEnding = stem(name) == name
        let meant =
            names.first { isWithoutEnding && stem($0) == name || $0.lowercased() == name.lowercased() }
            ?? Suggestion.nearest(to: stem(name), among: stems.keys.sorted()).flatMap { stems[$0] }
        return meant.map { "did you mean “\(folder)\($0)”?" }
    }

    /// What a folder has that was given in place of a file.
    static func folder(_ path: String) -> String {
        let names = visibleNames(in: path).filter { name in
            [".json", ".yaml", ".yml"].contains { name.hasSuffix($0) }
        }
        let start = path == "." ? "" : path.hasSuffix("/") ? path : path + "/"
        return names.isEmpty ? "give a file" : "give a file, such as “\(start)\(names.sorted()[0])”"
    }

    /// Why a file cannot be written.
    static func room(for path: String) -> String? {
        let (folder, _) = parts(path)
        return folder.isEmpty || Folder.isFolder(folder) ? nil : "make the folder “\(folder.dropLast())” first"
    }

    private static func parts(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return ("", path) }
        return (String(path[...slash]), String(path[path.index(after: slash)...]))
    }

    private static func visibleNames(in folder: String) -> [String] {
        ((try? Folder.names(in: folder.isEmpty ? "." : folder)) ?? []).filter { !$0.hasPrefix(".") }
    }

    private static func stem(_ name: String) -> String {
        name.firstIndex(of: ".").map { $0 == name.startIndex ? name : String(name[..<$0]) } ?? name
    }

    /// In quotes if a shell would read it otherwise.
    static func shellWord(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20)
                || [0x2D, 0x2E, 0x2F, 0x3A, 0x5F].contains($0)
        }
        return isPlain
            ? text
            : "'"
                + text.printable.split(separator: "'", omittingEmptySubsequences: false)
                .joined(separator: "'\\''") + "'"
    }
}

/// The kinds of file that the program reads, told apart by their members.
enum FileKind: CaseIterable {
    case definition, history, mocks, tests

    /// - Returns: `nil` for what is none of them, or no JSON.
    init?(_ source: SourceText) {
        guard let value = try? JSONParser.parse(source.bytes) else { return nil }
        if value["StartAt"] != nil, value["States"] != nil {
            self = .definition
        } else if (value["events"] ?? value["Events"])?.arrayValue != nil {
            self = .history
        } else if value["StateMachines"]?.objectValue != nil, value["MockedResponses"] != nil {
            self = .mocks
        } else if value["tests"]?.arrayValue != nil {
            self = .tests
        } else {
            return nil
        }
    }

    /// What is to be done with a file of another kind than `self`; `nil` when it is of no known one.
    func advice(for source: SourceText) -> String? {
        guard let kind = FileKind(source), kind != self else { return nil }
        let file = source.name == FileReading.standardInputName ? "-" : Advice.shellWord(source.name)
        return switch kind {
        case .definition: "it is a definition: try sfn-run run \(file)"
        case .history: "it is a history: try sfn-run trace \(file)"
        case .mocks: "it is a mock configuration: try sfn-run test --mock-config \(file)"
        case .tests: "it has tests: try sfn-run test \(file)"
        }
    }
}

extension RunProblem {
    /// The same with what to do about it.
    func advising(_ advice: String?) -> RunProblem {
        var problem = self
        if let advice { problem.message += "; \(advice)" }
        return problem
    }

    /// A file that cannot be written.
    init(writing path: String, _ error: any Error) {
        let failure = error as? Descriptor.Failure
        self = RunProblem(path, failure?.reason ?? "\(error)")
            .advising(failure?.isMissing == true ? Advice.room(for: path) : nil)
    }
}
