import Diagnostics
import JSONModel

// Task, and what it shares with Parallel and Map.
extension DefinitionDecoder {
    mutating func task(_ object: ObjectReader, _ context: StateContext) -> TaskState? {
        let language = context.language
        var resource: TaskResource?
        if require(["Resource"], in: object), let field = object["Resource"], let text = string(field) {
            let given = TaskResource(text)
            checkResource(given, at: field, context)
            checkServiceArguments(given, in: object, language)
            resource = given
        }
        let limit = NumberRule.taskLimit
        let timeout = numberField(object, "TimeoutSeconds", limit, language)
        let heartbeat = numberField(object, "HeartbeatSeconds", limit, language)
        checkHeartbeat(heartbeat, below: timeout, in: object)
        let parameters = arguments(object, language)
        let handling = errorHandling(object, language)
        let credentials = self.credentials(object, resource, language)
        guard let resource else { return nil }
        var state = TaskState(
            resource: resource, parameters: parameters, timeoutSeconds: timeout, heartbeatSeconds: heartbeat,
            credentials: credentials, retriers: handling.retriers, catchers: handling.catchers)
        if language == .jsonPath {
            state.resultSelector = payloadTemplate(object, "ResultSelector")
            state.resultPath = resultPlacement(object)
        }
        return state
    }

    /// `Credentials`: an object with `RoleArn`, in JSONPath also `RoleArn.$`. Other members do not matter.
    private mutating func credentials(
        _ object: ObjectReader, _ resource: TaskResource?, _ language: QueryLanguage
    ) -> Template? {
        guard let field = object["Credentials"] else { return nil }
        if resource?.kind == .activity { report(.credentialsOfActivity(at: field)) }
        if language == .jsonata, field.string != nil { return template(object, "Credentials", language) }
        guard let credentials = self.object(field) else { return nil }
        if !credentials.has("RoleArn"), language == .jsonata || !credentials.has("RoleArn.$") {
            report(.requiredButMissing("RoleArn", in: credentials))
        }
        return template(object, "Credentials", language)
    }

    mutating func errorHandling(
        _ object: ObjectReader, _ language: QueryLanguage
    ) -> (retriers: [Retrier], catchers: [Catcher]) {
        var retriers: [Retrier] = [], catchers: [Catcher] = []
        if let field = object["Retry"], let elements = array(field) {
            for element in elements {
                guard let retrier = self.object(element) else { continue }
                retriers.append(self.retrier(retrier))
            }
            checkCatchAll(elements)
        }
        if let field = object["Catch"], let elements = array(field) {
            for element in elements {
                guard let catcher = self.object(element) else { continue }
                if let catcher = self.catcher(catcher, language) { catchers.append(catcher) }
            }
            checkCatchAll(elements)
        }
        return (retriers, catchers)
    }

    private mutating func retrier(_ object: ObjectReader) -> Retrier {
        checkFields(of: object, .retrier, .jsonPath)
        require(["ErrorEquals"], in: object)
        let interval = integer(object, "IntervalSeconds", .intervalSeconds)
        let attempts = integer(object, "MaxAttempts", .maxAttempts)
        let rate = object["BackoffRate"].flatMap { number($0, .backoffRate) }?.doubleValue
        let cap = integer(object, "MaxDelaySeconds", .maxDelaySeconds)
        if let cap, cap < interval ?? 1, let field = object["MaxDelaySeconds"] {
            report(.delayCapBelowInterval(at: field))
        }
        let jitter: Retrier.JitterStrategy? = word(object, "JitterStrategy", of: WordRules.jitterStrategy)
        return Retrier(
            comment: string(object, "Comment"), errorEquals: errorNames(object), intervalSeconds: interval ?? 1,
            maxAttempts: attempts ?? 3, backoffRate: rate ?? 2, maxDelaySeconds: cap,
            jitterStrategy: jitter ?? .none)
    }

    private mutating func catcher(_ object: ObjectReader, _ language: QueryLanguage) -> Catcher? {
        checkFields(of: object, .catcher, language)
        require(["ErrorEquals", "Next"], in: object)
        let readable: StatesMembers = [.everywhere, .errorOutput]
        let assign = assignments(object, language, readable: readable)
        let output = language == .jsonata ? jsonataTemplate(object, "Output", readable: readable) : nil
        let placement = language == .jsonPath ? resultPlacement(object) : .replace
        let names = errorNames(object), comment = string(object, "Comment")
        guard let next = string(object, "Next") else { return nil }
        return Catcher(
            comment: comment, errorEquals: names, next: next, resultPath: placement, assign: assign, output: output)
    }

    /// `ErrorEquals`. Names that nobody knows are accepted: they never match.
    private mutating func errorNames(_ object: ObjectReader) -> [String] {
        guard let field = object["ErrorEquals"], let elements = array(field, mayBeEmpty: false) else { return [] }
        return elements.compactMap { string($0) }
    }
}
