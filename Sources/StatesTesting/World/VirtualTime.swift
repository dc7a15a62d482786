import StatesLanguage

/// Who works, who sleeps, and what time it is: a value, so that one lock holds all of it.
struct VirtualTime {
    /// What comes first of that which is due.
    enum Rank: Int {
        case due, poll
        /// Somebody lets time pass: when all else is done.
        case advance
    }

    struct Sleeper {
        var time: Timestamp
        /// Time passes for it until then; `nil` if it does not matter when it wakes.
        var deadline: Timestamp?
        var rank: Rank
        /// Who sleeps, if that is known.
        var work: Int?
        var continuation: CheckedContinuation<Void, any Error>
    }

    var now: Timestamp
    /// By number: for how much each waits. It works while that is 0.
    private var works: [Int: Int] = [:]
    private var workingCount = 0
    private var sleepers: [Int: Sleeper] = [:]
    private var lastNumber = 0

    init(now: Timestamp) { self.now = now }

    mutating func newNumber() -> Int {
        lastNumber += 1
        return lastNumber
    }

    // MARK: Work

    mutating func begin() -> Int {
        let number = newNumber()
        works[number] = 0
        workingCount += 1
        return number
    }

    mutating func end(_ work: Int) -> [Sleeper] {
        guard let waits = works.removeValue(forKey: work) else { return [] }
        if waits == 0 { workingCount -= 1 }
        return pass()
    }

    mutating func wait(_ work: Int) -> [Sleeper] {
        guard let waits = works[work] else { return [] }
        works[work] = waits + 1
        if waits == 0 { workingCount -= 1 }
        return pass()
    }

    mutating func goOn(_ work: Int) {
        guard let waits = works[work], waits > 0 else { return }
        works[work] = waits - 1
        if waits == 1 { workingCount += 1 }
    }

    // MARK: Sleep

    /// - Returns: who wakes.
    mutating func sleep(_ number: Int, _ sleeper: Sleeper) -> [Sleeper] {
        sleepers[number] = sleeper
        return sleeper.work.map { wait($0) } ?? pass()
    }

    mutating func cancel(_ number: Int) -> Sleeper? {
        guard let sleeper = sleepers.removeValue(forKey: number) else { return nil }
        if let work = sleeper.work { goOn(work) }
        return sleeper
    }

    mutating func nudge() {
        for (number, sleeper) in sleepers where sleeper.rank == .poll {
            sleepers[number]?.time = min(sleeper.time, now)
        }
    }

    // MARK: Time

    /// Wakes sleepers, one at a time, while nothing works.
    private mutating func pass() -> [Sleeper] {
        var woken: [Sleeper] = []
        while workingCount == 0 {
            if let number = firstDue(), let sleeper = cancel(number) {
                woken.append(sleeper)
            } else if let next = sleepers.values.compactMap(\.deadline).min() {
                now = max(now, next)
            } else {
                break
            }
        }
        return woken
    }

    private func firstDue() -> Int? {
        sleepers.filter { $0.value.time <= now }
            .min { ($0.value.rank.rawValue, $0.value.time, $0.key) < ($1.value.rank.rawValue, $1.value.time, $1.key) }?
            .key
    }
}
