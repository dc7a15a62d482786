import StatesCore
import StatesLanguage
import StatesSimulation
import Synchronization

/// Buckets in memory.
final class MemoryBuckets: DataSource {
    private let objects: Mutex<[String: [UInt8]]>

    /// - Parameter objects: `bucket/key` → text.
    init(_ objects: [String: String] = [:]) {
        self.objects = Mutex(objects.mapValues { Array($0.utf8) })
    }

    /// `bucket/key` → text.
    var texts: [String: String] { objects.withLock { $0.mapValues { String(decoding: $0, as: UTF8.self) } } }

    func objects(in bucket: String, prefix: String) throws(DataSourceError) -> [StoredObject] {
        let start = bucket + "/"
        return objects.withLock { $0 }.filter { $0.key.hasPrefix(start + prefix) }.sorted { $0.key < $1.key }.map {
            StoredObject(
                key: String($0.key.dropFirst(start.count)), size: $0.value.count,
                lastModified: Timestamp(seconds: 1_700_000_000), etag: "e")
        }
    }

    func read(_ bucket: String, _ key: String, at offset: Int, count: Int) throws(DataSourceError) -> [UInt8] {
        guard let bytes = objects.withLock({ $0["\(bucket)/\(key)"] }) else { throw DataSourceError("no \(key)") }
        return Array(bytes.dropFirst(offset).prefix(count))
    }

    func checkBucket(_ bucket: String, folder: String) throws(DataSourceError) {
        guard bucket != "none" else { throw DataSourceError("no bucket none") }
    }

    func write(_ bytes: [UInt8], to bucket: String, _ key: String, at offset: Int) throws(DataSourceError) {
        guard bucket != "full" else { throw DataSourceError("full") }
        objects.withLock { objects in
            let old = objects["\(bucket)/\(key)"] ?? []
            objects["\(bucket)/\(key)"] = Array(old.prefix(offset)) + bytes
        }
    }
}
