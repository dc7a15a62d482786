extension RegexBacktracker.View {
    @inline(__always)
    func contains(_ set: Int32, _ unit: UInt16) -> Bool {
        sets[Int(set)].contains(unit, table: table)
    }

    /// The first place from `start` on whose unit is in a set, or the count.
    func firstPlace(of set: Int, from start: Int) -> Int {
        let set = sets[set]
        var place = start
        while place < units.count, !set.contains(units[place], table: table) { place += 1 }
        return place
    }

    /// Where a run of units of one set ends, at `limit` at the latest.
    func endOfRun(of set: Int32, from start: Int, to limit: Int) -> Int {
        let set = sets[Int(set)]
        var place = start
        while place < limit, set.contains(units[place], table: table) { place += 1 }
        return place
    }

    /// The place before the unit to the left, if that matches; else -1.
    func matchBefore(_ instruction: RegexInstruction, at place: Int) -> Int {
        guard place > 0 else { return -1 }
        let unit = units[place - 1]
        let isMatch =
            instruction.operation == .unitBefore
            ? unit == UInt16(truncatingIfNeeded: instruction.a) : contains(instruction.a, unit)
        return isMatch ? place - 1 : -1
    }

    /// Whether a condition on a place holds.
    func holds(_ assertion: RegexInstruction.Operation, at place: Int) -> Bool {
        switch assertion {
        case .textStart: place == 0
        case .textEnd: place == units.count
        case .lineStart: place == 0 || Self.isLineEnd(units[place - 1])
        case .lineEnd: place == units.count || Self.isLineEnd(units[place])
        case .wordBoundary: isWordBoundary(place)
        case .notWordBoundary: !isWordBoundary(place)
        case .accept, .unit, .set, .unitBefore, .setBefore, .split, .jump, .save, .reset, .progress, .countedProgress,
            .runGreedy, .runAtomic, .runLazy, .zero, .increment, .countGreedy, .countLazy, .reference,
            .referenceBefore, .look:
            preconditionFailure("not an assertion")
        }
    }

    private func isWordBoundary(_ place: Int) -> Bool {
        let before = place > 0 && Self.isWord(units[place - 1])
        let after = place < units.count && Self.isWord(units[place])
        return before != after
    }

    private static func isLineEnd(_ unit: UInt16) -> Bool {
        unit == 0x0A || unit == 0x0D || unit == 0x2028 || unit == 0x2029
    }

    private static func isWord(_ unit: UInt16) -> Bool {
        switch unit {
        case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: true
        default: false
        }
    }
}

extension RegexProgram {
    /// Gives a body direct access to the program and a text. No table of a program is empty.
    func withView(
        of units: UnsafeBufferPointer<UInt16>, _ body: (RegexBacktracker.View) -> RegexOutcome
    ) -> RegexOutcome {
        instructions.withUnsafeBufferPointer { instructions in
            sets.withUnsafeBufferPointer { sets in
                setTable.withUnsafeBufferPointer { table in
                    guard let first = instructions.baseAddress, let sets = sets.baseAddress,
                        let table = table.baseAddress
                    else { preconditionFailure("a table of the program is empty") }
                    return body(
                        RegexBacktracker.View(
                            units: units, instructions: first, sets: sets, table: table, ignoreCase: ignoreCase))
                }
            }
        }
    }
}
