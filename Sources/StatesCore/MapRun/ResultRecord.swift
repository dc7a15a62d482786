import JSONModel
import StatesLanguage

/// A child that has ended, until its result is written.
struct ChildResult: Hashable, Sendable {
    var index: Int
    var input: ChildInput
    var startTime: Timestamp
    var stopTime: Timestamp
    var outcome: ChildOutcome

    /// Bytes of its input and output.
    var byteCount: Int { input.payload.byteCount + (outcome.output?.byteCount ?? 0) }
}

/// Writes what is told of a child besides its output: DescribeExecution in upper camel case, members by name.
///
/// - Source: AWS Step Functions, “ResultWriter (Map)”.
struct RecordWriter {
    private let request: MapRunRequest
    /// What every record has before its name and behind its start date.
    private let arnPrefix: [UInt8]
    private let machine: [UInt8]
    /// Many children begin and end at one instant: the text of the last one.
    private var time = Timestamp(seconds: .min)
    private var timeText: [UInt8] = []

    init(_ request: MapRunRequest) {
        self.request = request
        arnPrefix = Array(#""ExecutionArn":\#(JSONValue.string(request.executionARNPrefix))"#.utf8.dropLast())
        machine = Array(#"","StateMachineArn":\#(JSONValue.string(request.machineARN)),"Status":""#.utf8)
    }

    mutating func write(_ result: ChildResult, to bytes: inout [UInt8]) {
        let outcome = result.outcome
        bytes.append(UInt8(ascii: "{"))
        if let cause = outcome.failure?.cause {
            bytes.append(raw: #""Cause":"#)
            JSONWriter.writeString(cause, to: &bytes)
            bytes.append(UInt8(ascii: ","))
        }
        if let error = outcome.failure?.error {
            bytes.append(raw: #""Error":"#)
            JSONWriter.writeString(error, to: &bytes)
            bytes.append(UInt8(ascii: ","))
        }
        let names = request.names(ofChild: result.index)
        bytes.append(contentsOf: arnPrefix)
        bytes.append(contentsOf: names.name.utf8)
        if !names.runID.isEmpty {
            bytes.append(UInt8(ascii: ":"))
            bytes.append(contentsOf: names.runID.utf8)
        }
        bytes.append(raw: #"","Input":"#)
        result.input.payload.writeAsString(to: &bytes)
        bytes.append(raw: #","InputDetails":{"Included":true},"Name":""#)
        bytes.append(contentsOf: names.name.utf8)
        if let output = outcome.output {
            bytes.append(raw: #"","Output":"#)
            output.writeAsString(to: &bytes)
            bytes.append(raw: #","OutputDetails":{"Included":true},"RedriveCount":0,"RedriveStatus":"#)
        } else {
            bytes.append(raw: #"","RedriveCount":0,"RedriveStatus":"#)
        }
        if outcome.status == .succeeded {
            bytes.append(
                raw: #""NOT_REDRIVABLE","RedriveStatusReason":"Execution is SUCCEEDED and cannot be redriven""#)
        } else {
            bytes.append(raw: #""REDRIVABLE_BY_MAP_RUN""#)
        }
        bytes.append(raw: #","StartDate":""#)
        write(result.startTime, to: &bytes)
        bytes.append(contentsOf: machine)
        bytes.append(contentsOf: outcome.status.rawValue.utf8)
        bytes.append(raw: #"","StopDate":""#)
        write(result.stopTime, to: &bytes)
        bytes.append(raw: #""}"#)
    }

    private mutating func write(_ time: Timestamp, to bytes: inout [UInt8]) {
        if time != self.time {
            self.time = time
            timeText = Array(time.rfc3339.utf8)
        }
        bytes.append(contentsOf: timeText)
    }

    /// An input that got no execution.
    static func write(pending input: ChildInput, to bytes: inout [UInt8]) {
        bytes.append(raw: #"{"Input":"#)
        input.payload.writeAsString(to: &bytes)
        bytes.append(raw: #","InputDetails":{"Included":true},"Status":"PENDING"}"#)
    }
}

/// `ResultWriter.WriterConfig`.
struct ResultForm: Hashable, Sendable {
    enum Transformation: Hashable, Sendable {
        /// What DescribeExecution says of the child.
        case none
        /// The output.
        case compact
        /// The output; of an array its elements.
        case flatten
    }

    var transformation: Transformation
    /// A line for each result, not an array of them.
    var isLines: Bool

    /// Calls `body` with every text that stands for `result`. What did not succeed is always described.
    func forEachPart(of result: ChildResult, _ body: (ResultPart) -> Void) {
        guard result.outcome.status == .succeeded, let output = result.outcome.output, transformation != .none else {
            return body(.description(result))
        }
        if transformation == .flatten, case .array(let elements) = output.value {
            for element in elements { body(.output(Payload(element))) }
        } else {
            body(.output(output))
        }
    }
}

enum ResultPart {
    case description(ChildResult)
    case output(Payload)

    func write(_ writer: inout RecordWriter, to bytes: inout [UInt8]) {
        switch self {
        case .description(let result): writer.write(result, to: &bytes)
        case .output(let payload): payload.write(to: &bytes)
        }
    }
}

/// The results that become the state's output, in the order of the children.
struct ResultList: Hashable, Sendable {
    private let limit: Int
    private let form: ResultForm
    private var parts: [[Payload]?] = []
    private var bytes = 0

    init(limit: Int, form: ResultForm) {
        self.limit = limit
        self.form = form
    }

    /// What is too long for an output anyway is not kept, so a run of any length has its place in memory.
    private var isTooLong: Bool { bytes > limit }

    mutating func set(_ result: ChildResult, in request: MapRunRequest) {
        guard !isTooLong else { return }
        var made: [Payload] = []
        form.forEachPart(of: result) { part in
            switch part {
            case .output(let payload): made.append(payload)
            case .description:
                var text: [UInt8] = []
                var writer = RecordWriter(request)
                part.write(&writer, to: &text)
                if let payload = try? Payload(JSONParser.parse(text)) { made.append(payload) }
            }
        }
        bytes += made.reduce(0) { $0 + $1.byteCount + 1 }
        if isTooLong {
            parts = []
            return
        }
        if result.index >= parts.count {
            parts += Array(repeating: nil, count: result.index + 1 - parts.count)
        }
        parts[result.index] = made
    }

    var output: Payload? {
        guard !isTooLong else { return nil }
        let all = parts.flatMap { $0 ?? [] }
        guard form.isLines else { return .splice(all) }
        var lines: [UInt8] = []
        for part in all {
            part.write(to: &lines)
            lines.append(UInt8(ascii: "\n"))
        }
        return Payload(.string(String(decoding: lines, as: UTF8.self)))
    }
}

extension MapRunRequest {
    /// How results are told; see `ResultExport` for where.
    var form: ResultForm {
        let writer = map.state.resultWriter
        let transformation: ResultForm.Transformation =
            switch writer?.transformation {
            case "NONE": .none
            case "COMPACT": .compact
            case "FLATTEN": .flatten
            default: settings.writerParameters == nil ? .compact : .none
            }
        return ResultForm(transformation: transformation, isLines: writer?.outputType == "JSONL")
    }
}
