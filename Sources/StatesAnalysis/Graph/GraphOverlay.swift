/// What happened in the states of a graph: shown in colours, and in full by the page.
public struct GraphOverlay: Hashable, Sendable {
    /// How a state ended, the worst first; or what a new definition did to it.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        case failed, aborted, running, caught, succeeded
        /// Never entered.
        case unvisited
        /// By tests: with all ways out of it, or without some.
        case covered, partly
        /// Between two definitions.
        case added, removed, changed, unchanged
    }

    /// One run of a state.
    public struct Run: Hashable, Sendable {
        public var status = Status.running
        /// RFC 3339.
        public var entered: String?
        public var exited: String?
        /// JSON texts; `nil` when the history has none.
        public var input: String?
        public var output: String?
        public var attempts: [Attempt] = []
    }

    /// One time that a task was scheduled.
    public struct Attempt: Hashable, Sendable {
        public var scheduled: String?
        public var ended: String?
        /// `SUCCEEDED`, `FAILED`, `TIMED_OUT`; `nil` while it runs.
        public var outcome: String?
        public var error: String?
        public var cause: String?
    }

    /// What is known of one state.
    public struct Mark: Hashable, Sendable {
        public var status: Status
        public var count: Int
        /// What the box says: `✓ 3 × · 1.5 s`.
        public var note: String
        public var runs: [Run] = []
        /// Sentences about it: what a new definition changed.
        public var remarks: [String] = []
    }

    /// A way that was taken.
    public struct Way: Hashable, Sendable {
        public var from: String
        public var to: String
        public var isCaught: Bool
    }

    /// By name of the state; states that are missing were not reached.
    public var marks: [String: Mark] = [:]
    public var ways: [Way: Int] = [:]
    /// Ways that a new definition has no more.
    public var gone: Set<MachineGraph.Edge> = []
    /// What this is about: `execution FAILED`, `coverage`.
    public var caption = ""

    public init() {}

    public func status(_ state: String) -> Status { marks[state]?.status ?? .unvisited }

    /// The lines for `GraphLayout`.
    public var notes: [String: String] { marks.mapValues(\.note).filter { !$0.value.isEmpty } }

    public func count(_ edge: MachineGraph.Edge) -> Int {
        ways[Way(from: edge.from, to: edge.to, isCaught: edge.kind == .caught)] ?? 0
    }
}
