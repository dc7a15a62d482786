// Shapes are those of the services' API models, as botocore 1.43.11 has them; long enumerations are left open.

/// Answers of Amazon S3 and Amazon DynamoDB.
extension ResponseShape {
    static let getItem: ResponseShape = .object([
        Member("Item", .map(attributeValue)), Member("ConsumedCapacity", consumedCapacity),
    ])

    static let putItem: ResponseShape = .object([
        Member("Attributes", .map(attributeValue)), Member("ConsumedCapacity", consumedCapacity),
        Member("ItemCollectionMetrics", itemCollectionMetrics),
    ])

    static let updateItem: ResponseShape = .object([
        Member("Attributes", .map(attributeValue)), Member("ConsumedCapacity", consumedCapacity),
        Member("ItemCollectionMetrics", itemCollectionMetrics),
    ])

    static let deleteItem: ResponseShape = .object([
        Member("Attributes", .map(attributeValue)), Member("ConsumedCapacity", consumedCapacity),
        Member("ItemCollectionMetrics", itemCollectionMetrics),
    ])

    static let query: ResponseShape = .object([
        Member("Items", .array(.map(attributeValue))), Member("Count", .number()),
        Member("ScannedCount", .number()), Member("LastEvaluatedKey", .map(attributeValue)),
        Member("ConsumedCapacity", consumedCapacity),
    ])

    static let getObject: ResponseShape = .object([
        Member("Body", .any), Member("DeleteMarker", .boolean), Member("AcceptRanges"), Member("Expiration"),
        Member("Restore"), Member("LastModified"), Member("ContentLength", .number()), Member("ETag"),
        Member("ChecksumCRC32"), Member("ChecksumCRC32C"), Member("ChecksumCRC64NVME"), Member("ChecksumSHA1"),
        Member("ChecksumSHA256"), Member("ChecksumSHA512"), Member("ChecksumMD5"), Member("ChecksumXXHASH64"),
        Member("ChecksumXXHASH3"), Member("ChecksumXXHASH128"),
        Member("ChecksumType", .oneOf(["COMPOSITE", "FULL_OBJECT"])), Member("MissingMeta", .number()),
        Member("VersionId"), Member("CacheControl"), Member("ContentDisposition"), Member("ContentEncoding"),
        Member("ContentLanguage"), Member("ContentRange"), Member("ContentType"), Member("Expires"),
        Member("WebsiteRedirectLocation"),
        Member("ServerSideEncryption", .oneOf(["AES256", "aws:fsx", "aws:kms", "aws:kms:dsse"])),
        Member("Metadata", .map(.string())), Member("SSECustomerAlgorithm"), Member("SSECustomerKeyMD5"),
        Member("SSEKMSKeyId"), Member("BucketKeyEnabled", .boolean),
        Member(
            "StorageClass",
            .oneOf([
                "STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER",
                "DEEP_ARCHIVE", "OUTPOSTS", "GLACIER_IR", "SNOW", "EXPRESS_ONEZONE", "FSX_OPENZFS", "FSX_ONTAP",
            ])),
        Member("RequestCharged", .oneOf(["requester"])),
        Member("ReplicationStatus", .oneOf(["COMPLETE", "PENDING", "FAILED", "REPLICA", "COMPLETED"])),
        Member("PartsCount", .number()), Member("TagCount", .number()),
        Member("ObjectLockMode", .oneOf(["GOVERNANCE", "COMPLIANCE"])), Member("ObjectLockRetainUntilDate"),
        Member("ObjectLockLegalHoldStatus", .oneOf(["ON", "OFF"])),
    ])

    static let putObject: ResponseShape = .object([
        Member("Expiration"), Member("ETag"), Member("ChecksumCRC32"), Member("ChecksumCRC32C"),
        Member("ChecksumCRC64NVME"), Member("ChecksumSHA1"), Member("ChecksumSHA256"), Member("ChecksumSHA512"),
        Member("ChecksumMD5"), Member("ChecksumXXHASH64"), Member("ChecksumXXHASH3"), Member("ChecksumXXHASH128"),
        Member("ChecksumType", .oneOf(["COMPOSITE", "FULL_OBJECT"])),
        Member("ServerSideEncryption", .oneOf(["AES256", "aws:fsx", "aws:kms", "aws:kms:dsse"])),
        Member("VersionId"), Member("SSECustomerAlgorithm"), Member("SSECustomerKeyMD5"), Member("SSEKMSKeyId"),
        Member("SSEKMSEncryptionContext"), Member("BucketKeyEnabled", .boolean), Member("Size", .number()),
        Member("RequestCharged", .oneOf(["requester"])),
    ])

    static let listObjectsV2: ResponseShape = .object([
        Member("IsTruncated", .boolean),
        Member(
            "Contents",
            .array(
                .object([
                    Member("Key", .string(1 ... .max)), Member("LastModified"), Member("ETag"),
                    Member(
                        "ChecksumAlgorithm",
                        .array(
                            .oneOf([
                                "CRC32", "CRC32C", "SHA1", "SHA256", "CRC64NVME", "SHA512", "MD5", "XXHASH64",
                                "XXHASH3", "XXHASH128",
                            ]))),
                    Member("ChecksumType", .oneOf(["COMPOSITE", "FULL_OBJECT"])), Member("Size", .number()),
                    Member(
                        "StorageClass",
                        .oneOf([
                            "STANDARD", "REDUCED_REDUNDANCY", "GLACIER", "STANDARD_IA", "ONEZONE_IA",
                            "INTELLIGENT_TIERING", "DEEP_ARCHIVE", "OUTPOSTS", "GLACIER_IR", "SNOW", "EXPRESS_ONEZONE",
                            "FSX_OPENZFS", "FSX_ONTAP",
                        ])),
                    Member(
                        "Owner",
                        .object([
                            Member("DisplayName"), Member("ID"),
                        ])),
                    Member(
                        "RestoreStatus",
                        .object([
                            Member("IsRestoreInProgress", .boolean), Member("RestoreExpiryDate"),
                        ])),
                ]))),
        Member("Name"), Member("Prefix"), Member("Delimiter"), Member("MaxKeys", .number()),
        Member(
            "CommonPrefixes",
            .array(
                .object([
                    Member("Prefix")
                ]))),
        Member("EncodingType", .oneOf(["url"])), Member("KeyCount", .number()), Member("ContinuationToken"),
        Member("NextContinuationToken"), Member("StartAfter"), Member("RequestCharged", .oneOf(["requester"])),
    ])

    private static let attributeValue: ResponseShape = .object([
        Member("S"), Member("N"), Member("B"), Member("SS", .array(.string())),
        Member("NS", .array(.string())), Member("BS", .array(.string())), Member("M", .map(.map(.any))),
        Member("L", .array(.map(.any))), Member("NULL", .boolean), Member("BOOL", .boolean),
    ])

    private static let consumedCapacity: ResponseShape = .object([
        Member("TableName", .string(1...1_024)), Member("CapacityUnits", .number()),
        Member("ReadCapacityUnits", .number()), Member("WriteCapacityUnits", .number()),
        Member("Table", capacity), Member("LocalSecondaryIndexes", .map(capacity)),
        Member("GlobalSecondaryIndexes", .map(capacity)),
    ])

    private static let capacity: ResponseShape = .object([
        Member("ReadCapacityUnits", .number()), Member("WriteCapacityUnits", .number()),
        Member("CapacityUnits", .number()),
    ])

    private static let itemCollectionMetrics: ResponseShape = .object([
        Member("ItemCollectionKey", .map(attributeValue)), Member("SizeEstimateRangeGB", .array(.number())),
    ])
}
