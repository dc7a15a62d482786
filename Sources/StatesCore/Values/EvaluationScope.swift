import JSONModel
import JSONPath
import StatesLanguage

/// The parts of an execution that an expression can reach: sharing these costs less than sharing all of it.
struct ExpressionView {
    let settings: ExecutionSettings
    let program: Program
    let frames: [Frame]
    let fanOuts: [FanOut]
    /// `$$.Execution`.
    let executionContext: JSONValue

    init(_ execution: Execution) {
        settings = execution.settings
        program = execution.program
        frames = execution.frames
        fanOuts = execution.fanOuts
        executionContext = execution.executionContext
    }

    /// What the expressions of one state see, as a view of its own: a single frame with all variables in reach, whose
    /// number is 0.
    init(_ execution: Execution, only frame: Int32) {
        settings = execution.settings
        program = execution.program
        executionContext = execution.executionContext
        fanOuts = []
        var own = execution.frames[Int(frame)]
        own.phase = .entered
        var place = own.parent
        own.parent = -1
        own.fanOut = -1
        while place >= 0 {
            let outer = execution.frames[Int(place)]
            for variable in outer.variables where !own.variables.contains(where: { $0.name == variable.name }) {
                own.variables.append(variable)
            }
            place = outer.parent
        }
        frames = [own]
    }
}

/// `$$.Map.Item`: one item of a Map.
struct MapItem {
    var index: Int
    /// The member's name, where the items are the members of an object.
    var key: String?
    var value: JSONValue
    /// Where a distributed Map has it from.
    var source: String?
}

/// What the expressions of one state see while they are evaluated.
///
/// Lives inside one data-flow function: it shares the arena, so it must be gone before the arena is changed.
struct EvaluationScope: ExpressionScope {
    var input: JSONValue
    private let execution: ExpressionView
    private let frame: Int32
    private let random: (entry: Int, attempt: Int)
    private var drawn: UInt64 = 0
    private var context: JSONValue?
    /// The item of a Map iteration that is about to start.
    private var item: MapItem?

    /// - Parameters:
    ///   - draws: what random numbers are drawn for.
    ///   - item: of the iteration that is about to start.
    init(
        input: JSONValue, execution: ExpressionView, frame: Int32, draws: RandomDraws = .input,
        item: MapItem? = nil
    ) {
        self.input = input
        self.execution = execution
        self.frame = frame
        self.item = item
        let place = execution.frames[Int(frame)]
        random = (place.entry, place.attempt)
        drawn = draws.firstNumber(item: item?.index)
    }

    mutating func contextObject() -> JSONValue {
        if let context { return context }
        let made = execution.contextObject(for: frame, item: item)
        context = made
        return made
    }

    func variable(_ name: String) -> JSONValue? { execution.variable(name, from: frame) }

    mutating func nextRandom() -> UInt64 {
        defer { drawn += 1 }
        return Random.value(
            seed: execution.settings.seed, entry: random.entry, attempt: random.attempt,
            purpose: .expression, index: drawn)
    }
}
