extension RuleCase {
    /// Missing, unknown and doubled fields, and values of the wrong kind.
    static let fields: [RuleCase] = [
        RuleCase(
            "an empty definition lacks its two fields, in the service's order", "①{}",
            ["①": "SCHEMA_VALIDATION_FAILED | These fields are required: [States, StartAt] | /"]),
        RuleCase(
            "States is required", #"①{"Comment": "…", "StartAt": "A"}"#,
            ["①": "SCHEMA_VALIDATION_FAILED | These fields are required: [States] | /"]),
        RuleCase(
            "StartAt is required, and nothing is said about reaching states",
            #"①{"States": {"A": {"Type": "Pass", "End": true}}}"#,
            ["①": "SCHEMA_VALIDATION_FAILED | These fields are required: [StartAt] | /"]),
        RuleCase(
            "there is at least one state", #"{"StartAt": "A", "States": ①{}}"#,
            ["①": "SCHEMA_VALIDATION_FAILED | Value cannot be empty | /States"]),
        RuleCase(
            "a state has a type", machine(#""End": true"#),
            ["⓪": "SCHEMA_VALIDATION_FAILED | These fields are required: [Type] | /States/S"]),
        RuleCase(
            "a type is one of eight", machine(#""Type": ①"Tsk", "End": true"#),
            [
                "①": """
                SCHEMA_VALIDATION_FAILED | The field 'Type' should have one of these values: \
                [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] | /States/S/Type
                """
            ]),
        RuleCase(
            "a state is an object", #"{"StartAt": "S", "States": {"S": ①7, ②"T": {"Type": "Succeed"}}}"#,
            [
                "①": "SCHEMA_VALIDATION_FAILED | Expected value of type [OBJECT] | /States/S",
                "②": "MISSING_TRANSITION_TARGET",
            ]),
        RuleCase(
            "a Comment is a text", pass(#""Comment": ①1"#),
            ["①": "SCHEMA_VALIDATION_FAILED | Expected value of type [STRING] | /States/S/Comment"]),
        RuleCase(
            "End is a boolean",
            machine(#""Type": "Pass", "End": ①"true""#),
            ["①": "SCHEMA_VALIDATION_FAILED | Expected value of type [BOOLEAN] | /States/S/End"]),
        RuleCase(
            "an unknown field is refused at the object", pass(#"①"InputPaht": "$""#),
            ["①": "SCHEMA_VALIDATION_FAILED | Field 'InputPaht' is not supported | /States/S"]),
        RuleCase(
            "an unknown field of the machine", #"{①"Name": "x", "StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#,
            ["①": "SCHEMA_VALIDATION_FAILED | Field 'Name' is not supported | /"]),
        RuleCase(
            "the version is 1.0", #"{"Version": ①"2.0", "StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#,
            ["①": "SCHEMA_VALIDATION_FAILED | Value should be one of the following: [1.0] | /Version"]),
        RuleCase(
            "Retry belongs to Task, Parallel and Map", pass(#"①"Retry": []"#),
            ["①": "SCHEMA_VALIDATION_FAILED | Field 'Retry' is not supported | /States/S"]),
        RuleCase(
            "TimeoutSeconds belongs to Task", map(#"①"TimeoutSeconds": 5"#),
            ["①": "SCHEMA_VALIDATION_FAILED | Field 'TimeoutSeconds' is not supported | /States/S"]),
        RuleCase(
            "Succeed assigns nothing", machine(#""Type": "Succeed", ①"Assign": {}"#),
            ["①": "SCHEMA_VALIDATION_FAILED | Field 'Assign' is not supported | /States/S"]),
        RuleCase(
            "Comment may stand in every object",
            machine(
                #"""
                "Type": "Parallel", "Comment": "a", "End": true,
                "Branches": [{"Comment": "b", "StartAt": "B", "States": {"B": {"Type": "Succeed", "Comment": "c"}}}],
                "Retry": [{"Comment": "d", "ErrorEquals": ["E"]}],
                "Catch": [{"Comment": "e", "ErrorEquals": ["E"], "Next": "S"}]
                """#)),
        RuleCase(
            "a key stands once in its object", pass(#""Comment": "a", ①"Comment": "b""#),
            ["①": "ASL1001 | the key “Comment” stands twice in this object | /States/S/Comment"]),
        RuleCase(
            "so does a key in a payload", pass(#""Result": [{"a": 1, "b": {"c": 1, ①"c": 2}}]"#),
            ["①": "ASL1001 | the key “c” stands twice in this object | /States/S/Result[0]/b/c"]),
        RuleCase(
            "a state's name stands once in its scope",
            #"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}, ①"A": {"Type": "Succeed"}}}"#,
            ["①": "ASL1001 | the key “A” stands twice in this object | /States/A"]),
    ]

    /// Numbers and their bounds.
    static let numbers: [RuleCase] = [
        RuleCase(
            "a wait is not negative", machine(#""Type": "Wait", "End": true, "Seconds": ①-1"#),
            ["①": "SCHEMA_VALIDATION_FAILED | Minimum value is 0 | /States/S/Seconds"]),
        RuleCase(
            "a wait has a longest time", machine(#""Type": "Wait", "End": true, "Seconds": ①100000000"#),
            ["①": "SCHEMA_VALIDATION_FAILED | Maximum value is 99999999 | /States/S/Seconds"]),
        RuleCase("a wait of no time is one", machine(#""Type": "Wait", "End": true, "Seconds": 0"#)),
        RuleCase(
            "a wait is a number of whole seconds", machine(#""Type": "Wait", "End": true, "Seconds": ①1.5"#),
            ["①": "SCHEMA_VALIDATION_FAILED | Expected value of type Integer | /States/S/Seconds"]),
        RuleCase(
            "a wait is no text", machine(#""Type": "Wait", "End": true, "Seconds": ①"10""#),
            ["①": "SCHEMA_VALIDATION_FAILED | Expected value of type Integer | /States/S/Seconds"]),
        RuleCase(
            "a timeout is at least a second", task(#""TimeoutSeconds": ①0"#),
            ["①": "SCHEMA_VALIDATION_FAILED | Minimum value is 1 | /States/S/TimeoutSeconds"]),
        RuleCase(
            "a heartbeat is at least a second", task(#""HeartbeatSeconds": ①0"#),
            ["①": "SCHEMA_VALIDATION_FAILED | Minimum value is 1 | /States/S/HeartbeatSeconds"]),
        RuleCase(
            "a heartbeat is below the timeout", task(#""TimeoutSeconds": 5, "HeartbeatSeconds": ①5"#),
            ["①": "ASL1003 | HeartbeatSeconds must be smaller than TimeoutSeconds | /States/S/HeartbeatSeconds"]),
        RuleCase(
            "a timeout from a path says nothing about the heartbeat",
            task(#""TimeoutSecondsPath": "$.t", "HeartbeatSeconds": 5"#)),
        RuleCase(
            "the timeout of the machine has a bound",
            #"{"TimeoutSeconds": ①100000000, "StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#,
            ["①": "SCHEMA_VALIDATION_FAILED | Maximum value is 99999999 | /TimeoutSeconds"]),
        RuleCase(
            "concurrency is not negative", map(#""MaxConcurrency": ①-1"#),
            ["①": "SCHEMA_VALIDATION_FAILED | Minimum value is 0 | /States/S/MaxConcurrency"]),
        RuleCase("concurrency has no upper bound", map(#""MaxConcurrency": 9223372036854775807"#)),
        RuleCase(
            "a tolerated percentage is at most 100", map(#""ToleratedFailurePercentage": ①100.5"#),
            ["①": "SCHEMA_VALIDATION_FAILED | Maximum value is 100.0 | /States/S/ToleratedFailurePercentage"]),
        RuleCase(
            "and not negative", map(#""ToleratedFailurePercentage": ①-1"#),
            ["①": "SCHEMA_VALIDATION_FAILED | Minimum value is 0.0 | /States/S/ToleratedFailurePercentage"]),
        RuleCase(
            "MaxAttempts is not negative", task(#""Retry": [{"ErrorEquals": ["E"], "MaxAttempts": ①-1}]"#),
            ["①": "SCHEMA_VALIDATION_FAILED | Minimum value is 0 | /States/S/Retry[0]/MaxAttempts"]),
        RuleCase(
            "BackoffRate is at least 1", task(#""Retry": [{"ErrorEquals": ["E"], "BackoffRate": ①0.5}]"#),
            ["①": "SCHEMA_VALIDATION_FAILED | Minimum value is 1.0 | /States/S/Retry[0]/BackoffRate"]),
        RuleCase(
            "MaxDelaySeconds is at most a year and a day",
            task(#""Retry": [{"ErrorEquals": ["E"], "MaxDelaySeconds": ①31622401}]"#),
            ["①": "SCHEMA_VALIDATION_FAILED | Maximum value is 31622400 | /States/S/Retry[0]/MaxDelaySeconds"]),
        RuleCase("IntervalSeconds may be 0", task(#""Retry": [{"ErrorEquals": ["E"], "IntervalSeconds": 0}]"#)),
        RuleCase(
            "a cap below the interval is odd",
            task(#""Retry": [{"ErrorEquals": ["E"], "IntervalSeconds": 10, "MaxDelaySeconds": ①5}]"#),
            ["①": "ASL1008 | MaxDelaySeconds is below IntervalSeconds and shortens every delay"]),
        RuleCase(
            "BackoffRate is a number", task(#""Retry": [{"ErrorEquals": ["E"], "BackoffRate": ①"2"}]"#),
            ["①": "SCHEMA_VALIDATION_FAILED | Expected value of type Double | /States/S/Retry[0]/BackoffRate"]),
    ]

    /// Sets of fields of which exactly one, or at most one, may stand.
    static let sets: [RuleCase] = [
        RuleCase(
            "a state goes on or ends",
            machine(#""Type": "Pass""#, more: #""T": {"Type": "Succeed"}"#).replacing(
                #""T":"#, with: #"①"T":"#),
            [
                "⓪": """
                SCHEMA_VALIDATION_FAILED | This object should have only one of the following fields: [Next, End] \
                | /States/S
                """,
                "①": "MISSING_TRANSITION_TARGET",
            ]),
        RuleCase(
            "a state does not do both", machine(#""Type": "Pass", "Next": "S", ①"End": true"#),
            [
                "①": """
                SCHEMA_VALIDATION_FAILED | There should only be one of the following fields: [Next, End] | /States/S
                """
            ]),
        RuleCase(
            "an End that is false ends nothing",
            machine(#""Type": "Pass", "Next": "T", "End": false"#, more: #""T": {"Type": "Succeed"}"#)),
        RuleCase(
            "a wait has a time", machine(#""Type": "Wait", "End": true"#),
            [
                "⓪": """
                SCHEMA_VALIDATION_FAILED | This object should have only one of the following fields: \
                [SecondsPath, Seconds, TimestampPath, Timestamp] | /States/S
                """
            ]),
        RuleCase(
            "and only one", machine(#""Type": "Wait", "End": true, "Seconds": 1, ①"SecondsPath": "$.s""#),
            [
                "①": """
                SCHEMA_VALIDATION_FAILED | There should only be one of the following fields: \
                [SecondsPath, Seconds, TimestampPath, Timestamp] | /States/S
                """
            ]),
        RuleCase(
            "a failure has one error", machine(#""Type": "Fail", "Error": "E", ①"ErrorPath": "$.e""#),
            [
                "①": """
                SCHEMA_VALIDATION_FAILED | There should only be one of the following fields: [Error, ErrorPath] \
                | /States/S
                """
            ]),
        RuleCase(
            "and one cause", machine(#""Type": "Fail", "CausePath": "$.c", ①"Cause": "C""#),
            [
                "①": """
                SCHEMA_VALIDATION_FAILED | There should only be one of the following fields: [Cause, CausePath] \
                | /States/S
                """
            ]),
        RuleCase(
            "a timeout is given once", task(#""TimeoutSeconds": 1, ①"TimeoutSecondsPath": "$.t""#),
            ["①": "SCHEMA_VALIDATION_FAILED"]),
        RuleCase(
            "a heartbeat is given once", task(#""HeartbeatSeconds": 1, ①"HeartbeatSecondsPath": "$.t""#),
            ["①": "SCHEMA_VALIDATION_FAILED"]),
        RuleCase(
            "so are the numbers of a Map", map(#""MaxConcurrency": 1, ①"MaxConcurrencyPath": "$.t""#),
            ["①": "SCHEMA_VALIDATION_FAILED"]),
        RuleCase(
            "a Map has a processor", machine(#""Type": "Map", "End": true"#),
            [
                "⓪": """
                SCHEMA_VALIDATION_FAILED | This object should have only one of the following fields: \
                [ItemProcessor, Iterator] | /States/S
                """
            ]),
        RuleCase(
            "and only one",
            map(#"①"Iterator": {"StartAt": "J", "States": {"J": {"Type": "Succeed"}}}"#),
            [
                "①": """
                SCHEMA_VALIDATION_FAILED | There should only be one of the following fields: \
                [ItemProcessor, Iterator] | /States/S
                """
            ]),
        RuleCase(
            "ItemSelector is the new name of Parameters", map(#""Parameters": {}, ①"ItemSelector": {}"#),
            ["①": "SCHEMA_VALIDATION_FAILED"]),
    ]
}
