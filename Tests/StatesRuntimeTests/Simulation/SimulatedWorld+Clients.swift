import JSONModel
import RandomMachines
import StatesCore
import StatesLanguage

@testable import StatesRuntime

/// Those who start, stop, redrive and answer, through whatever process they meet.
extension SimulatedWorld {
    func planStarts() {
        for number in 0..<(1 + random.next(below: 4)) {
            let machine = random.pick(SimulatedMachines.names + (machines["random"] == nil ? [] : Self.randomNames))
            starts.append(start(machine, "\(machine)-\(number)"))
        }
        // So much goes wrong with it that people are asked.
        if failurePercent > 50 { starts = [start("order-saga", "order-saga-0")] }
        // It makes ten thousand events.
        if seed % 1_000 == 0 { starts = [start("long", "long-0")] }
    }

    private static let randomNames = Array(repeating: "random", count: 12)

    private func start(_ machine: String, _ name: String) -> ClientStart {
        let input =
            switch machine {
            case "order-saga": #"{"orderId": "\#(name)", "customerId": "c", "items": [], "amount": 12}"#
            case "map": #"{"list": [1, 2, 3]}"#
            case "long": #"{"list": [\#(Array(repeating: "0", count: 1_100).joined(separator: ","))]}"#
            case "random": RandomMachine.input
            default: "{}"
            }
        return ClientStart(machine: machine, name: name, input: input)
    }

    /// Somebody outside does something.
    ///
    /// - Returns: whether there was anything to do.
    func act() throws(Violation) -> Bool {
        let awake = processes.filter { $0.frozenSteps == 0 && !$0.isOver }
        guard !awake.isEmpty else { return false }
        let process = random.pick(awake)
        if isFaulty, random.chance(12), try meddle(process) { return true }
        if !starts.isEmpty {
            try begin(starts.remove(at: random.next(below: starts.count)), process)
        } else if let token = tokenToAnswer() {
            try answer(token, process)
        } else if let activity = store.waitingActivity,
            !isAsked(for: { if case .takeActivityTask = $0 { true } else { false } })
        {
            let ticket = process.ticket(.takeActivityTask)
            let take = StoreOperation.takeActivityTask(
                activity: activity, worker: "w", call: "\(process.owner.rawValue).\(ticket.number)",
                time: local(process))
            process.engine.outgoing.append(Engine.Outgoing(operation: take, ticket: ticket))
        } else {
            return false
        }
        try performEffects(process)
        return true
    }

    /// Whether a process that lives owes a client such a reply.
    private func isAsked(for isCall: (SimulatedProcess.Call) -> Bool) -> Bool {
        processes.contains { $0.calls.values.contains(where: isCall) }
    }

    private func ask(_ process: SimulatedProcess, _ operation: StoreOperation, _ call: SimulatedProcess.Call) {
        process.engine.outgoing.append(Engine.Outgoing(operation: operation, ticket: process.ticket(call)))
    }

    func begin(_ start: ClientStart, _ process: SimulatedProcess) throws(Violation) {
        guard let machine = machines[start.machine] else { throw Violation("no machine \(start.machine)") }
        let input: Payload
        do {
            input = try Payload(text: start.input)
        } catch {
            throw Violation("\(error)")
        }
        trace?("client starts \(start.name) at P\(process.number)")
        process.engine.start(
            execution(start.name, of: machine), machine.version, input: input, at: local(process),
            ticket: process.ticket(.start(start)))
    }

    func execution(_ name: String, of machine: SimulatedMachine) -> Execution {
        var configuration = ExecutionConfiguration(executionName: name, stateMachineName: machine.version.name)
        configuration.seed = random.next()
        return Execution(machine.program, configuration: configuration)
    }

    private func send(_ message: Message, to key: ExecutionKey, _ process: SimulatedProcess) {
        trace?("client sends \(message) to \(key.rawValue) at P\(process.number)")
        process.engine.deliver(
            message, to: key, at: local(process), ticket: process.ticket(.send(message, key)))
    }

