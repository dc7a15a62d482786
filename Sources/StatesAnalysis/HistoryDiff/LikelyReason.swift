/// What probably was done to a definition: the kind of edit that would show as it does.
public struct LikelyReason: Hashable, Sendable {
    /// The edit.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case stateRenamed = "STATE_RENAMED"
        case stateRemoved = "STATE_REMOVED"
        case stateInserted = "STATE_INSERTED"
        case typeChanged = "TYPE_CHANGED"
        case transitionChanged = "TRANSITION_CHANGED"
        case choiceChanged = "CHOICE_CHANGED"
        case startChanged = "START_CHANGED"
        case retrierAdded = "RETRIER_ADDED"
        case retrierRemoved = "RETRIER_REMOVED"
        case retryIntervalChanged = "RETRY_INTERVAL_CHANGED"
        case catcherAdded = "CATCHER_ADDED"
        case catcherRemoved = "CATCHER_REMOVED"
        case catcherRetargeted = "CATCHER_RETARGETED"
        /// A path or an expression finds nothing where it did.
        case pathBroken = "PATH_BROKEN"
        case parametersChanged = "PARAMETERS_CHANGED"
        case resourceChanged = "RESOURCE_CHANGED"
        case timeoutChanged = "TIMEOUT_CHANGED"
        case credentialsChanged = "CREDENTIALS_CHANGED"
        case outputChanged = "OUTPUT_CHANGED"
        case assignChanged = "ASSIGN_CHANGED"
        case itemsChanged = "ITEMS_CHANGED"
        case waitChanged = "WAIT_CHANGED"
        case failureChanged = "FAILURE_CHANGED"
    }

    public var kind: Kind
    /// One sentence without a full stop.
    public var sentence: String
}
