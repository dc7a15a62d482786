import StatesLanguage

extension RuleCase {
    private static func resource(_ text: String, _ fields: String = "") -> String {
        machine("\"Type\": \"Task\", \"End\": true, \"Resource\": ①\"\(text)\"\(fields)")
    }

    /// The resource is accepted.
    private static func accepted(
        _ name: String, _ text: String, type: StateMachineType = .standard
    ) -> RuleCase {
        RuleCase(name, resource(text).replacing("①", with: ""), type: type)
    }

    private static func unknown(_ name: String, _ text: String) -> RuleCase {
        RuleCase(
            name, resource(text),
            [
                "①": """
                SCHEMA_VALIDATION_FAILED | The resource provided \(text) is not recognized. The value is not a valid \
                resource ARN, or the resource is not available in this region. | /States/S/Resource
                """
            ])
    }

    /// Resources, Express, what integrations need.
    static let resources: [RuleCase] = [
        RuleCase(
            "a task has a resource", machine(#""Type": "Task", "End": true"#),
            ["⓪": "SCHEMA_VALIDATION_FAILED | These fields are required: [Resource] | /States/S"]),
        RuleCase(
            "a resource is an ARN", resource("reserve"),
            ["①": "SCHEMA_VALIDATION_FAILED | Value is not a valid resource ARN | /States/S/Resource"]),
        RuleCase(
            "with all its parts", resource("arn:aws:lambda"),
            ["①": "SCHEMA_VALIDATION_FAILED | Value is not a valid resource ARN"]),
        RuleCase(
            "a substitution is closed", resource("${lambdaArn"),
            ["①": "SCHEMA_VALIDATION_FAILED | Value is not a valid resource ARN"]),
        accepted("a Lambda function", "arn:aws:lambda:us-east-1:123456789012:function:F:live"),
        accepted("a substitution", "${ReserveFunctionArn}"),
        accepted("a substitution inside", "arn:${AWS::Partition}:states:::lambda:invoke"),
        accepted("another partition", "arn:aws-us-gov:states:::sqs:sendMessage"),
        accepted("a region and an account", "arn:aws:states:us-east-1:123456789012:aws-sdk:s3:getObject"),
        accepted("an SDK integration", "arn:aws:states:::aws-sdk:dynamodb:query.waitForTaskToken"),
        accepted("an activity", "arn:aws:states:us-east-1:123456789012:activity:A"),
        accepted("a resource of a service that is long gone", "arn:aws:swf:us-east-1:123456789012:task:X"),
        unknown("an optimised service has few APIs", "arn:aws:states:::dynamodb:query"),
        unknown("not all can be waited for", "arn:aws:states:::lambda:invoke.sync"),
        unknown("nor called back", "arn:aws:states:::batch:submitJob.waitForTaskToken"),
        unknown("an SDK integration has no jobs", "arn:aws:states:::aws-sdk:s3:getObject.sync"),
        unknown("a state machine is no resource", "arn:aws:states:us-east-1:123456789012:stateMachine:M"),
        RuleCase(
            "a service that is not known here may be new", resource("arn:aws:states:::teleport:beam"),
            ["①": "ASL1007"]),
        RuleCase(
            "Express does not wait for jobs", resource("arn:aws:states:::states:startExecution.sync:2"),
            [
                "①": """
                SCHEMA_VALIDATION_FAILED | Express state machine does not support '.sync' service integration \
                | /States/S/Resource
                """
            ], type: .express),
        RuleCase(
            "Express is not called back; the sentence ends with a space",
            resource("arn:aws:states:::sqs:sendMessage.waitForTaskToken"),
            [
                "①": """
                SCHEMA_VALIDATION_FAILED | Express state machine does not support '.waitForTaskToken' service \
                integration  | /States/S/Resource
                """
            ], type: .express),
        RuleCase(
            "Express has no activities", resource("arn:aws:states:us-east-1:123456789012:activity:A"),
            [
                "①": """
                SCHEMA_VALIDATION_FAILED | Express state machine does not support Activity ARN | /States/S/Resource
                """
            ], type: .express),
        accepted("Express calls", "arn:aws:states:::sqs:sendMessage", type: .express),
        RuleCase(
            "children of a distributed map are of their own type",
            distributedMap(#""Label": "L""#).replacing("STANDARD", with: "EXPRESS").replacing(
                #""I": {"Type": "Succeed"}"#,
                with: #""I": {"Type": "Task", "End": true, "Resource": ①"arn:aws:states:::glue:startJobRun.sync"}"#),
            ["①": "SCHEMA_VALIDATION_FAILED"]),
        RuleCase(
            "Express has no distributed map",
            distributedMap(#""Label": "L""#).replacing(
                #""DISTRIBUTED""#, with: #"①"DISTRIBUTED""#),
            [
                "①": """
                SCHEMA_VALIDATION_FAILED | The field 'Mode' with value 'DISTRIBUTED' is not supported inside \
                'EXPRESS' state machines | /States/S/ItemProcessor/ProcessorConfig/Mode
                """
            ], type: .express),
        RuleCase(
            "lambda:invoke needs a function",
            resource("arn:aws:states:::lambda:invoke", #", ②"Parameters": {}"#).replacing("①", with: ""),
            [
                "②": """
                SCHEMA_VALIDATION_FAILED | The field 'FunctionName' is required but was missing \
                | /States/S/Parameters
                """
            ]),
        RuleCase(
            "which may be computed",
            resource("arn:aws:states:::lambda:invoke", #", "Parameters": {"FunctionName.$": "$.f"}"#)
                .replacing("①", with: "")),
        RuleCase(
            "credentials name a role", task(#"①"Credentials": {"InvalidField": "x"}"#),
            [
                "①": """
                SCHEMA_VALIDATION_FAILED | The field 'RoleArn' is required but was missing | /States/S/Credentials
                """
            ]),
        RuleCase("which may be computed too", task(#""Credentials": {"RoleArn.$": "$.role"}"#)),
        RuleCase(
            "an activity has no credentials",
            resource(
                "arn:aws:states:us-east-1:123456789012:activity:A", #", ②"Credentials": {"RoleArn": "r"}"#
            ).replacing("①", with: ""),
            [
                "②": """
                SCHEMA_VALIDATION_FAILED | The field 'Credentials' is not supported for activities \
                | /States/S/Credentials
                """
            ]),
    ]

    private static func reader(_ config: String) -> String {
        distributedMap(#""ItemReader": {"Resource": "arn:aws:states:::s3:getObject", \#(config)}"#)
    }

    /// Distributed maps.
    static let distributedMaps: [RuleCase] = [
        RuleCase(
            "a distributed map says how its children run",
            distributedMap(#""Label": "L""#).replacing(#", "ExecutionType": "STANDARD""#, with: "")
                .replacing(#""ProcessorConfig""#, with: #"①"ProcessorConfig""#),
            [
                "①": """
                SCHEMA_VALIDATION_FAILED | These fields are required: [ExecutionType] \
                | /States/S/ItemProcessor/ProcessorConfig
                """
            ]),
        RuleCase(
            "an inline one does not",
            distributedMap(#""Comment": "c""#).replacing("DISTRIBUTED", with: "INLINE")
                .replacing(#""ExecutionType""#, with: #"①"ExecutionType""#),
            ["①": "SCHEMA_VALIDATION_FAILED | Field 'ExecutionType' is not supported"]),
        RuleCase(
            "there are two modes",
            distributedMap(#""Comment": "c""#).replacing(#""DISTRIBUTED""#, with: #"①"PARALLEL""#),
            ["①": "SCHEMA_VALIDATION_FAILED | Value should be one of the following: [INLINE, DISTRIBUTED]"]),
        RuleCase(
            "Parquet is the service's, not ours",
            reader(#""ReaderConfig": {"InputType": ①"PARQUET"}"#), ["①": "ASL1013"]),
        RuleCase(
            "a label has at most 40 characters",
            distributedMap(#""Label": ①"L""#).replacing(#""L""#, with: "\"\(String(repeating: "l", count: 41))\""),
            ["①": "INVALID_LABEL_NAME"]),
        RuleCase(
            "labels are unique",
            """
            {"StartAt": "A", "States": {
                "A": {"Type": "Map", "Next": "B", "Label": "L", \(processor("I"))},
                "B": {"Type": "Map", "End": true, "Label": ①"L", \(processor("J"))}}}
            """,
            ["①": "DUPLICATE_LABEL_NAME | Duplicate Label name: L | /States/B/Label"]),
        RuleCase(
            "items are read from S3", distributedMap(#""ItemReader": {"Resource": ①"arn:aws:states:::s3:headObject"}"#),
            [
                "①": """
                SCHEMA_VALIDATION_FAILED | The field 'Resource' does not match any of the allowed values \
                | /States/S/ItemReader/Resource
                """
            ]),
        RuleCase(
            "a CSV file says where its headers are", reader(#"①"ReaderConfig": {"InputType": "CSV"}"#),
            [
                "①": """
                SCHEMA_VALIDATION_FAILED | The field 'CSVHeaderLocation' is required | /States/S/ItemReader/ReaderConfig
                """
            ]),
        RuleCase(
            "and gives them if they are given",
            reader(#"①"ReaderConfig": {"InputType": "CSV", "CSVHeaderLocation": "GIVEN"}"#),
            ["①": "SCHEMA_VALIDATION_FAILED | These fields are required: [CSVHeaders]"]),
        RuleCase(
            "JSON has no headers",
            reader(#""ReaderConfig": {"InputType": "JSON", ①"CSVHeaderLocation": "FIRST_ROW"}"#),
            ["①": "SCHEMA_VALIDATION_FAILED | Field 'CSVHeaderLocation' is not supported"]),
        RuleCase(
            "there are some formats", reader(#""ReaderConfig": {"InputType": ①"XML"}"#),
            ["①": "SCHEMA_VALIDATION_FAILED"]),
        RuleCase(
            "MaxItems has a bound", reader(#""ReaderConfig": {"InputType": "JSON", "MaxItems": ①100000001}"#),
            ["①": "SCHEMA_VALIDATION_FAILED | Maximum value is 100000000"]),
        RuleCase(
            "MaxItems is given once",
            reader(#""ReaderConfig": {"InputType": "JSON", "MaxItems": 1, ①"MaxItemsPath": "$.n"}"#),
            [
                "①": """
                SCHEMA_VALIDATION_FAILED | There should only be one of the following fields: [MaxItems, MaxItemsPath] \
                | /States/S/ItemReader/ReaderConfig
                """
            ]),
        RuleCase(
            "ItemsPointer is a JSON pointer",
            reader(#""ReaderConfig": {"InputType": "JSON", "ItemsPointer": ①"a.b"}"#),
            ["①": "ASL1006"]),
        RuleCase(
            "a batch has a size", distributedMap(#""ItemBatcher": {"MaxItemsPerBatch": ①-1}"#),
            ["①": "SCHEMA_VALIDATION_FAILED | Minimum value is 0 | /States/S/ItemBatcher/MaxItemsPerBatch"]),
        RuleCase(
            "and a bound in bytes", distributedMap(#""ItemBatcher": {"MaxInputBytesPerBatch": ①262145}"#),
            ["①": "SCHEMA_VALIDATION_FAILED | Maximum value is 262144"]),
        RuleCase(
            "results are written to S3",
            distributedMap(#""ResultWriter": {"Resource": ①"arn:aws:states:::sqs:sendMessage"}"#),
            ["①": "SCHEMA_VALIDATION_FAILED | The field 'Resource' does not match any of the allowed values"]),
        RuleCase(
            "in some forms",
            distributedMap(
                #""ResultWriter": {"WriterConfig": {"OutputType": ①"XML", "Transformation": ②"ZIP"}}"#),
            [
                "①": "SCHEMA_VALIDATION_FAILED | Value should be one of the following: [JSON, JSONL]",
                "②": "SCHEMA_VALIDATION_FAILED | Value should be one of the following: [NONE, COMPACT, FLATTEN]",
            ]),
        RuleCase(
            "a JSONata reader has arguments",
            distributedMap(
                #"""
                "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", ①"Parameters": {}, "Arguments": {}}
                """#, language: "JSONata"),
            ["①": "SCHEMA_VALIDATION_FAILED"]),
    ]

    private static func processor(_ name: String) -> String {
        """
        "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": "\(name)", "States": {"\(name)": {"Type": "Succeed"}}}
        """
    }
}
