import Diagnostics
import JSONModel

/// Reads one definition: walks its nodes, builds the model, and collects all that is wrong on the way.
///
/// A field that is wrong is reported and read as if it were absent; since one error is enough for there to be no
/// machine, nobody sees what was built with it. Rules about the graph of states run on an `Outline`, before.
struct DefinitionDecoder {
    let options: ReadingOptions
    /// The bytes that spans point into.
    let source: [UInt8]
    /// Whether `source` is JSON; YAML has other escapes.
    let isJSON: Bool
    private(set) var diagnostics: [Diagnostic] = []
    private(set) var errorCount = 0
    var substitutions: [Substitution] = []
    /// The machine's own; states without one have this, wherever they stand.
    var machineLanguage = QueryLanguage.jsonPath
    /// How many scopes are open.
    var nesting = 0
    /// What the states of each open scope assign, outermost first: all that a state may read.
    var visibleVariables: [Set<ExactName>] = []

    init(options: ReadingOptions, source: [UInt8], isJSON: Bool) {
        self.options = options
        self.source = source
        self.isJSON = isJSON
    }

    mutating func report(_ diagnostic: Diagnostic) {
        diagnostics.append(diagnostic)
        if diagnostic.severity == .error { errorCount += 1 }
    }

    /// Whether it is worth the time to look for what was meant: in a text with hundreds of faults it is not.
    var givesHints: Bool { diagnostics.count < 200 }

    /// Whether `field` holds a substitution, which then counts as a value that is not known yet.
    ///
    /// CloudFormation templates in JSON have objects for what others write as text: `{"Fn::GetAtt": ["Pay", "Arn"]}`.
    mutating func isSubstitution(_ field: Field) -> Bool {
        let text: String
        if let given = field.string, given.hasSubstitution {
            text = given
        } else if let function = field.templateFunction {
            text = function
        } else {
            return false
        }
        substitutions.append(Substitution(text: text, span: field.node.span, location: field.path))
        return true
    }

    func reading(_ machine: StateMachine?) -> DefinitionReading {
        let sorted = diagnostics.sortedByPosition()
        let isSound = substitutions.isEmpty && errorCount == 0
        return DefinitionReading(
            machine: isSound ? machine : nil, diagnostics: sorted,
            substitutions: substitutions.sorted { $0.span.start < $1.span.start })
    }
}

/// What the states of a scope inherit.
struct StateContext {
    var language: QueryLanguage
    /// The type of the execution that runs the state: child executions of a distributed Map may have another.
    var machineType: StateMachineType
}

extension String {
    /// Whether it holds `${…}`.
    var hasSubstitution: Bool {
        var bytes = utf8[...]
        while let dollar = bytes.firstIndex(of: UInt8(ascii: "$")) {
            bytes = bytes[bytes.index(after: dollar)...]
            guard bytes.first == UInt8(ascii: "{") else { continue }
            return bytes.contains(UInt8(ascii: "}"))
        }
        return false
    }
}
