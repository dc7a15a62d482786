import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation

/// The buckets of a case: the objects that were put there before the execution started.
struct RecordedBuckets: DataSource {
    private struct Stored: Sendable {
        var bucket: String
        var key: String
        var bytes: [UInt8]
    }

    private let stored: [Stored]

    /// - Parameter setup: the case's calls to other services.
    init(_ setup: JSONValue?) {
        stored = (setup?.arrayValue ?? []).compactMap { call in
            guard call["service"] == "s3", call["operation"] == "PutObject", let parameters = call["params"],
                let bucket = parameters["Bucket"]?.stringValue, let key = parameters["Key"]?.stringValue,
                let body = parameters["Body"]?.stringValue
            else { return nil }
            return Stored(bucket: bucket, key: key, bytes: Array(body.utf8))
        }
    }

    func objects(in bucket: String, prefix: String) throws(DataSourceError) -> [StoredObject] {
        stored.filter { $0.bucket == bucket && $0.key.hasPrefix(prefix) }.map { object in
            StoredObject(
                key: object.key, size: object.bytes.count, lastModified: Timestamp(seconds: RecordedSetting.start),
                etag: "0123456789abcdef0123456789abcdef")
        }
    }

    func read(_ bucket: String, _ key: String, at offset: Int, count: Int) throws(DataSourceError) -> [UInt8] {
        guard let object = stored.first(where: { $0.bucket == bucket && $0.key == key }) else {
            throw DataSourceError("The specified key does not exist.")
        }
        return Array(object.bytes.dropFirst(offset).prefix(count))
    }

    func checkBucket(_ bucket: String, folder: String) throws(DataSourceError) {
        throw DataSourceError("No recording has results that were written.")
    }

    func write(_ bytes: [UInt8], to bucket: String, _ key: String, at offset: Int) throws(DataSourceError) {
        throw DataSourceError("No recording has results that were written.")
    }
}
