import ArgumentParser
import StatesLanguage
import StatesRuntime

/// `sfn-run executions purge`.
struct PurgeCommand: DatabaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "purge", abstract: "Removes executions that have ended, with all that belongs to them.",
        discussion: """
            Example:

              sfn-run executions purge --database runs.sqlite --older-than 30d

            The room in the file is used again; sqlite3 FILE VACUUM gives it back.
            """)

    @OptionGroup var database: DatabaseOption

    @Option(help: ArgumentHelp("Only what ended so long ago, such as 30d, 12h, 45min or 0s.", valueName: "TIME"))
    var olderThan: Age

    func perform(_ console: Console) async throws -> ExitCode {
        let file = try Database(database.path)
        let time = Timestamp.wallClock.advanced(byMilliseconds: -olderThan.milliseconds)
        var count = 0
        while true {
            // One transaction each: whoever else writes gets its turn in between.
            let removed = try await file.store.purge(endedBefore: time, limit: 1_000)
            count += removed
            if removed < 1_000 { break }
        }
        console.write("\(Wording.count(count, "execution")) removed\n")
        return .success
    }
}

/// A span of time: `30d`, `12h`, `45min`, `10s`.
struct Age: ExpressibleByArgument {
    var milliseconds: Int64

    init?(argument: String) {
        let units: [(String, Int64)] = [("min", 60), ("d", 86_400), ("h", 3_600), ("s", 1)]
        guard let unit = units.first(where: { argument.hasSuffix($0.0) }),
            let number = Int64(argument.dropLast(unit.0.count)), (0...1_000_000_000).contains(number)
        else { return nil }
        milliseconds = min(number * unit.1, 1_000_000_000_000) * 1_000
    }
}

/// `sfn-run executions backup`.
struct BackupCommand: DatabaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copies the database, as of now, to a new file.",
        discussion: """
            Example:

              sfn-run executions backup copy.sqlite --database runs.sqlite
            """)

    @OptionGroup var database: DatabaseOption

    @Argument(help: "Where the copy goes; there must be no file.")
    var copy: String

    func perform(_ console: Console) async throws -> ExitCode {
        try await Database(database.path).backup(to: copy)
        console.write("\(copy)\n")
        return .success
    }
}
