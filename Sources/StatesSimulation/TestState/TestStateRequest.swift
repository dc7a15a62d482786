public import JSONModel

/// The members of a TestState request.
///
/// - Source: AWS Step Functions API reference, “TestState”.
public struct TestStateRequest: Hashable, Sendable {
    /// A state, or with `stateName` a whole state machine: JSON.
    public var definition: String
    public var roleARN: String?
    /// JSON.
    public var input = "{}"
    public var inspectionLevel = InspectionLevel.info
    public var revealSecrets = false
    /// JSON, an object.
    public var variables: String?
    /// The state to test, in whatever scope of the machine it is.
    public var stateName: String?
    public var mock: Mock?
    /// The whole context object: JSON.
    public var context: String?
    public var stateConfiguration = StateConfiguration()

    /// How much of the data flow the response shows. TRACE adds the request and response of an HTTP Task, which needs
    /// the network, so here it shows what DEBUG does.
    public enum InspectionLevel: String, Hashable, Sendable, CaseIterable {
        case info = "INFO"
        case debug = "DEBUG"
        case trace = "TRACE"
    }

    /// What stands for the work of a Task, Parallel or Map state; one of `result` and `errorOutput`.
    public struct Mock: Hashable, Sendable {
        /// How strictly a result is compared with what the service behind a Task answers.
        public enum FieldValidationMode: String, Hashable, Sendable, CaseIterable {
            /// All required fields must be there, and those that are there must be of the right form.
            case strict = "STRICT"
            /// Those that are there must be of the right form.
            case present = "PRESENT"
            case none = "NONE"
        }

        /// JSON.
        public var result: String?
        public var errorOutput: ErrorOutput?
        public var fieldValidationMode = FieldValidationMode.strict

        public init(result: String? = nil, errorOutput: ErrorOutput? = nil) {
            self.result = result
            self.errorOutput = errorOutput
        }
    }

    /// A mocked error.
    public struct ErrorOutput: Hashable, Sendable {
        public var error: String?
        public var cause: String?

        public init(error: String?, cause: String? = nil) {
            self.error = error
            self.cause = cause
        }
    }

    /// In which situation the state is.
    public struct StateConfiguration: Hashable, Sendable {
        /// How often the retrier of the mocked error has tried again.
        public var retrierRetryCount: Int?
        /// The state inside a Parallel or Map state that a mocked error comes from.
        public var errorCausedByState: String?
        /// How many iterations of a Map state failed.
        public var mapIterationFailureCount: Int?
        /// What `ItemReader` reads, as it stands at its source.
        public var mapItemReaderData: String?

        public init() {}
    }

    public init(definition: String) {
        self.definition = definition
    }
}

extension TestStateRequest {
    /// Reads the JSON of a request, or `--cli-input-json` of the AWS CLI.
    public init(_ json: JSONValue) throws(RequestRefusal) {
        let reader = try RequestReader(
            json, at: nil,
            members: [
                "definition", "roleArn", "input", "inspectionLevel", "revealSecrets", "variables", "stateName", "mock",
                "context", "stateConfiguration",
            ])
        guard let definition = try reader.string("definition", from: 1, to: 1_048_576) else {
            throw .constraint("null", at: "definition", "Member must not be null")
        }
        self.init(definition: definition)
        roleARN = try reader.string("roleArn", from: 1, to: 256)
        input = try reader.string("input") ?? "{}"
        inspectionLevel = try reader.word("inspectionLevel") ?? .info
        revealSecrets = try reader.flag("revealSecrets")
        variables = try reader.string("variables")
        stateName = try reader.string("stateName", from: 1, to: 80)
        context = try reader.string("context")
        if let mock = reader.member("mock") { self.mock = try Mock(mock) }
        if let configuration = reader.member("stateConfiguration") {
            stateConfiguration = try StateConfiguration(configuration)
        }
    }
}

