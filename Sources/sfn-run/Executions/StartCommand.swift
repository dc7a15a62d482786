import ArgumentParser
import JSONModel
import StatesCore
import StatesLanguage
import StatesRuntime

/// `sfn-run executions start`.
struct StartCommand: DatabaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "start", abstract: "Starts an execution, for some process to go on with.",
        discussion: """
            Example:

              sfn-run executions start machine.asl.json --name o-1 --input order.json --database runs.sqlite

            The execution is recorded, and goes on when a process runs its machine: a service that has it deployed \
            takes it up within seconds; sfn-run executions resume does when there is none. To run one here and now, \
            use sfn-run run --database FILE.

            What ends in .json, .yaml or .yml, has a slash in it or is - is a definition, which becomes the newest \
            version of its machine.
            """)

    @OptionGroup var database: DatabaseOption

    @Argument(
        help: ArgumentHelp("Name of a state machine in the database, or a definition.", valueName: "MACHINE|FILE"))
    var machine: String

    @OptionGroup var selection: DefinitionOptions

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The execution's input; {} when left out.", valueName: "TEXT|file://PATH|PATH|-"))
    var input: String?

    @Option(help: ArgumentHelp("Name of the execution; a UUID when left out.", valueName: "NAME"))
    var name: String?

    @Option(help: ArgumentHelp("What a definition's machine is called; its file name.", valueName: "NAME"))
    var machineName: String?

    @Flag(help: "Tells what it does until it has ended, as history --follow.")
    var follow = false

    private var isFile: Bool {
        machine == "-" || machine.contains("/")
            || [".json", ".yaml", ".yml"].contains(where: { machine.hasSuffix($0) })
    }

    func validate() throws {
        if machine == "-", input == "-" { throw ValidationError("standard input (-) can be read once only") }
        if machineName != nil, !isFile { throw ValidationError("--machine-name is for a definition") }
        if let name, !ResourceName.isValid(name) {
            throw ValidationError("--name takes 1 to 80 characters, no white space, none of <>{}[]?*\"#%\\^|~`$&,;:/")
        }
    }

    func perform(_ console: Console) async throws -> ExitCode {
        let payload = try input.map { try JSONArgument(text: $0, option: "--input").payload() } ?? Payload([:])
        let definition =
            isFile ? try DefinitionFile.read(machine, type: .standard, selection: selection.selection) : nil
        // What is wrong with it is told before there is a file.
        _ = try definition?.program()
        let file = try Database(database.path, mayCreate: isFile)
        let version: MachineVersion
        if let definition {
            version = try await file.clerk.deploy(
                definition.json, as: machineName ?? definition.machineName)
        } else {
            let machines = try await file.store.machines()
            guard let newest = machines.last(where: { $0.name == machine }) else {
                throw RunProblem(
                    file.path, ExecutionOption.missing("state machine", machine, among: machines.map(\.name)))
            }
            version = newest
        }
        let stored = try await file.clerk.start(version, name: name, input: payload)
        let reader = try await file.read(stored).reader
        if follow {
            Interrupts.startCounting()
            let plan = TellingPlan(format: .trace, subject: stored.name)
            let following = ExecutionFollowing(database: file, stored: stored, console: console, plan: plan)
            return try await following.run().map(ExitStatus.of) ?? ExitStatus.interrupted
        }
        console.write(reader.execution.configuration.executionARN + "\n")
        if reader.execution.status == .running {
            console.complain(
                "sfn-run: “\(stored.name.printable)” is recorded; it goes on when a process runs"
                    + " “\(version.name.printable)”: a service, or sfn-run executions resume\n")
        } else {
            console.complain("sfn-run: “\(stored.name.printable)” has ended: \(reader.execution.status.rawValue)\n")
        }
        return .success
    }
}
