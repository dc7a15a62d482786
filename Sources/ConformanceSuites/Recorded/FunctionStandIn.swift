import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation

/// The functions of a case, where the recording has no history from which their answers could be taken: they return
/// their argument or a text, or raise an exception.
struct FunctionStandIn: TaskWorld {
    private let source: String
    private let milliseconds: Int64

    /// - Parameters:
    ///   - functions: the case's `lambdas`; all are taken to be the same.
    ///   - milliseconds: how long an answer takes.
    init(_ functions: JSONValue?, milliseconds: Int64) {
        source = functions?.objectValue?.first?.value["source"]?.stringValue ?? ""
        self.milliseconds = milliseconds
    }

    mutating func answer(to request: TaskRequest) throws(WorldError) -> TaskAnswer? {
        let isDirect = request.resource.isFunction
        if let document = exception() {
            let cause = isDirect ? PythonJSON.text(document) : document.description
            return .failed("Exception", cause, after: milliseconds)
        }
        var payload = isDirect ? request.parameters.value : request.parameters.value["Payload"] ?? [:]
        // A function never sees that there is no payload.
        if payload.isNull { payload = [:] }
        if let constant = constant() { payload = constant }
        return .succeeded(isDirect ? payload : Self.response(payload), after: milliseconds)
    }

    /// The JSON that a function returns as bytes, whatever it is asked.
    private func constant() -> JSONValue? {
        guard let start = source.firstRange(of: "return b'") else { return nil }
        return try? JSONParser.parse(String(source[start.upperBound...].prefix { $0 != "'" }))
    }

    /// What a function's exception becomes, if the source raises one.
    private func exception() -> JSONValue? {
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        guard let index = lines.firstIndex(where: { $0.contains("raise Exception(") }),
            let message = lines[index].split(separator: "\"").dropFirst().first
        else { return nil }
        let line = lines[index].drop { $0 == " " }
        return [
            "errorMessage": .string(String(message)),
            "errorType": "Exception",
            "requestId": "0c1d2e3f-4a5b-4c6d-8e7f-901122334455",
            "stackTrace": [.string("  File \"/var/task/handler.py\", line \(index + 1), in handler\n    \(line)\n")],
        ]
    }

    /// The result of `lambda:invoke` around a function's answer.
    private static func response(_ payload: JSONValue) -> JSONValue {
        // In the service's order, which is another one in each of the two lists.
        let headers: JSONObject = [
            "X-Amz-Executed-Version": "$LATEST", "x-amzn-Remapped-Content-Length": "0", "Connection": "keep-alive",
            "x-amzn-RequestId": "0c1d2e3f-4a5b-4c6d-8e7f-901122334455",
            "Content-Length": .string(String(PythonJSON.text(payload).utf8.count)),
            "Date": "Sat, 01 Mar 2025 12:00:00 GMT", "X-Amzn-Trace-Id": "Root=1-0", "Content-Type": "application/json",
        ]
        let lists = JSONObject(headers.map { (key: $0.key, value: JSONValue.array([$0.value])) })
        let sorted = JSONObject(headers.sorted { $0.key.lowercased() < $1.key.lowercased() })
        return [
            "ExecutedVersion": "$LATEST",
            "Payload": payload,
            "SdkHttpMetadata": [
                "AllHttpHeaders": .object(lists), "HttpHeaders": .object(sorted), "HttpStatusCode": 200,
            ],
            "SdkResponseMetadata": ["RequestId": "0c1d2e3f-4a5b-4c6d-8e7f-901122334455"],
            "StatusCode": 200,
        ]
    }
}

extension TaskResource {
    /// Whether it is a Lambda function, called directly.
    fileprivate var isFunction: Bool {
        if case .service = kind { false } else { true }
    }
}
