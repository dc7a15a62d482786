public import JSONModel
public import StatesLanguage

/// What happened outside: all that can move a map run.
public enum MapRunMessage: Hashable, Sendable {
    /// The first message.
    case start
    /// Items that were asked for, in order.
    ///
    /// - Parameters:
    ///   - position: how many items were read before, as the request said.
    ///   - source: the object that they come from, `S3://BUCKET/KEY`: what `$$.Map.Item.Source` is.
    ///   - isLast: whether there are no more.
    case itemsRead([JSONValue], position: Int, source: String?, isLast: Bool)
    /// The items cannot be read; the cause of `States.ItemReaderFailed`.
    case readingFailed(cause: String)
    case childEnded(index: Int, ChildOutcome)
    /// The bucket that results go to is there.
    case bucketFound
    /// What was to be written is.
    case resultsWritten
    /// It cannot be; the cause of `States.ResultWriterFailed`.
    case writingFailed(cause: String)
    /// The execution that started it has ended, or its Map state.
    case stop
}

/// How a child execution ended.
public struct ChildOutcome: Hashable, Sendable {
    public var status: Execution.Status
    public var output: Payload?
    public var failure: Failure?
    /// When it began and ended: a map run that is begun anew, in another process, finds children that have ended long
    /// ago. `nil` for the times at which the map run was told.
    public var startTime: Timestamp?, stopTime: Timestamp?

    public init(status: Execution.Status, output: Payload? = nil, failure: Failure? = nil) {
        self.status = status
        self.output = output
        self.failure = failure
    }

    /// That of an execution that has ended.
    public init(_ execution: Execution) {
        self.init(status: execution.status, output: execution.output, failure: execution.failure)
        (startTime, stopTime) = (execution.startTime, execution.now)
    }
}

/// What a map run made of a message, complete: `MapRun.apply` evaluates nothing.
public struct MapRunEvent: Hashable, Sendable {
    /// Effective time.
    public var time: Timestamp
    public var body: Body

    /// What happened, with all that `apply` needs to know of it.
    public enum Body: Hashable, Sendable {
        case started
        /// Results can be written, so children may start.
        case bucketFound
        /// Items became the inputs of children.
        ///
        /// - Parameters:
        ///   - count: how many items were read.
        ///   - remainder: items of a batch that is not full yet, those of earlier events included.
        case itemsTaken(count: Int, inputs: [ChildInput], remainder: [JSONValue], isLast: Bool)
        /// The next of the inputs that wait has its execution.
        case childStarted(index: Int)
        case childEnded(index: Int, ChildOutcome)
        /// No more children start; those that run are aborted by events of their own.
        indirect case endingBegan(MapRunEnding)
        /// Results go to their files.
        indirect case writingBegan(ResultWriting)
        case resultsWritten
        /// `output` is `nil` when the results have more bytes than a payload may have.
        case succeeded(output: Payload?)
        indirect case failed(Failure)
        case aborted
    }
}

/// The input of a child that has not been started.
public struct ChildInput: Hashable, Sendable {
    public var payload: Payload
    /// How many items are in it.
    public var items: Int
}

/// Results that are being written.
public struct ResultWriting: Hashable, Sendable {
    /// How many children that have ended.
    public var results: Int
    /// How many inputs that get no execution any more.
    public var pending: Int
    /// Whether nothing comes after them.
    public var isLast: Bool
    /// The files as they are once it is done.
    var files: ResultFiles?
}

/// Why a map run ends before all its items are done.
public enum MapRunEnding: Hashable, Sendable {
    case failure(Failure)
    case stop
}

/// What the world owes a map run.
public enum MapRunCommand: Hashable, Sendable {
    /// Look whether objects whose keys start with `folder` can be written to the bucket and answer with `bucketFound`
    /// or `writingFailed`: before any child runs.
    case findBucket(String, folder: String)
    /// Read items and answer with `itemsRead` or `readingFailed`.
    case readItems(ItemRequest)
    /// Start an execution of `MapRunRequest.child` and answer with `childEnded`.
    case startChild(index: Int, input: Payload)
    /// Write these bytes, at these places, and answer with `resultsWritten` or `writingFailed`.
    case write([ResultPiece])
}

/// Items to read.
public struct ItemRequest: Hashable, Sendable {
    public var source: ItemSource
    /// How many items were read before.
    public var position: Int
    /// The most to read now, ≥ 1.
    public var limit: Int
    /// The most bytes that they should have as compact JSON; one item may have more.
    public var bytes: Int
}

/// What one call of `MapRun.advance` changed in what the world owes.
public struct MapRunChanges: Hashable, Sendable {
    public var added: [MapRunCommand] = []
    /// Children to stop: nobody waits for them any longer.
    public var withdrawnChildren: [Int] = []

    public init() {}
}