    // MARK: Tokens

    private func tokenToAnswer() -> Int? {
        for (index, open) in openTokens.enumerated() where open.answers == 0 {
            guard let place = store.tokens[open.token] else { continue }
            // Whoever waits for a reply asks again only now and then.
            let isPending = isAsked { call in
                switch call {
                case .send(let message, let key), .post(let message, let key):
                    key == place.execution && message.task == place.task
                default: false
                }
            }
            if !isPending || (isFaulty && random.chance(5)) { return index }
        }
        guard isFaulty, !openTokens.isEmpty, random.chance(5) else { return nil }
        mark(.tokenDoubled)
        return random.next(below: openTokens.count)
    }

    private func answer(_ index: Int, _ process: SimulatedProcess) throws(Violation) {
        let open = openTokens[index]
        guard let place = store.tokens[open.token] else { throw Violation("the token \(open.token) leads nowhere") }
        let roll = isFaulty ? random.next(below: 10) : 9
        if roll < 2 { return send(.taskHeartbeat(place.task), to: place.execution, process) }
        if roll < 4 {
            return send(
                .taskFailed(place.task, TaskFailure(error: "Refused", cause: nil)), to: place.execution, process)
        }
        if let (order, function) = open.todo { _ = services.perform(function, order: order, declines: false) }
        send(.taskSucceeded(place.task, output: Payload(["answer": 1])), to: place.execution, process)
    }

    /// Somebody's answer has come as far as he can see.
    private func settle(_ message: Message, _ key: ExecutionKey) {
        guard let task = message.task else { return }
        if case .taskHeartbeat = message { return }
        for index in openTokens.indices
        where store.tokens[openTokens[index].token] == TokenPlace(execution: key, task: task) {
            openTokens[index].answers += 1
        }
    }

    // MARK: Stopping and redriving

