import ArgumentParser

/// Kills a process that runs order sagas until all are done, and looks at what is left.
@main
struct Chaos: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chaos",
        abstract: "Kills a process that runs order sagas, again and again, and proves that nothing was lost.",
        subcommands: [ChaosController.self, ChaosWorker.self, ChaosCommits.self],
        defaultSubcommand: ChaosController.self)
}
