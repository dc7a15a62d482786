import JSONModel
import JSONPath
import StatesLanguage

/// One state, compiled. A class so that stepping retains one reference instead of copying fields.
final class StateNode: Sendable {
    let name: String
    let type: StateType
    /// The scope it belongs to: index into `Program.starts`.
    let scope: Int32
    let inputPath: PathSelection
    let outputPath: PathSelection
    let language: QueryLanguage
    let assign: FieldTemplate?
    /// `Output`. JSONata only.
    let output: ExpressionTemplate?
    /// `.end` for states without a successor.
    let next: StateIndex
    let kind: Kind

    enum Kind: Sendable {
        case pass(PassNode)
        case task(TaskNode)
        case choice(ChoiceNode)
        case wait(WaitState.Until)
        case succeed
        case fail(FailNode)
        case parallel(ParallelNode)
        case map(MapNode)
    }

    init(_ state: State, scope: Int32, next: StateIndex, kind: Kind) {
        name = state.name
        type = state.type
        self.scope = scope
        inputPath = state.inputPath
        outputPath = state.outputPath
        language = state.queryLanguage
        assign = FieldTemplate(state.assign, location: "Assign")
        output = state.output.map { ExpressionTemplate($0, location: "Output") }
        self.next = next
        self.kind = kind
    }

    /// What the child executions of a distributed Map run.
    var childProgram: Program? {
        if case .map(let map) = kind { map.distributed?.child } else { nil }
    }

    /// `Retry` and `Catch`; states without them have none.
    var errorHandlers: ErrorHandlers? {
        switch kind {
        case .task(let node): node.handlers
        case .parallel(let node): node.handlers
        case .map(let node): node.handlers
        case .pass, .choice, .wait, .succeed, .fail: nil
        }
    }
}

final class PassNode: Sendable {
    let state: PassState
    /// `Result`, shared by every visit.
    let result: Payload?

    init(_ state: PassState) {
        self.state = state
        result = state.result.map(Payload.init)
    }
}

final class FailNode: Sendable {
    let state: FailState
    init(_ state: FailState) { self.state = state }
}

final class TaskNode: Sendable {
    let state: TaskState
    /// `Parameters` or `Arguments`.
    let parameters: FieldTemplate?
    let credentials: FieldTemplate?
    let handlers: ErrorHandlers

    init(_ state: TaskState, handlers: ErrorHandlers) {
        self.state = state
        parameters = FieldTemplate(state.parameters, location: "Arguments")
        credentials = FieldTemplate(state.credentials, location: "Credentials")
        self.handlers = handlers
    }
}

final class ChoiceNode: Sendable {
    struct Rule: Sendable {
        let test: Test
        let next: StateIndex
        let assign: FieldTemplate?
        /// `Output`. JSONata only.
        let output: ExpressionTemplate?
    }

    enum Test: Sendable {
        case comparison(ChoiceTest)
        case condition(ExpressionTemplate)
    }

    let rules: [Rule]
    /// `Default`, or `.end` when there is none.
    let defaultNext: StateIndex

    init(rules: [Rule], defaultNext: StateIndex) {
        self.rules = rules
        self.defaultNext = defaultNext
    }
}

final class ParallelNode: Sendable {
    let state: ParallelState
    /// `Parameters` or `Arguments`.
    let parameters: FieldTemplate?
    /// Scope of each branch.
    let branches: [Int32]
    let handlers: ErrorHandlers

    init(_ state: ParallelState, branches: [Int32], handlers: ErrorHandlers) {
        self.state = state
        parameters = FieldTemplate(state.parameters, location: "Arguments")
        self.branches = branches
        self.handlers = handlers
    }
}

final class MapNode: Sendable {
    let state: MapState
    /// `Items`. JSONata only.
    let items: ExpressionTemplate?
    let itemSelector: FieldTemplate?
    /// Scope of the processor; -1 for a distributed Map, whose children are executions of another program.
    let processor: Int32
    let handlers: ErrorHandlers
    /// What a distributed Map has besides.
    let distributed: DistributedMapNode?

    init(_ state: MapState, processor: Int32, handlers: ErrorHandlers, distributed: DistributedMapNode? = nil) {
        self.state = state
        self.distributed = distributed
        items = state.items.map { ExpressionTemplate($0, location: "Items") }
        itemSelector = FieldTemplate(state.itemSelector, location: "ItemSelector")
        self.processor = processor
        self.handlers = handlers
    }
}

/// `Retry` and `Catch` of a state, with resolved targets.
final class ErrorHandlers: Sendable {
    struct Fallback: Sendable {
        let catcher: Catcher
        let next: StateIndex
        let assign: FieldTemplate?
        /// `Output`. JSONata only.
        let output: ExpressionTemplate?
    }

    let retriers: [Retrier]
    let fallbacks: [Fallback]

    init(retriers: [Retrier], fallbacks: [Fallback]) {
        self.retriers = retriers
        self.fallbacks = fallbacks
    }
}

/// What a distributed Map has that an inline one has not.
final class DistributedMapNode: Sendable {
    /// What its child executions run: one program for all of them.
    let child: Program
    /// `ItemReader`'s `Parameters` or `Arguments`.
    let readerParameters: FieldTemplate?
    let batchInput: FieldTemplate?
    /// `ResultWriter`'s `Parameters` or `Arguments`.
    let writerParameters: FieldTemplate?

    init(_ state: MapState, child: Program) {
        self.child = child
        readerParameters = FieldTemplate(state.itemReader?.parameters, location: "ItemReader/Arguments")
        batchInput = FieldTemplate(state.itemBatcher?.batchInput, location: "ItemBatcher/BatchInput")
        writerParameters = FieldTemplate(state.resultWriter?.parameters, location: "ResultWriter/Arguments")
    }
}
