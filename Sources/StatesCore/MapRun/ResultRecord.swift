import JSONModel
import StatesLanguage

/// A child that has ended, until its result is written.
struct ChildResult: Hashable, Sendable {
    var index: Int
    var input: ChildInput
    var startTime: Timestamp
    var stopTime: Timestamp
    var outcome: ChildOutcome
}

/// What is told of a child besides its output: DescribeExecution in upper camel case, members by name.
///
/// - Source: AWS Step Functions, “ResultWriter (Map)”.
enum ResultRecord {
    static func write(_ result: ChildResult, of request: MapRunRequest, to bytes: inout [UInt8]) {
        let outcome = result.outcome
        var writer = RecordWriter(bytes: bytes)
        bytes = []
        if let cause = outcome.failure?.cause { writer.member("Cause", cause) }
        if let error = outcome.failure?.error { writer.member("Error", error) }
        let names = request.names(ofChild: result.index)
        writer.member("ExecutionArn", names.executionARN)
        writer.payload("Input", result.input.payload)
        writer.member("Name", names.name)
        if let output = outcome.output { writer.payload("Output", output) }
        writer.raw(#","RedriveCount":0,"RedriveStatus":""#)
        if outcome.status == .succeeded {
            writer.raw(
                #"NOT_REDRIVABLE","RedriveStatusReason":"Execution is SUCCEEDED and cannot be redriven""#)
        } else {
            writer.raw(#"REDRIVABLE_BY_MAP_RUN""#)
        }
        writer.member("StartDate", result.startTime.rfc3339)
        writer.member("StateMachineArn", request.machineARN)
        writer.member("Status", outcome.status.rawValue)
        writer.member("StopDate", result.stopTime.rfc3339)
        writer.raw("}")
        bytes = writer.bytes
    }

    /// An input that got no execution.
    static func write(pending input: ChildInput, to bytes: inout [UInt8]) {
        var writer = RecordWriter(bytes: bytes)
        bytes = []
        writer.payload("Input", input.payload)
        writer.member("Status", "PENDING")
        writer.raw("}")
        bytes = writer.bytes
    }
}

/// Writes the members of one object.
private struct RecordWriter {
    var bytes: [UInt8]
    private var isFirst = true

    init(bytes: consuming [UInt8]) { self.bytes = bytes }

    mutating func raw(_ text: StaticString) { bytes.append(raw: text) }

    mutating func member(_ name: StaticString, _ text: String) {
        key(name)
        JSONWriter.writeString(text, to: &bytes)
    }

    /// A text of JSON, and that it is there.
    mutating func payload(_ name: StaticString, _ payload: Payload) {
        key(name)
        payload.writeAsString(to: &bytes)
        raw(",\"")
        raw(name)
        raw(#"Details":{"Included":true}"#)
    }

    private mutating func key(_ name: StaticString) {
        raw(isFirst ? "{\"" : ",\"")
        isFirst = false
        raw(name)
        raw("\":")
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

    func write(_ request: MapRunRequest, to bytes: inout [UInt8]) {
        switch self {
        case .description(let result): ResultRecord.write(result, of: request, to: &bytes)
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
                part.write(request, to: &text)
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
