package import JSONModel
public import StatesCore
import StatesLanguage

/// Choosing what happens next.
extension Simulation {
    /// Does the next thing: one message to an execution, at most one jump in time.
    ///
    /// - Returns: `nil` when something happened; otherwise why nothing can.
    public mutating func step(
        world: inout some TaskWorld, observe: ([Event]) -> Void
    ) throws(WorldError) -> Pause? {
        try step(world: &world) { (seen: Observation) in
            if case .execution(let events, _) = seen { observe(events) }
        }
    }

    /// Does the next thing: one message to an execution or a map run, at most one jump in time.
    ///
    /// - Returns: `nil` when something happened; otherwise why nothing can.
    public mutating func step(
        world: inout some TaskWorld, watcher: inout some SimulationWatcher
    ) throws(WorldError) -> Pause? {
        try step(world: &world) { (seen: Observation) in watcher.observe(seen) }
    }

    mutating func step(
        world: inout some TaskWorld, watch: (Observation) -> Void
    ) throws(WorldError) -> Pause? {
        guard !isOver else { return .ended }
        if try work(world: &world, watch: watch) { return nil }
        return advanceTime(watch: watch)
    }

    /// Does the next thing that can be done now.
    ///
    /// - Returns: whether there was one.
    mutating func work(
        world: inout some TaskWorld, watch: (Observation) -> Void
    ) throws(WorldError) -> Bool {
        if execution.status == .running {
            if isPaused {
                turn(.resume, watch: watch)
                return true
            }
            if !requests.isEmpty { try ask(&world) }
            if let message = inbox.pop() {
                turn(message, watch: watch)
                return true
            }
        }
        if !mapRuns.isEmpty, try workOnMapRun(world: &world, watch: watch) { return true }
        if !recorded.isEmpty, let next = recorded.pop(before: agenda.next, lastEvent: execution.lastEventID) {
            now = max(now, next.due)
            turn(next.message, watch: watch)
            return true
        }
        return false
    }

    /// Takes the earliest of what came from outside and what is due.
    private mutating func advanceTime(watch: (Observation) -> Void) -> Pause? {
        let due = nextDue
        if let arrival = outside.pop(notAfter: due) {
            now = max(now, arrival.time)
            take(arrival.message, to: arrival.path.steps[...], watch: watch)
            return nil
        }
        guard let due, outside.allows(due) else {
            return .waitingForOutside(outside.takeWork(nextDue: due))
        }
        fire(at: due, watch: watch)
        return nil
    }

    /// Lets happen what is due at `time`, which is the earliest that anything is.
    mutating func fire(at time: Timestamp, watch: (Observation) -> Void) {
        now = max(now, time)
        if let next = agenda.next, next.due <= time {
            if let answer = agenda.popAnswer() {
                turn(answer, watch: watch)
            } else {
                turn(.timersFired(recorded.inRecordedOrder(agenda.popTimers())), watch: watch)
            }
            return
        }
        for index in mapRuns.indices { mapRuns[index].fire(at: now, watch: watch) }
    }

    /// A message from outside: for this execution, or further down.
    mutating func take(_ message: Message, to path: ArraySlice<ExecutionPath.Step>, watch: (Observation) -> Void) {
        guard let step = path.first else { return turn(message, watch: watch) }
        guard let index = mapRuns.firstIndex(where: { $0.id == step.mapRun }) else { return }
        mapRuns[index].take(message, child: step.child, path.dropFirst(), at: now, watch: watch)
    }

    /// One message, and what follows from it.
    mutating func turn(_ message: Message, watch: (Observation) -> Void) {
        events.removeAll(keepingCapacity: true)
        let changes = execution.advance(message, at: now, into: &events)
        isPaused = changes.isPaused
        for command in changes.added { add(command) }
        for withdrawal in changes.withdrawn { withdraw(withdrawal) }
        if isWatched, !events.isEmpty { watch(.execution(events, execution)) }
    }

    mutating func add(_ command: Command) {
        switch command {
        case .runTask(let request): requests.append(request)
        case .startTimer(let id, let due): agenda.start(id, due: due)
        case .startMapRun(let request): mapRuns.append(MapRunSimulation(request, at: now, data: data))
        }
    }

    /// Does the next thing that can be done now in one of the map runs.
    private mutating func workOnMapRun(
        world: inout some TaskWorld, watch: (Observation) -> Void
    ) throws(WorldError) -> Bool {
        for _ in mapRuns.indices {
            if mapRunTurn >= mapRuns.count { mapRunTurn = 0 }
            mapRuns[mapRunTurn].watchesChildren = watchesChildren
            let didWork = try mapRuns[mapRunTurn].work(at: now, world: &world, outside: &outside, watch: watch)
            if let message = mapRuns[mapRunTurn].takeEnd() {
                if let message { inbox.push(message) }
                mapRuns.remove(at: mapRunTurn)
                return true
            }
            if didWork { return true }
            mapRunTurn += 1
        }
        return false
    }

