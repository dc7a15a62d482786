import ArgumentParser
import StatesCore
import StatesLanguage

/// Which children of distributed Maps have their histories written.
enum ChildHistoryChoice: String, ExpressibleByArgument, CaseIterable {
    case all, failed, none
}

/// The histories of the children of distributed Maps: each is kept until the child has ended, then written if it is
/// wanted, as `DIR/LABEL/NAME.json`.
final class ChildHistories {
    private let folder: String
    private let choice: ChildHistoryChoice
    private var running: [String: [Event]] = [:]

    /// A history cannot be written.
    struct Problem: Error {
        var failure: Descriptor.Failure
    }

    init(in folder: String, of choice: ChildHistoryChoice) throws(RunProblem) {
        self.folder = folder
        self.choice = choice
        do {
            try Folder.make(folder)
        } catch {
            throw RunProblem(folder, error.reason)
        }
    }

    /// - Parameter execution: what it is after `events`.
    func observe(_ events: [Event], of execution: Execution) throws(Problem) {
        let arn = execution.configuration.executionARN
        guard execution.status != .running else {
            running[arn, default: []] += events
            return
        }
        let all = (running.removeValue(forKey: arn) ?? []) + events
        guard choice == .all || execution.status != .succeeded else { return }
        do {
            try write(all, of: execution)
        } catch {
            throw Problem(failure: error)
        }
    }

    private func write(_ events: [Event], of execution: Execution) throws(Descriptor.Failure) {
        let configuration = execution.configuration
        // Of MACHINE/LABEL, and of MACHINE/LABEL/LABEL inside another map, what stands behind the machine.
        let labels = configuration.stateMachineName.split(separator: "/").dropFirst()
        let place = ([folder] + labels.map { Folder.safeName(String($0)) }).joined(separator: "/")
        try Folder.make(place)
        let file = try Descriptor.openForWriting("\(place)/\(Folder.safeName(configuration.executionName)).json")
        defer { file.shut() }
        try file.write(HistoryProjection.document(of: events, in: execution) + [UInt8(ascii: "\n")])
    }
}
