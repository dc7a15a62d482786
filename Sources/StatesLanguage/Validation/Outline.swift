import Diagnostics
import JSONModel

/// One scope of states as the rules about the graph see it: names, targets and places, and nothing of what the
/// states do. It can be taken from any definition, however wrong.
struct Outline {
    /// Empty for the machine, else `/States/Fan/Branches[0]`.
    let path: String
    /// The key `States`.
    let anchor: SourceSpan
    let startAt: Target?
    let states: [State]
    /// Whether it runs as executions of its own, which see no variable from outside.
    let isDistributed: Bool

    /// A name that stands where a state is meant.
    struct Target {
        let name: String
        let span: SourceSpan
        let location: String
        let isSubstitution: Bool
    }

    struct State {
        let name: String
        /// The key under `States`.
        let anchor: SourceSpan
        let path: String
        let targets: [Target]
        /// Whether the machine may end here; also where a fault, reported as such, hides whether it does.
        let mayEnd: Bool
        /// Whether a substitution decides where it goes, or whether it ends.
        let isUndecided: Bool
        /// Variables that it assigns, in its rules and catchers too.
        let assigned: [Field]
        let label: Field?
        let scopes: [Outline]
    }

    /// - Parameter depth: scopes that may still nest; deeper ones are left out.
    init?(_ object: ObjectReader, depth: Int) {
        guard depth > 0, let field = object["States"], let states = field.object else { return nil }
        path = object.path
        anchor = field.anchor
        startAt = object["StartAt"].flatMap(Target.init)
        isDistributed = object["ProcessorConfig"]?.object?["Mode"]?.string == "DISTRIBUTED"
        self.states = states.fields.map { State($0, depth: depth) }
    }

    /// This scope and those inside it.
    var all: [Outline] { [self] + states.flatMap { $0.scopes.flatMap(\.all) } }
}

extension Outline.Target {
    init?(_ field: Field) {
        guard let name = field.string else { return nil }
        self.init(
            name: name, span: field.node.span, location: field.path, isSubstitution: name.hasSubstitution)
    }
}

extension Outline.State {
    init(_ field: Field, depth: Int) {
        name = field.name
        anchor = field.anchor
        path = field.path
        guard let object = field.object else {
            (targets, mayEnd, assigned, label, scopes) = ([], true, [], nil, [])
            isUndecided = field.isSubstitution
            return
        }
        isUndecided = ["Type", "End", "Next", "Default", "Choices", "Catch"]
            .contains { object[$0]?.isSubstitution ?? false }
        let type = object["Type"]?.string.flatMap(StateType.init(rawValue:))
        let isEnd = if case .bool(true)? = object["End"]?.node.kind { true } else { false }
        mayEnd = isEnd || isUndecided || type != .choice && !object.has("Next")
        let inner = (object["Choices"]?.elements ?? []) + (object["Catch"]?.elements ?? [])
        let holders = [object] + inner.compactMap(\.object)
        targets = (holders.map { $0["Next"] } + [object["Default"]]).compactMap { $0.flatMap(Outline.Target.init) }
        assigned = holders.flatMap { $0["Assign"]?.object?.fields ?? [] }
        label = object["Label"]
        let processors = ["ItemProcessor", "Iterator"].compactMap { object[$0]?.object }
        let branches = (object["Branches"]?.elements ?? []).compactMap(\.object)
        scopes = (processors + branches).compactMap { Outline($0, depth: depth - 1) }
    }
}
