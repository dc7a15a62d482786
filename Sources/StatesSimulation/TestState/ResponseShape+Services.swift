// Shapes are those of the services' API models, as botocore 1.43.11 has them; long enumerations are left open.

/// Answers of services, and the table of all that are known.
extension ResponseShape {
    /// By service and operation.
    static let operations: [String: ResponseShape] = [
        "lambda:invoke": invoke,
        "lambda:getFunction": getFunction,
        "states:startExecution": startExecution,
        "states:describeExecution": describeExecution,
        "states:startSyncExecution": startSyncExecution,
        "dynamodb:getItem": getItem,
        "dynamodb:putItem": putItem,
        "dynamodb:updateItem": updateItem,
        "dynamodb:deleteItem": deleteItem,
        "dynamodb:query": query,
        "sqs:sendMessage": sendMessage,
        "sns:publish": publish,
        "events:putEvents": putEvents,
        "s3:getObject": getObject,
        "s3:putObject": putObject,
        "s3:listObjectsV2": listObjectsV2,
        "kms:encrypt": encrypt,
        "kms:decrypt": decrypt,
        "secretsmanager:getSecretValue": getSecretValue,
        "ssm:getParameter": getParameter,
        "batch:submitJob": submitJob,
        "glue:startJobRun": startJobRun,
        "athena:startQueryExecution": startQueryExecution,
    ]

    static let startExecution: ResponseShape = .object([
        Member("ExecutionArn", .string(1...256), required: true), Member("StartDate", required: true),
    ])

    static let describeExecution: ResponseShape = .object([
        Member("ExecutionArn", .string(1...256), required: true),
        Member("StateMachineArn", .string(1...256), required: true), Member("Name", .string(1...80)),
        Member(
            "Status", .oneOf(["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE"]),
            required: true),
        Member("StartDate", required: true), Member("StopDate"), Member("Input", .string(0...262_144)),
        Member("InputDetails", cloudWatchEventsExecutionDataDetails), Member("Output", .string(0...262_144)),
        Member("OutputDetails", cloudWatchEventsExecutionDataDetails), Member("TraceHeader", .string(0...256)),
        Member("MapRunArn", .string(1...2_000)), Member("Error", .string(0...256)),
        Member("Cause", .string(0...32_768)), Member("StateMachineVersionArn", .string(1...256)),
        Member("StateMachineAliasArn", .string(1...256)), Member("RedriveCount", .number()), Member("RedriveDate"),
        Member("RedriveStatus", .oneOf(["REDRIVABLE", "NOT_REDRIVABLE", "REDRIVABLE_BY_MAP_RUN"])),
        Member("RedriveStatusReason", .string(0...262_144)),
    ])

    static let startSyncExecution: ResponseShape = .object([
        Member("ExecutionArn", .string(1...256), required: true), Member("StateMachineArn", .string(1...256)),
        Member("Name", .string(1...80)), Member("StartDate", required: true), Member("StopDate", required: true),
        Member("Status", .oneOf(["SUCCEEDED", "FAILED", "TIMED_OUT"]), required: true),
        Member("Error", .string(0...256)), Member("Cause", .string(0...32_768)),
        Member("Input", .string(0...262_144)), Member("InputDetails", cloudWatchEventsExecutionDataDetails),
        Member("Output", .string(0...262_144)), Member("OutputDetails", cloudWatchEventsExecutionDataDetails),
        Member("TraceHeader", .string(0...256)),
        Member(
            "BillingDetails",
            .object([
                Member("BilledMemoryUsedInMB", .number(0 ... .infinity)),
                Member("BilledDurationInMilliseconds", .number(0 ... .infinity)),
            ])),
    ])

    static let sendMessage: ResponseShape = .object([
        Member("MD5OfMessageBody"), Member("MD5OfMessageAttributes"), Member("MD5OfMessageSystemAttributes"),
        Member("MessageId"), Member("SequenceNumber"),
    ])

    static let publish: ResponseShape = .object([
        Member("MessageId"), Member("SequenceNumber"),
    ])

    static let putEvents: ResponseShape = .object([
        Member("FailedEntryCount", .number()),
        Member(
            "Entries",
            .array(
                .object([
                    Member("EventId", .string(0...64)), Member("ErrorCode"), Member("ErrorMessage"),
                ]))),
    ])

    static let encrypt: ResponseShape = .object([
        Member("CiphertextBlob", .string(1 ... .max)), Member("KeyId", .string(1...2_048)),
        Member(
            "EncryptionAlgorithm", .oneOf(["SYMMETRIC_DEFAULT", "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "SM2PKE"])),
    ])

    static let decrypt: ResponseShape = .object([
        Member("KeyId", .string(1...2_048)), Member("Plaintext", .string(1 ... .max)),
        Member(
            "EncryptionAlgorithm", .oneOf(["SYMMETRIC_DEFAULT", "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "SM2PKE"])),
        Member("CiphertextForRecipient", .string(1 ... .max)), Member("KeyMaterialId", .string(64...64)),
    ])

    static let getSecretValue: ResponseShape = .object([
        Member("ARN", .string(20...2_048)), Member("Name", .string(1...256)),
        Member("VersionId", .string(32...64)), Member("SecretBinary", .string(1 ... .max)),
        Member("SecretString", .string(1...65_536)), Member("VersionStages", .array(.string(1...256))),
        Member("CreatedDate"),
    ])

    static let getParameter: ResponseShape = .object([
        Member(
            "Parameter",
            .object([
                Member("Name", .string(1...2_048)), Member("Type", .oneOf(["String", "StringList", "SecureString"])),
                Member("Value"), Member("Version", .number()), Member("Selector", .string(0...128)),
                Member("SourceResult"), Member("LastModifiedDate"), Member("ARN"),
                Member("DataType", .string(0...128)),
            ]))
    ])

    static let submitJob: ResponseShape = .object([
        Member("JobArn"), Member("JobName", required: true), Member("JobId", required: true),
    ])

    static let startJobRun: ResponseShape = .object([
        Member("JobRunId", .string(1...255))
    ])

    static let startQueryExecution: ResponseShape = .object([
        Member("QueryExecutionId", .string(1...128))
    ])

    private static let cloudWatchEventsExecutionDataDetails: ResponseShape = .object([
        Member("Included", .boolean)
    ])
}
