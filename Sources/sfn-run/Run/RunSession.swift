import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation

/// Drives an execution and its children: the only place where time passes.
///
///     settle: everybody does what can be done now ─▶ jump or wait to what is due next ─▶ settle …
///
/// While a command runs, or with the real clock, time moves with the wall.
final class RunSession {
    let plan: RunPlan
    let command: RunCommand
    let console: Console
    var clock: RunClock
    var pool = ProgramPool(limit: Processors.count * 4)
    /// Groups that were told to end and are not yet looked after.
    var ending: [ProcessGroup] = []
    private(set) var runs: [ExecutionRun] = []
    private var root: ExecutionRun?
    private(set) var runCount = 0
    /// Of those that have not ended.
    private(set) var openCount = 0
    /// The child executions that were given a name, by their ARN.
    var namedChildren: [String: NamedChild] = [:]
    private var interruptsSeen = 0
    private var historyFile: Descriptor?

    init(_ plan: RunPlan, _ command: RunCommand, _ console: Console) throws {
        self.plan = plan
        self.command = command
        self.console = console
        clock = RunClock(startingAt: plan.start)
        // Before there is a file by which somebody may see that the run goes on.
        Interrupts.startCounting()
        if let path = command.history {
            do {
                historyFile = try Descriptor.openForWriting(path)
            } catch {
                throw RunProblem(writing: path, error)
            }
        }
    }

    /// Runs to the end.
    func run() throws -> Execution.Status {
        defer { historyFile?.shut() }
        let root = try startRoot()
        do {
            try advance()
            if !runs.isEmpty || pool.isBusy { try RunLoop.wait(for: self) }
        } catch {
            // What happened until then is told all the same.
            root.observer.flush()
            root.observer.finish()
            pool.killAll()
            guard let error = error as? WorldError else { throw error }
            throw RunProblem(command.mocks ?? "--mocks", error.message)
        }
        try tell(root)
        return root.execution.status
    }

    // MARK: Executions

    private func startRoot() throws -> ExecutionRun {
        let execution = plan.redriven?.execution ?? Execution(plan.program, configuration: plan.configuration)
        var trace: TraceRenderer?
        if command.format == .trace {
            trace = TraceRenderer(
                plan.program, machineName: plan.machineName, style: console.outputStyle,
                start: execution.startTime ?? plan.start
            ) { [console] in console.write($0) }
        }
        let observer = RunObserver(
            trace: trace, writers: writers(for: execution),
            progress: console.showsProgress ? MapProgress(console, plan.program) : nil,
            childHistories: try childHistories())
        let world = ScriptedWorld(mocks: try plan.answers(for: plan.program, plan.machineName, isRoot: true))
        let run = add(execution, plan.machineName, depth: 0, world, origins: [], observer)
        if command.clock == .real {
            clock.tie()
            run.simulation.isPaced = true
        }
        run.simulation.watchesChildren = command.childHistories != nil && command.childHistoriesOf != .none
        root = run
        if let redriven = plan.redriven {
            observer.recall(redriven.events)
            run.redrive(at: clock.now)
        } else {
            run.start(input: plan.input)
        }
        return run
    }

    private func childHistories() throws -> ChildHistories? {
        guard let folder = command.childHistories, command.childHistoriesOf != .none else { return nil }
        return try ChildHistories(in: folder, of: command.childHistoriesOf)
    }

    private func writers(for execution: Execution) -> [any EventWriter] {
        var writers: [any EventWriter] = []
        let recorded = plan.redriven?.recorded ?? []
        if command.format == .history {
            writers.append(HistoryWriter(execution, after: recorded) { [console] in console.write($0) })
        }
        if command.format == .logs {
            let log = LogProjection(
                execution, level: command.logLevel, includesExecutionData: command.includeExecutionData)
            writers.append(LogWriter(projection: log) { [console] in console.write($0) })
        }
        if let historyFile {
            writers.append(HistoryWriter(execution, after: recorded) { try historyFile.write($0) })
        }
        return writers
    }

    func add(
        _ execution: Execution, _ machineName: String, depth: Int, _ world: ScriptedWorld,
        origins: [ExecutionRun.Origin],
        _ observer: RunObserver
    ) -> ExecutionRun {
        let simulation = Simulation(execution, startingAt: clock.now, data: plan.data)
        let run = ExecutionRun(
            number: runCount, machineName: machineName, depth: depth, simulation: simulation, world: world,
            origins: origins, observer: observer)
        runCount += 1
        openCount += 1
        runs.append(run)
        return run
    }

