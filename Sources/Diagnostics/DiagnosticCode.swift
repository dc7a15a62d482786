/// The stable name of one kind of finding, such as `MISSING_TRANSITION_TARGET`: the service's code where it has one,
/// ours otherwise. A code never changes its meaning.
public struct DiagnosticCode: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
    public let rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    public init(stringLiteral value: String) {
        rawValue = value
    }
}
