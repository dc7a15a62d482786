/// A half-open range of UTF-8 offsets in one text.
public struct SourceSpan: Hashable, Sendable {
    /// Offset of the first byte, 0-based.
    public var start: Int
    /// Offset behind the last byte; equal to `start` for a place between two bytes.
    public var end: Int

    public init(start: Int, end: Int) {
        precondition(start >= 0 && start <= end, "a span starts inside the text and does not end before it starts")
        self.start = start
        self.end = end
    }

    /// The empty span at `offset`.
    public init(at offset: Int) {
        self.init(start: offset, end: offset)
    }
}

/// A place as people count it.
public struct SourcePosition: Hashable, Sendable {
    /// 1-based; lines end at a line feed.
    public var line: Int
    /// 1-based, in Unicode scalars.
    public var column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}
