/// What one subscriber has not had yet, as far as it is in memory: which event goes next, and what has to be written.
///
/// It performs nothing. Each key has a lane, whose events go one after another. Events come from two tables:
///
///     outbox_event    all events, read in order; up to `position` nobody needs to read them again
///     outbox_delayed  rows of this subscriber: what failed, and what waits behind it and would hold `position` back
///
/// What is delivered in order costs no row: `position` moves on once all before it is done.
struct Backlog {
    struct Item: Hashable, Sendable {
        var event: OutboxEvent
        var sequence: Int64
        var failures = 0
        /// Whether it has a row in `outbox_delayed`, or will have one with the next marking.
        var isStored = false
    }

    /// An item that is tried again, or waits for one that is.
    struct Delayed: Sendable {
        var item: Item
        var due: Int64
        var error: String?
    }

    /// What one transaction writes, all of it or nothing.
    struct Marking: Sendable {
        var position: Int64 = 0
        var delayed: [Delayed] = []
        var delivered: [(key: String, sequence: Int64)] = []
        var dead: [(item: Item, error: String)] = []
        /// Keys whose next rows it reads, after all that.
        var wanted: [String] = []

        var isEmpty: Bool { delayed.isEmpty && delivered.isEmpty && dead.isEmpty && wanted.isEmpty }
    }

    private struct Lane {
        enum Phase {
            /// Its first item may go.
            case ready
            /// Its first item is under way.
            case busy
            /// Its first item failed, and goes again when it is due.
            case waiting
            /// Goes on after the next marking.
            case halted
        }

        var items: ArraySlice<Item>
        /// Rows in `outbox_delayed` that are not in `items`; each comes after those.
        var rows = 0
        var phase = Phase.ready
    }

    /// Events in memory that `position` waits for.
    static let window = 1_024
    /// Keys in memory. Who fails more of them than that is taken to be down, and gets nothing new meanwhile.
    static let laneLimit = 10_000
    /// Rows that are read of one key at a time.
    static let rowLimit = 16
    /// Events done that are worth a commit while others are under way.
    static let markingSize: Int64 = 128

    /// The last event that was read.
    private(set) var newest: Int64
    private(set) var inFlight = 0
    private var marked: Int64
    private var lanes: [String: Lane] = [:]
    private var ready: ArraySlice<String> = []
    private var dues: [String: Int64] = [:]
    private(set) var nextDue: Int64 = .max
    /// Read, neither done nor stored, in order; but for those in `done`.
    private var open: ArraySlice<(sequence: Int64, key: String)> = []
    private var done: Set<Int64> = []
    private var pending = Marking()

    /// - Parameter delayed: of each key the first row, and the number of those behind.
    init(position: Int64, delayed: [(first: Delayed, rows: Int)] = []) {
        newest = position
        marked = position
        for (first, rows) in delayed {
            lanes[first.item.event.key] = Lane(items: [first.item], rows: rows, phase: .waiting)
            wait(first.item.event.key, until: first.due)
        }
    }

    // MARK: In

    var hasRoom: Bool { open.count < Self.window && lanes.count < Self.laneLimit }

    /// Takes events that were read after `newest`.
    ///
    /// - Parameter last: up to where; what is not among the items is not for this subscriber.
    mutating func take(_ items: [Item], through last: Int64) {
        newest = last
        for item in items {
            let key = item.event.key
            if let lane = lanes[key] {
                guard lane.phase != .waiting, lane.rows == 0 else {
                    store(item, of: key)
                    continue
                }
                lanes[key]?.items.append(item)
            } else {
                lanes[key] = Lane(items: [item])
                ready.append(key)
            }
            open.append((item.sequence, key))
        }
    }

    /// Gives items a row behind those that their key has, and forgets them.
    private mutating func store(_ item: Item, of key: String) {
        var item = item
        item.isStored = true
        pending.delayed.append(Delayed(item: item, due: 0))
        lanes[key]?.rows += 1
    }

    // MARK: Deliveries

