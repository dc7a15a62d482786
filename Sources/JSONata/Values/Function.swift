/// Something that can be called.
final class Function {
    enum Kind {
        case builtin(Builtin)
        /// `$eval` knows the variables of the place where it stands.
        case eval(Builtin, Scope, Frame)
        case lambda(LambdaNode, Frame, context: Value)
        /// `arguments` has `nil` where one is still to come.
        case partial(Function, [Value?])
        /// The left function, then the right.
        case composed(Function, Function)
        case regex(MatcherNode)
        /// Goes on matching at a place.
        case nextMatch(MatcherNode, RegexText, from: Int)
        case transform(TransformNode, Frame)
    }

    let kind: Kind
    /// How deeply functions were put together.
    let nesting: Int32

    init(_ kind: Kind) {
        self.kind = kind
        nesting =
            switch kind {
            case .partial(let function, let arguments):
                max(function.nesting, arguments.lazy.compactMap { $0?.extent.nesting }.max() ?? 0) + 1
            case .composed(let first, let second): max(first.nesting, second.nesting) + 1
            case .lambda(_, _, let context): context.extent.nesting
            case .builtin, .eval, .regex, .nextMatch, .transform: 0
            }
    }

    /// How many arguments it declares; callbacks get no more.
    var arity: Int {
        switch kind {
        case .builtin(let builtin), .eval(let builtin, _, _): builtin.arity
        case .lambda(let lambda, _, _): lambda.parameterCount
        case .partial(_, let arguments): arguments.count { $0 == nil }
        case .regex: 2
        case .composed, .transform: 1
        case .nextMatch: 0
        }
    }
}
