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
        if isNew { try await claim(at: clock.now) }
        return version
    }

    /// Waits for the tasks that run, cuts off those that take longer than the grace period, and gives up the lease.
    func shutDown() async {
        guard stopReason == nil else { return }
        let running = runner.stop()
        let clock = self.clock
        let end = clock.now.advanced(byMilliseconds: configuration.graceMilliseconds)
        let cutter = Task {
            do {
                try await clock.sleep(until: end)
            } catch {
                return
            }
            self.runner.cutOff()
        }
        for task in running { await task.value }
        cutter.cancel()
        await cutter.value
        await pump()
        stop(RuntimeError(.notRunning, "the runtime has shut down"))
        for errand in errands.values { await errand.value }
        await timer?.task.value
        do {
            try await store.remove(owner)
        } catch {
            logger.error("cannot give up the lease", metadata: ["error": "\(error)"])
        }
    }
}
