import Foundation
import Testing

/// The rules about files and documents, on small trees that break them.
struct TreeSampleTests {
    @Test(arguments: TreeRules.machinePaths)
    func machinePath(_ path: String) {
        let file = SourceFile(path: "README.md", text: "fine: /usr/bin, a/work/b is not\nsee \(path)x\n")
        #expect(TreeRules.machinePathViolations(in: file).map(\.line).contains(2))
    }

    @Test func whiteSpace() {
        let file = SourceFile(path: "a.txt", text: "a \nb\n\tc\t\nd")
        #expect(TreeRules.whitespaceViolations(in: file).map(\.line) == [1, 3, 0])
        #expect(TreeRules.whitespaceViolations(in: SourceFile(path: "a.txt", text: "a\n\nb\n")).isEmpty)
    }

    @Test func deadCaseFile() {
        let files = [
            SourceFile(path: "Tests/XTests/A.swift", text: #"load("paths"); load("Cases/one.json"); load("two")"#),
            SourceFile(path: "Tests/XTests/paths/any.json", text: "{}"),
            SourceFile(path: "Tests/XTests/Other/one.json", text: "{}"),
            SourceFile(path: "Tests/XTests/Other/two.json", text: "{}"),
            SourceFile(path: "Tests/XTests/Other/dead.json", text: "{}"),
            SourceFile(path: "Tests/YTests/paths/any.json", text: "{}"),
        ]
        let dead = TreeRules.deadCaseFileViolations(in: files).map(\.path)
        #expect(dead == ["Tests/XTests/Other/dead.json", "Tests/YTests/paths/any.json"])
    }

    @Test func deadMachineFile() {
        let files = [
            SourceFile(path: "asl/expected.json", text: #"{"cases": [{"definition": "a.asl.json"}]}"#),
            SourceFile(path: "asl/a.asl.json", text: "{}"),
            SourceFile(path: "asl/b.asl.json", text: "{}"),
        ]
        #expect(TreeRules.deadMachineFileViolations(in: files).map(\.path) == ["asl/b.asl.json"])
    }

    private let codes = SourceFile(
        path: "Sources/StatesLanguage/Codes.swift",
        text: """
            extension DiagnosticCode { static let one: Self = "ONE_CODE" }
            let two = Diagnostic(code: "ASL1007", message: "no state named NEXT")
            let three = DiagnosticCode("THREE"), other = "NOT_A_CODE"
            """
    )

    @Test func codesAreFound() {
        #expect(Set(TreeRules.diagnosticCodes(in: [codes]).keys) == ["ONE_CODE", "ASL1007", "THREE"])
    }

    @Test func undocumentedCode() {
        let table = SourceFile(path: "docs/diagnostics.md", text: "| `ONE_CODE` | x |\n| `GONE_CODE` | y | `path`\n")
        let violations = TreeRules.diagnosticCodeViolations(in: [codes, table])
        #expect(Set(violations.map(\.path)) == [codes.path, table.path])
        #expect(violations.count == 3)
        #expect(TreeRules.diagnosticCodeViolations(in: [codes]).count == 3)
        let readme = SourceFile(path: "README.md", text: "`ONE_CODE` `ASL1007` `THREE` `JSON_ELSEWHERE`")
        #expect(TreeRules.diagnosticCodeViolations(in: [codes, readme]).isEmpty)
    }

    /// A folder of its own, removed after `body`.
    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tidy-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: folder) } }
        try body(folder)
    }

    @Test func brokenLink() throws {
        try withFolder { root in
            try Data("x".utf8).write(to: root.appending(path: "there.md"))
            let text = "[a](there.md#part) [b](https://example.com/x)\n[c](missing.md), [d](#here)\n"
            let file = SourceFile(path: "README.md", text: text)
            #expect(TreeRules.linkViolations(in: file, root: root).map(\.line) == [2])
        }
    }

    @Test func copiedFile() throws {
        try withFolder { shared in
            let text = String(repeating: "a definition ", count: 20)
            try Data(text.utf8).write(to: shared.appending(path: "original.json"))
            try Data("{}".utf8).write(to: shared.appending(path: "small.json"))
            let files = [
                SourceFile(path: "a.json", text: text), SourceFile(path: "b.json", text: text + "x"),
                SourceFile(path: "c.json", text: "{}"),
            ]
            #expect(try TreeRules.copyViolations(in: files, shared: shared).map(\.path) == ["a.json"])
        }
    }

    @Test func treeLeavesOutWhatIsBuilt() throws {
        try withFolder { root in
            for name in ["Sources/A", ".build/debug", ".build-thread", ".ci"] {
                let folder = root.appending(path: name)
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                try Data("let a = 1\n".utf8).write(to: folder.appending(path: "a.swift"))
            }
            try Data([0xFF, 0xFE]).write(to: root.appending(path: "picture.bin"))
            let tree = try Tree(root: root)
            #expect(tree.files.map(\.path) == [".ci/a.swift", "Sources/A/a.swift"])
            #expect(tree.files.map(\.target) == [nil, "A"])
        }
    }
}