    /// What goes now, if anything may.
    mutating func next() -> Delivery? {
        guard let key = ready.popFirst(), let item = lanes[key]?.items.first else { return nil }
        lanes[key]?.phase = .busy
        inFlight += 1
        return Delivery(event: item.event, sequence: item.sequence, attempt: item.failures + 1)
    }

    /// The delivery of `key` that was under way succeeded.
    mutating func succeeded(_ key: String) {
        inFlight -= 1
        guard let item = lanes[key]?.items.popFirst() else { return }
        if item.isStored { pending.delivered.append((key, item.sequence)) } else { close(item.sequence) }
        goOn(key)
    }

    /// The delivery of `key` that was under way failed.
    ///
    /// - Parameter due: when it is tried again; `nil` for a dead letter.
    mutating func failed(_ key: String, error: String, due: Int64?) {
        inFlight -= 1
        guard var lane = lanes[key], var item = lane.items.popFirst() else { return }
        item.failures += 1
        if !item.isStored { close(item.sequence) }
        item.isStored = true
        guard let due else {
            pending.dead.append((item, error))
            lane.phase = .halted
            lanes[key] = lane
            return
        }
        pending.delayed.append(Delayed(item: item, due: due, error: error))
        let behind = lane.items
        lane.items = [item]
        lane.rows += behind.count { $0.isStored }
        lane.phase = .waiting
        lanes[key] = lane
        for item in behind where !item.isStored {
            close(item.sequence)
            store(item, of: key)
        }
        wait(key, until: due)
    }

    /// How often the delivery of `key` that is under way failed before.
    func failures(_ key: String) -> Int { lanes[key]?.items.first?.failures ?? 0 }

    private mutating func wait(_ key: String, until due: Int64) {
        dues[key] = due
        nextDue = min(nextDue, due)
    }

    /// Makes ready what is due.
    mutating func release(at now: Int64) {
        guard now >= nextDue else { return }
        for (key, due) in dues where due <= now {
            dues[key] = nil
            lanes[key]?.phase = .ready
            ready.append(key)
        }
        nextDue = dues.values.min() ?? .max
    }

    private mutating func goOn(_ key: String) {
        guard let lane = lanes[key] else { return }
        if !lane.items.isEmpty {
            lanes[key]?.phase = .ready
            ready.append(key)
        } else if lane.rows > 0 {
            lanes[key]?.phase = .halted
            pending.wanted.append(key)
        } else {
            lanes[key] = nil
        }
    }

    // MARK: Out

    /// All up to here is done, or has a row when `pending` is written.
    private var position: Int64 { open.first.map { $0.sequence - 1 } ?? newest }

    private mutating func close(_ sequence: Int64) {
        done.insert(sequence)
        while let first = open.first, done.remove(first.sequence) != nil { open.removeFirst() }
    }

    /// What is to be written now, once no other marking is under way.
    mutating func takeMarking() -> Marking? {
        storeWhatHoldsUp()
        let progress = position - marked
        guard !pending.isEmpty || progress >= Self.markingSize || (inFlight == 0 && progress > 0) else { return nil }
        var marking = pending
        marking.position = position
        marked = position
        pending = Marking()
        return marking
    }

    /// Gives rows to deliveries that take long, so that the others go on.
    private mutating func storeWhatHoldsUp() {
        while open.count >= Self.window, let (sequence, key) = open.first, let lane = lanes[key],
            lane.phase == .busy, var item = lane.items.first, item.sequence == sequence
        {
            item.isStored = true
            pending.delayed.append(Delayed(item: item, due: 0))
            lanes[key]?.items[lane.items.startIndex] = item
            close(sequence)
        }
    }

    /// `marking` is in the file, and these are the rows that it wanted.
    mutating func wrote(_ marking: Marking, rows: [String: [Item]]) {
        for (item, _) in marking.dead { goOn(item.event.key) }
        for key in marking.wanted {
            let items = rows[key] ?? []
            guard var lane = lanes[key] else { continue }
            lane.items = items[...]
            // Fewer than asked for: the others, if any, are not written yet.
            let isAll = items.count < Self.rowLimit
            lane.rows = isAll ? pending.delayed.count { $0.item.event.key == key } : lane.rows - items.count
            lanes[key] = lane
            goOn(key)
        }
    }
}
