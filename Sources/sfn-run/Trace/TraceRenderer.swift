import JSONModel
import StatesCore
import StatesLanguage

/// Tells an execution as it goes, for people: each state with its time, what went in and what it changed.
///
/// The machine's own scope is told at once; branches and iterations when their state is done, in order.
final class TraceRenderer {
    let program: Program
    let catalogue: StateCatalogue
    let layout: TraceLayout
    let machineName: String
    let indent: Int
    let sink: (String) -> Void
    var scopes: [ScopeTrace?] = []
    /// What times are told from.
    let start: Timestamp
    /// Whether lines are kept until the execution has ended.
    private var isKept = false
    var isOver = false

    /// - Parameters:
    ///   - start: what times are told from: the start of the execution, or that of its parent.
    ///   - indent: of the outermost scope; more than 0 for a child execution.
    ///   - sink: takes whole lines.
    init(
        _ program: Program, machineName: String, style: TerminalStyle, start: Timestamp, indent: Int = 0,
        sink: @escaping (String) -> Void
    ) {
        self.program = program
        self.machineName = machineName
        self.start = start
        self.indent = indent
        self.sink = sink
        catalogue = StateCatalogue(program.machine)
        layout = TraceLayout(style: style)
    }

    func observe(_ events: [Event]) {
        for event in events where !isOver || event.body.isRedrive { observe(event) }
    }

    /// Writes what waits for more to come.
    func flush() { root?.flush() }

    private var root: ScopeTrace? { scopes.first ?? nil }

    private func observe(_ event: Event) {
        switch event.body {
        case .executionStarted(let input): begin(input, event.time)
        case .executionSucceeded: end(nil, event.time)
        case .executionFailed(let failure):
            finishFanOut(of: root, at: event.time)
            // A runtime error has no event of its own.
            if let root, root.current?.hasFailed != true { say(failure, in: root, at: event.time) }
            end(nil, event.time)
        case .executionTimedOut: end(StyledLine("✗ the execution's time is over", .red), event.time)
        case .executionAborted: end(StyledLine("⊘ aborted", .yellow), event.time)
        case .executionRedriven(let count): redrive(count, event.time)
        case .frameRedriven(let redrive): goOn(redrive, event)
        case .stateEntered(let state, let input): enter(state, input, event)
        case .stateHung(let state): hang(before: state, event)
        case .stateExited(let exit): self.exit(exit, event)
        case .stateAborted: abort(event)
        case .taskScheduled(let schedule):
            scope(event)?.current?.scheduled = event.time
            schedule.describe(to: scope(event), self)
        case .taskStarted, .taskSubmitted, .taskSucceeded, .taskHeartbeat, .retryStarted, .mapRunRedriven: break
        case .taskFailed(let failure, _), .evaluationFailed(let failure, _): fail(failure, event)
        case .taskTimedOut(let failure): timeOut(failure, event)
        case .waitStarted(let due): wait(until: due, event)
        case .retryScheduled(let retrier, let due): retry(retrier, due, event)
        case .parallelStarted(let input): fanOut(branches: input, event)
        case .mapStarted(let items, _): fanOut(items: items, event)
        case .iterationStarted(let index, let input): scope(event)?.current?.fanOut?.inputs[index] = input
        case .iterationSucceeded, .branchSucceeded: close(event, .succeeded)
        case .iterationFailed: close(event, .failed)
        case .iterationAborted: break
        case .parallelSucceeded, .mapSucceeded: finishFanOut(of: scope(event), at: event.time)
        case .distributedMapStarted(let length): start(distributed: Int(length), event)
        case .mapRunStarted, .mapRunSucceeded: break
        case .mapRunFailed(let failure): fail(failure, event)
        case .mapRunAborted: break
        case .parallelFailed, .mapFailed:
            finishFanOut(of: scope(event), at: event.time)
            scope(event)?.current?.hasFailed = true
        }
    }

    /// The scope whose state the map run is of, if it is one of this execution.
    func scope(ofMapRun id: TaskID) -> ScopeTrace? {
        guard !isOver, scopes.indices.contains(Int(id.frame)), let scope = scopes[Int(id.frame)] else { return nil }
        return scope
    }

    func scope(_ event: Event) -> ScopeTrace? {
        let frame = Int(event.frame)
        return frame >= 0 && frame < scopes.count ? scopes[frame] : nil
    }

