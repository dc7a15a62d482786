import Hummingbird
import JSONModel
import NIOCore

/// Why a request was refused, as the client reads it.
///
/// - Source: RFC 9457, “Problem Details for HTTP APIs”.
struct Problem: Error, Hashable {
    /// What happened, for programs: `urn:order-saga:problem:` and this.
    var name: String
    var status: HTTPResponse.Status
    var title: String
    var detail: String?
    /// The fields that are wrong.
    var faults: [OrderRequest.Fault] = []
    var headers: HTTPFields = [:]

    init(
        _ name: String, _ status: HTTPResponse.Status, _ title: String, detail: String? = nil,
        faults: [OrderRequest.Fault] = [], headers: HTTPFields = [:]
    ) {
        (self.name, self.status, self.title, self.detail) = (name, status, title, detail)
        (self.faults, self.headers) = (faults, headers)
    }

    static let unauthorized = Problem(
        "unauthorized", .unauthorized, "A bearer token is needed", headers: [.wwwAuthenticate: "Bearer"])
    static let notFound = Problem("not-found", .notFound, "There is no such resource")
    static let tooLarge = Problem(
        "body-too-large", .contentTooLarge, "The body is too large",
        detail: "an order has at most \(OrderRequest.maximumBytes) bytes", headers: [.connection: "close"])
    static let unsupportedType = Problem(
        "unsupported-content-type", .unsupportedMediaType, "The body must be application/json")
    static let internalError = Problem("internal", .internalServerError, "The service could not answer")

    static func unavailable(_ detail: String) -> Problem {
        Problem("unavailable", .serviceUnavailable, "Try again later", detail: detail, headers: [.retryAfter: "1"])
    }

    static func tooManyRequests(retryAfterSeconds: Int) -> Problem {
        Problem(
            "too-many-requests", .tooManyRequests, "Too many requests from this client",
            headers: [.retryAfter: "\(retryAfterSeconds)"])
    }

    init(_ failure: OrderRequest.Failure) {
        switch failure {
        case .notJSON(let detail): self.init("not-json", .badRequest, "The body is not JSON", detail: detail)
        case .invalid(let faults):
            let detail = faults.map { "\($0.pointer.isEmpty ? "the body" : $0.pointer) \($0.detail)" }
            self.init(
                "invalid-order", .badRequest, "The order is not valid", detail: detail.joined(separator: "; "),
                faults: faults)
        }
    }

    var response: Response {
        var body: JSONObject = [
            "type": .string("urn:order-saga:problem:\(name)"), "title": .string(title), "status": .int(status.code),
        ]
        if let detail { body["detail"] = .string(detail) }
        if !faults.isEmpty {
            body["errors"] = .array(
                JSONArray(faults.map { ["pointer": .string($0.pointer), "detail": .string($0.detail)] }))
        }
        var response = Response(json: JSONWriter.bytes(of: .object(body)), status: status)
        response.headers[.contentType] = "application/problem+json"
        for field in headers { response.headers[field.name] = field.value }
        return response
    }
}

extension Response {
    init(json: [UInt8], status: HTTPResponse.Status = .ok) {
        self.init(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json)))
    }

    init(text: String, type: String) {
        self.init(
            status: .ok, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
