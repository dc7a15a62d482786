import JSONModel
import StatesLanguage

/// `mapItemReaderData`: what an `ItemReader` reads, as it stands at its source.
struct MapReaderData {
    private let text: String

    init(_ text: String) { self.text = text }

    /// The items in it, `ItemsPointer` followed.
    ///
    /// - Parameter config: its `InputType` says how the data is written; JSON when absent.
    func items(_ config: ReaderConfig?) throws(RequestRefusal) -> JSONArray {
        do {
            switch config?.inputType {
            case "JSON", nil: return try array(at: config?.itemsPointer)
            case "JSONL": return try JSONArray(lines.map { try JSONParser.parse(String($0)) })
            case .some(let type):
                throw RequestRefusal.validation("MapItemReaderData with InputType \(type) is not supported")
            }
        } catch let refusal as RequestRefusal {
            throw refusal
        } catch {
            throw .validation("MapItemReaderData must be valid \(config?.inputType ?? "JSON")")
        }
    }

    private var lines: [Substring] {
        text.split { $0.isNewline }.filter { !$0.allSatisfy(\.isWhitespace) }
    }

    private func array(at pointer: String?) throws -> JSONArray {
        var value: JSONValue? = try JSONParser.parse(text)
        for token in pointer.flatMap(JSONPointer.init(parsing:))?.tokens ?? [] {
            let index = if case .array? = value { Int(token) } else { Int?.none }
            value = if let index { value?[index] } else { value?[token] }
        }
        guard case .array(let items)? = value else {
            throw RequestRefusal.validation("MapItemReaderData must hold an array")
        }
        return items
    }
}
