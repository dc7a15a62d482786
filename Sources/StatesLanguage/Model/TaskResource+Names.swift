public import JSONModel

extension TaskResource {
    /// The names under which somebody may provide it, the most exact first.
    ///
    /// - Parameter parameters: `Parameters` or `Arguments`, evaluated or as they stand in the definition.
    public func names(parameters: JSONValue?) -> [String] {
        var names = [text]
        switch kind {
        case .lambdaFunction:
            if let unqualified = unqualifiedFunctionARN { names.append(unqualified) }
            if let name = functionName { names.append(name) }
        case .activity:
            if let name = functionName { names.append(name) }
        case .service:
            if isLambdaInvoke, let function = parameters?["FunctionName"]?.stringValue {
                names += [function, Self.lambdaFunctionName(function)]
            }
            names += serviceNames
        case .named:
            // A placeholder that nobody filled is known by what stands in it.
            if text.hasPrefix("${"), text.hasSuffix("}") { names.append(String(text.dropFirst(2).dropLast())) }
        }
        return names
    }

    /// `sqs:sendMessage.waitForTaskToken` and `sqs:sendMessage` for
    /// `arn:aws:states:::sqs:sendMessage.waitForTaskToken`.
    public var serviceNames: [String] {
        guard case .service(let integration) = kind else { return [] }
        return [
            "\(integration.service):\(integration.resource)", "\(integration.service):\(integration.api)",
        ]
    }

    /// Whether it calls the function that its parameters name.
    public var isLambdaInvoke: Bool {
        guard case .service(let integration) = kind else { return false }
        return integration.service == "lambda" && integration.api == "invoke"
    }

    /// Whether it is `states:startExecution`, in a form that ends when the child has started or has ended.
    public var startsExecution: Bool {
        guard case .service(let integration) = kind else { return false }
        return integration.service == "states" && integration.api == "startExecution"
            && integration.pattern != .waitForTaskToken
    }

    /// The ARN of a Lambda function without version or alias.
    private var unqualifiedFunctionARN: String? {
        guard case .lambdaFunction = kind else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count > 7 ? parts.prefix(7).joined(separator: ":") : nil
    }

    /// `charge` for `charge`, `charge:PROD`, `123456789012:function:charge` and the ARN.
    public static func lambdaFunctionName(_ text: String) -> String {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        if let place = parts.firstIndex(of: "function"), place + 1 < parts.count { return String(parts[place + 1]) }
        return String(parts.first ?? "")
    }

    /// The machine's name in its ARN; another text is the name itself.
    public static func stateMachineName(_ arn: String) -> String {
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 7, parts[5] == "stateMachine" else { return arn }
        return String(parts[6])
    }
}
