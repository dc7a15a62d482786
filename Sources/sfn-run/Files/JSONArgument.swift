import Diagnostics
import JSONModel

/// JSON given on the command line: `TEXT`, `file://PATH`, `PATH`, or `-` for standard input.
///
/// What starts with `{`, `[` or `"`, or is JSON as it stands (`17`, `true`), is a text; all else is a path. A file
/// called `true` is `./true`.
struct JSONArgument: Hashable, Sendable {
    /// As given.
    var text: String
    /// What messages call it when it is a text, such as `--input`.
    var option: String

    var isStandardInput: Bool { text == "-" }

    /// The bytes, with the name that diagnostics use.
    func source() throws(RunProblem) -> SourceText {
        if isStandardInput { return try FileReading.read("-") }
        if let path = filePath { return try FileReading.read(path) }
        if looksLikeText { return SourceText(name: option, text: text) }
        do throws(RunProblem) {
            return try FileReading.read(text)
        } catch {
            // What is neither the name of a file nor JSON may have been meant as either.
            guard !text.contains("/"), !text.contains("."), !Folder.isFolder(text) else { throw error }
            throw error.advising("\(option) takes JSON too, such as '{\"id\": 1}' or '\"text\"'")
        }
    }

    /// The JSON, its text kept as it stands.
    func payload() throws(RunProblem) -> Payload {
        let source = try source()
        return try Self.payload(of: source, isFile: source.name != option)
    }

    /// The JSON in a text, which ends in a line feed that is no part of it if it is a file.
    static func payload(of source: SourceText, isFile: Bool = true) throws(RunProblem) -> Payload {
        let source = isFile ? SourceText(name: source.name, bytes: source.bytes.trimmingWhiteSpace()) : source
        do {
            return try Payload(text: source.bytes)
        } catch {
            throw RunProblem(error, in: source)
        }
    }

    /// The members of a JSON object.
    func object() throws(RunProblem) -> JSONObject {
        let source = try source()
        do {
            guard case .object(let object) = try JSONParser.parse(source.bytes) else {
                throw RunProblem(source.name, at: source.position(ofUTF8: 0), "is no JSON object")
            }
            return object
        } catch let error as JSONSyntaxError {
            throw RunProblem(error, in: source)
        } catch let problem as RunProblem {
            throw problem
        } catch {
            throw RunProblem(source.name, "\(error)")
        }
    }

    private var filePath: String? {
        let scheme = "file://"
        return text.hasPrefix(scheme) ? String(text.dropFirst(scheme.count)) : nil
    }

    private var looksLikeText: Bool {
        let first = text.utf8.first { $0 != 0x20 && !(0x09...0x0D).contains($0) }
        guard let first else { return true }
        if [UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\"")].contains(first) { return true }
        return (try? JSONParser.parse(text)) != nil
    }
}

extension [UInt8] {
    /// Without white space at its end; that at the start stays, since line numbers count on it.
    func trimmingWhiteSpace() -> [UInt8] {
        guard let last = lastIndex(where: { $0 != 0x20 && !(0x09...0x0D).contains($0) }) else { return self }
        return last + 1 == count ? self : Array(self[...last])
    }
}
