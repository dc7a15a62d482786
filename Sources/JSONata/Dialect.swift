/// Which JSONata is spoken.
public enum Dialect: Hashable, Sendable {
    /// The reference, version 2.2.2.
    case jsonata
    /// What the service speaks: version 2.0.6 without `$eval` and the operators `?:` and `??`, with `$partition`,
    /// `$range`, `$hash`, `$random(seed)`, `$uuid` and `$parse`, and with its limits.
    case stepFunctions
}
