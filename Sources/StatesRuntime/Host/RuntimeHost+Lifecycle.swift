import Logging
import StatesCore
import StatesLanguage

/// A state machine that executions can be started of.
struct DeployedMachine: Sendable {
    var version: MachineVersion
    var program: Program
}

/// Beginning and end.
extension RuntimeHost {
    /// Keeps a machine; its executions that nobody works on are taken up.
    func deploy(_ text: String, _ program: Program, as name: String) async throws -> MachineVersion {
        let definition = ProgramCache.definition(text)
        let version = try await store.deploy(definition, as: name, at: clock.now)
        programs[definition.hash] = program
        let isNew = machines.updateValue(DeployedMachine(version: version, program: program), forKey: name) == nil
        if isNew {
            try await claim(at: clock.now)
            // What came for them waits for no poll: virtual time passes until somebody needs it.
            await drainInbox()
        }
        return version
    }

    /// Waits for the tasks that run, cuts off those that take longer than the grace period, and gives up the lease. If
    /// the store has failed, nothing of this can be recorded: they are cut off at once.
    func shutDown(_ work: Work?) async {
        isShuttingDown = true
        let hasFailed = stopReason != nil
        runner.stop()
        if hasFailed {
            runner.cutOff()
            await waitForClosures(work)
        } else {
            let cutter = cutOffAfterGrace()
            await waitForClosures(work)
            cutter.cancel()
            await cutter.value
            await pump()
            stop(RuntimeError(.notRunning, "the runtime has shut down"))
        }
        await wait(for: Array(errands.values), work)
        await timer?.task.value
        traces?.releaseAll(at: clock.now)
        if !hasFailed { await giveUpLease() }
        for work in finishedWork { work.end() }
    }

    private func cutOffAfterGrace() -> Task<Void, Never> {
        let clock = self.clock
        let end = clock.now.advanced(byMilliseconds: configuration.graceMilliseconds)
        let work = beginWork()
        return Task {
            await Work.run(work) {
                do {
                    try await clock.sleep(until: end)
                } catch {
                    return
                }
                self.runner.cutOff()
            }
            work?.end()
        }
    }

    /// A lane may leave closures behind that wait for something.
    private func waitForClosures(_ work: Work?) async {
        while !runner.tasks.isEmpty { await wait(for: runner.tasks, work) }
    }

    private func wait(for tasks: [Task<Void, Never>], _ work: Work?) async {
        guard !tasks.isEmpty else { return }
        work?.wait()
        for task in tasks { await task.value }
        work?.goOn()
    }

    private func giveUpLease() async {
        do {
            try await store.remove(owner)
        } catch {
            logger.error("cannot give up the lease", metadata: ["error": "\(error)"])
        }
    }
}
