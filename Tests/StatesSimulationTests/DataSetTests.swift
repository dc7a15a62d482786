import JSONModel
import StatesCore
import StatesSimulation
import Testing

// Data sets that are compressed, or that cannot be read to their end.
extension MapRunTests {
    @Test(arguments: [
        ("The object k is zstd data, which this engine does not read.", [0x28, 0xB5, 0x2F, 0xFD] as [UInt8]),
        ("The object k is Parquet data, which this engine does not read.", Array("PAR1".utf8)),
        ("The object is gzip data that is cut off.", [0x1F, 0x8B, 8]),
        ("The object is no gzip data, or of a kind that is not known.", [0x1F, 0x8B, 9, 0, 0, 0]),
    ])
    func unreadableObjectsAreRefused(_ cause: String, _ bytes: [UInt8]) throws {
        let buckets = MemoryBuckets()
        try buckets.write(bytes, to: "b", "k", at: 0)
        let execution = try run(Self.map(Self.pass, Self.reader(#""InputType": "JSONL""#)), buckets: buckets)
        #expect(execution.failure?.cause == cause)
    }

    /// What was read before a fault has run, or stands among what was left.
    @Test func itemsBeforeAFaultAreNotLost() throws {
        let buckets = MemoryBuckets(["b/k": "1\n2\n3\n{bad\n5\n"])
        let fields =
            Self.reader(#""InputType": "JSONL""#) + #", "ItemBatcher": {"MaxItemsPerBatch": 2}, "# + Self.writer()
        let execution = try run(Self.map(Self.pass, fields), buckets: buckets)
        #expect(execution.failure?.error == "States.ItemReaderFailed")
        let texts = buckets.texts
        let succeeded = texts.first { $0.key.hasSuffix("SUCCEEDED_0.json") }?.value ?? ""
        let pending = texts.first { $0.key.hasSuffix("PENDING_0.json") }?.value ?? ""
        #expect(succeeded.contains(#"{\"Items\":[1,2]}"#))
        #expect(pending.contains(#"{\"Items\":[3]}"#))
    }

    /// The lists of an S3 inventory are compressed.
    @Test func compressedObjectsAreRead() throws {
        let bytes: [UInt8] = [
            0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 4, 3, 1, 8, 0, 0xF7, 0xFF, 0x61, 0x2C, 0x62, 0x0A, 0x31, 0x2C, 0x32, 0x0A,
            0x7B, 0x07, 0x97, 0x0A, 8, 0, 0, 0,
        ]
        let buckets = MemoryBuckets([
            "b/k": #"{"fileFormat": "CSV", "fileSchema": "Bucket, Key", "files": [{"key": "data/1.csv.gz"}]}"#
        ])
        try buckets.write(bytes, to: "b", "data/1.csv.gz", at: 0)
        let reader = Self.reader(#""ManifestType": "S3_INVENTORY""#)
        let execution = try run(Self.map(Self.pass, reader), buckets: buckets)
        #expect(execution.output?.text == #"[{"Bucket":"a","Key":"b"},{"Bucket":"1","Key":"2"}]"#)
    }
}
