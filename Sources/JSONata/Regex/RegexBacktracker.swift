/// Runs a program by trying and taking back, with a budget of steps: the fast way for nearly every pattern and text.
/// The stack is in memory of its own, so no text can exhaust the thread's.
struct RegexBacktracker {
    private let program: RegexProgram
    /// After a match its slots: see `RegexProgram.slotCount`.
    private(set) var slots: [Int]
    /// Steps left.
    private(set) var budget: Int
    private var frames: [Frame] = []
    /// Whether slots were set while there was nothing to go back to.
    private var isDirty = false

    /// What to do on a failure.
    private struct Frame {
        enum Kind: UInt8 {
            /// Go on at instruction `index`, place `place`.
            case choice
            /// Slot `index` had the value `place`; then the next frame.
            case restore
            /// Go on at instruction `index`, places from `place` down to `low`.
            case retreat
            /// Take one more unit for the run at instruction `index`, at most `low` times.
            case advance
        }
        var kind: Kind
        var index: Int32
        var place: Int
        var low: Int
    }

    /// Everything that a run only reads.
    struct View {
        let units: UnsafeBufferPointer<UInt16>
        let instructions: UnsafePointer<RegexInstruction>
        let sets: UnsafePointer<CompiledUnitSet>
        let table: UnsafePointer<UInt16>
        let ignoreCase: Bool
    }

    private static let failed = -1
    private static let exhausted = -2

    init(program: RegexProgram, budget: Int) {
        self.program = program
        self.budget = budget
        slots = Array(repeating: -1, count: program.slotCount)
    }

    mutating func search(_ text: [UInt16], from start: Int) -> RegexOutcome {
        let program = program
        return text.withUnsafeBufferPointer { units in
            program.withView(of: units) { view in search(view, from: start) }
        }
    }

    private mutating func search(_ view: View, from start: Int) -> RegexOutcome {
        if program.isAnchored && start > 0 { return .failed }
        var start = start
        while true {
            if program.firstSet >= 0 {
                start = view.firstPlace(of: program.firstSet, from: start)
                if start >= view.units.count { return .failed }
            }
            let end = run(0, at: start, view)
            if end >= 0 {
                slots[0] = start
                slots[1] = end
                return .matched
            }
            if end == Self.exhausted { return .exhausted }
            if isDirty {
                for index in slots.indices { slots[index] = -1 }
                isDirty = false
            }
            start += 1
            budget -= 1
            if start > view.units.count || program.isAnchored { return .failed }
        }
    }

    /// Runs from one instruction at one place to an `accept`.
    ///
    /// - Returns: the place there, or `failed` with all slots as they were, or `exhausted`.
    private mutating func run(_ first: Int, at start: Int, _ view: View) -> Int {
        let base = frames.count
        var index = first
        var place = start
        while true {
            let instruction = view.instructions[index]
            var next = -1  // The place after the instruction, if it succeeds.
            switch instruction.operation {
            case .unit:
                if place < view.units.count, view.units[place] == UInt16(truncatingIfNeeded: instruction.a) {
                    next = place + 1
                }
            case .set:
                if place < view.units.count, view.contains(instruction.a, view.units[place]) { next = place + 1 }
            case .split:
                frames.append(Frame(kind: .choice, index: instruction.b, place: place, low: 0))
                budget -= 1
                index = Int(instruction.a)
                continue
            case .jump:
                index = Int(instruction.a)
                continue
            case .save: next = set(instruction.a, to: place, at: place)
            case .runGreedy, .runAtomic, .runLazy: next = runUnits(instruction, index, at: place, view)
            case .reset:
                for slot in instruction.a..<instruction.b where slots[Int(slot)] != -1 {
                    _ = set(slot, to: -1, at: place)
                }
                next = place
            case .progress: next = slots[Int(instruction.a)] == place ? -1 : place
            case .textStart, .textEnd, .lineStart, .lineEnd, .wordBoundary, .notWordBoundary:
                next = view.holds(instruction.operation, at: place) ? place : -1
            case .unitBefore, .setBefore: next = view.matchBefore(instruction, at: place)
            case .zero: next = set(instruction.a, to: 0, at: place)
            case .increment: next = set(instruction.a, to: slots[Int(instruction.a)] + 1, at: place)
            case .countedProgress:
                let isBound = slots[Int(instruction.b)] > Int(instruction.c)
                next = isBound && slots[Int(instruction.a)] == place ? -1 : place
            case .countGreedy, .countLazy:
                index = count(instruction, index, at: place)
                if budget < 0 { return Self.exhausted }
                continue
            case .reference, .referenceBefore: next = matchReference(instruction, at: place, view)
            case .look:
                next = look(instruction, index, at: place, view)
                if next >= 0 { index = Int(instruction.a) - 1 }
            case .accept: return place
            }
            if next >= 0 {
                place = next
                index += 1
            } else if budget < 0 {
                return Self.exhausted
            } else if !takeBack(&index, &place, base, view) {
                return Self.failed
            }
        }
    }

