import JSONModel
import RandomMachines
import StatesCore
import StatesLanguage
import StatesSimulation

/// A saga run with random answers, and what happened in it: made without the explorer, to label machines for it.
struct RandomSagaRun {
    /// `NAME succeeded`, `NAME failed`, `NAME entered`, in order; at the end `execution succeeded` or so.
    private(set) var log: [String] = []
    /// Whether it was cut off: it went round for so long that its history was full.
    private(set) var isEndless = false

    /// - Parameter program: a machine of one scope, whose tasks have time limits.
    init(_ program: Program, input: Payload, seed: UInt64) throws {
        var configuration = ExecutionConfiguration()
        configuration.seed = seed
        // What goes round for ever comes to an end.
        configuration.quotas.historyEvents = 4_000
        configuration.quotas.standardSeconds = Int(Int32.max)
        var simulation = Simulation(
            Execution(program, configuration: configuration), startingAt: Timestamp(seconds: 1_767_225_600))
        var world = RandomWorld(draw: Seeded(seed))
        var log: [String] = []
        var isAnswered = false
        let watch = { (events: [Event]) in
            for event in events {
                let state = event.place.state
                switch event.body {
                case .stateEntered(let entered, _):
                    log.append("\(program.describe(entered).name) entered")
                    isAnswered = program.describe(entered).type != .task
                case .taskSucceeded: isAnswered = true
                case .stateExited:
                    log.append("\(program.describe(state).name) \(isAnswered ? "succeeded" : "failed")")
                case .executionFailed: log.append("\(program.describe(state).name) failed")
                default: break
                }
            }
        }
        simulation.start(input: input, observe: watch)
        let pause = try simulation.run(world: &world, observe: watch)
        guard pause == .ended else { throw WorldError(stateName: "", invocation: 0, message: "it did not end") }
        log.append("execution \(simulation.execution.status == .succeeded ? "succeeded" : "failed")")
        self.log = log
        isEndless = simulation.execution.lastEventID >= 4_000
    }

    /// A rule in a form of its own: `after A, B or C` or `never A and B`, judged on the log.
    func breaks(_ rule: String) -> Bool {
        if rule.hasPrefix("never ") {
            let conditions = rule.dropFirst(6).pieces(between: " and ")
            return conditions.allSatisfy { log.contains($0) }
        }
        let parts = rule.dropFirst(6).pieces(between: ", ")
        guard let trigger = log.lastIndex(of: parts[0]) else { return false }
        let conditions = parts[1].pieces(between: " or ")
        return !log[(trigger + 1)...].contains { conditions.contains($0) }
    }
}

extension StringProtocol {
    fileprivate func pieces(between separator: String) -> [String] {
        split(separator: separator).map { String($0) }
    }
}

/// Each task succeeds, fails or times out, some states of a run nearly always, some nearly never.
private struct RandomWorld: TaskWorld {
    var draw: Seeded
    var luck: [String: Int] = [:]

    mutating func answer(to request: TaskRequest) throws(WorldError) -> TaskAnswer? {
        let percent: Int
        if let known = luck[request.stateName] {
            percent = known
        } else {
            percent = draw.pick([3, 50, 96])
            luck[request.stateName] = percent
        }
        guard !draw.chance(percent) else { return .succeeded([:]) }
        switch draw.next(below: 5) {
        case 0: return .failed("Strange", "nobody knows why")
        case 3: return .failed("OrderCancelled", "the customer does not want it any more")
        case 1: return .failed("OutOfStock", "none left")
        case 2: return .failed("PaymentDeclined", "no money")
        default: return .never
        }
    }
}
