public import JSONModel

extension State {
    /// Pass: hands its input on, or a fixed `Result`, or what `Parameters` or `Output` builds.
    public struct Pass: ResultState {
        public var source: StateSource

        public init(_ name: StateName) { source = StateSource(name, .pass) }

        /// `Result`: literal JSON, never evaluated. JSONPath only.
        public func result(_ result: JSONValue) -> Self { setting { $0.set("Result", .value(result)) } }
    }

    /// Wait: for a number of seconds, or until a time.
    public struct Wait: ContinuingState {
        public var source: StateSource

        /// - Parameter seconds: `Seconds` or `SecondsPath`, 0 … 99,999,999.
        public init(_ name: StateName, seconds: NumberSource) {
            source = StateSource(name, .wait)
            source.fields.set("Seconds", seconds)
        }

        /// - Parameter timestamp: `Timestamp` or `TimestampPath`, RFC 3339.
        public init(_ name: StateName, timestamp: TextSource) {
            source = StateSource(name, .wait)
            source.fields.set("Timestamp", timestamp)
        }
    }

    /// Succeed: ends the machine, the branch or the iteration.
    public struct Succeed: TransformingState {
        public var source: StateSource

        public init(_ name: StateName) { source = StateSource(name, .succeed) }
    }

    /// Fail: ends the execution, or the branch, with an error.
    public struct Fail: StateDefinition {
        public var source: StateSource

        public init(_ name: StateName) { source = StateSource(name, .fail) }

        /// `Error` or `ErrorPath`.
        public func error(_ error: TextSource) -> Self { setting { $0.set("Error", error) } }

        /// `Cause` or `CausePath`.
        public func cause(_ cause: TextSource) -> Self { setting { $0.set("Cause", cause) } }
    }

    /// Task: one unit of work done by a resource outside.
    public struct Task: FallibleState {
        public var source: StateSource

        /// - Parameter resource: `Resource`, an ARN or a name.
        public init(_ name: StateName, resource: String) {
            source = StateSource(name, .task)
            source.fields.set("Resource", resource)
        }

        /// `Arguments`. JSONata only.
        public func arguments(_ arguments: TemplateSource) -> Self { setting { $0.set("Arguments", arguments) } }

        /// `TimeoutSeconds` or `TimeoutSecondsPath`, 1 … 99,999,999.
        public func timeoutSeconds(_ seconds: NumberSource) -> Self { setting { $0.set("TimeoutSeconds", seconds) } }

        /// `HeartbeatSeconds` or `HeartbeatSecondsPath`, below the timeout.
        public func heartbeatSeconds(_ seconds: NumberSource) -> Self {
            setting { $0.set("HeartbeatSeconds", seconds) }
        }

        /// `Credentials`: an object with `RoleArn`.
        public func credentials(_ credentials: TemplateSource) -> Self {
            setting { $0.set("Credentials", credentials) }
        }
    }

    /// Parallel: runs all branches on the same input; the result is the array of their outputs.
    public struct Parallel: FallibleState {
        public var source: StateSource

        public init(_ name: StateName, @DefinitionBuilder<Branch> branches: () -> [Branch]) {
            source = StateSource(name, .parallel)
            source.fields.set("Branches", .array(branches().map { .object($0.object) }))
        }

        /// `Arguments`. JSONata only.
        public func arguments(_ arguments: TemplateSource) -> Self { setting { $0.set("Arguments", arguments) } }
    }
}

/// One of the `Branches` of a Parallel state: states of a scope of their own.
public struct Branch: Hashable, Sendable {
    var object = DefinitionObject()

    /// - Parameter startAt: the first of `states` if it is not given.
    public init(
        comment: String? = nil, startAt: StateName? = nil, @DefinitionBuilder<StateSource> states: () -> [StateSource]
    ) {
        object.set("Comment", comment)
        object.setStates(states(), startAt: startAt)
    }
}
