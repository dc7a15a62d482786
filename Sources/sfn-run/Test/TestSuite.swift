import Diagnostics
import JSONModel
import StatesAnalysis
import StatesCore
import StatesSimulation

/// The cases of some test files, with all that they need read and checked.
struct TestSuite: Sendable {
    /// A state machine that is tested.
    struct Machine: Sendable {
        var runner: TestRunner
        /// The file, as people name it.
        var file: String
        var source: SourceText
        var node: JSONNode?
    }

    /// A case that can be run.
    struct Test: Sendable {
        /// Where it stands; its line is told.
        var source: SourceText
        var testCase: TestCase
        /// Place in `machines`.
        var machine: Int
        var input: Payload
        var answers: MockAnswers?

        var position: SourcePosition { source.position(ofUTF8: testCase.span.start) }
    }

    var machines: [Machine] = []
    var tests: [Test] = []
    /// What is wrong with the files, of each with its excerpts.
    var problems: [SourceDiagnostics] = []
    /// Every file that was read, for those who watch.
    var readFiles: [String] = []

    /// Whether only some cases are to be run because a file says so.
    var hasOnly: Bool { tests.contains { $0.testCase.isOnly } }
}

/// Finds test files.
enum TestFiles {
    private static let endings = [".sfn-test.yaml", ".sfn-test.yml", ".sfn-test.json"]

    /// The test files that `paths` name: files, and all that are in folders, in the order of their names.
    static func find(_ paths: [String]) throws(RunProblem) -> [String] {
        var files: [String] = []
        for path in paths {
            do {
                files += try isFolder(path) ? search(path, depth: 0) : [path]
            } catch {
                throw RunProblem(path, error.reason).advising(error.isMissing ? Advice.missing(path) : nil)
            }
        }
        return files
    }

    private static func search(_ folder: String, depth: Int) throws(Descriptor.Failure) -> [String] {
        // A link may lead back to where it came from.
        guard depth < 32 else { return [] }
        var files: [String] = []
        for name in try Folder.names(in: folder).sorted() where !name.hasPrefix(".") {
            let path = folder == "." ? name : (folder.hasSuffix("/") ? folder : folder + "/") + name
            if endings.contains(where: name.hasSuffix) {
                files.append(path)
            } else if (try? isFolder(path)) == true {
                files += try search(path, depth: depth + 1)
            }
        }
        return files
    }

    private static func isFolder(_ path: String) throws(Descriptor.Failure) -> Bool {
        let descriptor = try Descriptor.openForReading(path)
        defer { descriptor.shut() }
        return try descriptor.size() == nil
    }

    /// `path` as seen from the file `base`.
    static func resolve(_ path: String, from base: String) -> String {
        guard !path.hasPrefix("/"), let slash = base.lastIndex(of: "/") else { return path }
        return String(base[...slash]) + path
    }
}
