/// Which execution is meant: the one that was started, or a child of a map run in it.
public struct ExecutionPath: Hashable, Sendable {
    /// One step down: a map run of the execution above, and a child of it.
    public struct Step: Hashable, Sendable {
        /// `MapRunRequest.id`.
        public var mapRun: TaskID
        /// Index of the child.
        public var child: Int

        public init(mapRun: TaskID, child: Int) {
            self.mapRun = mapRun
            self.child = child
        }
    }

    /// Empty for the execution that was started.
    public var steps: [Step] = []

    public init(_ steps: [Step] = []) { self.steps = steps }

    /// The same, seen from one execution further up.
    public func below(_ step: Step) -> ExecutionPath { ExecutionPath([step] + steps) }
}

/// One run of one task in an execution, or in a child of one of its map runs.
public struct TaskAddress: Hashable, Sendable {
    public var path: ExecutionPath
    public var id: TaskID

    public init(path: ExecutionPath = ExecutionPath(), id: TaskID) {
        self.path = path
        self.id = id
    }
}
