import JSONModel
public import StatesCore

/// Where an execution of a definition does something else than a history says.
public struct HistoryDifference: Hashable, Sendable {
    /// The first event that does not fit.
    public var recorded: RecordedHistory.Event
    /// What the definition gives instead; `nil` when it gives nothing there: see `instead`.
    public var ours: RecordedHistory.Event?
    /// `ours` as another execution of the definition has it, at another time and under another name; `nil` when
    /// another event came, so that this is of no interest.
    public var disguised: RecordedHistory.Event?
    /// The state that `ours` is about.
    public var state: String?
    /// Why there is no `ours`.
    public var instead: Instead

    public init(
        recorded: RecordedHistory.Event, ours: RecordedHistory.Event?, state: String?, instead: Instead,
        disguised: RecordedHistory.Event? = nil
    ) {
        self.recorded = recorded
        self.ours = ours
        self.state = state
        self.instead = instead
        self.disguised = disguised
    }

    /// What an execution does that makes no event.
    public enum Instead: Hashable, Sendable {
        case event
        /// The task of the state is under way.
        case task(String)
        /// Nothing follows the event that the recorded one names as its cause.
        case nothing
        /// It has ended.
        case ended(Execution.Status)
    }
}

/// Says whether the events of an execution are those that were recorded, beyond their kinds and states.
public protocol HistoryExaminer: Sendable {
    /// - Parameter disguised: the event as another execution of the definition has it, at another time, under another
    ///   name and with other random numbers. What is not the same in both cannot be as recorded.
    func accepts(
        _ event: RecordedHistory.Event, as recorded: RecordedHistory.Event, disguised: () -> RecordedHistory.Event?
    ) -> Bool
}

extension RecordedHistory.Event {
    /// `event` as the history shows it; `nil` if it does not.
    package init?(_ event: StatesCore.Event, of execution: Execution) {
        var projection = HistoryProjection(execution)
        var bytes: [UInt8] = []
        projection.write(event, to: &bytes)
        guard !bytes.isEmpty, let object = try? JSONParser.parse(bytes).objectValue,
            let type = object["type"]?.stringValue
        else { return nil }
        let details = object.first { $0.key.hasSuffix("EventDetails") }?.value.objectValue ?? [:]
        self.init(id: event.id, previous: event.previous, type: type, time: event.time, details: details)
    }
}
