public import JSONModel

/// What an expression may see while it is evaluated.
///
/// Paths and templates are generic over it, so a state machine's core passes its own small struct and pays for the
/// parts that an expression really asks for.
public protocol ExpressionScope {
    /// `$`: the input of the field that is evaluated.
    var input: JSONValue { get }

    /// `$$`: the context object; made when the first expression asks for it.
    mutating func contextObject() -> JSONValue

    /// `$name`: the value of a variable of the states or of a scope around them, or `nil` if it was never assigned.
    func variable(_ name: String) -> JSONValue?

    /// 64 fresh random bits for `States.UUID` and `States.MathRandom`; the scope records where they come from.
    mutating func nextRandom() -> UInt64
}
