import Diagnostics
import JSONModel

// What all state types share.
extension DefinitionDecoder {
    mutating func state(_ field: Field, _ scope: StateContext) -> State? {
        guard let object = object(field) else { return nil }
        checkStateName(field)
        let context = stateContext(object, scope)
        guard let type = stateType(object) else { return nil }
        // A state that goes back to JSONPath is wrong as such; its fields are not blamed on top of it.
        let isDowngrade = machineLanguage == .jsonata && context.language == .jsonPath
        checkFields(of: object, .state(type), isDowngrade ? nil : context.language)

        let language = context.language
        var state = State(name: field.name, comment: string(object, "Comment"), kind: .succeed)
        state.queryLanguage = language
        if language == .jsonPath, type != .fail {
            state.inputPath = pathSelection(object, "InputPath")
            state.outputPath = pathSelection(object, "OutputPath")
        }
        let hasResult = [.task, .parallel, .map].contains(type)
        let readable: StatesMembers = hasResult ? [.everywhere, .result] : .everywhere
        if language == .jsonata, type != .fail {
            state.output = jsonataTemplate(object, "Output", readable: readable)
        }
        if type != .succeed, type != .fail { state.assign = assignments(object, language, readable: readable) }
        if type != .choice, type != .succeed, type != .fail { state.transition = transition(object) }
        guard let kind = kind(type, object, context) else { return nil }
        state.kind = kind
        return state
    }

    private mutating func stateContext(_ object: ObjectReader, _ scope: StateContext) -> StateContext {
        var context = scope
        guard let language = language(of: object) else { return context }
        context.language = language
        if machineLanguage == .jsonata, language == .jsonPath { report(.jsonPathInJSONataMachine(object)) }
        return context
    }

    private mutating func stateType(_ object: ObjectReader) -> StateType? {
        guard require(["Type"], in: object), let field = object["Type"], let text = string(field) else { return nil }
        if let type = StateType(rawValue: text) { return type }
        if !isSubstitution(field) { report(.unknownStateType(text, at: field)) }
        return nil
    }

    private mutating func kind(_ type: StateType, _ object: ObjectReader, _ context: StateContext) -> State.Kind? {
        switch type {
        case .pass: .pass(pass(object, context))
        case .task: task(object, context).map(State.Kind.task)
        case .choice: choice(object, context).map(State.Kind.choice)
        case .wait: wait(object, context).map(State.Kind.wait)
        case .succeed: .succeed
        case .fail: .fail(fail(object, context))
        case .parallel: parallel(object, context).map(State.Kind.parallel)
        case .map: map(object, context).map(State.Kind.map)
        }
    }

    /// Exactly one of `Next` and `"End": true`.
    private mutating func transition(_ object: ObjectReader) -> Transition? {
        let end = object["End"].map { ($0, bool($0)) }
        let next = object["Next"].flatMap { string($0) }
        switch (object["Next"], end) {
        case (let nextField?, (let endField, let isEnd)?):
            if isEnd == true {
                let (first, last) =
                    nextField.anchor.start < endField.anchor.start
                    ? (nextField, endField) : (endField, nextField)
                report(.moreThanOne(of: ["Next", "End"], last: last, first: first, in: object))
            }
        case (nil, (_, true)?): return .end
        // A flag that is no boolean has been reported, or is a substitution.
        case (nil, (_, nil)?): return .end
        case (nil, nil), (nil, (_, false)?): report(.noneOf(["Next", "End"], in: object))
        case (_?, nil): break
        }
        return next.map(Transition.next)
    }
}
