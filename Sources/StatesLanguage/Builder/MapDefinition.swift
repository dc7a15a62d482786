import JSONModel

extension State {
    /// Map: runs its processor once per item.
    ///
    ///     State.Map("ShipEach", mode: .distributed(.express)) {
    ///         State.Task("Ship", resource: "${Ship}")
    ///     }
    ///     .itemReader(
    ///         resource: "arn:aws:states:::s3:getObject", parameters: ["Bucket": "orders", "Key.$": "$.key"],
    ///         inputType: .jsonl
    ///     )
    ///     .maxConcurrency(100)
    public struct Map: FallibleState {
        public var source: StateSource

        /// Where the iterations run: `ProcessorConfig`.
        public enum Mode: Hashable, Sendable {
            /// `INLINE`, which is also what an absent mode means: within the execution.
            case inline
            /// `DISTRIBUTED`: each a child execution of this type.
            case distributed(StateMachineType)
        }

        /// - Parameters:
        ///   - processorComment: `Comment` of the `ItemProcessor`.
        ///   - startAt: the first of `states` if it is not given.
        ///   - states: the `ItemProcessor` (or `Iterator`, as older definitions call it): a scope of its own.
        public init(
            _ name: StateName, mode: Mode? = nil, processorComment: String? = nil, startAt: StateName? = nil,
            @DefinitionBuilder<StateSource> states: () -> [StateSource]
        ) {
            source = StateSource(name, .map)
            var processor = DefinitionObject()
            processor.set("Comment", processorComment)
            if let mode { processor.set("ProcessorConfig", .object(mode.object)) }
            processor.setStates(states(), startAt: startAt)
            source.fields.set("ItemProcessor", .object(processor))
        }

        /// `ItemsPath`: where the items are in the input. JSONPath only.
        public func itemsPath(_ path: String) -> Self { setting { $0.set("ItemsPath", path) } }

        /// `Items`: an array, or an expression that gives one. JSONata only.
        public func items(_ items: TemplateSource) -> Self { setting { $0.set("Items", items) } }

        /// `ItemSelector`: the input of an iteration.
        public func itemSelector(_ selector: TemplateSource) -> Self { setting { $0.set("ItemSelector", selector) } }

        /// `MaxConcurrency` or `MaxConcurrencyPath`; 0 leaves it to the service.
        public func maxConcurrency(_ count: NumberSource) -> Self { setting { $0.set("MaxConcurrency", count) } }

        /// `ToleratedFailureCount` or `ToleratedFailureCountPath`.
        public func toleratedFailureCount(_ count: NumberSource) -> Self {
            setting { $0.set("ToleratedFailureCount", count) }
        }

        /// `ToleratedFailurePercentage` or `ToleratedFailurePercentagePath`, 0 … 100.
        public func toleratedFailurePercentage(_ percentage: NumberSource) -> Self {
            setting { $0.set("ToleratedFailurePercentage", percentage) }
        }

        /// `Label` of the map run, at most 40 characters. Distributed mode only.
        public func label(_ label: String) -> Self { setting { $0.set("Label", label) } }
    }
}

extension State.Map.Mode {
    fileprivate var object: DefinitionObject {
        var config = DefinitionObject()
        switch self {
        case .inline: config.set("Mode", ProcessorConfig.Mode.inline.rawValue)
        case .distributed(let type):
            config.set("Mode", ProcessorConfig.Mode.distributed.rawValue)
            config.set("ExecutionType", type.rawValue)
        }
        return config
    }
}
