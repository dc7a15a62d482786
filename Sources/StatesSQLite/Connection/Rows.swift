import JSONModel
import StatesCore
import StatesLanguage
import StatesRuntime

/// Values and the columns they stand in.
extension StoredExecution {
    /// - Throws: `.corrupt` for a status that there is not, or a child of a map run that nobody wrote.
    init(_ row: borrowing SQLStatement) throws(StoreError) {
        guard let status = Execution.Status(rawValue: row.text(13)) else {
            throw StoreError(.corrupt, "execution \(row.integer(0)) has the status “\(row.text(13))”")
        }
        let childText = row.text(ifPresent: 21)
        let child = childText.flatMap(MapRunChild.init(text:))
        guard childText == nil || child != nil else {
            throw StoreError(.corrupt, "execution \(row.integer(0)) has the map run child “\(childText ?? "")”")
        }
        let parent = row.integer(ifPresent: 7).map { execution in
            ParentTask(
                execution: ExecutionKey(rawValue: execution), task: row.task(8), wantsJSON: row.integer(20) != 0,
                isWaiting: row.integer(22) != 0, mapRunChild: child)
        }
        let new = NewExecution(
            key: ExecutionKey(rawValue: row.integer(0)), name: row.text(1), version: MachineVersion(row, from: 2),
            seed: UInt64(bitPattern: row.integer(6)), startTime: row.time(11), parent: parent,
            trace: TraceColumn.headers(row.text(ifPresent: 23)))
        let change = StatusChange(
            status: status,
            stopTime: row.integer(ifPresent: 12).map { Timestamp(millisecondsSinceEpoch: $0) },
            error: row.text(ifPresent: 14), cause: row.text(ifPresent: 15),
            redriveCount: Int(row.integer(16)))
        self.init(
            new, status: change, owner: row.integer(ifPresent: 17).map { OwnerID(rawValue: $0) },
            wake: Wake(column: row.integer(ifPresent: 18)), records: Int(row.integer(19)))
    }
}

/// The headers that carry a trace, as a JSON object.
enum TraceColumn {
    static func text(_ headers: [String: String]) -> String? {
        guard !headers.isEmpty else { return nil }
        var members = JSONObject()
        for (name, value) in headers.sorted(by: { $0.key < $1.key }) { members[name] = .string(value) }
        return JSONValue.object(members).description
    }

    /// A trace that cannot be read is none: nothing that an execution does depends on it.
    static func headers(_ text: String?) -> [String: String] {
        guard let text, case .object(let members)? = try? JSONParser.parse(Array(text.utf8)) else { return [:] }
        var headers: [String: String] = [:]
        for (name, value) in members { headers[name] = value.stringValue }
        return headers
    }
}

extension MachineVersion {
    init(_ row: borrowing SQLStatement, from column: Int32 = 0) {
        self.init(
            name: row.text(column), number: Int(row.integer(column + 1)), definition: row.text(column + 2),
            creationTime: row.time(column + 3))
    }
}

extension ActivityTask {
    init(_ row: borrowing SQLStatement) {
        self.init(
            activity: row.text(1), execution: ExecutionKey(rawValue: row.integer(2)), token: row.text(3),
            task: row.task(4), scheduledAt: row.time(7), input: row.bytes(8))
    }
}

extension SQLStatement {
    /// Entry, attempt and frame in three columns.
    func task(_ column: Int32) -> TaskID {
        TaskID(
            entry: Int(integer(column)), attempt: Int(integer(column + 1)),
            frame: Int32(truncatingIfNeeded: integer(column + 2)))
    }

    func bind(_ task: TaskID, at index: Int32) {
        bind(task.entry, at: index)
        bind(task.attempt, at: index + 1)
        bind(Int64(task.frame), at: index + 2)
    }
}

extension Wake {
    /// `NULL` never, 0 now, else milliseconds.
    init(column: Int64?) {
        self =
            switch column {
            case nil: .never
            case 0: .now
            case let milliseconds?: .at(Timestamp(millisecondsSinceEpoch: milliseconds))
            }
    }

    /// Rounded up: nothing is woken before its time.
    var column: Int64? {
        switch self {
        case .never: return nil
        case .now: return 0
        case .at(let time):
            let milliseconds = time.millisecondsSinceEpoch
            let isExact = time.nanoseconds % 1_000_000 == 0
            return max(1, isExact || milliseconds == .max ? milliseconds : milliseconds + 1)
        }
    }
}
