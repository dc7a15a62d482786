/// First come, first served.
struct Fifo<Element> {
    private var elements: [Element] = []
    private var head = 0

    var isEmpty: Bool { head == elements.count }

    mutating func push(_ element: Element) { elements.append(element) }

    mutating func pop() -> Element? {
        guard head < elements.count else { return nil }
        let element = elements[head]
        head += 1
        // What was taken goes when it is the half, so that a queue that is never empty stays as long as what waits.
        if head * 2 >= elements.count {
            elements.removeSubrange(..<head)
            head = 0
        }
        return element
    }

    mutating func removeAll(where isMeant: (Element) -> Bool) {
        elements.removeSubrange(..<head)
        head = 0
        elements.removeAll(where: isMeant)
    }

    /// Changes the first element that is meant, if there is one.
    mutating func change(where isMeant: (Element) -> Bool, _ change: (inout Element) -> Void) {
        if let place = elements[head...].firstIndex(where: isMeant) { change(&elements[place]) }
    }
}

extension Fifo: Sendable where Element: Sendable {}
