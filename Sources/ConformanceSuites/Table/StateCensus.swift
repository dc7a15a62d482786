import JSONModel
import StatesLanguage

/// Which features the states of some definitions have, and in which query language.
struct StateCensus: Sendable {
    /// A cell of the support table.
    struct Cell: Hashable, Sendable {
        /// Index in `StateFeature.all`.
        var feature: Int
        var language: QueryLanguage
    }

    private(set) var cells: Set<Cell> = []

    /// - Parameter definitions: machines or single states, correct or not: what is no state is not counted.
    init(_ definitions: [JSONValue]) {
        for definition in definitions {
            if definition["States"] != nil {
                count(machine: definition, language: .jsonPath)
            } else {
                count(state: definition, language: .jsonPath)
            }
        }
    }

    private mutating func count(machine: JSONValue, language: QueryLanguage) {
        let language = Self.language(of: machine) ?? language
        for (_, state) in machine["States"]?.objectValue ?? [:] { count(state: state, language: language) }
    }

    private mutating func count(state: JSONValue, language: QueryLanguage) {
        guard let members = state.objectValue else { return }
        let language = Self.language(of: state) ?? language
        if let type = members["Type"]?.stringValue.flatMap(StateType.init(rawValue:)) {
            for (index, feature) in StateFeature.all.enumerated()
            where feature.type == type && feature.languages.contains(language) && feature.isIn(members) {
                cells.insert(Cell(feature: index, language: language))
            }
        }
        let branches = members["Branches"]?.arrayValue.map(Array.init) ?? []
        for machine in branches + [members["ItemProcessor"], members["Iterator"]].compactMap(\.self) {
            count(machine: machine, language: language)
        }
    }

    private static func language(of value: JSONValue) -> QueryLanguage? {
        value["QueryLanguage"]?.stringValue.flatMap(QueryLanguage.init(rawValue:))
    }
}
