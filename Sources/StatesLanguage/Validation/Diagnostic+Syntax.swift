public import Diagnostics
public import JSONModel

// What is said about a text that is no definition at all.
extension JSONSyntaxError {
    /// The fault of `text` as the service's parser says it, without the place.
    package func serviceMessage(in text: String) -> String {
        Diagnostic.invalidJSON(self, in: SourceText(name: "", text: text)).message
    }
}

extension Diagnostic {
    static func definitionIsNoObject(at span: SourceSpan) -> Diagnostic {
        schema("Definition must be a valid JSON object", at: span, location: nil)
    }

    /// The sentence is that of Jackson, the service's parser; where that is not known, ours.
    static func invalidJSON(_ error: JSONSyntaxError, in source: SourceText) -> Diagnostic {
        var reader = JacksonReader(source: source, error: error)
        let (message, end) = reader.sentence()
        let start = min(error.offset, source.bytes.count)
        let span = SourceSpan(start: start, end: min(max(end, start), source.bytes.count))
        return Diagnostic(
            code: .invalidJSON, severity: .error, message: message, span: span, location: reader.location(at: end),
            notes: message == error.message ? [] : [Note(message: error.message, span: span)])
    }

    /// What the service says of a text that is not JSON, without its place.
    public static func serviceSentence(of error: JSONSyntaxError, in source: SourceText) -> String {
        var reader = JacksonReader(source: source, error: error)
        return reader.sentence().0
    }

    /// The message as the service's API gives it: for a text that is not JSON it repeats the place, with the text.
    public var serviceMessage: String {
        guard code == .invalidJSON, let location else { return message }
        return "\(message)\n at \(location)"
    }
}

/// Says what is wrong with a JSON text as Jackson does.
private struct JacksonReader {
    let source: SourceText
    let error: JSONSyntaxError

    /// - Returns: the sentence, and the offset behind what Jackson had read when it noticed.
    mutating func sentence() -> (String, Int) {
        let bytes = source.bytes
        switch error.kind {
        case .unexpectedEnd: return ("Unexpected end-of-input", bytes.count)
        case .unexpectedCharacter where error.offset < bytes.count:
            let scalar = String(decoding: bytes[error.offset...].prefix(4), as: UTF8.self).unicodeScalars.first ?? " "
            if let expectation {
                let code = scalar.value > 255 ? " / 0x\(String(scalar.value, radix: 16))" : ""
                let end = error.offset + UTF8.width(scalar)
                return ("Unexpected character ('\(scalar)' (code \(scalar.value)\(code))): \(expectation)", end)
            }
            let word = bytes[error.offset...].prefix { isWord($0) }
            let text = String(decoding: word, as: UTF8.self)
            return (
                "Unrecognized token '\(text)': was expecting (JSON String, Number, Array, Object or token"
                    + " 'null', 'true' or 'false')", word.endIndex
            )
        case .unexpectedCharacter, .invalidNumber, .invalidString, .invalidUTF8, .trailingText, .tooDeep, .tooLarge:
            return (error.message, error.offset)
        }
    }

    /// What our parser expected, in Jackson's words; `nil` for a word where a value should be.
    private var expectation: String? {
        let sentences = [
            ("expected a string as key", "was expecting double-quote to start field name"),
            ("expected ':'", "was expecting a colon to separate field name and value"),
            ("expected ',' or '}'", "was expecting comma to separate Object entries"),
            ("expected ',' or ']'", "was expecting comma to separate Array entries"),
        ]
        if let sentence = sentences.first(where: { error.message.hasPrefix($0.0) }) { return sentence.1 }
        let first = source.bytes[error.offset]
        return isWord(first) && !(0x30...0x39).contains(first)
            ? nil : "expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
    }

    private func isWord(_ byte: UInt8) -> Bool {
        byte >= 0x80 || byte == 0x5F || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
    }

    /// `[Source: (String)"…"; line: 1, column: 4]`, with at most 500 characters of the text.
    func location(at offset: Int) -> String {
        let text = String(decoding: source.bytes, as: UTF8.self)
        let units = text.utf16.count
        let shown = units > 500 ? String(decoding: Array(text.utf16.prefix(500)), as: UTF16.self) : text
        let rest = units > 500 ? "[truncated \(units - 500) chars]" : ""
        let position = source.position(ofUTF8: offset)
        return "[Source: (String)\"\(shown)\"\(rest); line: \(position.line), column: \(position.column)]"
    }
}
