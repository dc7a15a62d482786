import Diagnostics
import JSONModel

// Pass, Wait, Fail and Parallel.
extension DefinitionDecoder {
    mutating func pass(_ object: ObjectReader, _ context: StateContext) -> PassState {
        guard context.language == .jsonPath else { return PassState() }
        if let result = object["Result"] { warnAboutStaticResult(result) }
        return PassState(
            result: object["Result"]?.node.value, parameters: payloadTemplate(object, "Parameters"),
            resultPath: resultPlacement(object))
    }

    mutating func wait(_ object: ObjectReader, _ context: StateContext) -> WaitState? {
        let names =
            context.language == .jsonPath
            ? ["SecondsPath", "Seconds", "TimestampPath", "Timestamp"] : ["Seconds", "Timestamp"]
        let given = names.compactMap { object[$0] }.sorted { $0.anchor.start < $1.anchor.start }
        guard let first = given.first, let last = given.last else {
            // A field of the other language is what was meant; it has been reported.
            if !object.has("SecondsPath"), !object.has("TimestampPath") { report(.noneOf(names, in: object)) }
            return nil
        }
        guard given.count == 1 else {
            report(.moreThanOne(of: names, last: last, first: first, in: object))
            return nil
        }
        if first.name == "Timestamp" || first.name == "TimestampPath" {
            return timestamp(object, context.language).map { WaitState(until: .timestamp($0)) }
        }
        return numberField(object, "Seconds", .waitSeconds, context.language)
            .map { WaitState(until: .seconds($0)) }
    }

    /// `Timestamp`: RFC 3339 or an expression; or `TimestampPath`.
    private mutating func timestamp(_ object: ObjectReader, _ language: QueryLanguage) -> TextField? {
        if let field = object["TimestampPath"] { return referenceExpression(field).map(TextField.path) }
        guard let field = object["Timestamp"], let text = string(field) else { return nil }
        if language == .jsonata, isExpression(field) { return expression(field).map(TextField.expression) }
        if Timestamp(rfc3339: text) == nil, !isSubstitution(field) { report(.notATimestamp(at: field)) }
        return .literal(text)
    }

    mutating func fail(_ object: ObjectReader, _ context: StateContext) -> FailState {
        FailState(
            error: textField(object, "Error", context.language), cause: textField(object, "Cause", context.language))
    }

    mutating func parallel(_ object: ObjectReader, _ context: StateContext) -> ParallelState? {
        var branches: [StateGraph]?
        if require(["Branches"], in: object), let field = object["Branches"] {
            branches = self.branches(field, context)
        }
        let parameters = arguments(object, context.language)
        let handling = errorHandling(object, context.language)
        guard let branches else { return nil }
        var state = ParallelState(
            branches: branches, parameters: parameters, retriers: handling.retriers, catchers: handling.catchers)
        if context.language == .jsonPath {
            state.resultSelector = payloadTemplate(object, "ResultSelector")
            state.resultPath = resultPlacement(object)
        }
        return state
    }

    private mutating func branches(_ field: Field, _ context: StateContext) -> [StateGraph]? {
        guard let elements = array(field, mayBeEmpty: false) else { return nil }
        var branches: [StateGraph] = []
        for element in elements {
            guard let branch = object(element) else { continue }
            if let graph = subgraph(branch, .branch, context) { branches.append(graph) }
        }
        return branches.count == elements.count ? branches : nil
    }
}
