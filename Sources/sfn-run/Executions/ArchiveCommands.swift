import ArgumentParser
import Diagnostics
import JSONModel
import StatesCore
import StatesLanguage
import StatesRuntime

/// `sfn-run executions export`.
struct ExportCommand: DatabaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes one execution with its whole record, as JSON lines.",
        discussion: """
            Example:

              sfn-run executions export o-1 --database runs.sqlite > o-1.jsonl
            """)

    @OptionGroup var database: DatabaseOption
    @OptionGroup var execution: ExecutionOption

    @Option(name: .shortAndLong, help: ArgumentHelp("Where it goes; standard output when left out.", valueName: "FILE"))
    var output: String?

    func perform(_ console: Console) async throws -> ExitCode {
        let file = try Database(database.path)
        let archive = try await ExecutionArchive(try await execution.find(in: file), in: file.store)
        guard let output else {
            console.write(archive.text)
            return .success
        }
        do {
            let descriptor = try Descriptor.openForWriting(output)
            defer { descriptor.shut() }
            try descriptor.write(archive.text)
        } catch {
            throw RunProblem(writing: output, error)
        }
        return .success
    }
}

/// `sfn-run executions import`.
struct ImportCommand: DatabaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Puts an execution that was exported into a database.",
        discussion: """
            Example:

              sfn-run executions import o-1.jsonl --database other.sqlite

            One that runs is gone on with by the next process that runs its machine: export is no moving, and the \
            execution goes on where it came from as well.
            """)

    @OptionGroup var database: DatabaseOption

    @Argument(help: "What export wrote; `-` is standard input.")
    var file: String

    @Option(help: ArgumentHelp("Another name for the execution.", valueName: "NAME"))
    var name: String?

    func perform(_ console: Console) async throws -> ExitCode {
        let source = try FileReading.read(file)
        let archive: ExecutionArchive
        do {
            archive = try ExecutionArchive(text: source.bytes)
        } catch {
            throw RunProblem(source.name, error.description)
        }
        let database = try Database(database.path, mayCreate: true)
        let stored = try await archive.restore(into: database.store, as: name, at: .wallClock)
        console.write("\(stored.name.printable) \(stored.status.rawValue)\n")
        return .success
    }
}

/// `sfn-run executions fork`.
struct ForkCommand: DatabaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "fork", abstract: "Goes on from an event of an execution, as another execution.",
        discussion: """
            Example:

              sfn-run executions fork o-1 --event 12 --as o-1-again --database runs.sqlite

            What was recorded until the event stays recorded, under the new name; what comes after it happens anew, \
            with the changes that are given. The fork is recorded, and goes on as one of start does.
            """)

    @OptionGroup var database: DatabaseOption
    @OptionGroup var execution: ExecutionOption

    @Option(
        help: ArgumentHelp("Id of the last event that is kept, as history --format history has it.", valueName: "ID"))
    var event: Int32

    @Option(help: ArgumentHelp("Name of the fork.", valueName: "NAME"))
    var `as`: String

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Another input of the state that the event enters, or of the execution.", valueName: "JSON"))
    var input: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Variables that get other values: an object, given like the input.", valueName: "JSON"))
    var variables: String?

    @Option(help: ArgumentHelp("Another definition, which has the states that were entered.", valueName: "FILE"))
    var definition: String?

    @OptionGroup var substitutions: SubstitutionOptions

    func validate() throws {
        if definition == nil, !substitutions.substitute.isEmpty {
            throw ValidationError("--substitute needs --definition FILE")
        }
    }

    func perform(_ console: Console) async throws -> ExitCode {
        let file = try Database(database.path)
        let stored = try await execution.find(in: file)
        var changes = ForkChanges()
        changes.input = try input.map { try JSONArgument(text: $0, option: "--input").payload() }
        if let variables { changes.variables = try JSONArgument(text: variables, option: "--variables").object() }
        if let definition {
            let read = try DefinitionFile.read(
                definition, type: .standard,
                selection: DefinitionSelection(
                    preferred: [stored.version.name], substitutions: substitutions.values))
            _ = try read.program()
            changes.definition = read.json
        }
        let archive = try await ExecutionArchive(stored, in: file.store)
        let fork = try archive.forked(at: event, as: self.as, seed: .random(in: .min ... .max), changes)
        let forked = try await fork.restore(into: file.store, at: .wallClock)
        console.write("\(forked.name.printable) \(forked.status.rawValue)\n")
        console.complain(MessageSending.goesOn(forked))
        return .success
    }
}
