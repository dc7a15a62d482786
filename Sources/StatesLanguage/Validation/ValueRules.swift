// Which numbers and words fields take: what reading checks, and what the JSON Schema says.

extension NumberRule {
    /// `TimeoutSeconds` of the machine.
    static let executionTimeout = integer(from: 0, to: 99_999_999)
    /// `TimeoutSeconds` and `HeartbeatSeconds` of a task.
    static let taskLimit = integer(from: 1, to: 99_999_999)
    /// `Seconds` of a Wait state.
    static let waitSeconds = integer(from: 0, to: 99_999_999)
    static let intervalSeconds = integer(from: 0, to: 99_999_999)
    static let maxAttempts = integer(from: 0, to: 99_999_999)
    static let backoffRate = fractional(from: 1)
    static let maxDelaySeconds = integer(from: 1, to: 31_622_400)
    /// `MaxConcurrency`, `ToleratedFailureCount`, `MaxItemsPerBatch`.
    static let count = integer(from: 0)
    static let percentage = fractional(from: 0, to: 100)
    static let maxItems = integer(from: 0, to: 100_000_000)
    static let maxInputBytesPerBatch = integer(from: 0, to: 262_144)
}

/// The words that fields with a closed set of them take.
enum WordRules {
    static let version = ["1.0"]
    static let queryLanguage: [QueryLanguage] = [.jsonPath, .jsonata]
    static let jitterStrategy: [Retrier.JitterStrategy] = [.none, .full]
    static let mode: [ProcessorConfig.Mode] = [.inline, .distributed]
    static let executionType: [StateMachineType] = [.standard, .express]
    static let inputType = ["CSV", "JSON", "JSONL", "PARQUET", "MANIFEST"]
    static let readerTransformation = ["NONE", "LOAD_AND_FLATTEN"]
    static let manifestType = ["ATHENA_DATA", "S3_INVENTORY"]
    static let csvHeaderLocation = ["FIRST_ROW", "GIVEN"]
    static let csvDelimiter = ["COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"]
    static let writerTransformation = ["NONE", "COMPACT", "FLATTEN"]
    static let outputType = ["JSON", "JSONL"]
}
