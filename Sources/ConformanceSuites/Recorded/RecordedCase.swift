package import JSONModel

/// One file of the recordings: what was sent to the service, and what it answered.
package struct RecordedCase: Sendable {
    /// What was recorded: the folder of the suite that the file lies in.
    package enum Kind: String, Sendable {
        case execution
        case validation
        case testState = "test-state"
        case other
    }

    /// The path of the file below the suite's folder, without its extension.
    package var id: String
    package var kind: Kind
    package var area: String
    /// The whole file; the fields are those that the suite's README lists.
    package var value: JSONValue
    /// Snapshot key → what the service answered, normalised.
    package var expected: JSONObject
    package var transformers: [Transformer]
    /// Where it was recorded. Definitions and inputs name `us-east-1` instead.
    package var region: String

    init(id: String, kind: Kind, area: String, value: JSONValue) throws(SuiteError) {
        guard let expected = value["expected"]?.objectValue else { throw SuiteError("\(id): nothing is expected") }
        self.id = id
        self.kind = kind
        self.area = area
        self.expected = expected
        // A replacement that took the first part of ARNs left the rest of the region in some recordings.
        region = expected.contains { $0.value.description.contains("-central-1:") } ? "eu-central-1" : "us-east-1"
        self.value = Self.moved(value, to: region)
        let placeholders = Placeholders(value, now: RecordedSetting.start)
        var transformers: [Transformer] = []
        for item in self.value["transformers"]?.arrayValue ?? [] {
            var item = item.objectValue ?? [:]
            item["regex"] = item["regex"]?.stringValue.map { .string(placeholders.timed($0)) }
            transformers.append(try Transformer(.object(item), in: id))
        }
        self.transformers = transformers
    }

    /// The same case with another recording.
    package func expecting(_ expected: JSONValue) throws(SuiteError) -> RecordedCase {
        var members = value.objectValue ?? [:]
        members["expected"] = expected
        return try RecordedCase(id: id, kind: kind, area: area, value: .object(members))
    }

    /// Whether functions of the case answer, since the recording has no history to take their answers from.
    package var runsFunctions: Bool {
        let functions = value["lambdas"] ?? value["recordedWith"]?["lambdas"]
        return functions?.objectValue?.isEmpty == false
    }

    /// The case with `region` in place of its stand-in, `us-east-1`.
    private static func moved(_ value: JSONValue, to region: String) -> JSONValue {
        guard region != "us-east-1" else { return value }
        let text = value.description.replacing("us-east-1", with: region)
        return (try? JSONParser.parse(text)) ?? value
    }

    /// Every definition in the case: of machines, and of the single states that TestState is given.
    var definitions: [JSONValue] {
        var machines = [value["definition"] ?? .null]
        machines += (value["executions"]?.arrayValue ?? []).compactMap { $0["definition"] }
        machines += (value["auxiliary"]?.arrayValue ?? []).compactMap { $0["definition"] }
        for step in value["steps"]?.arrayValue ?? [] {
            guard let text = step["request"]?["definition"]?.stringValue else { continue }
            if let machine = try? JSONParser.parse(text) { machines.append(machine) }
        }
        return machines
    }

    /// Whether an answer that is compared tells of what an earlier request of the case made, or of all there is: the
    /// request takes a value from an earlier response, or has the name of a machine or an activity that was created
    /// before it, or reads something that there is.
    var needsState: Bool {
        var made: [String] = []
        for step in value["steps"]?.arrayValue ?? [] {
            let request = step["request"] ?? [:]
            let operation = step["op"]?.stringValue ?? ""
            if step["expectedKey"] != nil {
                let text = request.description
                if text.contains("$fromResponse") || made.contains(where: text.contains) { return true }
                let reads = ["Describe", "List", "Get"].contains { operation.hasPrefix($0) }
                if reads, step["fails"] != true { return true }
            }
            if operation.hasPrefix("Create"), let name = request["name"]?.stringValue { made.append(name) }
        }
        return false
    }
}

extension RecordedCase {
    /// All cases of the recordings in `folder`, in the order of its `index.json`.
    package static func load(from path: String) throws(SuiteError) -> [RecordedCase] {
        let folder = SuiteLocation.resolve(path, suite: "aws-recorded")
        var cases: [RecordedCase] = []
        for entry in try parse(folder + "/index.json").arrayValue ?? [] {
            guard let file = entry["file"]?.stringValue, let area = entry["area"]?.stringValue,
                let kind = entry["kind"]?.stringValue.flatMap(Kind.init(rawValue:))
            else { throw SuiteError("index.json: an entry without file, kind or area") }
            let id = file.hasSuffix(".json") ? String(file.dropLast(5)) : file
            cases.append(try RecordedCase(id: id, kind: kind, area: area, value: parse(folder + "/" + file)))
        }
        return cases
    }

    private static func parse(_ path: String) throws(SuiteError) -> JSONValue {
        let bytes = try SuiteLocation.read(path)
        do {
            return try JSONParser.parse(bytes)
        } catch {
            throw SuiteError("\(path): \(error.message) at byte \(error.offset)")
        }
    }
}