    // MARK: The execution

    /// The trace of an execution that the task `id` started, told where that task is told; if the task does not wait
    /// for it, told when it has ended.
    func child(_ program: Program, named name: String, of id: TaskID, isAwaited: Bool) -> TraceRenderer {
        let scope = scopes.indices.contains(Int(id.frame)) ? scopes[Int(id.frame)] : nil
        scope?.flush()
        let indent = (isAwaited ? scope?.indent ?? indent : indent) + TraceLayout.indentPerScope
        let sink = isAwaited ? scope.map { scope in { scope.hand($0) } } ?? self.sink : self.sink
        let renderer = TraceRenderer(
            program, machineName: name, style: layout.style, start: start, indent: indent, sink: sink)
        renderer.isKept = !isAwaited
        if isAwaited { scope?.current?.child = renderer }
        return renderer
    }

    private func begin(_ input: Payload, _ time: Timestamp) {
        let scope = ScopeTrace(slot: 0, indent: indent, layout: layout, start: start, sink: isKept ? nil : sink)
        scopes = [scope]
        guard indent == 0 else { return scope.write(label(machineName.printable, indent, input: input)) }
        var line = StyledLine(machineName.printable, .bold)
        line.append("  started \(time.rfc3339)", .faint)
        scope.write(line)
        var inputLine = StyledLine("  ← ", .cyan)
        inputLine.append(JSONExcerpt.text(of: input.value, width: layout.style.width - 4))
        scope.write(inputLine)
        scope.hand("\n")
    }

    /// - Parameter reason: what ended it, if nothing that was told says so.
    private func end(_ reason: StyledLine?, _ time: Timestamp) {
        guard let root else { return }
        finishFanOut(of: root, at: time)
        if let reason { root.say(reason, at: time) }
        root.flush()
        for line in root.lines { sink(line) }
        scopes = []
        isOver = true
    }

    /// The task that waits for this execution is over.
    private func cutOff(at time: Timestamp) {
        if !isOver { end(StyledLine("⊘ aborted", .yellow), time) }
    }

    // MARK: States

    func enter(_ index: StateIndex, _ input: Payload, _ event: Event) {
        let (name, type) = program.describe(index)
        let scope = scope(event) ?? open(event)
        let (marker, ink): (String, StyledLine.Ink) =
            switch type {
            case .fail: ("✗", .boldRed)
            case .succeed: ("✓", .boldGreen)
            case .task: ("●", .cyan)
            case .pass, .choice, .wait, .parallel, .map: ("●", .blue)
            }
        let state = StateTrace(index: index, name: name, type: type, input: input, entered: event.time)
        scope.enter(state, marker: marker, ink: ink, nameColumns: catalogue[name]?.nameColumns ?? 0)
        guard type == .fail else { return }
        scope.end = .failed
        if let (error, cause) = catalogue[name]?.state.literalFailure, error != nil || cause != nil {
            say(Failure(error: error, cause: cause), in: scope, at: event.time)
        }
    }

    private func exit(_ exit: StateExit, _ event: Event) {
        guard let scope = scope(event), let state = scope.current else { return }
        finishFanOut(of: scope, at: event.time)
        let definition = catalogue[state.name]?.state
        if state.hasFailed || isDetour(exit, definition), let next = exit.next {
            let name = program.describe(next).name.printable
            scope.follow(StyledLine("⤷ ", .yellow) + StyledLine("caught, on to \(name)"), at: event.time)
            scope.addToShape(" ⤷")
        } else if state.type == .choice, let next = exit.next {
            var line = StyledLine("→ ", .blue)
            line.append(program.describe(next).name.printable)
            scope.append(line)
        }
        var pieces = layout.pieces(from: state.input, to: exit.output, room: scope.room)
        pieces += exit.assigned.map { layout.piece(variable: $0.name, $0.value, room: scope.room) }
        scope.tell(pieces, at: event.time)
        scope.flush()
        scope.current = nil
    }

    /// Whether a state that may catch errors goes elsewhere than its `Next` says.
    private func isDetour(_ exit: StateExit, _ definition: State?) -> Bool {
        guard let definition, definition.type != .choice, let next = exit.next else { return false }
        if case .next(let name) = definition.transition { return program.describe(next).name != name }
        return true
    }