    /// Goes back to the last choice above `base`.
    private mutating func takeBack(_ index: inout Int, _ place: inout Int, _ base: Int, _ view: View) -> Bool {
        budget -= 1
        while frames.count > base {
            let last = frames.count - 1
            let frame = frames[last]
            switch frame.kind {
            case .restore:
                slots[Int(frame.index)] = frame.place
                frames.removeLast()
                continue
            case .choice:
                frames.removeLast()
                place = frame.place
            case .retreat:
                place = frame.place
                let next = view.instructions[Int(frame.index)]
                if next.operation == .unit {
                    let unit = UInt16(truncatingIfNeeded: next.a)
                    while place > frame.low, view.units[place] != unit { place -= 1 }
                    budget -= (frame.place - place) >> 2
                }
                if place > frame.low { frames[last].place = place - 1 } else { frames.removeLast() }
            case .advance:
                let run = view.instructions[Int(frame.index)]
                guard frame.place < view.units.count, view.contains(run.a, view.units[frame.place]) else {
                    frames.removeLast()
                    continue
                }
                place = frame.place + 1
                index = Int(frame.index) + 1
                frames[last].place = place
                frames[last].low -= 1
                if frame.low == 1 { frames.removeLast() }
                return true
            }
            index = Int(frame.index)
            return true
        }
        return false
    }
}

// Instructions of several steps. Each gives the place after it, or -1 for a failure.
extension RegexBacktracker {
    private mutating func set(_ slot: Int32, to value: Int, at place: Int) -> Int {
        if frames.isEmpty {
            isDirty = true
        } else {
            frames.append(Frame(kind: .restore, index: slot, place: slots[Int(slot)], low: 0))
        }
        slots[Int(slot)] = value
        return place
    }

    private mutating func runUnits(_ run: RegexInstruction, _ index: Int, at place: Int, _ view: View) -> Int {
        let minimum = Int(run.b)
        let available = view.units.count - place
        if minimum > available { return -1 }
        let isLazy = run.operation == .runLazy
        let wanted = isLazy ? minimum : min(Int(run.c), available)
        let end = view.endOfRun(of: run.a, from: place, to: place + wanted)
        budget -= (end - place) >> 2
        if end - place < minimum { return -1 }
        if isLazy {
            if run.c > run.b {
                frames.append(Frame(kind: .advance, index: Int32(index), place: end, low: Int(run.c - run.b)))
            }
        } else if run.operation == .runGreedy, end - place > minimum {
            frames.append(Frame(kind: .retreat, index: Int32(index + 1), place: end - 1, low: place + minimum))
        }
        return end
    }

    /// The instruction that comes after a counter's test.
    private mutating func count(_ test: RegexInstruction, _ index: Int, at place: Int) -> Int {
        budget -= 1
        let rounds = slots[Int(test.a)]
        let (round, exit) = (index + 1, index - 1)
        if rounds < Int(test.b) { return round }
        if test.c != Int32.max, rounds >= Int(test.c) { return exit }
        let isGreedy = test.operation == .countGreedy
        frames.append(Frame(kind: .choice, index: Int32(isGreedy ? exit : round), place: place, low: 0))
        return isGreedy ? round : exit
    }

    private mutating func matchReference(_ instruction: RegexInstruction, at place: Int, _ view: View) -> Int {
        let start = slots[2 * Int(instruction.a)]
        let end = slots[2 * Int(instruction.a) + 1]
        guard start >= 0, end >= start else { return place }
        let isBefore = instruction.operation == .referenceBefore
        let other = isBefore ? place - (end - start) : place
        guard other >= 0, other + (end - start) <= view.units.count else { return -1 }
        budget -= (end - start) >> 2
        for offset in 0..<end - start {
            let left = view.units[start + offset]
            let right = view.units[other + offset]
            if left == right { continue }
            guard view.ignoreCase, UnitCase.canonical(left) == UnitCase.canonical(right) else { return -1 }
        }
        return isBefore ? other : other + (end - start)
    }

    /// A look-around is decided once: choices inside it are not taken up again.
    private mutating func look(_ look: RegexInstruction, _ index: Int, at place: Int, _ view: View) -> Int {
        let base = frames.count
        // A frame to hold the base, so that slots set inside are restored.
        frames.append(Frame(kind: .restore, index: 0, place: slots[0], low: 0))
        let end = run(index + 1, at: place, view)
        if end == Self.exhausted { return -1 }
        let isNegated = look.b == 1
        if end < 0 {
            frames.removeLast(frames.count - base)
            return isNegated ? place : -1
        }
        if isNegated {
            for frame in frames[base...].reversed() where frame.kind == .restore {
                slots[Int(frame.index)] = frame.place
            }
            frames.removeLast(frames.count - base)
            return -1
        }
        var kept = base
        for index in base..<frames.count where frames[index].kind == .restore {
            frames[kept] = frames[index]
            kept += 1
        }
        frames.removeLast(frames.count - kept)
        return place
    }
}
