/// A machine drawn: every box, label and line with its place, in pixels from the upper left corner.
///
/// Boxes of one scope do not meet, labels lie on no box and on no other label, and no line runs through a box of its
/// scope: states and labels are in layers, and lines change their place in the strips between layers only.
public struct GraphLayout: Hashable, Sendable {
    /// A place, in pixels.
    public struct Point: Hashable, Sendable {
        public var x: Int
        public var y: Int
    }

    /// A rectangle, in pixels.
    public struct Frame: Hashable, Sendable {
        public var x: Int
        public var y: Int
        public var width: Int
        public var height: Int

        public init(x: Int, y: Int, width: Int, height: Int) {
            (self.x, self.y, self.width, self.height) = (x, y, width, height)
        }

        public var right: Int { x + width }
        public var bottom: Int { y + height }
    }

    /// One line of text; `y` is its base line.
    public struct Text: Hashable, Sendable {
        /// Where it belongs, which says how large it is.
        public enum Role: String, Hashable, Sendable {
            case name, detail, retry, note, title, label
        }

        public var text: String
        public var role: Role
        public var x: Int
        public var y: Int
        /// At most, see `TextMetrics`.
        public var width: Int
    }

    /// A state.
    public struct Box: Hashable, Sendable {
        public var state: MachineGraph.State
        public var frame: Frame
        public var texts: [Text]
    }

    /// A branch, or the processor of a Map state: a frame inside the state's box.
    public struct Region: Hashable, Sendable {
        public var frame: Frame
        public var title: Text
    }

    /// What stands on a line.
    public struct Label: Hashable, Sendable {
        public var edge: MachineGraph.Edge
        public var frame: Frame
        public var texts: [Text]
    }

    /// A way between two states, or from the start of a scope (then without `edge`).
    public struct Line: Hashable, Sendable {
        /// A part of it, from where the one before ends.
        public enum Piece: Hashable, Sendable {
            case straight(Point)
            /// Nothing is drawn as far as there: a label stands here.
            case gap(Point)
            /// A cubic curve to `end`.
            case curve(Point, Point, end: Point)
        }

        public var edge: MachineGraph.Edge?
        public var start: Point
        public var pieces: [Piece]
    }

    public var width = 0
    public var height = 0
    /// Outer boxes before those inside them.
    public var boxes: [Box] = []
    public var regions: [Region] = []
    public var labels: [Label] = []
    public var lines: [Line] = []
    /// Centres of the dots at which scopes start.
    public var starts: [Point] = []

    /// - Parameter notes: a line more for states, by name: what an execution did there.
    public init(_ graph: MachineGraph, notes: [String: String] = [:]) {
        let drawing = ScopeLayout(graph.scope, notes: notes).drawing
        self = drawing.moved(x: Self.margin, y: Self.margin)
        width = drawing.width + 2 * Self.margin
        height = drawing.height + 2 * Self.margin
    }

    init() {}

    private static let margin = 24

    /// Everything moved to the right and down.
    func moved(x: Int, y: Int) -> GraphLayout {
        var copy = self
        for index in boxes.indices {
            copy.boxes[index].frame.move(x, y)
            for text in boxes[index].texts.indices { copy.boxes[index].texts[text].move(x, y) }
        }
        for index in regions.indices {
            copy.regions[index].frame.move(x, y)
            copy.regions[index].title.move(x, y)
        }
        for index in labels.indices {
            copy.labels[index].frame.move(x, y)
            for text in labels[index].texts.indices { copy.labels[index].texts[text].move(x, y) }
        }
        for index in lines.indices {
            copy.lines[index].start.move(x, y)
            copy.lines[index].pieces = lines[index].pieces.map { $0.moved(x, y) }
        }
        for index in starts.indices { copy.starts[index].move(x, y) }
        return copy
    }

    /// Takes over what another drawing has; the size stays.
    mutating func add(_ other: GraphLayout) {
        boxes += other.boxes
        regions += other.regions
        labels += other.labels
        lines += other.lines
        starts += other.starts
    }
}

extension GraphLayout.Point {
    fileprivate mutating func move(_ x: Int, _ y: Int) {
        self.x += x
        self.y += y
    }
}

extension GraphLayout.Frame {
    fileprivate mutating func move(_ x: Int, _ y: Int) {
        self.x += x
        self.y += y
    }
}

extension GraphLayout.Text {
    fileprivate mutating func move(_ x: Int, _ y: Int) {
        self.x += x
        self.y += y
    }
}

extension GraphLayout.Line.Piece {
    fileprivate func moved(_ x: Int, _ y: Int) -> Self {
        func moved(_ point: GraphLayout.Point) -> GraphLayout.Point {
            GraphLayout.Point(x: point.x + x, y: point.y + y)
        }
        return switch self {
        case .straight(let end): .straight(moved(end))
        case .gap(let end): .gap(moved(end))
        case .curve(let one, let other, let end): .curve(moved(one), moved(other), end: moved(end))
        }
    }
}
