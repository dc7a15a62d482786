import JSONModel
import StatesCore
import StatesLanguage

/// `mapItemReaderData`: what an `ItemReader` reads, as it stands at its source.
struct MapReaderData {
    private let text: String

    init(_ text: String) { self.text = text }

    /// The items in it, in the form that the reader's `InputType` names; a list of objects is JSON.
    func items(_ config: ReaderConfig?) throws(RequestRefusal) -> JSONArray {
        var items: [JSONValue] = []
        do {
            var decoder = try ItemDecoder(ItemFormat(config ?? ReaderConfig()), itemBytes: JSONLimits().maximumBytes)
            var place = 0, room = ItemRoom.unlimited
            try decoder.decode(Array(text.utf8), from: &place, into: &items, &room)
            try decoder.finish(into: &items)
        } catch {
            throw .validation("Invalid MapItemReaderData provided: \(error.cause)")
        }
        return JSONArray(items)
    }
}
