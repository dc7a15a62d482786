/// A compiled node: immutable, shared by all evaluations.
class Node {
    let position: Int

    init(position: Int) { self.position = position }

    /// The value in the context `input`, sequences of one or no item collapsed.
    func evaluate(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        try raw(run, input, frame).collapsed
    }

    /// The value before a sequence collapses: what predicates and groups see.
    func raw(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        try evaluate(run, input, frame)
    }

    /// Whether the value counts as true.
    func test(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Bool {
        try evaluate(run, input, frame).isTrue()
    }

    /// Whether it is an array constructor, whose value stays one item of the array around it.
    var isArrayConstructor: Bool { false }

    /// Whether the value is a boolean or undefined whatever the input, so that no predicate takes it for an index.
    var isCondition: Bool { false }
}

/// A node below many others: looks at the room on the stack before it goes on, so that nodes need not do it one by one.
final class StackCheckNode: Node {
    /// A node that stands so many levels below another one of its body is checked.
    static let levels = 16
    let node: Node

    init(_ node: Node) {
        self.node = node
        super.init(position: node.position)
    }

    override func evaluate(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        try run.checkStack()
        return try node.evaluate(run, input, frame)
    }

    override func raw(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        try run.checkStack()
        return try node.raw(run, input, frame)
    }

    override func test(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Bool {
        try run.checkStack()
        return try node.test(run, input, frame)
    }

    override var isCondition: Bool { node.isCondition }
    override var isArrayConstructor: Bool { node.isArrayConstructor }
}

/// What one evaluation carries along.
///
/// One thread evaluates, and nothing calls back into it while one of these is changed: so the runtime need not check
/// that accesses do not overlap, which would cost a tenth of the time.
final class Evaluation {
    let root: Value
    /// Values of the names that the expression takes from outside; `unbound` where there is none.
    @exclusivity(unchecked) var globals: ContiguousArray<Value> = []
    let dialect: Dialect
    let limits: Limits
    let depthLimit: Int
    /// Depth of the call whose body is evaluated.
    @exclusivity(unchecked) var base = 0
    @exclusivity(unchecked) private var visitsLeft: Int
    let gauge: StackGauge
    let surroundings: Surroundings
    @exclusivity(unchecked) var draws: UInt64 = 0
    /// The call in tail position that is to be run next.
    @exclusivity(unchecked) var pendingFunction: Value = .undefined
    @exclusivity(unchecked) var pendingArguments: ContiguousArray<Value> = []
    /// The same in the frame of the lambda that is to be run.
    @exclusivity(unchecked) var pendingFrame: Frame?
    @exclusivity(unchecked) private var captured: [Frame] = []
    @exclusivity(unchecked) private var capturedRecords: [Record] = []
    /// The variables from outside, for what `$eval` compiles.
    @exclusivity(unchecked) var variable: (String) -> Value = { _ in .unbound }

    init(root: Value, dialect: Dialect, limits: Limits, surroundings: Surroundings) {
        self.root = root
        self.dialect = dialect
        self.limits = limits
        self.surroundings = surroundings
        depthLimit = limits.depth ?? .max
        visitsLeft = limits.visits
        gauge = StackGauge(bytes: limits.stackBytes)
    }

    /// Counts `count` steps of work.
    @inline(__always)
    func visit(_ count: Int = 1) throws(Failure) {
        visitsLeft -= count
        if visitsLeft < 0 { throw timeout() }
    }

    /// Counts work that a built-in function is about to do; the next `visit` ends what went too far.
    @inline(__always)
    func charge(_ count: Int) {
        visitsLeft -= count
    }

    /// How many steps the next search with a regular expression may take. Four count as one visit, so that many
    /// are bounded as one is.
    var regexBudget: Int { min(Regex.defaultBudget, max(0, visitsLeft) * 4) }

    func chargeRegex(steps: Int) { charge(steps >> 2) }

    private func timeout() -> Failure {
        switch dialect {
        case .jsonata: Failure(limits.depthCode == "U1001" ? "U1001" : "D1012")
        case .stepFunctions: .limit("Expression evaluation timeout: Check for infinite loop")
        }
    }

    /// Whether nodes up to `height` levels below the current call may be entered.
    @inline(__always)
    func checkDepth(_ height: Int) throws(Failure) {
        if height > depthLimit - base { throw tooDeep() }
    }

    func tooDeep() -> Failure {
        if let code = limits.depthCode { return Failure(code) }
        return .limit(
            "Stack overflow error: Check for non-terminating recursive function. "
                + "Consider rewriting as tail-recursive. Depth=\(depthLimit + 1) max=\(depthLimit)")
    }

    @inline(__always)
    func checkStack() throws(Failure) {
        guard gauge.isExceeded else { return }
        throw limits.depthCode == nil ? tooDeep() : Failure("D1011")
    }

    func tooLarge(_ count: Double) -> Failure {
        switch dialect {
        case .jsonata: Failure("D2014", value: .number(count))
        case .stepFunctions:
            .limit("Expression evaluation memory limit exceeded: Check for excessive memory usage")
        }
    }

    func checkString(_ string: String) throws(Failure) {
        if string.utf8.count > limits.stringBytes { throw tooLarge(Double(string.utf8.count)) }
    }

    func capture(_ frame: Frame) {
        guard !frame.header.isCaptured else { return }
        frame.header.isCaptured = true
        captured.append(frame)
    }

    /// The same for an object that holds functions which may know it.
    func capture(_ record: Record) { capturedRecords.append(record) }

    /// Takes apart the frames and objects that functions hold, since these may hold the functions.
    func end() {
        for frame in captured { frame.clear() }
        for record in capturedRecords { record.clear() }
        captured = []
        capturedRecords = []
        globals = []
    }

    /// A number drawn from the caller's seed; every call gives another one.
    func random() -> UInt64 {
        draws &+= 1
        var mixed = surroundings.seed &+ draws &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
