import JSONModel
import Testing

@testable import StatesLanguage

/// Every field that the language has can be written, by a method or a parameter of its own.
@Suite struct FieldCoverageTests {
    /// Fields that were found in objects of each kind.
    private var written: [String: Set<String>]

    init() throws {
        written = [:]
        let comparators = StateMachineDefinition {
            State.Choice("S") { for (comparison, _) in BuilderCase.comparators { When("$.v", comparison, next: "A") } }
            State.Succeed("A")
        }
        let machine = StateMachineDefinition(
            comment: "c", queryLanguage: .jsonPath, timeoutSeconds: 1, version: "1.0"
        ) { State.Succeed("A") }
        for definition in [comparators, machine] + BuilderCase.all.map(\.definition) {
            let json = try JSONParser.parse(Array(definition.text.utf8))
            collect(json, "machine")
            collectStates(of: json)
        }
    }

    private mutating func collect(_ object: JSONValue?, _ kind: String) {
        written[kind, default: []].formUnion(object?.objectValue?.map(\.key) ?? [])
    }

    private mutating func collectStates(of graph: JSONValue?) {
        for (_, state) in graph?["States"]?.objectValue ?? [:] {
            collect(state, state["Type"]?.stringValue ?? "")
            for retrier in state["Retry"]?.arrayValue ?? [] { collect(retrier, "retrier") }
            for catcher in state["Catch"]?.arrayValue ?? [] { collect(catcher, "catcher") }
            for rule in state["Choices"]?.arrayValue ?? [] { collect(rule, "rule") }
            for branch in state["Branches"]?.arrayValue ?? [] {
                collect(branch, "branch")
                collectStates(of: branch)
            }
            let processor = state["ItemProcessor"]
            collect(processor, "processor")
            collect(processor?["ProcessorConfig"], "processorConfig")
            collectStates(of: processor)
            collect(state["ItemReader"], "itemReader")
            collect(state["ItemReader"]?["ReaderConfig"], "readerConfig")
            collect(state["ItemBatcher"], "itemBatcher")
            collect(state["ResultWriter"], "resultWriter")
            collect(state["ResultWriter"]?["WriterConfig"], "writerConfig")
        }
    }

    private static let sets: [(String, FieldSet)] =
        [
            ("machine", .machine), ("branch", .branch), ("processor", .processor),
            ("processorConfig", .processorConfig), ("retrier", .retrier), ("catcher", .catcher), ("rule", .rule),
            ("itemReader", .itemReader), ("readerConfig", .readerConfig), ("itemBatcher", .itemBatcher),
            ("resultWriter", .resultWriter), ("writerConfig", .writerConfig),
        ] + StateType.allCases.map { ($0.rawValue, .state($0)) }

    @Test(arguments: sets.indices)
    func everyFieldIsWritten(_ index: Int) {
        let (kind, set) = Self.sets[index]
        // The older name of `ItemProcessor`: what it says is written under the newer one.
        let older: Set = kind == "Map" ? ["Iterator"] : []
        let known = Set(set.both + set.jsonPath + set.jsonata)
        #expect(known.subtracting(written[kind] ?? []) == older)
    }

    /// Comments of machines, states, rules, retriers, catchers, branches and processors.
    @Test(arguments: ["machine", "Pass", "rule", "retrier", "catcher", "branch", "processor"])
    func commentsAreWritten(_ kind: String) {
        #expect(written[kind]?.contains("Comment") == true)
    }

    /// No name in the order of fields that no object has.
    @Test func orderedFieldsExist() {
        let known = Set(Self.sets.flatMap { $0.1.both + $0.1.jsonPath + $0.1.jsonata } + ["Comment"])
        let ordered = FieldOrder.before + FieldOrder.after
        #expect(known.isSuperset(of: ordered))
        #expect(Set(ordered).count == ordered.count)
    }
}
