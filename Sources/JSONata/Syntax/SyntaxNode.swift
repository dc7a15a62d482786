/// A node of the syntax tree, first as parsed, then as processed (paths flattened, predicates on their steps): a place
/// in a `SyntaxTree`, which must outlive it.
///
/// The parser changes nodes in place as the reference does; the compiler turns them into something immutable.
struct SyntaxNode: Equatable {
    // Valid as long as the tree lives, which frees all of its nodes at once.
    fileprivate let record: UnsafeMutablePointer<Record>

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

    /// What few nodes have: most cost no room and no time for it.
    fileprivate final class Rare {
        var flags = ""
        var pairs: [(key: SyntaxNode, value: SyntaxNode)] = []
        var terms: [Term] = []
        var signature: Signature?
        // What processing adds.
        var predicates: [SyntaxNode] = []
        var stages: [Stage] = []
        var group: Group?
        var focus: String?
        var index: String?
        var ancestor: AncestorSlot?
        var slot: AncestorSlot?
        var seekingParent: [AncestorSlot]?
    }

    fileprivate struct Record {
        var kind: Kind
        /// Operator.
        var symbol = Symbol.none
        var keepsArray = false
        var keepsSingletonArray = false
        var isConstructedArray = false
        var isTuple = false
        /// Name, string; a regex's pattern; `true`, `false`, `null`.
        var text: String
        var number: Double = 0
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
        var rare: Rare?

    }

    /// The text or value that stands for it in errors.
    var tokenValue: Value {
        switch kind {
        case .number: .number(number)
        case .literal: text == "null" ? .null : .bool(text == "true")
        default: .string(symbol == .none ? text : symbol.text)
        }
    }

    func isArrayConstructor() -> Bool { kind == .unary && symbol == .openBracket }
}

extension SyntaxNode {
    var kind: Kind {
        get { record.pointee.kind }
        nonmutating set { record.pointee.kind = newValue }
    }
    var symbol: Symbol {
        get { record.pointee.symbol }
        nonmutating set { record.pointee.symbol = newValue }
    }
    var keepsArray: Bool {
        get { record.pointee.keepsArray }
        nonmutating set { record.pointee.keepsArray = newValue }
    }
    var keepsSingletonArray: Bool {
        get { record.pointee.keepsSingletonArray }
        nonmutating set { record.pointee.keepsSingletonArray = newValue }
    }
    var isConstructedArray: Bool {
        get { record.pointee.isConstructedArray }
        nonmutating set { record.pointee.isConstructedArray = newValue }
    }
    var isTuple: Bool {
        get { record.pointee.isTuple }
        nonmutating set { record.pointee.isTuple = newValue }
    }
    var text: String {
        get { record.pointee.text }
        nonmutating set { record.pointee.text = newValue }
    }
    var number: Double {
        get { record.pointee.number }
        nonmutating set { record.pointee.number = newValue }
    }
    var position: Int {
        get { record.pointee.position }
        nonmutating set { record.pointee.position = newValue }
    }
    var height: Int {
        get { record.pointee.height }
        nonmutating set { record.pointee.height = newValue }
    }
    var first: SyntaxNode? {
        get { record.pointee.first }
        nonmutating set { record.pointee.first = newValue }
    }
    var second: SyntaxNode? {
        get { record.pointee.second }
        nonmutating set { record.pointee.second = newValue }
    }
    var third: SyntaxNode? {
        get { record.pointee.third }
        nonmutating set { record.pointee.third = newValue }
    }
    var items: [SyntaxNode] {
        get { record.pointee.items }
        nonmutating set { record.pointee.items = newValue }
    }

    /// `a ?: b` and `a ?? b` stand in the tree as `a ? a : b` and `$exists(a) ? a : b`: with `a` under `first` too.
    var holdsSecondTwice: Bool { kind == .condition && (symbol == .elvis || symbol == .coalesce) }

    /// `first`, `second` and `third`, nothing twice.
    var parts: [SyntaxNode] { [holdsSecondTwice ? nil : first, second, third].compactMap { $0 } }

