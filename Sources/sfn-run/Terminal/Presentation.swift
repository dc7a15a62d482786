/// `--no-color` and `--quiet`: of every command, so they are taken out of the command line before it is read.
enum Presentation {
    /// No colours, as `NO_COLOR` says it too.
    static let isColourless = flags.contains(noColour)
    /// Results and errors only: no progress, no counts.
    static let isQuiet = flags.contains(quiet)

    private static let noColour = "--no-color"
    private static let quiet = "--quiet"
    private static let flags = Set(CommandLine.arguments.dropFirst().prefix { $0 != "--" })

    /// The arguments that commands read.
    static var remainingArguments: [String] {
        let arguments = CommandLine.arguments.dropFirst()
        let options = arguments.prefix { $0 != "--" }
        return options.filter { $0 != noColour && $0 != quiet } + arguments.dropFirst(options.count)
    }
}
