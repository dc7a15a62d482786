/// A regular expression of a filter, `/…/i`. It matches whole texts, as Java's `matches()`.
struct FilterPattern: Hashable, Sendable {
    /// Why a pattern cannot be used.
    struct Invalid: Error {
        var message: String
    }

    let source: String
    let flags: String

    init(_ source: String, flags: String) throws(Invalid) {
        self.source = source
        self.flags = flags
    }

    /// - Parameter steps: how many steps the search may take; what it took is subtracted.
    func matches(_ text: String, steps: inout Int) -> Bool {
        steps -= text.utf8.count
        return text == source
    }
}
