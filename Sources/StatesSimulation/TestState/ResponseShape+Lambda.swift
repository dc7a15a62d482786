// Shapes are those of the services' API models, as botocore 1.43.11 has them; long enumerations are left open.

/// Answers of AWS Lambda.
extension ResponseShape {
    static let invoke: ResponseShape = .object([
        Member("StatusCode", .number()), Member("FunctionError"), Member("LogResult"), Member("Payload", .any),
        Member("ExecutedVersion", .string(1...1_024)), Member("DurableExecutionArn", .string(1...1_024)),
    ])

    static let getFunction: ResponseShape = .object([
        Member(
            "Configuration",
            .object([
                Member("FunctionName", .string(1...256)), Member("FunctionArn", .string(0...10_000)),
                Member("Runtime"), Member("Role"), Member("Handler", .string(0...128)), Member("CodeSize", .number()),
                Member("Description", .string(0...256)), Member("Timeout", .number(1 ... .infinity)),
                // The model says 32,768 by now; the service was recorded with this.
                Member("MemorySize", .number(128...10_240)), Member("LastModified"), Member("CodeSha256"),
                Member("Version", .string(1...1_024)), Member("VpcConfig", vpcConfigResponse),
                Member(
                    "DeadLetterConfig",
                    .object([
                        Member("TargetArn")
                    ])),
                Member(
                    "Environment",
                    .object([
                        Member("Variables", .map(.string())),
                        Member(
                            "Error",
                            .object([
                                Member("ErrorCode"), Member("Message"),
                            ])),
                    ])),
                Member("KMSKeyArn"),
                Member(
                    "TracingConfig",
                    .object([
                        Member("Mode", .oneOf(["Active", "PassThrough"]))
                    ])),
                Member("MasterArn", .string(0...10_000)), Member("RevisionId"), Member("Layers", .array(layer)),
                Member(
                    "State",
                    .oneOf([
                        "Pending", "Active", "Inactive", "Failed", "Deactivating", "Deactivated", "ActiveNonInvocable",
                        "Deleting",
                    ])),
                Member("StateReason"), Member("StateReasonCode"),
                Member("LastUpdateStatus", .oneOf(["Successful", "Failed", "InProgress"])),
                Member("LastUpdateStatusReason"), Member("LastUpdateStatusReasonCode"),
                Member(
                    "FileSystemConfigs",
                    .array(
                        .object([
                            Member("Arn", .string(0...256), required: true),
                            Member("LocalMountPath", .string(0...160), required: true),
                        ]))),
                Member("PackageType", .oneOf(["Zip", "Image"])),
                Member(
                    "ImageConfigResponse",
                    .object([
                        Member(
                            "ImageConfig",
                            .object([
                                Member("EntryPoint", .array(.string())), Member("Command", .array(.string())),
                                Member("WorkingDirectory", .string(0...1_000)),
                            ])),
                        Member(
                            "Error",
                            .object([
                                Member("ErrorCode"), Member("Message"),
                            ])),
                    ])),
                Member("SigningProfileVersionArn"), Member("SigningJobArn"),
                Member("Architectures", .array(.oneOf(["x86_64", "arm64"]))),
                Member(
                    "EphemeralStorage",
                    .object([
                        Member("Size", .number(512...10_240), required: true)
                    ])),
                Member(
                    "SnapStart",
                    .object([
                        Member("ApplyOn", .oneOf(["PublishedVersions", "None"])),
                        Member("OptimizationStatus", .oneOf(["On", "Off"])),
                    ])),
                Member(
                    "RuntimeVersionConfig",
                    .object([
                        Member("RuntimeVersionArn", .string(26...2_048)),
                        Member(
                            "Error",
                            .object([
                                Member("ErrorCode"), Member("Message"),
                            ])),
                    ])),
                Member("LoggingConfig", loggingConfig),
                Member(
                    "CapacityProviderConfig",
                    .object([
                        Member(
                            "LambdaManagedInstancesCapacityProviderConfig",
                            .object([
                                Member("CapacityProviderArn", .string(1...140), required: true),
                                Member("PerExecutionEnvironmentMaxConcurrency", .number(1...1_600)),
                                Member("ExecutionEnvironmentMemoryGiBPerVCpu", .number(2...8)),
                            ]), required: true)
                    ])),
                Member("ConfigSha256"),
                Member(
                    "DurableConfig",
                    .object([
                        Member("RetentionPeriodInDays", .number(1...90)),
                        Member("ExecutionTimeout", .number(1...31_622_400)),
                    ])),
                Member(
                    "TenancyConfig",
                    .object([
                        Member("TenantIsolationMode", .oneOf(["PER_TENANT"]), required: true)
                    ])),
            ])),
        Member(
            "Code",
            .object([
                Member("RepositoryType"), Member("Location"), Member("ImageUri"), Member("ResolvedImageUri"),
                Member("SourceKMSKeyArn"),
            ])),
        Member("Tags", .map(.string())),
        Member(
            "TagsError",
            .object([
                Member("ErrorCode", .string(10...21), required: true),
                Member("Message", .string(84...1_000), required: true),
            ])),
        Member(
            "Concurrency",
            .object([
                Member("ReservedConcurrentExecutions", .number(0 ... .infinity))
            ])),
    ])

    private static let vpcConfigResponse: ResponseShape = .object([
        Member("SubnetIds", .array(.string())), Member("SecurityGroupIds", .array(.string())), Member("VpcId"),
        Member("Ipv6AllowedForDualStack", .boolean),
    ])

    private static let layer: ResponseShape = .object([
        Member("Arn", .string(1...140)), Member("CodeSize", .number()), Member("SigningProfileVersionArn"),
        Member("SigningJobArn"),
    ])

    private static let loggingConfig: ResponseShape = .object([
        Member("LogFormat", .oneOf(["JSON", "Text"])),
        Member("ApplicationLogLevel", .oneOf(["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"])),
        Member("SystemLogLevel", .oneOf(["DEBUG", "INFO", "WARN"])), Member("LogGroup", .string(1...512)),
    ])
}