    private func meddle(_ process: SimulatedProcess) throws(Violation) -> Bool {
        switch random.next(below: 5) {
        case 4:
            return beginMove(process)
        case 0:
            guard let key = acknowledgedKey() else { return false }
            send(.stop(error: "Stopped", cause: nil), to: key, process)
        case 1, 2:
            let failed = store.keys.filter { key in
                guard let value = store.rows[key]?.ledger.value else { return false }
                return value.status != .running && value.status != .succeeded && value.redriveCount < 3
            }
            guard !failed.isEmpty else { return false }
            let key = random.pick(failed)
            trace?("client redrives \(key.rawValue) at P\(process.number)")
            ask(
                process, .take(key, owner: process.owner, time: local(process)), .takeToRedrive(key))
        default:
            guard let name = acknowledged.keys.sorted().randomElement(using: &random),
                var start = acknowledged[name]?.start
            else { return false }
            if random.chance(40) { start.input = #"{"list": [1], "orderId": "other"}"# }
            try begin(start, process)
        }
        try performEffects(process)
        return true
    }

    private func acknowledgedKey() -> ExecutionKey? {
        acknowledged.keys.sorted().randomElement(using: &random).flatMap { acknowledged[$0]?.key }
    }

    // MARK: Replies

    func take(
        _ reply: Reply, of call: SimulatedProcess.Call, _ process: SimulatedProcess
    ) throws(Violation) {
        switch call {
        case .start(let start): try take(reply, of: start, process)
        case .startChild(let start): try take(reply, of: start, process)
        case .send(let message, let key): try take(reply, of: message, key, process)
        case .post(let message, let key):
            guard case .done = reply else { return }
            mark(.posted)
            settle(message, key)
        case .takeActivityTask:
            guard case .activityTask(let task?) = reply else { return }
            mark(.activityTaken)
            openTokens.append(OpenToken(token: task.token))
            try drainInbox(process)
        case .takeToRedrive(let key):
            guard case .done = reply else { return mark(.redriveRefused) }
            process.lastInboxID = InboxID(rawValue: 0)
            version += 1
            send(.redrive, to: key, process)
        }
    }

    private func take(_ reply: Reply, of start: ClientStart, _ process: SimulatedProcess) throws(Violation) {
        switch reply {
        case .started(let key, _): try acknowledge(start, key)
        case .nameTaken(let stored):
            guard let row = store.rows[stored.key], let machine = machines[start.machine] else {
                throw Violation("the name \(start.name) is taken by nobody")
            }
            let input: String?
            do {
                let records = Array(row.records.prefix(stored.records))
                input = try process.engine.fold(stored, machine.program, records).execution.input?.text
            } catch {
                throw Violation("\(start.name) does not fold: \(error)")
            }
            guard stored.status == .running, input == start.input else { return mark(.startRefused) }
            mark(.startRepeated)
            try acknowledge(start, stored.key)
        case .notOwned: starts.append(start)
        case .done, .refused, .parked, .activityTask: throw Violation("a start is answered with \(reply)")
        }
    }

    private func acknowledge(_ start: ClientStart, _ key: ExecutionKey) throws(Violation) {
        let name = "\(start.machine)/\(start.name)"
        try hold(store.rows[key] != nil, "\(name) is confirmed before it is stored")
        if let known = acknowledged[name] {
            try hold(known.key == key, "\(name) is confirmed as two executions")
        }
        acknowledged[name] = (key, start)
    }

    private func take(
        _ reply: Reply, of message: Message, _ key: ExecutionKey, _ process: SimulatedProcess
    ) throws(Violation) {
        guard let ledger = store.rows[key]?.ledger else { throw Violation("\(key.rawValue) was never stored") }
        switch reply {
        case .done:
            try checkTaken(message, ledger)
            settle(message, key)
        case .refused:
            switch message {
            case .stop:
                // It may have been redriven since.
                let hasEnded = !ledger.takes(message) || ledger.value.redriveCount > 0
                try hold(hasEnded, "a stop is refused, and \(key.rawValue) would take it")
                mark(.stopRefused)
            case .redrive: mark(.redriveRefused)
            default:
                try hold(!ledger.takes(message), "\(message) is refused, and \(key.rawValue) would take it")
                let isOwed = message.task.map { ledger.owed[$0] != nil } ?? false
                try hold(!isOwed, "\(message) is refused, and \(key.rawValue) waits for its task")
                mark(.tokenRefused)
            }
            settle(message, key)
        case .notOwned:
            if case .redrive = message { return }
            let bytes = process.engine.settings.stored(MessageCoding.encode(message))
            let post = Post(execution: key, time: local(process), message: bytes)
            ask(process, .post(post), .post(message, key))
        case .started, .nameTaken, .parked, .activityTask:
            throw Violation("\(message) is answered with \(reply)")
        }
    }

    /// What is confirmed is stored.
    private func checkTaken(_ message: Message, _ ledger: ExecutionLedger) throws(Violation) {
        switch message {
        case .taskSucceeded(let id, _), .taskFailed(let id, _):
            try hold(ledger.answered.contains(id), "the answer to task \(id) is confirmed and not stored")
            if case .taskSucceeded = message { mark(.tokenSuccess) } else { mark(.tokenFailure) }
        case .stop:
            let value = ledger.value
            try hold(value.status != .running || value.redriveCount > 0, "a stop is confirmed and not stored")
            mark(.stopTaken)
        case .redrive:
            try hold(ledger.value.redriveCount > 0, "a redrive is confirmed and not stored")
            mark(.redriven)
        case .taskHeartbeat: mark(.tokenHeartbeat)
        default: break
        }
    }
}

extension Message {
    /// The task that it answers.
    var task: TaskID? {
        switch self {
        case .taskStarted(let id, _), .taskSubmitted(let id, _), .taskSucceeded(let id, _), .taskFailed(let id, _),
            .taskHeartbeat(let id), .mapRunSucceeded(let id, _), .mapRunFailed(let id, _):
            id
        case .start, .timersFired, .stop, .redrive, .resume: nil
        }
    }
}
