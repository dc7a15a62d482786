import RandomMachines
import StatesCore
import StatesLanguage

@testable import StatesRuntime

/// Executions that are given another version of their machine while they run: what `RuntimeHost.move` does.
extension SimulatedWorld {
    /// - Returns: whether there was one.
    func beginMove(_ process: SimulatedProcess) -> Bool {
        let running = store.keys.filter { store.rows[$0]?.description.status == .running }
        guard let key = running.randomElement(using: &random), let row = store.rows[key],
            let machine = machines[otherThan: row.description.version]
        else { return false }
        guard let held = process.engine.beginMove(key) else {
            mark(.moveHeldBack)
            return true
        }
        trace?("P\(process.number) begins to move \(key.rawValue) to version \(machine.version.number)")
        process.moves.append(SimulatedProcess.Move(key: key, machine: machine, old: held))
        return true
    }

    func goOn(withMove index: Int, _ process: SimulatedProcess) throws(Violation) {
        let move = process.moves[index]
        if let new = move.new {
            guard let outcome = try commit(move, records: new.records, process) else { return }
            process.moves.remove(at: index)
            mark(outcome == .stored ? .moved : .moveLost)
            trace?("P\(process.number) has moved \(move.key.rawValue): \(outcome)")
            let isMoved = outcome == .stored
            return process.engine.finishMove(move.key, move.old, isMoved ? new : nil, at: local(process))
        }
        if isFaulty, random.chance(5) { return mark(.readError) }
        guard var stored = store.description(of: move.key), let row = store.rows[move.key],
            stored.status == .running, stored.owner == process.owner
        else {
            mark(.moveLost)
            process.moves.remove(at: index)
            return process.engine.finishMove(move.key, move.old, nil, at: local(process))
        }
        stored.version = move.machine.version
        do {
            process.moves[index].new = try process.engine.fold(stored, move.machine.program, row.records)
        } catch {
            throw Violation("\(stored.name) cannot be moved: \(error.reason)")
        }
    }

    /// - Returns: `nil` when it is not known what the commit came to, so that it is asked for again.
    private func commit(
        _ move: SimulatedProcess.Move, records: Int, _ process: SimulatedProcess
    ) throws(Violation) -> StoreOutcome? {
        if isFaulty, random.chance(8) {
            mark(.commitErrorBefore)
            return nil
        }
        let outcomes = try store.commit(
            [.move(move.key, to: move.machine.version, records: records, owner: process.owner)])
        version += 1
        if isFaulty, random.chance(8) {
            mark(.commitErrorAfter)
            return nil
        }
        return outcomes.first
    }
}