    private mutating func withdraw(_ withdrawal: Withdrawal) {
        switch withdrawal {
        case .timer(let id): agenda.cancel(id)
        case .task(let id):
            if let index = requests.lastIndex(where: { $0.id == id }) {
                requests.remove(at: index)
            } else if !outside.withdraw(TaskAddress(id: id)) {
                agenda.cancelAnswer(of: id)
                recorded.cancel(id)
            }
        case .mapRun(let id):
            guard let index = mapRuns.firstIndex(where: { $0.id == id && !$0.isStopped }) else { return }
            mapRuns[index].stop()
        }
    }
}

/// Asking the world.
extension Simulation {
    /// Asks about all new requests: first all are started, then submitted, then answered.
    private mutating func ask(_ world: inout some TaskWorld) throws(WorldError) {
        // Outside Parallel and Map there is never more than one, and no need for lists.
        if requests.count == 1, let request = requests.first {
            let answer = try world.answer(to: request)
            requests.removeAll(keepingCapacity: true)
            schedule(answer, of: request, .start)
            schedule(answer, of: request, .submission)
            schedule(answer, of: request, .outcome)
            return
        }
        let round = requests
        requests.removeAll(keepingCapacity: true)
        var answers: [TaskAnswer?] = []
        answers.reserveCapacity(round.count)
        var failure: WorldError?
        for request in round {
            do {
                answers.append(try world.answer(to: request))
            } catch {
                failure = error
                break
            }
        }
        requests.append(contentsOf: round[answers.count...])
        for (request, answer) in zip(round, answers) { schedule(answer, of: request, .start) }
        for (request, answer) in zip(round, answers) { schedule(answer, of: request, .submission) }
        for (request, answer) in zip(round, answers) { schedule(answer, of: request, .outcome) }
        if let failure { throw failure }
    }

    private enum Part { case start, submission, outcome }

    private mutating func schedule(_ answer: TaskAnswer?, of request: TaskRequest, _ part: Part) {
        guard let answer else {
            if part == .start {
                inbox.push(.taskStarted(request.id, worker: nil))
                outside.add(request)
            }
            return
        }
        let places = answer.recorded
        switch part {
        case .start:
            guard answer.isStarted, answer.reachesStart else { return }
            post(.taskStarted(request.id, worker: answer.worker), of: request, at: places?.started)
        case .submission:
            guard let output = answer.submission(to: request) else { return }
            post(.taskSubmitted(request.id, output: output), of: request, at: places?.submitted)
        case .outcome:
            guard let message = answer.message(to: request.id) else {
                if let place = places?.ended { recorded.expect(expiryOf: request.id, place.id) }
                return
            }
            let due = request.scheduledAt.advanced(byMilliseconds: answer.delayMilliseconds)
            if places?.ended == nil, due > now {
                agenda.schedule(message, of: request.id, due: due)
            } else {
                post(message, of: request, at: places?.ended)
            }
        }
    }

    /// Queues what the world says now, or puts it where the recording has it.
    private mutating func post(_ message: Message, of request: TaskRequest, at place: RecordedPlaces.Place?) {
        guard let place else { return inbox.push(message) }
        let due = request.scheduledAt.advanced(byMilliseconds: place.delayMilliseconds)
        recorded.insert(message, of: request.id, id: place.id, due: due)
    }
}

extension TaskAnswer {
    /// What `TaskSubmitted` records, for tasks that are submitted and an answer that comes that far.
    package func submission(to request: TaskRequest) -> Payload? {
        guard case .service(let integration) = request.resource.kind, isStarted else { return nil }
        switch integration.pattern {
        case .requestResponse: return nil
        case .sync, .sync2, .waitForTaskToken: break
        }
        if case .failed(let failure) = outcome, failure.stage != .run { return nil }
        if let recorded, recorded.submitted == nil { return nil }
        return submitted ?? Payload([:])
    }

    /// Whether `TaskStarted` is recorded: a task may fail before.
    var reachesStart: Bool {
        guard case .failed(let failure) = outcome else { return true }
        return switch failure.stage {
        case .run, .submit: true
        case .schedule, .start: false
        }
    }

    func message(to id: TaskID) -> Message? {
        switch outcome {
        case .succeeded(let output): .taskSucceeded(id, output: output)
        case .failed(let failure): .taskFailed(id, failure)
        case .never: nil
        }
    }
}
