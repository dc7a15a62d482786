import Diagnostics
import JSONModel

// The machine and its scopes.
extension DefinitionDecoder {
    mutating func machine(_ node: JSONNode) -> StateMachine? {
        guard case .object(let members) = node.kind else {
            report(.definitionIsNoObject(at: node.span))
            return nil
        }
        let brace = SourceSpan(start: node.span.start, end: min(node.span.start + 1, node.span.end))
        let root = ObjectReader(members: members, span: node.span, anchor: brace, path: "")
        checkDuplicateKeys(node)
        checkFields(of: root, .machine, .jsonPath)
        machineLanguage = language(of: root) ?? .jsonPath
        let version = word(root, "Version", of: WordRules.version)
        // The service accepts 0; as with an absent field nothing then ends the execution.
        let timeout = integer(root, "TimeoutSeconds", .executionTimeout)
        let comment = string(root, "Comment")
        let context = StateContext(language: machineLanguage, machineType: options.stateMachineType)
        let graph = graph(root, context)
        if require(["States", "StartAt"], in: root) { checkGraphRules(of: root) }
        return graph.map { graph in
            StateMachine(
                comment: comment, version: version ?? "1.0", queryLanguage: machineLanguage,
                timeoutSeconds: timeout == 0 ? nil : timeout, graph: graph)
        }
    }

    /// `QueryLanguage` of a machine or a state.
    ///
    /// - Returns: `nil` when absent; every spelling but `JSONPath` counts as JSONata, as with the service, and the
    ///   wrong ones are reported.
    mutating func language(of object: ObjectReader) -> QueryLanguage? {
        guard let field = object["QueryLanguage"] else { return nil }
        let language: QueryLanguage? = word(object, "QueryLanguage", of: WordRules.queryLanguage)
        return language ?? (field.hasSubstitution ? nil : .jsonata)
    }

    /// `StartAt` and `States` of a machine, a branch or a processor.
    mutating func graph(_ object: ObjectReader, _ context: StateContext) -> StateGraph? {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= options.maximumNesting else {
            report(.tooDeeplyNested(object, limit: options.maximumNesting))
            return nil
        }
        let startAt = string(object, "StartAt")
        guard let field = object["States"], let states = self.object(field) else { return nil }
        let outer = visibleVariables
        defer { visibleVariables = outer }
        if let outline = Outline(object, depth: 1) {
            if outline.isDistributed { visibleVariables = [] }
            visibleVariables.append(Set(outline.states.flatMap(\.assigned).map { ExactName($0.variableName) }))
        }
        if states.members.isEmpty { report(.empty(at: field)) }
        var decoded: [State] = []
        decoded.reserveCapacity(states.members.count)
        for state in states.fields {
            if let state = self.state(state, context) { decoded.append(state) }
        }
        guard let startAt, decoded.count == states.members.count else { return nil }
        return StateGraph(startAt: startAt, states: decoded)
    }

    /// A branch or a processor: a scope of its own.
    mutating func subgraph(_ object: ObjectReader, _ fields: FieldSet, _ context: StateContext) -> StateGraph? {
        checkFields(of: object, fields, .jsonPath)
        require(["States", "StartAt"], in: object)
        // States inside take the machine's language, not that of the state around them.
        let inner = StateContext(language: machineLanguage, machineType: context.machineType)
        var graph = graph(object, inner)
        graph?.comment = string(object, "Comment")
        return graph
    }

    /// Reports the ones of `names` that are absent.
    @discardableResult
    mutating func require(_ names: [String], in object: ObjectReader) -> Bool {
        let missing = names.filter { !object.has($0) }
        if !missing.isEmpty { report(.missing(missing, in: object)) }
        return missing.isEmpty
    }
}

extension Field {
    var hasSubstitution: Bool { string?.hasSubstitution ?? false }
}
