import JSONPath

extension StateMachine {
    /// For each state that reads variables through JSONPath, its name and the distinct variables, without `$`, in the
    /// order of their first use; states of inner scopes come after the state around them.
    ///
    /// - Source: `variableReferences` of DescribeStateMachine. Plain texts, `$` and `$$`, and the names that `Assign`
    ///   sets do not count.
    public var variableReferences: [(state: String, names: [String])] {
        var references: [(state: String, names: [String])] = []
        graph.appendVariableReferences(to: &references)
        return references
    }
}

extension StateGraph {
    fileprivate func appendVariableReferences(to references: inout [(state: String, names: [String])]) {
        for state in states {
            var names = NameCollector()
            names.add(state)
            if !names.names.isEmpty { references.append((state.name, names.names)) }
            switch state.kind {
            case .parallel(let parallel):
                for branch in parallel.branches { branch.appendVariableReferences(to: &references) }
            case .map(let map): map.processor.appendVariableReferences(to: &references)
            case .pass, .task, .choice, .wait, .succeed, .fail: break
            }
        }
    }
}

/// Collects the variables that a state reads, each once.
private struct NameCollector {
    var names: [String] = []

    mutating func add(_ found: [String]) {
        for name in found where !names.contains(name) { names.append(name) }
    }

    mutating func add(_ path: JSONPath?) { add(path?.variableNames ?? []) }
    mutating func add(_ template: PayloadTemplate?) { add(template?.variableNames ?? []) }

    mutating func add(_ selection: PathSelection) {
        if case .path(let path) = selection { add(path) }
    }

    mutating func add(_ template: Template?) {
        if case .payload(let template)? = template { add(template) }
    }

    mutating func add(_ number: NumberField?) {
        if case .path(let expression)? = number { add(expression.variableNames) }
    }

    mutating func add(_ text: TextField?) {
        if case .path(let expression)? = text { add(expression.variableNames) }
    }

    mutating func add(_ state: State) {
        add(state.inputPath)
        switch state.kind {
        case .pass(let pass): add(pass.parameters)
        case .task(let task):
            add(task.parameters)
            add(task.timeoutSeconds)
            add(task.heartbeatSeconds)
            add(task.credentials)
            add(task.resultSelector)
            for catcher in task.catchers { add(catcher.assign) }
        case .choice(let choice): add(choice)
        case .wait(let wait):
            switch wait.until {
            case .seconds(let number): add(number)
            case .timestamp(let text): add(text)
            }
        case .succeed: break
        case .fail(let fail):
            add(fail.error)
            add(fail.cause)
        case .parallel(let parallel):
            add(parallel.parameters)
            add(parallel.resultSelector)
            for catcher in parallel.catchers { add(catcher.assign) }
        case .map(let map): add(map)
        }
        add(state.assign)
        add(state.outputPath)
    }

    mutating func add(_ map: MapState) {
        add(map.itemsPath)
        add(map.itemReader?.parameters)
        add(map.itemReader?.readerConfig?.maxItems)
        add(map.itemSelector)
        add(map.itemBatcher?.batchInput)
        add(map.itemBatcher?.maxItemsPerBatch)
        add(map.itemBatcher?.maxInputBytesPerBatch)
        add(map.maxConcurrency)
        add(map.toleratedFailureCount)
        add(map.toleratedFailurePercentage)
        add(map.resultWriter?.parameters)
        add(map.resultSelector)
        for catcher in map.catchers { add(catcher.assign) }
    }

    mutating func add(_ choice: ChoiceState) {
        for rule in choice.rules {
            if case .comparison(let test) = rule.test { add(test) }
            add(rule.assign)
        }
    }

    mutating func add(_ test: ChoiceTest) {
        switch test {
        case .and(let tests), .or(let tests): for test in tests { add(test) }
        case .not(let test): add(test)
        case .comparison(let variable, let comparison):
            add(variable)
            add(comparison.operandPath)
        }
    }
}

extension ChoiceComparison {
    /// The path of a `…Path` comparator.
    fileprivate var operandPath: JSONPath? {
        switch self {
        case .string(_, .path(let path)), .numeric(_, .path(let path)), .boolean(.path(let path)),
            .timestamp(_, .path(let path)):
            path
        case .string(_, .literal), .numeric(_, .literal), .boolean(.literal), .timestamp(_, .literal),
            .stringMatches, .isNull, .isPresent, .isNumeric, .isString, .isBoolean, .isTimestamp:
            nil
        }
    }
}
