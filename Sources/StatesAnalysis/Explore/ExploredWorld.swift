public import JSONModel
public import StatesCore
import StatesLanguage

/// What the world may answer: the inputs that an execution may start with, and how each task may end.
///
/// A task succeeds with one of its results, fails with each error that a `Retry` or `Catch` around it names, fails
/// with an error that nobody names, and times out. One that waits for a token, or for a worker, and has no time limit
/// may never be answered.
public struct ExploredWorld: Sendable {
    public var inputs: [Payload]
    /// By the name of the state: Tasks and distributed Maps; never empty.
    public var results: [String: [Payload]]
    /// The errors that handlers name, by the name of the state.
    private let namedErrors: [String: [String]]
    /// An error that nobody names.
    public let unknownError: String

    /// - Parameters:
    ///   - results: of states that are not in it, the result is `{}`.
    ///   - errors: that any task may fail with, besides those that its handlers name.
    ///   - stateErrors: that the task of a state may fail with besides, by its name.
    public init(
        of program: Program, inputs: [JSONValue], results: [String: [JSONValue]], errors: [String] = [],
        stateErrors: [String: [String]] = [:]
    ) {
        self.inputs = inputs.map { Payload($0) }
        self.results = results.mapValues { $0.map { Payload($0) } }
        var named: [String: [String]] = [:]
        Self.collect(program.machine.graph, inherited: errors, into: &named)
        for (state, errors) in stateErrors {
            for error in errors where named[state]?.contains(error) == false { named[state]?.append(error) }
        }
        namedErrors = named
        let all = Set(named.values.joined())
        var name = "UnknownError"
        while all.contains(name) { name += "X" }
        unknownError = name
    }

    /// Errors reach the handlers of every scope around, so their names count there as well.
    private static func collect(_ graph: StateGraph, inherited: [String], into named: inout [String: [String]]) {
        for state in graph.states {
            var errors = inherited
            for name in state.handledErrors where !errors.contains(name) { errors.append(name) }
            named[state.name] = errors
            for scope in state.scopes { collect(scope, inherited: errors, into: &named) }
        }
    }

    /// What may happen where an execution waits.
    func answers(to waiting: Execution.Waiting) -> [WorldAnswer] {
        switch waiting.need {
        case .timer: return [.passes]
        case .mapRun(let request): return outcomes(of: request.stateName)
        case .task(let request):
            var answers = outcomes(of: request.stateName)
            guard waiting.endsByItself else { return answers }
            let timed: Set<String> = ["States.Timeout", "States.HeartbeatTimeout"]
            answers.removeAll { if case .fails(let error) = $0 { timed.contains(error) } else { false } }
            if request.timeoutSeconds != nil { answers.append(.timesOut) }
            if request.heartbeatSeconds != nil { answers.append(.missesHeartbeat) }
            if !waiting.isTimed { answers.append(.fails(error: "States.Timeout")) }
            return answers
        }
    }

    private func outcomes(of state: String) -> [WorldAnswer] {
        let count = results[state]?.count ?? 1
        return (0..<count).map { .succeeds(result: $0) } + (namedErrors[state] ?? []).map { .fails(error: $0) }
            + [.fails(error: unknownError)]
    }

    func result(_ index: Int, of state: String) -> Payload {
        guard let known = results[state], known.indices.contains(index) else { return Payload([:]) }
        return known[index]
    }
}

extension Execution.Waiting {
    /// Whether it has a time limit of its own.
    var isTimed: Bool {
        switch need {
        case .timer: true
        case .mapRun: false
        case .task(let request): request.timeoutSeconds != nil || request.heartbeatSeconds != nil
        }
    }

    /// Whether it ends some time, with nobody's help: a function does, a person may not.
    var endsByItself: Bool {
        guard !isTimed, case .task(let request) = need else { return true }
        return switch request.resource.kind {
        case .activity: false
        case .service(let service): service.pattern != .waitForTaskToken
        case .lambdaFunction, .named: true
        }
    }
}

extension State {
    /// Names of errors in `Retry` and `Catch`, without those that stand for many.
    fileprivate var handledErrors: [String] {
        let (retriers, catchers): ([Retrier], [Catcher]) =
            switch kind {
            case .task(let task): (task.retriers, task.catchers)
            case .parallel(let parallel): (parallel.retriers, parallel.catchers)
            case .map(let map): (map.retriers, map.catchers)
            case .pass, .choice, .wait, .succeed, .fail: ([], [])
            }
        let names = retriers.flatMap(\.errorEquals) + catchers.flatMap(\.errorEquals)
        return names.filter { $0 != "States.ALL" && $0 != "States.TaskFailed" }
    }

    /// The scopes inside, those of distributed Maps included.
    fileprivate var scopes: [StateGraph] {
        switch kind {
        case .parallel(let parallel): parallel.branches
        case .map(let map): [map.processor]
        case .task, .pass, .choice, .wait, .succeed, .fail: []
        }
    }
}
