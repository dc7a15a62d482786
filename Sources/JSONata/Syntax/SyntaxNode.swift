/// A node of the syntax tree, first as parsed, then as processed (paths flattened, predicates on their steps).
///
/// A class that the parser changes in place as the reference does; the compiler turns it into something immutable.
final class SyntaxNode {
    enum Kind {
        case name, string, number, literal, variable, regex, wildcard, descendant, parent, symbol, end
        case binary, unary, path, function, partial, placeholder, lambda, condition, transform, block, bind, apply
        case sort
    }

    struct Term {
        var descending: Bool
        var expression: SyntaxNode
    }

    /// A predicate, or `#$i` behind one.
    enum Stage {
        case filter(SyntaxNode)
        case index(String)
    }

    struct Group {
        var pairs: [(key: SyntaxNode, value: SyntaxNode)]
        var position: Int
    }

    var kind: Kind
    /// Operator, name, string; a regex's pattern; `true`, `false`, `null`.
    var text: String
    var number: Double = 0
    var flags = ""
    var position: Int
    /// How many levels of nodes it has, for the limit on nesting.
    var height = 1

    /// Operands: left and right; condition, then and else; pattern, update and delete; a lambda's body; a call's
    /// procedure.
    var first: SyntaxNode?
    var second: SyntaxNode?
    var third: SyntaxNode?
    /// Steps, arguments, items, expressions of a block.
    var items: [SyntaxNode] = []
    var pairs: [(key: SyntaxNode, value: SyntaxNode)] = []
    var terms: [Term] = []
    var signature: Signature?

    // What processing adds.
    var predicates: [SyntaxNode] = []
    var stages: [Stage] = []
    var group: Group?
    var keepsArray = false
    var keepsSingletonArray = false
    var isConstructedArray = false
    var focus: String?
    var index: String?
    var isTuple = false
    var ancestor: AncestorSlot?
    var slot: AncestorSlot?
    var seekingParent: [AncestorSlot]?

    init(_ kind: Kind, text: String = "", position: Int) {
        self.kind = kind
        self.text = text
        self.position = position
    }

    convenience init(_ token: Token) {
        let kind: Kind =
            switch token.kind {
            case .name: .name
            case .variable: .variable
            case .symbol: .symbol
            case .string: .string
            case .number: .number
            case .literal: .literal
            case .regex: .regex
            case .end: .end
            }
        self.init(kind, text: token.text, position: token.position)
        number = token.number
        flags = token.flags
    }

    /// The text or value that stands for it in errors.
    var tokenValue: Value {
        switch kind {
        case .number: .number(number)
        case .literal: text == "null" ? .null : .bool(text == "true")
        default: .string(text)
        }
    }

    func isArrayConstructor() -> Bool { kind == .unary && text == "[" }
}

/// What one `%` refers to: the item that was the context `level` steps back, once the step that binds it is found.
final class AncestorSlot {
    var label: String
    var level = 1

    init(label: String) {
        self.label = label
    }
}
