import Foundation

/// The rules about files and documents, and how they belong together.
enum TreeRules {
    /// Starts of paths on somebody's machine; in two parts, so that this file does not break its own rule.
    static let machinePaths = ["work", "home", "root", "Users", "opt/swift"].map { "/" + $0 + "/" }

    static func machinePathViolations(in file: SourceFile) -> [Violation] {
        file.lines.enumerated().flatMap { index, line in
            machinePaths.filter { startsPath($0, in: line) }.map {
                Violation(path: file.path, line: index + 1, message: "names a path of a machine: \($0)")
            }
        }
    }

    /// Whether an absolute path in `line` starts with `prefix`: `x /a/b` has one, `x/a/b` has none.
    private static func startsPath(_ prefix: String, in line: Substring) -> Bool {
        line.ranges(of: prefix).contains { range in
            guard let before = line[..<range.lowerBound].last else { return true }
            return !before.isLetter && !before.isNumber && !"._-~".contains(before)
        }
    }

    static func whitespaceViolations(in file: SourceFile) -> [Violation] {
        var violations = file.lines.enumerated().filter { $1.hasSuffix(" ") || $1.hasSuffix("\t") }.map {
            Violation(path: file.path, line: $0.offset + 1, message: "ends in white space")
        }
        if !file.text.isEmpty, !file.text.hasSuffix("\n") {
            violations.append(Violation(path: file.path, line: 0, message: "the last line does not end"))
        }
        return violations
    }

    /// A data file of a test target that no string of the target's sources names, nor one of its folders.
    static func deadCaseFileViolations(in files: [SourceFile]) -> [Violation] {
        let tests = files.filter { $0.components.first == "Tests" && $0.target != nil }
        var names: [String: Set<Substring>] = [:]
        for file in tests {
            guard let swift = file.swift, let target = file.target else { continue }
            let mentioned = swift.literals.flatMap { $0.text.split(separator: "/") }
            names[target, default: []].formUnion(mentioned)
        }
        return tests.filter { file in
            guard file.swift == nil, let target = file.target, let own = file.components.last else { return false }
            let stem = own.prefix { $0 != "." }
            let candidates = file.components.dropFirst(2) + [stem]
            return !candidates.contains { names[target]?.contains($0) ?? false }
        }.map { Violation(path: $0.path, line: 0, message: "no test names this file or its folder") }
    }

    /// A file of `asl/` that neither the table of expectations nor the folder's own document names.
    static func deadMachineFileViolations(in files: [SourceFile]) -> [Violation] {
        let machines = files.filter { $0.components.first == "asl" }
        let tables = machines.filter { $0.path == "asl/expected.json" || $0.path == "asl/README.md" }
        return machines.filter { file in
            guard let name = file.components.last else { return false }
            return !tables.contains { $0.path == file.path || $0.text.contains(name) }
        }.map { Violation(path: $0.path, line: 0, message: "not in asl/expected.json and not in asl/README.md") }
    }

    /// Codes of diagnostics in the sources: string literals in `extension DiagnosticCode`, in `DiagnosticCode(…)` and
    /// after `code:`.
    static func diagnosticCodes(in files: [SourceFile]) -> [String: Violation] {
        var codes: [String: Violation] = [:]
        for file in files where file.components.first == "Sources" {
            guard let swift = file.swift else { continue }
            let extensions = swift.ranges(ofExtensionsOf: "DiagnosticCode")
            for literal in swift.literals where isCode(literal.text) {
                let isInExtension = extensions.contains { $0.contains(literal.offset) }
                let word = swift.words.last { $0.offset < literal.offset }?.text
                guard isInExtension || word == "code" || word == "DiagnosticCode" else { continue }
                let message = "\(literal.text) is not documented"
                codes[literal.text] = Violation(path: file.path, line: swift.line(at: literal.offset), message: message)
            }
        }
        return codes
    }

    /// Codes that the documentation does not have, and codes that it has and no source uses.
    static func diagnosticCodeViolations(in files: [SourceFile]) -> [Violation] {
        let codes = diagnosticCodes(in: files)
        let document = files.first { $0.path == "docs/diagnostics.md" } ?? files.first { $0.path == "README.md" }
        guard let document else { return codes.values.sorted { $0.path < $1.path } }
        let quoted = document.text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
        let documented = Set(
            quoted.filter { $0.offset % 2 == 1 && isCode(String($0.element)) }.map { String($0.element) })
        let missing = codes.filter { !documented.contains($0.key) }.values.sorted { $0.description < $1.description }
        guard document.path == "docs/diagnostics.md" else { return missing }
        let stale = documented.subtracting(codes.keys).sorted().map {
            Violation(path: document.path, line: 0, message: "no source uses the code \($0)")
        }
        return missing + stale
    }

    private static func isCode(_ text: String) -> Bool {
        text.count > 3 && text.utf8.allSatisfy { ("A"..."Z").contains(Unicode.Scalar($0)) || isDigitOrUnderscore($0) }
            && text.first?.isLetter == true
    }

    private static func isDigitOrUnderscore(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// Links of Markdown documents to files of the tree that are not there.
    static func linkViolations(in file: SourceFile, root: URL) -> [Violation] {
        guard file.path.hasSuffix(".md") else { return [] }
        let folder = root.appending(path: file.path).deletingLastPathComponent()
        return file.lines.enumerated().flatMap { index, line in
            line.split(separator: "](", omittingEmptySubsequences: false).dropFirst().compactMap { rest in
                let target = rest.prefix { $0 != ")" && $0 != "#" }
                guard !target.isEmpty, !target.contains("://"), !target.hasPrefix("mailto:") else { return nil }
                let path = folder.appending(path: String(target)).path(percentEncoded: false)
                guard !FileManager.default.fileExists(atPath: path) else { return nil }
                return Violation(path: file.path, line: index + 1, message: "links to \(target), which is not there")
            }
        }
    }

    /// Files of the tree that are byte for byte files of the folder `shared` beside the package.
    static func copyViolations(in files: [SourceFile], shared: URL) throws -> [Violation] {
        var originals: [Data: String] = [:]
        let keys: [URLResourceKey] = [.isRegularFileKey, .fileSizeKey]
        guard let urls = FileManager.default.enumerator(at: shared, includingPropertiesForKeys: keys) else { return [] }
        for case let url as URL in urls {
            let values = try url.resourceValues(forKeys: Set(keys))
            guard values.isRegularFile == true, let size = values.fileSize, size >= minimumCopySize else { continue }
            originals[try Data(contentsOf: url)] = url.lastPathComponent
        }
        return files.compactMap { file in
            originals[Data(file.text.utf8)].map {
                Violation(path: file.path, line: 0, message: "is a copy of \($0) in the shared folder")
            }
        }
    }

    /// Shorter files, such as the input `{}`, are alike by chance.
    private static let minimumCopySize = 100
}

extension SwiftText {
    /// From each `extension TYPE` to the brace that closes it.
    func ranges(ofExtensionsOf type: String) -> [Range<Int>] {
        occurrences(of: "extension \(type)").compactMap { start in
            guard let open = code[start...].firstIndex(of: UInt8(ascii: "{")) else { return nil }
            return matchingBrace(from: open).map { start..<$0 }
        }
    }
}