extension TestStateRequest.Mock {
    /// The member `mock`.
    public init(_ json: JSONValue) throws(RequestRefusal) {
        let reader = try RequestReader(
            json, at: "mock", members: ["result", "errorOutput", "fieldValidationMode"])
        self.init(result: try reader.string("result"))
        fieldValidationMode = try reader.word("fieldValidationMode") ?? .strict
        if let error = reader.member("errorOutput") {
            let reader = try RequestReader(error, at: "mock.errorOutput", members: ["error", "cause"])
            errorOutput = TestStateRequest.ErrorOutput(
                error: try reader.string("error", from: 0, to: 256),
                cause: try reader.string("cause", from: 0, to: 32_768))
        }
    }
}

extension TestStateRequest.StateConfiguration {
    /// The member `stateConfiguration`.
    public init(_ json: JSONValue) throws(RequestRefusal) {
        self.init()
        let reader = try RequestReader(
            json, at: "stateConfiguration",
            members: ["retrierRetryCount", "errorCausedByState", "mapIterationFailureCount", "mapItemReaderData"])
        retrierRetryCount = try reader.count("retrierRetryCount")
        errorCausedByState = try reader.string("errorCausedByState", from: 1, to: 80)
        mapIterationFailureCount = try reader.count("mapIterationFailureCount")
        mapItemReaderData = try reader.string("mapItemReaderData")
    }
}

/// Reads members of one object of a request; those that are `null` count as absent. Others are refused as the AWS CLI
/// refuses them.
private struct RequestReader {
    let json: JSONValue
    let path: String?

    init(_ json: JSONValue, at path: String?, members: [String]) throws(RequestRefusal) {
        self.json = json
        self.path = path
        guard case .object(let object) = json else {
            throw .constraint("'\(json)'", at: path ?? "input", "Member must be an object")
        }
        if let unknown = object.first(where: { !members.contains($0.key) })?.key {
            throw .validation(
                "Unknown parameter in \(path ?? "input"): \"\(unknown)\", must be one of: "
                    + members.joined(separator: ", "))
        }
    }

    private func place(_ name: String) -> String { path.map { "\($0).\(name)" } ?? name }

    func member(_ name: String) -> JSONValue? {
        guard let value = json[name], !value.isNull else { return nil }
        return value
    }

    /// - Parameters: the allowed lengths, characters.
    func string(_ name: String, from least: Int = 0, to most: Int = 262_144) throws(RequestRefusal) -> String? {
        guard let value = member(name) else { return nil }
        guard case .string(let text) = value else { throw wrongType(name, value, wanted: "a string") }
        let length = text.unicodeScalars.count
        guard length >= least else { throw limit(name, "'\(text)'", "length greater than or equal to \(least)") }
        guard length <= most else { throw limit(name, "'\(text)'", "length less than or equal to \(most)") }
        return text
    }

    func count(_ name: String) throws(RequestRefusal) -> Int? {
        guard let value = member(name) else { return nil }
        guard let number = value.numberValue?.int64Value else { throw wrongType(name, value, wanted: "an integer") }
        guard number >= 0 else { throw limit(name, "'\(number)'", "value greater than or equal to 0") }
        return Int(number)
    }

    func flag(_ name: String) throws(RequestRefusal) -> Bool {
        guard let value = member(name) else { return false }
        guard case .bool(let flag) = value else { throw wrongType(name, value, wanted: "a boolean") }
        return flag
    }

    func word<Word: RawRepresentable & CaseIterable>(
        _ name: String
    ) throws(RequestRefusal) -> Word? where Word.RawValue == String {
        guard let text = try string(name) else { return nil }
        if let word = Word(rawValue: text) { return word }
        let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
        throw .constraint("'\(text)'", at: place(name), "Member must satisfy enum value set: [\(words)]")
    }

    private func limit(_ name: String, _ value: String, _ rule: String) -> RequestRefusal {
        .constraint(value, at: place(name), "Member must have \(rule)")
    }

    private func wrongType(_ name: String, _ value: JSONValue, wanted: String) -> RequestRefusal {
        .constraint("'\(value)'", at: place(name), "Member must be \(wanted)")
    }
}
