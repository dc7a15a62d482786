import Crypto
import JSONModel
import StatesCore
import StatesLanguage

/// Programs by the hash of their definition.
struct ProgramCache {
    private var programs: [String: Program] = [:]

    subscript(hash: String) -> Program? {
        get { programs[hash] }
        set { programs[hash] = newValue }
    }

    /// What is stored of a definition's text.
    static func definition(_ text: String) -> StoredDefinition {
        let digits = Array("0123456789abcdef".utf8)
        var hash: [UInt8] = []
        for byte in SHA256.hash(data: Array(text.utf8)) {
            hash.append(digits[Int(byte >> 4)])
            hash.append(digits[Int(byte & 15)])
        }
        return StoredDefinition(hash: String(decoding: hash, as: UTF8.self), text: text)
    }

    /// - Throws: when the text, which was correct when it was stored, is not any more.
    static func compile(_ definition: StoredDefinition) throws(ParkedExecution) -> Program {
        guard Self.definition(definition.text).hash == definition.hash else {
            throw ParkedExecution(reason: "the text of definition \(definition.hash) has another hash")
        }
        do {
            return try Program(try StateMachine(json: definition.text))
        } catch {
            throw ParkedExecution(reason: "definition \(definition.hash) cannot be run: \(error)")
        }
    }
}