    private func abort(_ event: Event) {
        guard let scope = scope(event), let state = scope.current else { return }
        guard !state.hasFailed, scope.end != .failed else {
            scope.end = .failed
            return
        }
        state.child?.cutOff(at: event.time)
        finishFanOut(of: scope, at: event.time)
        scope.end = .aborted
        scope.say(StyledLine("⊘ aborted", .yellow), at: event.time)
    }

    private func wait(until due: Timestamp, _ event: Event) {
        guard let scope = scope(event) else { return }
        let span = Wording.duration(milliseconds: due.milliseconds(since: event.time))
        scope.append(StyledLine("waits \(span)", .plain))
        scope.flush()
    }

    private func hang(before state: StateIndex, _ event: Event) {
        guard let scope = scope(event) else { return }
        var line = StyledLine("⧖ hangs", .yellow)
        line.append(
            "  as the service does: MaxConcurrencyPath of \(program.describe(state).name.printable) is negative")
        scope.append(line)
        scope.flush()
    }

    // MARK: Failures

    private func fail(_ failure: Failure, _ event: Event) {
        guard let scope = scope(event) else { return }
        scope.current?.child = nil
        say(failure, in: scope, at: event.time)
        scope.current?.hasFailed = true
        scope.addToShape(" ✗")
    }

    private func timeOut(_ failure: Failure, _ event: Event) {
        guard let scope = scope(event), let state = scope.current else { return }
        state.child?.cutOff(at: event.time)
        let began = state.scheduled ?? state.entered
        let after = Wording.duration(milliseconds: event.time.milliseconds(since: began))
        var line = StyledLine("✗ \(failure.error ?? "States.Timeout")", .red)
        line.append(failure.isHeartbeat ? "  no heartbeat" : "  no answer after \(after)")
        scope.begin(line, at: event.time)
        scope.current?.hasFailed = true
        scope.addToShape(" ✗")
    }

    /// `✗ Error: cause`.
    private func say(_ failure: Failure, in scope: ScopeTrace, at time: Timestamp) {
        var line = StyledLine("✗ ", .red)
        line.append((failure.error ?? "an error without a name").printable, .red)
        if scope.current?.lastFailure == failure {
            line.append(" again", .red)
        } else if let cause = failure.cause, !cause.isEmpty {
            line.append(": ", .red)
            line.append(cause.printable)
        }
        scope.current?.lastFailure = failure
        if scope.current?.type == .fail, scope.current?.line != nil {
            // A Fail state stands for its error: no second cross.
            var short = StyledLine()
            for span in line.spans.dropFirst() { short.append(span.text, span.ink) }
            scope.append(short.cut(to: max(scope.remaining, 20)))
            scope.current?.hasFailed = true
        } else {
            scope.begin(line, at: time)
        }
    }

    private func retry(_ retrier: Int32, _ due: Timestamp, _ event: Event) {
        guard let scope = scope(event), let state = scope.current else { return }
        finishFanOut(of: scope, at: event.time)
        let used = state.retries[retrier, default: 0] + 1
        scope.current?.retries[retrier] = used
        scope.current?.hasFailed = false
        let retriers = catalogue[state.name]?.state.retriers ?? []
        let limit = retriers.indices.contains(Int(retrier)) ? " of \(retriers[Int(retrier)].maxAttempts)" : ""
        let delay = Wording.duration(milliseconds: due.milliseconds(since: event.time))
        scope.follow(StyledLine("↻ ", .yellow) + StyledLine("retry \(used)\(limit) in \(delay)"), at: event.time)
        scope.addToShape(" ↻")
    }

    // MARK: Branches and iterations

    private func fanOut(branches input: Payload, _ event: Event) {
        guard let scope = scope(event), let state = scope.current else { return }
        var count = 0
        if case .parallel(let parallel) = catalogue[state.name]?.state.kind { count = parallel.branches.count }
        if state.isOpen, state.line != nil {
            scope.append(StyledLine(Wording.count(count, "branch", "branches")))
            describe(input, of: scope)
        }
        scope.flush()
        scope.current?.fanOut = FanOutTrace()
    }

    private func fanOut(items: Payload, _ event: Event) {
        guard let scope = scope(event), let state = scope.current else { return }
        if state.isOpen, state.line != nil {
            scope.append(StyledLine(Wording.count(items.value.arrayValue?.count ?? 0, "item")))
        }
        scope.flush()
        scope.current?.fanOut = FanOutTrace()
    }