    // MARK: Doing

    /// Goes on until only somebody outside, or the wall, can move anything.
    func advance() throws {
        while true {
            try settle()
            guard let due = nextDue, !clock.isTied || due <= clock.now else { return }
            clock.move(to: due)
            for run in runs { run.simulation.elapse(to: due) }
        }
    }

    /// When something is due next; `nil` when nothing is.
    var nextDue: Timestamp? { runs.compactMap(\.simulation.nextDue).min() }

    private func settle() throws {
        var isSettled = false
        while !isSettled {
            isSettled = true
            for run in runs where !run.hasEnded {
                let pause = try run.proceed { Interrupts.count > interruptsSeen }
                clock.move(to: run.simulation.now)
                switch pause {
                case nil:
                    interrupt()
                    isSettled = false
                case .ended:
                    finish(run)
                    isSettled = false
                case .waitingForOutside(let work):
                    if try take(work, of: run) { isSettled = false }
                }
            }
            runs.removeAll(where: \.hasEnded)
        }
    }

    /// Sees to what an execution wants from outside.
    ///
    /// - Returns: whether another execution, or this one, can go on because of it.
    private func take(_ work: Simulation.OutsideWork, of run: ExecutionRun) throws -> Bool {
        if !work.withdrawn.isEmpty { withdraw(Set(work.withdrawn), of: run) }
        var isChanged = !work.withdrawn.isEmpty
        for request in work.requested {
            switch plan.resources.provider(for: request) {
            case .command(let text):
                clock.tie()
                let job = TaskCommand(request: request, command: text, executionARN: request.executionARN)
                pool.add(.init(key: .init(run: run.number, task: request.address), command: job))
            case .child(let child):
                try start(child, for: request, of: run)
                isChanged = true
            case .missingChild(let arn):
                run.simulation.deliver(NestedExecution.Refusal.missingMachine(arn).answer, to: request, at: clock.now)
                isChanged = true
            case nil:
                throw RunProblem(
                    command.file, "the task “\(request.stateName)” has nothing behind it: \(request.resource.text)")
            }
        }
        return isChanged
    }

    /// A command has answered.
    func deliver(_ answer: TaskAnswer, to request: TaskRequest, of number: Int) {
        guard let run = runs.first(where: { $0.number == number }) else { return }
        run.simulation.deliver(answer, to: request, at: clock.now)
    }

    /// Nobody waits for these tasks any longer: their commands and children end.
    private func withdraw(_ tasks: Set<TaskAddress>, of run: ExecutionRun) {
        ending += pool.cancel { $0.run == run.number && tasks.contains($0.task) }
        stopChildren { $0.run === run && tasks.contains($0.request.address) }
    }

    private func finish(_ run: ExecutionRun) {
        run.hasEnded = true
        openCount -= 1
        run.observer.finish()
        ending += pool.cancel { $0.run == run.number }
        if run.hasAwaited { stopChildren { $0.run === run } }
        for origin in run.origins where !origin.run.hasEnded {
            let answer = NestedExecution.answer(to: origin.request, of: run.execution)
            origin.run.simulation.deliver(answer, to: origin.request, at: clock.now)
        }
    }

    /// Ctrl-C: every execution is stopped, as StopExecution does; a second one waits for nothing.
    func interrupt() {
        let count = Interrupts.count
        guard count > interruptsSeen else { return }
        if interruptsSeen > 0 { pool.killAll() }
        interruptsSeen = count
        for run in runs where !run.hasEnded { run.stop(at: clock.now) }
    }

    /// The end of what standard output gets.
    private func tell(_ root: ExecutionRun) throws {
        console.progress("")
        let ending = RunEnding(
            execution: root.execution, counts: root.observer.counts, mapRuns: root.observer.mapRuns,
            end: root.simulation.now, clock: command.clock)
        ending.tell(command.format, of: command.file, console)
        if let failure = root.observer.failure {
            let problem = (failure as? ChildHistories.Problem)?.failure ?? failure as? Descriptor.Failure
            let reason = problem?.reason ?? "\(failure)"
            console.flush()
            let subject = failure is ChildHistories.Problem ? command.childHistories : command.history
            throw RunProblem(subject ?? "--history", reason)
        }
    }
}
