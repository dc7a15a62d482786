import ArgumentParser
import Dispatch
import StatesCore
import StatesSimulation
import Synchronization

/// Runs one command while the caller's thread waits: for its end, its timeout, or Ctrl-C.
struct CommandWait {
    private let command: TaskCommand
    /// The service tests no state for longer.
    private static let longestSeconds = 300

    private enum Happening: Sendable {
        case answered(TaskAnswer)
        case timedOut
        case interrupted
    }

    init(_ command: TaskCommand) { self.command = command }

    func answer(_ console: Console) throws -> TaskAnswer {
        let first = Mutex(Happening.interrupted)
        let isOver = DispatchSemaphore(value: 0)
        Interrupts.startCounting()
        Interrupts.ignoreBrokenPipes()
        Task {
            let happening = await race(console)
            first.withLock { $0 = happening }
            isOver.signal()
        }
        isOver.wait()
        switch first.withLock({ $0 }) {
        case .answered(let answer): return answer
        case .timedOut: return .failed("States.Timeout")
        case .interrupted: throw ExitStatus.interrupted
        }
    }

    /// What comes first; nothing of the command is left then.
    private func race(_ console: Console) async -> Happening {
        let group = ProcessGroup()
        let name = command.request.stateName.printable
        let seconds = min(command.request.timeoutSeconds ?? Self.longestSeconds, Self.longestSeconds)
        return await withTaskGroup(of: Happening?.self) { tasks in
            tasks.addTask {
                .answered(await command.run(in: group) { console.complain("[\(name)] \($0.printable)\n") })
            }
            tasks.addTask {
                try? await Task.sleep(for: .seconds(seconds))
                return Task.isCancelled ? nil : .timedOut
            }
            tasks.addTask {
                await Interrupts.next(after: 0)
                return Task.isCancelled ? nil : .interrupted
            }
            let first = await tasks.next() ?? nil
            tasks.cancelAll()
            if case .answered? = first { return first ?? .interrupted }
            group.end()
            await group.reap()
            return first ?? .interrupted
        }
    }
}
