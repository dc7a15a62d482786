import Diagnostics
import JSONModel

// `Resource` of a Task.
extension DefinitionDecoder {
    mutating func checkResource(_ resource: TaskResource, at field: Field, _ context: StateContext) {
        guard resource.text.hasPrefix("arn:") else {
            if !resource.text.hasSubstitution { report(.notAnARN(at: field)) }
            return
        }
        guard resource.text.split(separator: ":", omittingEmptySubsequences: false).count >= 6 else {
            if !resource.text.hasSubstitution { report(.notAnARN(at: field)) }
            return
        }
        switch resource.kind {
        case .activity:
            if context.machineType == .express { report(.activityInExpress(at: field)) }
        case .service(let integration): checkIntegration(integration, at: field, context)
        case .lambdaFunction: break
        case .named:
            // A machine, or an integration without an API.
            if resource.text.hasPrefix("arn:aws:states:"), !resource.text.hasSubstitution {
                report(.unknownResource(at: field))
            }
        }
    }

    private mutating func checkIntegration(
        _ integration: ServiceIntegration, at field: Field, _ context: StateContext
    ) {
        if integration.service.hasSubstitution || integration.api.hasSubstitution { return }
        switch OptimizedIntegration.judge(integration) {
        case .known: break
        case .unknownService: report(.unknownService(integration.service, at: field))
        case .unknownAPI:
            report(.unknownResource(at: field))
            return
        }
        guard context.machineType == .express else { return }
        switch integration.pattern {
        case .requestResponse: break
        case .sync, .sync2: report(.syncInExpress(at: field))
        case .waitForTaskToken: report(.callbackInExpress(at: field))
        }
    }

    /// Members that an integration cannot do without.
    mutating func checkServiceArguments(_ resource: TaskResource, in object: ObjectReader, _ language: QueryLanguage) {
        guard case .service(let integration) = resource.kind,
            let field = object[language == .jsonPath ? "Parameters" : "Arguments"], let arguments = field.object
        else { return }
        for name in OptimizedIntegration.required(integration)
        where !arguments.has(name) && (language == .jsonata || !arguments.has("\(name).$")) {
            report(.requiredButMissing(name, in: arguments))
        }
    }
}

/// What is known about `arn:aws:states:::SERVICE:API`.
///
/// - Source: Step Functions Developer Guide, “Integrating optimized services”.
enum OptimizedIntegration {
    enum Verdict {
        case known
        /// The service is known and offers no such API, or not with this pattern.
        case unknownAPI
        /// Newer than this table, or misspelt.
        case unknownService
    }

    private struct Service {
        /// API → the patterns beside request-response.
        var apis: [String: Set<ServiceIntegration.Pattern>]
        /// Whether other APIs are certainly refused.
        var isComplete = true
    }

    static func judge(_ integration: ServiceIntegration) -> Verdict {
        if integration.service.hasPrefix("aws-sdk:") {
            return integration.pattern == .sync || integration.pattern == .sync2 ? .unknownAPI : .known
        }
        guard let service = services[integration.service] else { return .unknownService }
        guard let patterns = service.apis[integration.api] else { return service.isComplete ? .unknownAPI : .known }
        let isKnown = integration.pattern == .requestResponse || patterns.contains(integration.pattern)
        return isKnown || !service.isComplete ? .known : .unknownAPI
    }

    /// Names that `Parameters` or `Arguments` must have.
    static func required(_ integration: ServiceIntegration) -> [String] {
        switch (integration.service, integration.api) {
        case ("lambda", "invoke"): ["FunctionName"]
        case ("sqs", "sendMessage"): ["QueueUrl"]
        case ("states", "startExecution"): ["StateMachineArn"]
        case ("dynamodb", "getItem"), ("dynamodb", "putItem"), ("dynamodb", "updateItem"),
            ("dynamodb", "deleteItem"):
            ["TableName"]
        default: []
        }
    }

    private static let services: [String: Service] = [
        "lambda": Service(apis: ["invoke": [.waitForTaskToken]]),
        "batch": Service(apis: ["submitJob": [.sync]]),
        "dynamodb": Service(apis: ["getItem": [], "putItem": [], "updateItem": [], "deleteItem": []]),
        "ecs": Service(apis: ["runTask": [.sync, .waitForTaskToken]]),
        "sns": Service(apis: ["publish": [.waitForTaskToken]]),
        "sqs": Service(apis: ["sendMessage": [.waitForTaskToken]]),
        "glue": Service(apis: ["startJobRun": [.sync]]),
        "databrew": Service(apis: ["startJobRun": [.sync]]),
        "states": Service(apis: ["startExecution": [.sync, .sync2, .waitForTaskToken]]),
        "events": Service(apis: ["putEvents": [.waitForTaskToken]]),
        "apigateway": Service(apis: ["invoke": [.waitForTaskToken]]),
        "mediaconvert": Service(apis: ["createJob": [.sync]]),
        "http": Service(apis: ["invoke": []]),
        "athena": Service(apis: [
            "startQueryExecution": [.sync], "stopQueryExecution": [], "getQueryExecution": [], "getQueryResults": [],
        ]),
        "codebuild": Service(apis: [:], isComplete: false),
        "sagemaker": Service(apis: [:], isComplete: false),
        "elasticmapreduce": Service(apis: [:], isComplete: false),
        "emr-containers": Service(apis: [:], isComplete: false),
        "emr-serverless": Service(apis: [:], isComplete: false),
        "eks": Service(apis: [:], isComplete: false),
        "bedrock": Service(apis: [:], isComplete: false),
        "bedrock-agentcore": Service(apis: [:], isComplete: false),
    ]
}
