import StatesLanguage
import Testing

/// States written in Swift, and what they must look like in the definition.
struct BuilderCase: CustomTestStringConvertible, Sendable {
    let name: String
    let language: QueryLanguage?
    let definition: StateMachineDefinition
    /// The members of `States`, as they are printed, without indentation.
    let states: String

    init(
        _ name: String, _ language: QueryLanguage? = nil,
        @DefinitionBuilder<StateSource> _ states: () -> [StateSource], writes text: () -> String
    ) {
        self.name = name
        self.language = language
        definition = StateMachineDefinition(queryLanguage: language, startAt: "S", states: states)
        self.states = text()
    }

    var testDescription: String { name }

    /// The whole text.
    var text: String {
        let lines = states.split(separator: "\n").map { "    \($0)\n" }.joined()
        let head = language.map { "  \"QueryLanguage\": \"\($0.rawValue)\",\n" } ?? ""
        return "{\n\(head)  \"StartAt\": \"S\",\n  \"States\": {\n\(lines)  }\n}\n"
    }

    static let all = simple + waits + tasks + maps + choices
}
