import Diagnostics
import JSONModel
import StatesAnalysis

/// A mock configuration of Step Functions Local as a test suite: each of its test cases must run to an end.
struct MockSuite {
    let source: SourceText
    let cases: [TestCase]

    /// - Parameters:
    ///   - definitions: files by machine; of others the file is looked for beside the configuration.
    ///   - input: of every case; else `NAME.input.json` beside the configuration, if it is there, else `{}`.
    init(path: String, definitions: [Assignment], input: String?) throws {
        source = try FileReading.read(path)
        let node: JSONNode
        do {
            node = try JSONParser.parseNode(source.bytes)
        } catch {
            throw RunProblem(error, in: source)
        }
        guard case .object(let machines)? = node["StateMachines"]?.kind else {
            throw RunProblem(path, "is no mock configuration: it has no object “StateMachines”")
        }
        if let stray = definitions.first(where: { item in !machines.contains { $0.key == item.name } }) {
            let names = machines.map { "“\($0.key)”" }.joined(separator: ", ")
            throw RunProblem(path, "has no state machine “\(stray.name)”; it has \(names)")
        }
        let given = try input.map { try JSONArgument(text: $0, option: "--input").payload() }
        var cases: [TestCase] = []
        for machine in machines {
            guard case .object(let tests)? = machine.value["TestCases"]?.kind else { continue }
            let definition = definitions.first { $0.name == machine.key }?.value
            guard let file = definition ?? Self.neighbour(of: path, machine.key, Self.endings) else {
                throw RunProblem(
                    path, at: source.position(ofUTF8: machine.keySpan.start),
                    "there is no definition of “\(machine.key)” beside it: say which with "
                        + "--definition \(machine.key)=FILE")
            }
            for test in tests {
                var testCase = TestCase()
                testCase.name = machines.count == 1 ? test.key : "\(machine.key): \(test.key)"
                testCase.span = test.keySpan
                testCase.machine = .file(.init(text: file, span: machine.keySpan))
                testCase.machineName = machine.key
                testCase.mocks = .file(.init(text: path, span: test.keySpan))
                testCase.mockCase = test.key
                if let given {
                    testCase.input = .inline(JSONNode(given.value))
                } else if let file = Self.neighbour(of: path, machine.key, [".input.json"]) {
                    testCase.input = .file(.init(text: file, span: test.keySpan))
                }
                cases.append(testCase)
            }
        }
        self.cases = cases
    }

    private static let endings = [
        ".asl.json", ".asl.yaml", ".asl.yml", ".json", ".yaml", ".yml",
    ]

    /// The first of `NAME.ENDING` that is in the folder of `path`.
    private static func neighbour(of path: String, _ name: String, _ endings: [String]) -> String? {
        let candidates = endings.map { TestFiles.resolve(name + $0, from: path) }
        return candidates.first { candidate in
            guard candidate != path, let file = try? Descriptor.openFile(candidate) else { return false }
            file.shut()
            return true
        }
    }
}

extension JSONNode {
    /// A value that stands nowhere.
    fileprivate init(_ value: JSONValue) {
        let kind: Kind =
            switch value {
            case .null: .null
            case .bool(let bool): .bool(bool)
            case .number(let number): .number(number)
            case .string(let text): .string(text)
            case .array(let elements): .array(elements.map { JSONNode($0) })
            case .object(let object):
                .object(
                    object.map { Member(key: $0.key, keySpan: SourceSpan(at: 0), value: JSONNode($0.value)) })
            }
        self.init(kind: kind, span: SourceSpan(at: 0))
    }
}
