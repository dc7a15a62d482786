/// What is wrong with a picture, or with a text or an option that it is applied to.
struct PictureError: Error, Hashable, Sendable {
    /// The reference's code: D3080…D3093 for numbers, D3110 and D3130…D3136 for integers, dates and times.
    let code: String
    /// The reference's message, with the value filled in.
    let message: String
    /// What the message is about, where it names something.
    let value: String?

    init(_ code: String, _ message: String, value: String? = nil) {
        self.code = code
        self.message = message
        self.value = value
    }
}

extension PictureError {
    static func unsupportedSequence(_ token: String) -> PictureError {
        let text = "Formatting or parsing an integer as a sequence starting with \(quoted(token)) is not supported"
        return PictureError("D3130", text + " by this implementation", value: token)
    }

    static let mixedDigits = PictureError(
        "D3131", "In a decimal digit pattern, all digits must be from the same decimal group")

    static func notISO(_ text: String) -> PictureError {
        let message = "The argument of the toMillis function must be an ISO 8601 formatted timestamp. Given "
        return PictureError("D3110", message + quoted(text), value: text)
    }

    static func unknownComponent(_ component: String) -> PictureError {
        PictureError(
            "D3132", "Unknown component specifier \(quoted(component)) in date/time picture string", value: component)
    }

    static func notNamed(_ component: String) -> PictureError {
        let text = "The 'name' modifier can only be applied to months and days in the date/time picture string, not "
        return PictureError("D3133", text + quoted(component), value: component)
    }

    static let zoneTooLong = PictureError(
        "D3134", "The timezone integer format specifier cannot have more than four digits")

    static let missingBracket = PictureError(
        "D3135", "No matching closing bracket ']' in date/time picture string")

    static let missingComponents = PictureError(
        "D3136", "The date/time picture string is missing specifiers required to parse the timestamp")

    /// A value as messages show it: a JSON string.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
