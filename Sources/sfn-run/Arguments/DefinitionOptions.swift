import ArgumentParser

/// Which state machine of a template is meant, and what its placeholders stand for.
struct DefinitionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Which state machine of a template (SAM, CloudFormation, CDK, Serverless Framework) is meant.",
            valueName: "NAME"))
    var machine: String?

    @OptionGroup var substitutions: SubstitutionOptions

    var selection: DefinitionSelection {
        DefinitionSelection(machine: machine, substitutions: substitutions.values)
    }
}

/// What the placeholders of a definition stand for.
struct SubstitutionOptions: ParsableArguments {
    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp("What ${KEY} stands for in the definition.", valueName: "KEY=VALUE"))
    var substitute: [Assignment] = []

    func validate() throws { try substitute.checkNames(of: "--substitute") }

    var values: [String: String] { Dictionary(substitute.map { ($0.name, $0.value) }) { first, _ in first } }
}

/// The same, for whoever reads a definition.
struct DefinitionSelection: Sendable {
    /// `--machine`.
    var machine: String?
    /// Names that are taken of a template that has several machines, the first that it has.
    var preferred: [String] = []
    var substitutions: [String: String] = [:]
}
