import JSONModel
import RandomMachines
import StatesLanguage
import StatesSimulation
import Testing

@testable import StatesCore

/// Histories that somebody has changed, with checksums that fit: read, they are refused or gone on with. No trap.
struct ForgedHistoryTests {
    /// What may be otherwise in a history.
    private struct Forger {
        var random: Seeded
        let program: Program
        /// Events of other histories of the same machine.
        let others: [Event]

        init(_ seed: UInt64, _ program: Program, _ others: [Event]) {
            random = Seeded(seed &+ 7)
            self.program = program
            self.others = others
        }

        mutating func change(_ events: inout [Event]) {
            let index = random.next(below: events.count)
            switch random.next(below: 14) {
            case 0: events.remove(at: index)
            case 1: events.insert(events[index], at: index)
            case 2: events.swapAt(index, random.next(below: events.count))
            case 3: events.removeSubrange(index...)
            case 4: events.insert(random.pick(others), at: index)
            case 5: events[index].body = random.pick(others).body
            case 6: events[index].place.frame = small()
            case 7: events[index].place.parent = small()
            case 8: events[index].place.slot = small()
            case 9: events[index].place.state = state()
            case 10: events[index].id = random.pick([small(), events[index].id &+ 1, .max])
            case 11: events[index].previous = random.pick([small(), events[index].previous &- 1, .max, .min])
            case 12:
                events[index].time = Timestamp(
                    seconds: random.pick([0, .min, .max, events[index].time.seconds &+ 9]), nanoseconds: 5_000_000)
            default: changeBody(of: &events[index])
            }
        }

        private mutating func small() -> Int32 { random.pick([-2, -1, 0, 1, 2, 3, 5, 9, 1_000_000, .max, .min]) }

        private mutating func state() -> StateIndex { StateIndex(random.next(below: program.nodes.count + 1) - 1) }

        private mutating func payload() -> Payload {
            random.pick([Payload(.null), Payload([]), Payload([1, 2, 3]), Payload(["a": 1]), Payload("text")])
        }

        private mutating func changeBody(of event: inout Event) {
            switch event.body {
            case .executionStarted: event.body = .executionStarted(input: payload())
            case .executionRedriven: event.body = .executionRedriven(count: Int(small()))
            case .frameRedriven:
                event.body = .frameRedriven(
                    random.pick([.goesOn, .runsAgain(input: payload()), .resumesChildren(input: payload())]))
            case .stateEntered: event.body = .stateEntered(state(), input: payload())
            case .stateExited(var exit):
                exit.next = random.chance(20) ? nil : state()
                exit.output = payload()
                event.body = .stateExited(exit)
            case .taskScheduled:
                event.body = .taskScheduled(
                    TaskSchedule(
                        parameters: payload(), timeoutSeconds: random.pick([nil, -1, 0, .max, .min]),
                        heartbeatSeconds: random.pick([nil, -1, .max, .min]), credentialsRoleARN: nil))
            case .taskSucceeded: event.body = .taskSucceeded(output: payload())
            case .waitStarted: event.body = .waitStarted(due: Timestamp(seconds: .max, nanoseconds: 0))
            case .retryScheduled: event.body = .retryScheduled(retrier: small(), due: event.time)
            case .mapStarted: event.body = .mapStarted(items: payload(), concurrency: small())
            case .iterationStarted: event.body = .iterationStarted(index: small(), input: payload())
            case .iterationSucceeded: event.body = .iterationSucceeded(index: small())
            case .iterationFailed: event.body = .iterationFailed(index: small())
            case .iterationAborted: event.body = .iterationAborted(index: small())
            case .distributedMapStarted: event.body = .distributedMapStarted(length: small())
            case .mapRunStarted(var settings):
                change(&settings)
                event.body = .mapRunStarted(settings)
            case .mapRunRedriven(var settings):
                change(&settings)
                event.body = .mapRunRedriven(settings)
            case .mapRunSucceeded: event.body = .mapRunSucceeded(output: random.chance(30) ? nil : payload())
            default: event.body = random.pick(others).body
            }
        }