    func append(_ item: SyntaxNode) { record.pointee.items.append(item) }
}

extension SyntaxNode {
    private func withRare(_ change: (Rare) -> Void) {
        let rare = record.pointee.rare ?? Rare()
        record.pointee.rare = rare
        change(rare)
    }

    private var rare: Rare? { record.pointee.rare }

    /// Of a regex.
    var flags: String {
        get { rare?.flags ?? "" }
        nonmutating set { withRare { $0.flags = newValue } }
    }
    var pairs: [(key: SyntaxNode, value: SyntaxNode)] {
        get { rare?.pairs ?? [] }
        nonmutating set { withRare { $0.pairs = newValue } }
    }
    var terms: [Term] {
        get { rare?.terms ?? [] }
        nonmutating set { withRare { $0.terms = newValue } }
    }
    var signature: Signature? {
        get { rare?.signature }
        nonmutating set { withRare { $0.signature = newValue } }
    }
    var predicates: [SyntaxNode] {
        get { rare?.predicates ?? [] }
        nonmutating set { if rare != nil || !newValue.isEmpty { withRare { $0.predicates = newValue } } }
    }
    var stages: [Stage] {
        get { rare?.stages ?? [] }
        nonmutating set { if rare != nil || !newValue.isEmpty { withRare { $0.stages = newValue } } }
    }
    var group: Group? {
        get { rare?.group }
        nonmutating set { withRare { $0.group = newValue } }
    }
    var focus: String? {
        get { rare?.focus }
        nonmutating set { withRare { $0.focus = newValue } }
    }
    var index: String? {
        get { rare?.index }
        nonmutating set { withRare { $0.index = newValue } }
    }
    var ancestor: AncestorSlot? {
        get { rare?.ancestor }
        nonmutating set { withRare { $0.ancestor = newValue } }
    }
    var slot: AncestorSlot? {
        get { rare?.slot }
        nonmutating set { withRare { $0.slot = newValue } }
    }
    var seekingParent: [AncestorSlot]? {
        get { rare?.seekingParent }
        nonmutating set { withRare { $0.seekingParent = newValue } }
    }
}

/// What one `%` refers to: the item that was the context `level` steps back, once the step that binds it is found.
final class AncestorSlot {
    var label: String
    var level = 1

    init(label: String) {
        self.label = label
    }
}

/// The nodes of one expression: made one by one, freed together.
final class SyntaxTree {
    /// Less than the kilobyte up to which `malloc` is quick.
    private static let chunk = 11
    // Only the parser and the processor of one expression change these, one after the other.
    @exclusivity(unchecked) private var chunks: [UnsafeMutablePointer<SyntaxNode.Record>] = []
    @exclusivity(unchecked) private var used = chunk
    /// The processed root; set once it is there.
    var root: SyntaxNode?
    /// Whether `:=` occurs anywhere.
    var hasBindings = false

    deinit {
        for (index, chunk) in chunks.enumerated() {
            chunk.deinitialize(count: index == chunks.count - 1 ? used : Self.chunk)
            chunk.deallocate()
        }
    }

    private func add(_ record: consuming SyntaxNode.Record) -> SyntaxNode {
        if used == Self.chunk {
            chunks.append(.allocate(capacity: Self.chunk))
            used = 0
        }
        let place = chunks[chunks.count - 1] + used
        place.initialize(to: record)
        used += 1
        return SyntaxNode(record: place)
    }

    func node(_ kind: SyntaxNode.Kind, text: String = "", symbol: Symbol = .none, position: Int) -> SyntaxNode {
        add(SyntaxNode.Record(kind: kind, symbol: symbol, text: text, position: position))
    }

    func node(_ token: Token, of lexer: Lexer) -> SyntaxNode {
        let kind: SyntaxNode.Kind =
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
        let node = add(
            SyntaxNode.Record(
                kind: kind, symbol: token.symbol, text: lexer.text(of: token), number: token.number,
                position: token.position))
        if token.flagCount > 0 { node.flags = lexer.flags(of: token) }
        return node
    }
}
