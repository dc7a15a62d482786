public import JSONModel
public import StatesLanguage

/// What the world owes the execution.
public enum Command: Hashable, Sendable {
    /// Run this task and answer with a message that carries its id.
    case runTask(TaskRequest)
    /// Send `timersFired` at `due` or later. Starting a timer again moves it.
    case startTimer(TimerID, due: Timestamp)
    /// Run these child executions, as `MapRun` says, and answer with a message that carries the id.
    case startMapRun(MapRunRequest)
}

/// What is no longer owed.
public enum Withdrawal: Hashable, Sendable {
    case task(TaskID)
    case timer(TimerID)
    case mapRun(TaskID)
}

/// What one call of `Execution.advance` changed in what the world owes.
public struct CommandChanges: Hashable, Sendable {
    public var added: [Command] = []
    public var withdrawn: [Withdrawal] = []
    /// The turn made as many events as one may: send `resume` to go on. Keeps memory bounded, and lets a driver stop
    /// a machine that loops for ever.
    public var isPaused = false

    public init() {}

    /// What two turns changed, one after the other.
    public mutating func merge(_ later: CommandChanges) {
        added += later.added
        withdrawn += later.withdrawn
        isPaused = isPaused || later.isPaused
    }
}

/// One run of one task.
public struct TaskRequest: Hashable, Sendable {
    public var id: TaskID
    /// Name of the Task state.
    public var stateName: String
    public var resource: TaskResource
    /// What the resource is given: the effective input, after `Parameters`.
    public var parameters: Payload
    /// Seconds, if the state has a timeout.
    public var timeoutSeconds: Int?
    public var heartbeatSeconds: Int?
    /// `Credentials.RoleArn`.
    public var credentialsRoleARN: String?
    private var token: TaskTokenSource
    /// When it was scheduled.
    public var scheduledAt: Timestamp
    /// The execution that asks: map runs have many.
    public var executionARN: String
    /// Whether somebody works on it, as far as is recorded.
    public var isStarted = false
    /// Whether its service took the request: what is owed is the end of the task alone.
    public var isSubmitted = false
    /// The way to it from the execution that was started; a driver of many fills it in.
    public var path = ExecutionPath()

    public init(
        id: TaskID, stateName: String, resource: TaskResource, parameters: Payload, timeoutSeconds: Int? = nil,
        heartbeatSeconds: Int? = nil, credentialsRoleARN: String? = nil, taskToken: String, scheduledAt: Timestamp,
        executionARN: String = ""
    ) {
        self.id = id
        self.stateName = stateName
        self.resource = resource
        self.parameters = parameters
        self.timeoutSeconds = timeoutSeconds
        self.heartbeatSeconds = heartbeatSeconds
        self.credentialsRoleARN = credentialsRoleARN
        token = .text(taskToken)
        self.scheduledAt = scheduledAt
        self.executionARN = executionARN
    }

    /// Its token is made when somebody asks: most tasks are answered without it.
    init(
        _ id: TaskID, of node: StateNode, _ task: TaskNode, _ outstanding: OutstandingTask,
        in settings: ExecutionSettings
    ) {
        self.id = id
        stateName = node.name
        resource = task.state.resource
        parameters = outstanding.schedule.parameters
        timeoutSeconds = outstanding.schedule.timeoutSeconds
        heartbeatSeconds = outstanding.schedule.heartbeatSeconds
        credentialsRoleARN = outstanding.schedule.credentialsRoleARN
        token = .seed(settings.seed, entry: id.entry, attempt: id.attempt)
        scheduledAt = outstanding.scheduledAt
        executionARN = settings.executionARN
        isStarted = outstanding.isStarted
        isSubmitted = outstanding.isSubmitted
    }

    /// The token in `$$.Task.Token`, for tasks that wait for it and for activities.
    public var taskToken: String {
        get { token.text }
        set { token = .text(newValue) }
    }

    public var address: TaskAddress { TaskAddress(path: path, id: id) }

    /// 0 for the first run, counted over all of the state's retriers.
    public var retryCount: Int { id.attempt }
}

/// Where the token of a task comes from. Those that give the same text are equal.
private enum TaskTokenSource: Hashable, Sendable {
    case text(String)
    case seed(UInt64, entry: Int, attempt: Int)

    var text: String {
        switch self {
        case .text(let text): text
        case .seed(let seed, let entry, let attempt): Random.taskToken(seed: seed, entry: entry, attempt: attempt)
        }
    }

    static func == (left: Self, right: Self) -> Bool { left.text == right.text }

    func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
