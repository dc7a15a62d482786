import JSONModel

/// `States.JsonMerge` and `States.StringToJson`.
enum IntrinsicJSON {
    /// Members of both objects, those of `right` winning, in the order of the service's hash map. Only the shallow
    /// mode exists; anything but `true` asks for it.
    static func merge(
        _ left: JSONValue, _ right: JSONValue, _ isDeep: JSONValue
    ) throws(IntrinsicFailure) -> JSONValue {
        guard case .object(var merged) = left, case .object(let right) = right, isDeep != .bool(true) else {
            throw .arguments(.jsonMerge)
        }
        for (key, value) in right { merged[key] = value }
        let members = JavaText.hashMapOrder(merged.map(\.key)).map { merged[$0] }
        return .object(JSONObject(members))
    }

    /// The value of a JSON text. A blank text gives null, as on the service.
    static func parse(_ text: JSONValue) throws(IntrinsicFailure) -> JSONValue {
        guard case .string(let text) = text else { throw .arguments(.stringToJSON) }
        if text.utf8.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }) { return .null }
        do throws(JSONSyntaxError) {
            return try JSONParser.parse(text)
        } catch {
            throw .arguments(.stringToJSON)
        }
    }
}
