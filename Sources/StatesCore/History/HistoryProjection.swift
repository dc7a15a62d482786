import StatesLanguage

/// Formats events as the service's history: the JSON of GetExecutionHistory.
///
/// It only formats: ids and links are in the events.
public struct HistoryProjection: Sendable {
    /// How the time of an event is written.
    public enum TimestampFormat: Hashable, Sendable {
        /// `2026-01-02T03:04:05.678000+00:00`, as the AWS CLI prints.
        case iso8601
        /// Seconds with milliseconds, as the API sends.
        case epochSeconds
    }

    let program: Program
    let settings: ExecutionSettings
    let timestamps: TimestampFormat
    var escaped = EscapedTexts()
    /// Many events share an instant: the text of the last one.
    var lastTime = Timestamp(seconds: .min)
    var lastTimeText: [UInt8] = []
    private var count = 0

    /// - Parameter isContinued: other events stand before those that are to come.
    public init(_ execution: Execution, timestamps: TimestampFormat = .iso8601, isContinued: Bool = false) {
        program = execution.program
        settings = execution.settings
        self.timestamps = timestamps
        count = isContinued ? 1 : 0
    }

    /// Appends `event` to `bytes`: an element of `events`, with the comma that parts it from the one before.
    ///
    /// Events that the history does not show add nothing.
    public mutating func write(_ event: Event, to bytes: inout [UInt8]) {
        let node = event.place.state == .end ? nil : program.nodes[Int(event.place.state)]
        guard let type = event.historyType(node) else { return }
        if count > 0 { bytes.append(UInt8(ascii: ",")) }
        count += 1
        writeHead(event, type, to: &bytes)
        writeDetails(event, node, to: &bytes)
        bytes.append(UInt8(ascii: "}"))
    }

    /// `type` of `event` in the history of an execution of `program`; `nil` for events that it does not show.
    public static func type(of event: Event, in program: Program) -> String? {
        let node = event.place.state == .end ? nil : program.nodes[Int(event.place.state)]
        return event.historyType(node).map(\.description)
    }

    /// The whole document: `{"events": […]}`.
    public static func document(
        of events: [Event], in execution: Execution, timestamps: TimestampFormat = .iso8601
    ) -> [UInt8] {
        var projection = HistoryProjection(execution, timestamps: timestamps)
        var bytes = Array(#"{"events":["#.utf8)
        for event in events { projection.write(event, to: &bytes) }
        bytes += Array("]}".utf8)
        return bytes
    }
}
