/// One scope as the layered layout sees it: items of a size and links between them.
///
/// Items are boxes, labels, and the bends of links that pass a layer. Every link joins neighbouring layers once
/// `LayerAssignment` has put the bends in.
struct LayeredGraph {
    struct Item {
        var width: Double
        var height: Double
        /// 0 is the uppermost.
        var layer = 0
        /// From the left, 0 being the first of the layer.
        var place = 0
        /// Whether nothing is drawn here but a line.
        var isBend = false
        /// The centre.
        var x = 0.0
    }

    /// A line between an item and one in the next layer.
    struct Link {
        var upper: Int
        var lower: Int
        /// How much it should be straight.
        var weight: Double
        /// Where it is attached, from the centre of the item.
        var upperOffset = 0.0
        var lowerOffset = 0.0
    }

    var items: [Item]
    var links: [Link] = []
    /// The items of each layer from left to right.
    var layers: [[Int]] = []
    /// Indices into `links`.
    private(set) var above: [[Int]] = []
    private(set) var below: [[Int]] = []

    init(items: [Item]) {
        self.items = items
    }

    mutating func add(_ item: Item) -> Int {
        items.append(item)
        return items.count - 1
    }

    /// Fills `above` and `below`, after the last link was added.
    mutating func connect() {
        above = Array(repeating: [], count: items.count)
        below = above
        for (index, link) in links.enumerated() {
            below[link.upper].append(index)
            above[link.lower].append(index)
        }
    }

    /// The least distance between the centres of two neighbours in a layer.
    func separation(_ left: Int, _ right: Int) -> Double {
        let gap: Double = items[left].isBend || items[right].isBend ? 16 : 28
        return (items[left].width + items[right].width) / 2 + gap
    }
}
