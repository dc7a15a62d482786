/// Runs a linear program on all its ways at once, one unit after the other, the ways in the order of their priority
/// (Pike's machine): time is at most that of the program's size times the text's, whatever the pattern.
///
/// Two ways that are at one instruction at one place have the same future, so the first of them stands for both; that
/// also holds for rounds of loops that must not be empty, since what follows the loop was reached before.
struct RegexSimulation {
    private let program: RegexProgram
    /// After a match its slots: see `RegexProgram.slotCount`.
    private(set) var slots: [Int]
    /// Steps left.
    private(set) var budget: Int
    /// The place at which an instruction was reached last.
    private var reached: [Int]
    private var current = Ways()
    private var upcoming = Ways()
    /// The slots of the way in hand.
    private var working: [Int]
    private var pending: [Step] = []

    private struct Ways {
        var instructions: [Int32] = []
        var slots: [Int] = []

        mutating func removeAll() {
            instructions.removeAll(keepingCapacity: true)
            slots.removeAll(keepingCapacity: true)
        }
    }

    /// Goes on at an instruction, or gives a slot its value back.
    private enum Step {
        case visit(Int32)
        case restore(slot: Int, value: Int)
    }

    init(program: RegexProgram, budget: Int) {
        self.program = program
        self.budget = budget
        slots = Array(repeating: -1, count: program.slotCount)
        working = slots
        reached = Array(repeating: -1, count: program.instructions.count)
    }

    mutating func search(_ text: [UInt16], from start: Int) -> RegexOutcome {
        let program = program
        return text.withUnsafeBufferPointer { units in
            program.withView(of: units) { view in search(view, from: start) }
        }
    }

    private mutating func search(_ view: RegexBacktracker.View, from start: Int) -> RegexOutcome {
        var place = start
        var isMatched = false
        while budget >= 0 {
            if !isMatched, place == 0 || !program.isAnchored {
                if current.instructions.isEmpty, program.firstSet >= 0 {
                    place = view.firstPlace(of: program.firstSet, from: place)
                    if place == view.units.count { return .failed }
                }
                for slot in working.indices { working[slot] = -1 }
                working[0] = place
                follow(0, at: place, view, upcoming: false)
            }
            if current.instructions.isEmpty, isMatched || program.isAnchored { break }
            if advance(at: place, view) { isMatched = true }
            swap(&current, &upcoming)
            upcoming.removeAll()
            if place == view.units.count { break }
            place += 1
        }
        if budget < 0 { return .exhausted }
        return isMatched ? .matched : .failed
    }

    /// Takes every way over the unit at a place; ways of lower priority than one that accepts end there.
    private mutating func advance(at place: Int, _ view: RegexBacktracker.View) -> Bool {
        for way in current.instructions.indices {
            let index = current.instructions[way]
            let instruction = view.instructions[Int(index)]
            let first = way * working.count
            if instruction.operation == .accept {
                for slot in slots.indices { slots[slot] = current.slots[first + slot] }
                slots[1] = place
                return true
            }
            guard place < view.units.count else { continue }
            let unit = view.units[place]
            let isMatch =
                instruction.operation == .unit
                ? unit == UInt16(truncatingIfNeeded: instruction.a) : view.contains(instruction.a, unit)
            if isMatch {
                for slot in working.indices { working[slot] = current.slots[first + slot] }
                follow(index + 1, at: place + 1, view, upcoming: true)
            }
        }
        return false
    }

    /// Adds the ways that lead from an instruction, without taking a unit, to one that takes a unit or accepts.
    private mutating func follow(_ start: Int32, at place: Int, _ view: RegexBacktracker.View, upcoming: Bool) {
        pending.append(.visit(start))
        while let step = pending.popLast() {
            var index: Int32
            switch step {
            case .restore(let slot, let value):
                working[slot] = value
                continue
            case .visit(let instruction): index = instruction
            }
            while reached[Int(index)] != place {
                reached[Int(index)] = place
                budget -= 1
                let instruction = view.instructions[Int(index)]
                switch instruction.operation {
                case .accept, .unit, .set:
                    if upcoming { add(index, to: &self.upcoming) } else { add(index, to: &current) }
                    continue
                case .jump: index = instruction.a
                case .split:
                    pending.append(.visit(instruction.b))
                    index = instruction.a
                case .save:
                    set(Int(instruction.a), to: place)
                    index += 1
                case .reset:
                    for slot in instruction.a..<instruction.b { set(Int(slot), to: -1) }
                    index += 1
                case .progress:
                    if working[Int(instruction.a)] == place { continue }
                    index += 1
                case .textStart, .textEnd, .lineStart, .lineEnd, .wordBoundary, .notWordBoundary:
                    if !view.holds(instruction.operation, at: place) { continue }
                    index += 1
                case .unitBefore, .setBefore, .countedProgress, .runGreedy, .runAtomic, .runLazy, .zero, .increment,
                    .countGreedy, .countLazy, .reference, .referenceBefore, .look:
                    preconditionFailure("not in a linear program")
                }
            }
        }
    }

    private mutating func set(_ slot: Int, to value: Int) {
        guard working[slot] != value else { return }
        pending.append(.restore(slot: slot, value: working[slot]))
        working[slot] = value
    }

    private func add(_ index: Int32, to ways: inout Ways) {
        ways.instructions.append(index)
        ways.slots.append(contentsOf: working)
    }
}
