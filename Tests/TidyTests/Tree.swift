import Foundation

/// A text file of the package.
struct SourceFile: Sendable {
    /// Path from the package's root, such as `Sources/StatesCore/Execution.swift`.
    let path: String
    let text: String
    /// The split text of a Swift file; `nil` for others.
    let swift: SwiftText?

    init(path: String, text: String) {
        self.path = path
        self.text = text
        swift = path.hasSuffix(".swift") ? SwiftText(text) : nil
    }

    /// `["Sources", "StatesCore", "Execution.swift"]`.
    var components: [Substring] { path.split(separator: "/") }

    /// Name of the target that the file belongs to: the folder in `Sources`, `Tests` or `Examples`.
    var target: String? {
        guard components.count > 2, ["Sources", "Tests", "Examples"].contains(components[0]) else { return nil }
        return String(components[1])
    }

    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
}

/// A place where a house rule does not hold.
struct Violation: Hashable, CustomStringConvertible {
    var path: String
    /// 1-based; 0 if the violation is about the whole file.
    var line: Int
    var message: String

    var description: String { line > 0 ? "\(path):\(line): \(message)" : "\(path): \(message)" }
}

/// The package's own files, as they are on disk: nothing that is built, fetched or ignored by git.
struct Tree: Sendable {
    let root: URL
    /// Sorted by path. Files that are not UTF-8 text are left out.
    let files: [SourceFile]

    var swiftFiles: [SourceFile] { files.filter { $0.swift != nil } }

    /// Reads the tree around this test once.
    static let package: Result<Tree, any Error> = Result {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try Tree(root: root)
    }

    init(root: URL) throws {
        self.root = root
        var files: [SourceFile] = []
        for name in try Self.children(of: root) where !Self.isIgnored(name) {
            try Self.read(name, in: root, into: &files)
        }
        self.files = files.sorted { $0.path < $1.path }
    }

    /// What `.gitignore` names, git's own folder, and what editors leave behind. `.ci` and the dot files are ours.
    private static func isIgnored(_ name: String) -> Bool {
        name == ".git" || name.hasPrefix(".build") || name == ".swiftpm" || name == "Package.resolved"
            || name.hasSuffix(".profraw") || name == ".DS_Store"
    }

    private static func children(of folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)).sorted()
    }

    private static func read(_ path: String, in root: URL, into files: inout [SourceFile]) throws {
        let url = root.appending(path: path)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: url.path(percentEncoded: false), isDirectory: &isFolder) else {
            return
        }
        if isFolder.boolValue {
            for name in try children(of: url) where !isIgnored(name) {
                try read("\(path)/\(name)", in: root, into: &files)
            }
        } else if let text = String(bytes: try Data(contentsOf: url), encoding: .utf8) {
            files.append(SourceFile(path: path, text: text))
        }
    }
}
