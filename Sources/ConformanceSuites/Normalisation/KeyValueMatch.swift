import JSONModel

/// Which members a key-value transformer takes, and which text of them it replaces.
package enum KeyValueMatch: Sendable {
    /// The member of this name, unless it is null or empty.
    case key(String)
    /// The last part of an ARN.
    case resourceName
    /// The file name of a certificate in `SigningCertURL`.
    case certificateFile
    /// The last part of the subscription ARN in `UnsubscribeURL`.
    case subscription
    /// The JSON text that a `cause` quotes.
    case quotedInput
    /// A UUID in a member whose name ends in “id”.
    case uuid
    /// Whatever stands in a member that is named like a time and is no ISO 8601 date-time.
    case timestamp

    /// The functions of the recordings' tests that stand for these.
    static let named: [(function: String, match: KeyValueMatch)] = [
        ("_resource_name_transformer", .resourceName),
        ("_sns_pem_file_token_transformer", .certificateFile),
        ("_sns_unsubscribe_url_subscription_arn_transformer", .subscription),
    ]

    /// The text to replace in the member, or `nil` if it is not taken.
    func text(key: String, value: JSONValue) -> String? {
        if case .timestamp = self { return Self.timestampText(key: key, value: value) }
        guard case .string(let string) = value else { return nil }
        return switch self {
        case .key(let name): key == name && !string.isEmpty ? string : nil
        case .resourceName: Self.resourceName(in: string)
        case .certificateFile:
            key.lowercased() == "signingcerturl" ? Self.certificate.match(atStartOf: string)?[1] : nil
        case .subscription:
            key.lowercased() == "unsubscribeurl" ? Self.subscriptionARN.match(atStartOf: string)?[1] : nil
        case .quotedInput: key == "cause" ? Self.quoted(in: string) : nil
        case .uuid: key.lowercased().hasSuffix("id") && Self.uuidPattern.match(atStartOf: string) != nil ? string : nil
        case .timestamp: nil
        }
    }

    /// Whether the member is taken although it is no string (its text is then not replaced but the whole value).
    func takesWhole(key: String, value: JSONValue) -> Bool {
        switch self {
        case .key(let name): key == name && !value.isNull && value.stringValue == nil
        case .timestamp: value.stringValue == nil && Self.timestampText(key: key, value: value) != nil
        case .resourceName, .certificateFile, .subscription, .quotedInput, .uuid: false
        }
    }

    /// `MD5OfBody` → `m-d5-of-body`.
    static func hyphenated(_ key: String) -> String {
        var hyphenated = key.reduce(into: "") { $0 += $1.isUppercase ? "-\($1.lowercased())" : String($1) }
        while hyphenated.hasPrefix("-") { hyphenated.removeFirst() }
        return hyphenated
    }

    private static func timestampText(key: String, value: JSONValue) -> String? {
        guard key.lowercased().contains("timestamp") || key == "creationTime" || key == "ingestionTime" else {
            return nil
        }
        let text = value.stringValue ?? value.description
        return PythonRegex.iso8601.match(atStartOf: text) == nil ? text : nil
    }

    private static func resourceName(in text: String) -> String? {
        guard let last = arn.match(atStartOf: text)?.last ?? nil else { return nil }
        if last.hasPrefix("<"), last.hasSuffix(">") { return nil }
        if last.contains("/") { return lastPart(of: last, after: "/") }
        if last.hasPrefix("function:") {
            var name = Substring(last.dropFirst("function:".count))
            if let dollar = name.firstIndex(of: "$") {
                name = name[..<dollar]
                while name.last == ":" { name.removeLast() }
            }
            return String(name)
        }
        return lastPart(of: last, after: ":")
    }

    private static func lastPart(of text: String, after separator: Character) -> String {
        text.lastIndex(of: separator).map { String(text[text.index(after: $0)...]) } ?? text
    }

    private static func quoted(in cause: String) -> String? {
        guard let text = quotedJSON.match(atStartOf: cause)?[1] else { return nil }
        return (try? JSONParser.parse(text)) == nil ? nil : text
    }

    private static let arn = PythonRegex(known: #"arn:(aws[a-zA-Z-]*)?:([a-zA-Z0-9-_.]+)?:([^:]+)?:(\d{12})?:(.*)"#)
    private static let certificate = PythonRegex(known: #".*SimpleNotificationService-(.*\.pem)"#)
    private static let subscriptionARN = PythonRegex(known: #".*(?<=\?Action=Unsubscribe&SubscriptionArn=).*:(.*)"#)
    private static let quotedJSON = PythonRegex(known: #".*'({.*})'"#)
    private static let uuidPattern = PythonRegex(
        known: "[a-fA-F0-9]{8}-[a-fA-F0-9]{4}-[a-fA-F0-9]{4}-[a-fA-F0-9]{4}-[a-fA-F0-9]{12}"
    )
}
