package import JSONModel

/// The steps of the normalisation that concern the form of an answer, not its run-specific values.
package enum ResponseForm {
    /// Members sorted by name, `ResponseMetadata` last; through arrays that are members, not through an array that is
    /// the answer itself.
    package static func sorted(_ value: JSONValue) -> JSONValue {
        guard case .object(let object) = value else { return value }
        var result = JSONObject()
        let members = object.sorted { $0.key.unicodeScalars.lexicographicallyPrecedes($1.key.unicodeScalars) }
        for (key, member) in members where key != "ResponseMetadata" {
            if case .array(let array) = member {
                result[key] = .array(JSONArray(array.map(sorted)))
            } else {
                result[key] = sorted(member)
            }
        }
        if let metadata = object["ResponseMetadata"] { result["ResponseMetadata"] = sorted(metadata) }
        return .object(result)
    }

    /// Every string member that starts with `{` and is JSON replaced by its value, whose own strings stay.
    static func textsParsed(_ value: JSONValue) -> JSONValue {
        guard case .object(var object) = value else { return value }
        for (key, member) in object {
            switch member {
            case .string(let text):
                if text.hasPrefix("{"), let parsed = try? JSONParser.parse(text) { object[key] = parsed }
            case .array(let array): object[key] = .array(JSONArray(array.map(textsParsed)))
            case .object: object[key] = textsParsed(member)
            case .null, .bool, .number: break
            }
        }
        return .object(object)
    }

    /// `ResponseMetadata` reduced to the content type and the status.
    static func metadataReduced(_ value: JSONValue) -> JSONValue {
        guard case .object(var object) = value else { return value }
        for (key, member) in object {
            guard key == "ResponseMetadata" else {
                object[key] = metadataReduced(member)
                continue
            }
            var headers = JSONObject()
            if let type = member["HTTPHeaders"]?["content_type"] { headers["content_type"] = type }
            var metadata: JSONObject = ["HTTPHeaders": .object(headers)]
            if let status = member["HTTPStatusCode"] { metadata["HTTPStatusCode"] = status }
            object[key] = .object(metadata)
        }
        return .object(object)
    }

    /// What one test's own function does to members `output`: in each object below `value` that has one as text, it
    /// is replaced by its value, and the rest of the enclosing object is left alone.
    static func outputsParsed(_ value: JSONValue) -> JSONValue {
        guard case .object(var object) = value else { return value }
        for (key, member) in object {
            switch member {
            case .object(var inner):
                if let text = inner["output"]?.stringValue, let parsed = try? JSONParser.parse(text) {
                    inner["output"] = parsed
                    object[key] = .object(inner)
                    return .object(object)
                }
                object[key] = outputsParsed(member)
            case .array(let array): object[key] = .array(JSONArray(array.map(outputsParsed)))
            case .null, .bool, .number, .string: break
            }
        }
        return .object(object)
    }

    /// Every member that is a list of strings, sorted.
    static func listsSorted(_ value: JSONValue) -> JSONValue {
        guard case .object(var object) = value else { return value }
        for (key, member) in object {
            guard case .array(let array) = member else { continue }
            let names = array.compactMap(\.stringValue).sorted {
                $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars)
            }
            object[key] = .array(JSONArray(names.map { .string($0) }))
        }
        return .object(object)
    }
}
