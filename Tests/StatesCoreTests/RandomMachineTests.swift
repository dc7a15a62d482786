import JSONModel
import RandomMachines
import StatesCore
import StatesLanguage
import StatesSimulation
import Testing

/// What holds for machines, answers and orders of messages made at random; each failure names its seed.
struct RandomMachineTests {
    static func execution(seed: UInt64) throws -> Execution {
        var machine = RandomMachine(seed: seed)
        let testCase = ExecutionCase("seed \(seed)", machine.states(), configure: { $0.seed = seed }, history: "")
        return try testCase.execution()
    }

    static let input = RandomMachine.input

    /// A player that does at random what the world may do, and what it must not.
    private struct Player {
        var random: Seeded
        var execution: Execution
        var folded: Execution
        var owed = Owed()
        var now = ExecutionCase.start
        var past: [Message] = []
        var events: [Event] = []

        init(seed: UInt64) throws {
            random = Seeded(seed &+ 99)
            execution = try RandomMachineTests.execution(seed: seed)
            folded = execution
        }

        /// Sends `message` and holds what every turn promises.
        mutating func send(_ message: Message, _ note: String) {
            let before = execution
            var made: [Event] = []
            let changes = execution.advance(message, at: now, into: &made)
            if made.isEmpty { #expect(execution == before, "\(note): a message without events changed something") }
            #expect(throws: Never.self, "\(note)") { for event in made { try folded.replay(event) } }
            #expect(folded == execution, "\(note): folding the events does not give the live value")
            events += made
            past.append(message)
            owed.take(changes, after: message)
            owed.check(execution, note)
            if changes.isPaused { send(.resume, note) }
        }

        /// One thing that happens outside. `nil` when nothing can.
        mutating func nextMessage() -> Message? {
            let tasks = owed.tasks.keys.sorted { ($0.entry, $0.attempt) < ($1.entry, $1.attempt) }
            let due = owed.timers.values.min()
            let mapRuns = owed.mapRuns.keys.sorted { ($0.entry, $0.attempt) < ($1.entry, $1.attempt) }
            if !past.isEmpty, random.chance(20) { return random.pick(past) }
            if !mapRuns.isEmpty, random.chance(50) || (due == nil && tasks.isEmpty) {
                return end(ofMapRun: random.pick(mapRuns))
            }
            if !tasks.isEmpty, random.chance(70) || due == nil { return message(about: random.pick(tasks)) }
            guard let due else { return nil }
            now = max(now, due)
            let fired = owed.timers.filter { $0.value <= now }.map(\.key)
            return .timersFired(fired.sorted { ($0.entry, $0.purpose.rawValue) < ($1.entry, $1.purpose.rawValue) })
        }

        private mutating func end(ofMapRun id: TaskID) -> Message {
            switch random.next(below: 4) {
            case 0: .mapRunFailed(id, Failure(error: random.pick(["E1", "E2"]), cause: nil))
            case 1: .mapRunSucceeded(id, output: nil)
            default: .mapRunSucceeded(id, output: Payload([.int(id.entry)]))
            }
        }

        private mutating func message(about id: TaskID) -> Message {
            switch random.next(below: 8) {
            case 0: .taskStarted(id, worker: nil)
            case 1: .taskSubmitted(id, output: Payload(1))
            case 2: .taskHeartbeat(id)
            case 3: .taskFailed(id, TaskFailure(error: random.pick(["E1", "E2", nil]), cause: "c"))
            default: .taskSucceeded(id, output: Payload(.int(id.entry)))
            }
        }
    }

    @Test(arguments: UInt64(0)..<150) func promisesHoldInEveryOrder(seed: UInt64) throws {
        var player = try Player(seed: seed)
        player.send(.start(input: try Payload(text: Self.input)), "seed \(seed)")
        let stopAt = player.random.chance(15) ? player.random.next(below: 30) : nil
        for step in 0..<400 where player.execution.status == .running {
            let note = "seed \(seed), step \(step)"
            if step == stopAt {
                player.send(.stop(error: "Enough", cause: nil), note)
            } else if let message = player.nextMessage() {
                player.send(message, note)
            } else {
                Issue.record("\(note): nothing can happen any more")
                return
            }
        }
        check(player.events, player.execution, "seed \(seed)")
    }

    /// An execution that did not succeed goes on when it is redriven, and keeps all promises.
    @Test(arguments: UInt64(600)..<750) func promisesHoldAcrossRedrives(seed: UInt64) throws {
        var player = try Player(seed: seed)
        player.send(.start(input: try Payload(text: Self.input)), "seed \(seed)")
        let stopAt = player.random.next(below: 30)
        for step in 0..<400 where player.execution.status != .succeeded {
            let note = "seed \(seed), step \(step)"
            if player.execution.status != .running {
                // A year may have passed.
                guard player.execution.redriveRefusal(at: player.now) == nil else { break }
                let last = player.execution.lastEventID
                player.send(.redrive, note)
                #expect(player.execution.status == .running || player.execution.lastEventID > last, "\(note)")
            } else if step == stopAt {
                player.send(.stop(error: "Enough", cause: nil), note)
            } else if let message = player.nextMessage() {
                player.send(message, note)
            }
        }
        check(player.events, player.execution, "seed \(seed)")
    }

