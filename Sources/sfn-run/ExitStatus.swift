import ArgumentParser

/// What the program tells the shell.
enum ExitStatus {
    /// A file cannot be read, a definition has errors, a task has nothing behind it …: nothing was run.
    static let couldNotRun = ExitCode(1)
    /// The execution failed, timed out or was aborted; of `validate`: there are errors.
    static let failed = ExitCode(2)
    /// Interrupted for good: a second signal came while the first one was being obeyed.
    static let interrupted = ExitCode(130)
}