        private mutating func change(_ settings: inout MapRunSettings) {
            switch random.next(below: 6) {
            case 0: settings.concurrency = Int(small())
            case 1: settings.items = random.chance(50) ? .read(parameters: payload()) : .inState(payload())
            case 2: settings.maxItems = random.pick([-1, .max, .min])
            case 3: settings.toleratedFailurePercentage = random.pick([-1, .nan, .infinity, 1e300])
            case 4: settings.redriveCount = random.pick([-1, .max])
            default:
                settings.batching = MapRunSettings.Batching(
                    input: payload(), items: random.pick([nil, 0, -1, .max]), bytes: random.pick([0, -1, .max]))
            }
        }
    }

    /// Reads a history as whoever takes an execution over does, and goes on.
    ///
    /// - Returns: whether it was taken for sound.
    private static func take(_ events: [Event], _ fresh: Execution) throws -> Bool {
        var bytes: [UInt8] = []
        var encoder = EventEncoder(fresh.program), decoder = EventDecoder(fresh.program)
        encoder.encode(events, into: &bytes)
        let decoded = try decoder.decode(bytes)
        var execution = fresh
        do {
            for event in decoded { try execution.replay(event) }
        } catch {
            return false
        }
        _ = execution.digest
        _ = HistoryProjection.document(of: decoded, in: execution)
        _ = execution.openStates
        goOn(execution)
        if execution.redriveRefusal(at: execution.now) == nil {
            var events: [Event] = []
            _ = execution.advance(.redrive, at: execution.now, into: &events)
            goOn(execution)
        }
        return true
    }

    /// All that is owed happens, until nothing is.
    private static func goOn(_ start: Execution) {
        var execution = start
        var events: [Event] = []
        _ = execution.advance(.resume, at: execution.now, into: &events)
        for _ in 0..<50 {
            let owed = execution.outstanding
            guard let message = owed.lazy.map(Self.answer).first else { break }
            let now = owed.compactMap { if case .startTimer(_, let due) = $0 { due } else { nil } }.min()
            _ = execution.advance(message, at: max(execution.now, now ?? execution.now), into: &events)
        }
        _ = execution.advance(.stop(error: nil, cause: nil), at: execution.now, into: &events)
    }

    private static func answer(_ command: Command) -> Message {
        switch command {
        case .runTask(let request): .taskSucceeded(request.id, output: Payload(["a": 1]))
        case .startTimer(let timer, _): .timersFired([timer])
        case .startMapRun(let request):
            .mapRunSucceeded(request.id, output: request.settings.redriveCount > 2 ? nil : Payload([1]))
        }
    }

    @Test(arguments: UInt64(0)..<24) func aForgedHistoryIsRefusedOrGoneOnWith(seed: UInt64) throws {
        let (turns, fresh, _) = try EventCodingTests.randomRun(seed)
        let events = turns.flatMap(\.self)
        #expect(try Self.take(events, fresh), "what the engine has made is sound")
        var forger = Forger(seed, fresh.program, events)
        var refused = 0
        for _ in 0..<30 {
            var forged = events
            for _ in 0...forger.random.next(below: 2) where !forged.isEmpty { forger.change(&forged) }
            if try !Self.take(forged, fresh) { refused += 1 }
        }
        #expect(refused > 5)
    }

    @Test(arguments: ExecutionCase.all) func casesThatAreForgedAreNoTrap(_ testCase: ExecutionCase) throws {
        let events = try testCase.run().turns.flatMap(\.self)
        let fresh = try testCase.execution()
        #expect(try Self.take(events, fresh), "what the engine has made is sound")
        var forger = Forger(UInt64(events.count), fresh.program, events)
        for _ in 0..<5 {
            var forged = events
            forger.change(&forged)
            _ = try Self.take(forged, fresh)
        }
    }
}
