import RandomMachines
import StatesCore
import StatesLanguage

@testable import StatesRuntime

/// What goes wrong with processes and their clocks.
extension SimulatedWorld {
    func boot() {
        processCount += 1
        let skew = isFaulty ? processes.first?.skew ?? 0 : 0
        let expiry = now.advanced(byMilliseconds: skew + Self.leaseMilliseconds)
        let process = SimulatedProcess(
            number: processCount, owner: store.addOwner(until: expiry),
            residentMilliseconds: random.pick([0, 2_000, 60_000]), codec: codec, at: now)
        process.skew = skew
        trace?("P\(process.number) begins as owner \(process.owner.rawValue)")
        processes.append(process)
    }

    func fault() throws(Violation) {
        let process = random.pick(processes)
        switch random.next(below: 12) {
        case 0, 1, 2, 3: crash(process)
        case 4: try shutDown(process)
        case 5, 6: if processes.count < 3 { boot() }
        case 7, 8:
            mark(.frozen)
            process.frozenSteps = 5 + random.next(below: 40)
            trace?("P\(process.number) is frozen")
            // Long enough to lose its lease, or not.
            advance(to: now.advanced(byMilliseconds: random.pick([1_000, Self.leaseMilliseconds + 1_000])))
        case 9:
            mark(.clockForward)
            process.skew += random.pick([500, 20_000, 3_600_000])
            trace?("the clock of P\(process.number) is \(process.skew)")
        case 10:
            mark(.clockBack)
            process.skew -= random.pick([500, 20_000, 3_600_000])
            trace?("the clock of P\(process.number) is \(process.skew)")
        default: advance(to: now.advanced(byMilliseconds: random.pick([10_000, 3_600_000, 400_000_000])))
        }
    }

    /// All that it has in memory is gone; clients ask again elsewhere.
    func crash(_ process: SimulatedProcess) {
        trace?("P\(process.number) crashes")
        if let commit = process.commit {
            mark(commit.outcomes == nil ? .crashBeforeCommit : .crashAfterCommit)
        } else {
            mark(process.runs.isEmpty ? .crashIdle : .crashWithTasks)
        }
        leave(process)
    }

    /// As `RuntimeHost.shutDown` does whose closures do not end in time.
    private func shutDown(_ process: SimulatedProcess) throws(Violation) {
        mark(.shutDown)
        trace?("P\(process.number) shuts down")
        while process.engine.hasWork || process.commit != nil {
            if process.commit == nil { try perform(.beginCommit, process) }
            if process.commit?.outcomes == nil { try perform(.store, process) }
            try perform(.learn, process)
        }
        store.remove(process.owner)
        leave(process)
    }

    private func leave(_ process: SimulatedProcess) {
        processes.removeAll { $0 === process }
        version += 1
        for (_, call) in process.calls.sorted(by: { $0.key.number < $1.key.number }) {
            if case .start(let start) = call { starts.append(start) }
        }
    }
}
