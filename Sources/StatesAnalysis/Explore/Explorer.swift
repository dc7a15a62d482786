import JSONModel
public import StatesCore
public import StatesLanguage

/// Follows every path that the world can force an execution to take.
///
/// An execution is a value: it is copied where the world can answer in more than one way, and two that are alike are
/// one. The nearest states come first, so the path that found a state is a shortest one.
public struct Explorer {
    private var found: Exploration
    private let step: ExplorationStep
    private var reader: FactReader
    /// Executions of the nodes that are still to be followed, by node.
    private var open: [Open?] = []
    private var nodes: [[UInt8]: Int32] = [:]

    /// An execution and the branch that moved last, with how often a branch was left before it had to be.
    private struct Open {
        var execution: Execution
        var branch: [Int32] = []
        var switches = 0
    }

    public static func explore(
        _ program: Program, in world: ExploredWorld, within bounds: ExplorationBounds = ExplorationBounds(),
        type: StateMachineType = .standard
    ) -> Exploration {
        var explorer = Explorer(program, world, bounds, type)
        var configuration = ExecutionConfiguration()
        configuration.type = type
        explorer.run(Execution(program, configuration: configuration))
        return explorer.found
    }

    private init(_ program: Program, _ world: ExploredWorld, _ bounds: ExplorationBounds, _ type: StateMachineType) {
        found = Exploration(program: program, world: world, bounds: bounds, type: type)
        step = ExplorationStep(world: world)
        reader = FactReader(program)
    }

    private mutating func run(_ execution: Execution) {
        add(Open(execution: execution), end: nil, edge: -1)
        for input in found.world.inputs.indices {
            var copy = execution
            let events = step.start(&copy, input: input)
            let move = ExploredMove(place: -1, answer: .starts(input: input))
            take(Open(execution: copy), events, from: 0, move, state: -1, input: input)
        }
        found.firstEdges.append(Int32(found.edges.count))
        var node = 1
        while node < open.count {
            if let next = open[node] { follow(next, Int32(node)) }
            open[node] = nil
            found.firstEdges.append(Int32(found.edges.count))
            node += 1
        }
        found.parts = reader.parts
    }

    /// Tries all that can happen to the execution of `node`.
    private mutating func follow(_ from: Open, _ node: Int32) {
        guard found.ends[Int(node)] == nil else { return }
        guard found.edges.count < found.bounds.transitions else {
            found.isTooWide = true
            return
        }
        let waits = from.execution.waits
        if waits.count > 1, waits.contains(where: \.isTimed) { found.hasConcurrentTimers = true }
        let mustLeave = !waits.contains { $0.path == from.branch }
        for (place, waiting) in waits.enumerated() {
            var next = from
            if !mustLeave, waiting.path != from.branch { next.switches += 1 }
            if let limit = found.bounds.switches, next.switches > limit {
                found.hasSkippedSwitches = true
                continue
            }
            next.branch = waiting.path
            for answer in found.world.answers(to: waiting) {
                var copy = next
                let events = step.give(answer, at: waiting, others: waits.count > 1, to: &copy.execution)
                take(copy, events, from: node, ExploredMove(place: place, answer: answer), state: waiting.state)
            }
        }
        if found.program.machine.timeoutSeconds != nil {
            var copy = from
            let events = step.give(.endsTime, at: nil, others: waits.count > 1, to: &copy.execution)
            take(copy, events, from: node, ExploredMove(place: -1, answer: .endsTime), state: -1)
        } else if waits.allSatisfy({ !$0.endsByItself }) {
            let move = ExploredMove(place: -1, answer: .never)
            take(from, [], from: node, move, state: waits.first?.state ?? -1, parked: waits.map(\.state))
        }
    }

    /// Adds what `events` led to, unless it is known.
    ///
    /// - Parameter parked: the states that nobody answers from now on.
    private mutating func take(
        _ next: Open, _ events: [Event], from: Int32, _ move: ExploredMove, state: StateIndex, input: Int? = nil,
        parked: [StateIndex]? = nil
    ) {
        var key = next.execution.likeness(countingRetriesTo: found.bounds.countedRetries)
        if found.world.inputs.count > 1, next.execution.status == .running {
            next.execution.input?.write(to: &key)
        }
        if found.bounds.switches != nil, next.execution.status == .running {
            key.append(UInt8(clamping: next.switches))
            for slot in next.branch { withUnsafeBytes(of: slot) { key += $0 } }
        }
        if parked != nil { key += Array("parked".utf8) }
        let new = reader.read(events)
        let facts = Int32(found.facts.count)..<Int32(found.facts.count + new.count)
        let index = Int32(found.edges.count)
        let to: Int32
        if let known = nodes[key] {
            to = known
        } else {
            guard open.count <= found.bounds.states else {
                found.isFull = true
                return
            }
            to = Int32(open.count)
            nodes[key] = to
            add(next, end: parked.map { .parked($0) } ?? end(of: next.execution), edge: index)
        }
        found.facts += new
        found.edges.append(.init(from: from, to: to, move: move, state: state, facts: facts))
    }

    private mutating func add(_ next: Open, end: ExploredEnd?, edge: Int32) {
        open.append(end == nil ? next : nil)
        found.ends.append(end)
        found.discoveries.append(edge)
    }

    private func end(of execution: Execution) -> ExploredEnd? {
        let last = execution.lastState ?? -1
        switch execution.status {
        case .succeeded: return .succeeded(last)
        case .failed, .aborted: return .failed(error: execution.failure?.error ?? "", last)
        case .timedOut: return .timedOut(last)
        case .running: return execution.waits.isEmpty ? .stuck(last) : nil
        }
    }
}
