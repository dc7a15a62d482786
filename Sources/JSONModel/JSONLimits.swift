/// What the parser refuses although it is JSON: texts from outside are hostile.
public struct JSONLimits: Hashable, Sendable {
    /// How deeply arrays and objects may nest; default 1,000.
    public var maximumDepth: Int
    /// How many bytes a text may have; default 256 MiB.
    public var maximumBytes: Int

    public init(maximumDepth: Int = 1_000, maximumBytes: Int = 256 << 20) {
        self.maximumDepth = maximumDepth
        self.maximumBytes = maximumBytes
    }
}
