import Diagnostics
import JSONModel

// Names of states, labels and variables.
extension DefinitionDecoder {
    mutating func checkStateName(_ field: Field) {
        let count = field.name.unicodeScalars.count
        if count == 0 { report(.emptyStateName(at: field)) }
        if count > 80 { report(.stateNameTooLong(at: field)) }
    }

    /// Names are unique in the whole machine, not only in their scope; twice in one scope is a duplicate key.
    mutating func checkNames(in scopes: [Outline]) {
        var firsts: [ExactName: Outline.State] = [:]
        for scope in scopes {
            for state in scope.states where firsts[ExactName(state.name)] != nil {
                guard let first = firsts[ExactName(state.name)] else { continue }
                report(.duplicateStateName(state, first: first))
            }
            for state in scope.states where firsts[ExactName(state.name)] == nil {
                firsts[ExactName(state.name)] = state
            }
        }
    }

    mutating func checkLabels(in scopes: [Outline]) {
        var firsts: [ExactName: Field] = [:]
        for label in scopes.flatMap(\.states).compactMap(\.label) {
            guard let text = label.string, !text.hasSubstitution else { continue }
            if text.unicodeScalars.count > 40 { report(.labelTooLong(text, at: label)) }
            if let first = firsts[ExactName(text)] {
                report(.duplicateLabel(text, at: label, first: first))
            } else {
                firsts[ExactName(text)] = label
            }
        }
    }

    /// Letters, digits and what else Unicode allows in an identifier; at most 80; `states` is taken.
    mutating func checkVariableName(_ field: Field, _ language: QueryLanguage) {
        var name = field.name
        if language == .jsonPath, name.hasSuffix(".$") { name.removeLast(2) }
        let scalars = name.unicodeScalars
        if name == "states" {
            report(.reservedVariable(at: field))
        } else if scalars.first?.properties.isIDStart != true
            || !scalars.allSatisfy({ $0.properties.isIDContinue })
        {
            report(.invalidVariableName(name, at: field, "the variable name contains invalid characters"))
        } else if scalars.count > 80 {
            report(.invalidVariableName(name, at: field, "the variable name is longer than 80 characters"))
        }
    }

    /// A scope may read the variables around it, not assign them.
    mutating func checkAssignments(in scope: Outline, outer: [ExactName: Field]) {
        var visible = outer
        for field in scope.states.flatMap(\.assigned) {
            let name = ExactName(field.variableName)
            if let first = outer[name] { report(.shadowedVariable(name.text, at: field, outer: first)) }
            if visible[name] == nil { visible[name] = field }
        }
        for inner in scope.states.flatMap(\.scopes) {
            checkAssignments(in: inner, outer: inner.isDistributed ? [:] : visible)
        }
    }
}

extension Field {
    /// The variable that a member of `Assign` sets.
    var variableName: String { name.hasSuffix(".$") ? String(name.dropLast(2)) : name }
}
