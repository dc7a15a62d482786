import JSONModel

/// An answer with which the service refuses a request.
struct ServiceError: Error, Sendable {
    var code: String
    var message: String

    /// - Parameters:
    ///   - operation: the request that failed.
    ///   - isException: whether the recording has the client's exception in place of the response.
    func response(to operation: String, isException: Bool) -> JSONValue {
        if isException {
            return [
                "exception_typename": .string(code),
                "exception_value":
                    .string("An error occurred (\(code)) when calling the \(operation) operation: \(message)"),
            ]
        }
        return [
            "Error": ["Code": .string(code), "Message": .string(message)],
            "message": .string(message),
            "ResponseMetadata": ["HTTPHeaders": [:], "HTTPStatusCode": 400],
        ]
    }
}