    /// `1,000 items`; what a reader gives is told when it has been read.
    private func start(distributed length: Int, _ event: Event) {
        guard let scope = scope(event), let state = scope.current, state.isOpen, state.line != nil else { return }
        guard case .map(let map)? = catalogue[state.name]?.state.kind, map.itemReader == nil else { return }
        scope.append(StyledLine(Wording.count(length, "item")))
    }

    /// `← …`, if a state passes on something else than its input.
    func describe(_ parameters: Payload, of scope: ScopeTrace) {
        guard let state = scope.current, parameters != state.input, parameters.value != state.input.value else {
            return
        }
        let room = max(scope.remaining, scope.room) - 2
        let text = layout.selection(parameters.value, of: state.input.value, room: room)
        let line = StyledLine("← ", .cyan) + StyledLine(text)
        if state.isOpen, line.columns <= scope.remaining { scope.append(line) } else { scope.say(line, at: nil) }
    }

    /// The scope of a branch or iteration that enters its first state.
    func open(_ event: Event) -> ScopeTrace {
        let parent = scopes.indices.contains(Int(event.place.parent)) ? scopes[Int(event.place.parent)] : nil
        let indent = (parent?.indent ?? indent) + TraceLayout.indentPerScope
        let scope = ScopeTrace(slot: Int(event.place.slot), indent: indent, layout: layout, start: start)
        let fanOut = parent?.current?.fanOut
        let input = fanOut?.inputs.removeValue(forKey: event.place.slot)
        scope.write(label(Wording.count(Int(event.place.slot)), indent, input: input))
        fanOut?.add(scope, frame: event.frame)
        while scopes.count <= Int(event.frame) { scopes.append(nil) }
        scopes[Int(event.frame)] = scope
        return scope
    }

    /// `[3] ← {"sku":"mug"}`
    private func label(_ name: String, _ indent: Int, input: Payload?) -> StyledLine {
        var line = layout.timed(nil, indent: indent - TraceLayout.indentPerScope / 2)
        line.append("[\(name)]", .magenta)
        guard let input else { return line }
        line.append(" ← ", .cyan)
        line.append(JSONExcerpt.text(of: input.value, width: max(layout.style.width - line.columns, 20)))
        return line
    }

    private func close(_ event: Event, _ end: ScopeTrace.End) {
        let parent = scopes.indices.contains(Int(event.place.parent)) ? scopes[Int(event.place.parent)] : nil
        parent?.current?.fanOut?.close(frame: event.frame, end)
        if scopes.indices.contains(Int(event.frame)) { scopes[Int(event.frame)] = nil }
    }

    /// Tells the branches or iterations of the state that `scope` is in; those that run are cut off.
    private func finishFanOut(of scope: ScopeTrace?, at time: Timestamp) {
        guard let scope, let fanOut = scope.current?.fanOut else { return }
        for (frame, child) in fanOut.running {
            child.current?.child?.cutOff(at: time)
            finishFanOut(of: child, at: time)
            scopes[Int(frame)] = nil
        }
        scope.flush()
        let indent = scope.indent + TraceLayout.indentPerScope / 2
        let lines = fanOut.lines { slots, text in
            var line = layout.timed(nil, indent: indent)
            line.append("[\(slots)]", .magenta)
            line.append("  \(text.printable)", .faint)
            return layout.render(line)
        }
        for line in lines { scope.hand(line) }
        scope.addToShape(" (\(fanOut.shape))")
        scope.current?.fanOut = nil
    }
}

extension TaskSchedule {
    /// The resource, and what it is given if that is not the state's input; of a retry only what is given, if that has
    /// changed.
    fileprivate func describe(to scope: ScopeTrace?, _ trace: TraceRenderer) {
        guard let scope, let state = scope.current else { return }
        defer { scope.current?.given = parameters }
        if let given = state.given {
            if given != parameters { trace.describe(parameters, of: scope) }
            return
        }
        if case .task(let task) = trace.catalogue[state.name]?.state.kind {
            scope.append(StyledLine(task.resource.shortName.printable.cut(to: 40), .cyan))
        }
        trace.describe(parameters, of: scope)
    }
}
