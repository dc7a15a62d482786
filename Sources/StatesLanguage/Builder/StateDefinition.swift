public import JSONModel

/// A state as it is written, whatever its type.
public struct StateSource: Hashable, Sendable {
    /// The key under `States`.
    public let name: StateName
    /// Whether it has `Next` or `End`.
    private let leadsOn: Bool
    var fields = DefinitionObject()

    init(_ name: StateName, _ type: StateType) {
        self.name = name
        leadsOn =
            switch type {
            case .choice, .succeed, .fail: false
            case .pass, .task, .wait, .parallel, .map: true
            }
        fields.set("Type", type.rawValue)
    }

    /// Its fields, with what follows from the place where it is written.
    func object(followedBy following: StateName?) -> DefinitionObject {
        var object = fields
        guard leadsOn, !object.has("Next"), !object.has("End") else { return object }
        if let following {
            object.set("Next", following.rawValue)
        } else {
            object.set("End", .value(true))
        }
        return object
    }
}

/// A state of a `StateMachineDefinition`.
///
/// The protocols below refine each other as the state types do: what a Succeed state has, a Choice state has too, and
/// so on up to Task, Parallel and Map. A field of the other query language is a diagnostic.
public protocol StateDefinition: Hashable, Sendable {
    /// Its name and fields.
    var source: StateSource { get set }
}

extension StateDefinition {
    func setting(_ change: (inout DefinitionObject) -> Void) -> Self {
        var state = self
        change(&state.source.fields)
        return state
    }

    /// `Comment`.
    public func comment(_ comment: String) -> Self { setting { $0.set("Comment", comment) } }

    /// `QueryLanguage` of this state; the machine's if it is not given.
    public func queryLanguage(_ language: QueryLanguage) -> Self {
        setting { $0.set("QueryLanguage", language.rawValue) }
    }

    /// Any field by its name, as JSON: for what has no method of its own, or is made elsewhere.
    public func field(_ name: String, _ value: JSONValue) -> Self { setting { $0.set(name, .value(value)) } }
}

/// All states but Fail: they have an input that they hand on.
public protocol TransformingState: StateDefinition {}

extension TransformingState {
    /// `InputPath`. JSONPath only.
    public func inputPath(_ path: PathSource) -> Self { setting { $0.set("InputPath", path) } }

    /// `OutputPath`. JSONPath only.
    public func outputPath(_ path: PathSource) -> Self { setting { $0.set("OutputPath", path) } }

    /// `Output`. JSONata only.
    public func output(_ output: TemplateSource) -> Self { setting { $0.set("Output", output) } }
}

/// All states but Fail and Succeed: others come after them, which may read what they assign.
public protocol AssigningState: TransformingState {}

extension AssigningState {
    /// `Assign`: an object of variables, without `$`.
    public func assign(_ variables: TemplateSource) -> Self { setting { $0.set("Assign", variables) } }
}

/// Pass, Wait, Task, Parallel and Map: they lead to one other state, or end.
public protocol ContinuingState: AssigningState {}

extension ContinuingState {
    /// `Next`: a state of the same scope. Without it, and without `end`, it is the state that is written next.
    public func next(_ name: StateName) -> Self {
        setting {
            $0.remove("End")
            $0.set("Next", name.rawValue)
        }
    }

    /// `End`: the machine, the branch or the iteration ends here, though another state is written next.
    public func end() -> Self {
        setting {
            $0.remove("Next")
            $0.set("End", .value(true))
        }
    }
}

/// Pass, Task, Parallel and Map: they have a result.
public protocol ResultState: ContinuingState {}

extension ResultState {
    /// `Parameters`; of a Map, the older name of `ItemSelector`. JSONPath only.
    public func parameters(_ parameters: TemplateSource) -> Self { setting { $0.set("Parameters", parameters) } }

    /// `ResultPath`. JSONPath only.
    public func resultPath(_ path: PathSource) -> Self { setting { $0.set("ResultPath", path) } }
}

/// Task, Parallel and Map: what they do may fail.
public protocol FallibleState: ResultState {}

extension FallibleState {
    /// `ResultSelector`. JSONPath only.
    public func resultSelector(_ selector: TemplateSource) -> Self { setting { $0.set("ResultSelector", selector) } }

    /// Appends one retrier to `Retry`; the first that names an error is the one that counts.
    ///
    /// - Parameters: as the fields of the same name, whose defaults are the service's; see `Retrier`. What is not given
    ///   is not written.
    public func retry(
        _ errorEquals: [ErrorName], intervalSeconds: Int? = nil, backoffRate: Double? = nil,
        maxDelaySeconds: Int? = nil, maxAttempts: Int? = nil, jitterStrategy: Retrier.JitterStrategy? = nil,
        comment: String? = nil
    ) -> Self {
        var retrier = DefinitionObject()
        retrier.set("Comment", comment)
        retrier.set(errorEquals)
        retrier.set("IntervalSeconds", intervalSeconds)
        if let backoffRate {
            let whole = Int64(exactly: backoffRate).map(JSONNumber.int)
            retrier.set("BackoffRate", .value(.number(whole ?? .double(backoffRate))))
        }
        retrier.set("MaxDelaySeconds", maxDelaySeconds)
        retrier.set("MaxAttempts", maxAttempts)
        retrier.set("JitterStrategy", jitterStrategy?.rawValue)
        return setting { $0.append(.object(retrier), to: "Retry") }
    }

    /// Appends one catcher to `Catch`; the first that names an error is the one that counts.
    ///
    /// - Parameters:
    ///   - resultPath: where the error output goes in the input. JSONPath only.
    ///   - output: JSONata only.
    ///   - next: a state of the same scope.
    public func `catch`(
        _ errorEquals: [ErrorName], resultPath: PathSource? = nil, assign: TemplateSource? = nil,
        output: TemplateSource? = nil, next: StateName, comment: String? = nil
    ) -> Self {
        var catcher = DefinitionObject()
        catcher.set("Comment", comment)
        catcher.set(errorEquals)
        catcher.set("ResultPath", resultPath)
        catcher.set("Assign", assign)
        catcher.set("Output", output)
        catcher.set("Next", next.rawValue)
        return setting { $0.append(.object(catcher), to: "Catch") }
    }
}

extension DefinitionObject {
    fileprivate mutating func set(_ errors: [ErrorName]) {
        set("ErrorEquals", .value(.array(JSONArray(errors.map { .string($0.rawValue) }))))
    }
}
