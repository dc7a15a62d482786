import JSONModel
import StatesCore
import StatesLanguage

/// What the views of a database show of an event: `[kind, eventID, frame, name, milliseconds]`.
///
/// - `kind`: see `Kind`.
/// - `eventID`: its id in the history of the execution.
/// - `frame`: the branch or iteration that it belongs to, while that runs.
/// - `name`: of the state, for tasks their resource, for failures their error.
/// - `milliseconds`: from its time to that of the record, ≥ 0.
enum Mark {
    enum Kind: String {
        case stateEntered = "E"
        case stateExited = "X"
        case stateAborted = "A"
        case taskScheduled = "S"
        case taskSucceeded = "T"
        case taskFailed = "F"
        case taskTimedOut = "O"
    }

    /// The marks of a record.
    ///
    /// - Parameter time: the record's.
    /// - Returns: a JSON array.
    static func text(of events: [Event], in program: Program, at time: Timestamp) -> String {
        var marks: [UInt8] = []
        marks.reserveCapacity(256)
        marks.append(UInt8(ascii: "["))
        for event in events {
            guard let (kind, name) = mark(event, program) else { continue }
            if marks.count > 1 { marks.append(UInt8(ascii: ",")) }
            marks += [UInt8(ascii: "["), UInt8(ascii: "\"")]
            marks += kind.rawValue.utf8
            marks += [UInt8(ascii: "\""), UInt8(ascii: ",")]
            append(Int64(event.id), to: &marks)
            marks.append(UInt8(ascii: ","))
            append(Int64(event.frame), to: &marks)
            marks.append(UInt8(ascii: ","))
            JSONWriter.writeString(name, to: &marks)
            marks.append(UInt8(ascii: ","))
            append(time.millisecondsSinceEpoch - event.time.millisecondsSinceEpoch, to: &marks)
            marks.append(UInt8(ascii: "]"))
        }
        marks.append(UInt8(ascii: "]"))
        return String(decoding: marks, as: UTF8.self)
    }

    /// Decimal digits, without a text in between.
    private static func append(_ number: Int64, to bytes: inout [UInt8]) {
        var rest = number.magnitude
        let start = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        bytes[start...].reverse()
    }

    private static func mark(_ event: Event, _ program: Program) -> (Kind, String)? {
        func state(_ index: StateIndex) -> String { index >= 0 ? program.describe(index).name : "" }
        switch event.body {
        case .stateEntered(let index, _): return (.stateEntered, state(index))
        case .stateExited: return (.stateExited, state(event.place.state))
        case .stateAborted: return (.stateAborted, state(event.place.state))
        case .taskScheduled:
            return (.taskScheduled, program.resource(of: event.place.state)?.text ?? state(event.place.state))
        case .taskSucceeded: return (.taskSucceeded, "")
        case .taskFailed(let failure, _): return (.taskFailed, failure.error ?? "")
        case .taskTimedOut(let failure): return (.taskTimedOut, failure.error ?? "")
        default: return nil
        }
    }
}