    /// The history has every id once, links back, and leaves no state twice.
    private func check(_ events: [Event], _ execution: Execution, _ note: String) {
        let shown = events.filter { $0.id > 0 }
        #expect(shown.map(\.id) == Array(1...Int32(shown.count)), "\(note)")
        #expect(shown.allSatisfy { $0.previous < $0.id }, "\(note)")
        var inside: [Int32: StateIndex] = [:]
        for event in events {
            switch event.body {
            case .stateEntered(let state, _): inside[event.frame] = state
            case .stateExited:
                #expect(inside.removeValue(forKey: event.frame) == event.place.state, "\(note)")
            default: continue
            }
        }
        if execution.status != .running {
            #expect(shown.last?.body.endsExecution == true, "\(note)")
            #expect(execution.outstanding.isEmpty, "\(note)")
        }
    }

    /// A copy goes its own way: what happens to it does not show in the original, and both fold.
    @Test(arguments: UInt64(200)..<240) func forksAreIndependent(seed: UInt64) throws {
        var player = try Player(seed: seed)
        player.send(.start(input: try Payload(text: Self.input)), "seed \(seed)")
        for step in 0..<60 where player.execution.status == .running {
            var fork = player
            let unchanged = player.execution, folded = player.folded
            fork.random = Seeded(seed &+ UInt64(step))
            for _ in 0..<5 {
                guard fork.execution.status == .running, let message = fork.nextMessage() else { break }
                fork.send(message, "seed \(seed), fork at step \(step)")
            }
            #expect(player.execution == unchanged, "seed \(seed)")
            #expect(player.folded == folded, "seed \(seed)")
            guard let message = player.nextMessage() else { break }
            player.send(message, "seed \(seed), step \(step)")
        }
    }

    /// A world that answers by a hash of the request, whatever the order of requests.
    struct HashedWorld: TaskWorld {
        var seed: UInt64

        mutating func answer(to request: TaskRequest) throws(WorldError) -> TaskAnswer? {
            var random = Seeded(seed ^ UInt64(request.id.entry) << 20 ^ UInt64(request.id.attempt) << 40)
            let delay = Int64(random.next(below: 6)) * 1_000
            return switch random.next(below: 6) {
            case 0: .failed("E1", "c", after: delay)
            case 1: .failed("E2", nil, after: delay)
            case 2: .never
            default: .succeeded(.int(request.id.entry), after: delay)
            }
        }
    }

    /// The same seed gives the same execution, through the driver as well, and it ends.
    @Test(arguments: UInt64(300)..<420) func simulationsEndAndRepeat(seed: UInt64) throws {
        func run() throws -> (Execution, [Event]) {
            let fresh = try Self.execution(seed: seed)
            var ledger = Ledger(fresh)
            var simulation = Simulation(fresh, startingAt: ExecutionCase.start)
            var world = HashedWorld(seed: seed)
            simulation.start(input: try Payload(text: Self.input)) { ledger.record($0) }
            while try simulation.step(world: &world, observe: { ledger.record($0) }) == nil {
                ledger.check(simulation.execution)
            }
            return (simulation.execution, ledger.turns.flatMap(\.self))
        }
        let (first, events) = try run()
        let (second, again) = try run()
        #expect(first.status != .running, "seed \(seed)")
        #expect(first == second, "seed \(seed)")
        #expect(events == again, "seed \(seed)")
        check(events, first, "seed \(seed)")
    }

    /// The machines reach all there is: without this, the promises above might hold for want of trying.
    @Test func everyKindOfEventOccurs() throws {
        var kinds: Set<String> = []
        for seed in UInt64(500)..<600 {
            var player = try Player(seed: seed)
            player.send(.start(input: try Payload(text: Self.input)), "seed \(seed)")
            for step in 0..<200 where player.execution.status == .running {
                guard let message = player.nextMessage() else { break }
                player.send(
                    step == 3 && seed % 9 == 0 ? .stop(error: nil, cause: nil) : message, "seed \(seed), step \(step)")
            }
            for event in player.events { kinds.insert(String("\(event.body)".prefix { $0 != "(" })) }
        }
        let missing = Self.kinds.subtracting(kinds)
        #expect(missing.isEmpty, "\(missing.sorted())")
        #expect(kinds.subtracting(Self.kinds).isEmpty)
    }

    private static let kinds: Set<String> = [
        "executionStarted", "executionSucceeded", "executionFailed", "executionTimedOut", "executionAborted",
        "stateEntered", "stateExited", "stateAborted", "taskScheduled", "taskStarted", "taskSubmitted",
        "taskSucceeded", "taskFailed", "taskTimedOut", "taskHeartbeat", "waitStarted", "retryScheduled",
        "retryStarted", "parallelStarted", "branchSucceeded", "parallelSucceeded", "parallelFailed", "mapStarted",
        "iterationStarted", "iterationSucceeded", "iterationFailed", "iterationAborted", "mapSucceeded", "mapFailed",
        "distributedMapStarted", "mapRunStarted", "mapRunSucceeded", "mapRunFailed", "mapRunAborted",
    ]
}
