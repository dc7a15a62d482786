public import StatesLanguage

/// Where the objects of buckets are: what an `ItemReader` reads and a `ResultWriter` writes.
///
/// Whoever implements it does the reading and writing; nothing is remembered between calls, so a simulation that is
/// copied or taken up again asks for the same bytes.
public protocol DataSource: Sendable {
    /// The objects in `bucket` whose keys start with `prefix`, by key.
    func objects(in bucket: String, prefix: String) throws(DataSourceError) -> [StoredObject]

    /// At most `count` bytes of an object, from byte `offset` on; none at its end.
    func read(_ bucket: String, _ key: String, at offset: Int, count: Int) throws(DataSourceError) -> [UInt8]

    /// Throws if no object whose key starts with `folder` can be written to `bucket`.
    func checkBucket(_ bucket: String, folder: String) throws(DataSourceError)

    /// Puts `bytes` at byte `offset` of an object; at 0 the object begins anew.
    func write(_ bytes: [UInt8], to bucket: String, _ key: String, at offset: Int) throws(DataSourceError)
}

/// What a list of objects says of one.
public struct StoredObject: Hashable, Sendable {
    public var key: String
    /// Bytes.
    public var size: Int
    public var lastModified: Timestamp
    /// Without quotes; changes when the object does.
    public var etag: String

    public init(key: String, size: Int, lastModified: Timestamp, etag: String) {
        self.key = key
        self.size = size
        self.lastModified = lastModified
        self.etag = etag
    }
}

/// Why an object cannot be read or written: the cause of an error of the workflow.
public struct DataSourceError: Error, Hashable, Sendable {
    public var cause: String

    public init(_ cause: String) { self.cause = cause }
}

/// No bucket at all.
package struct NoDataSource: DataSource {
    private var missing: DataSourceError { DataSourceError("There is nothing to read from or to write to.") }

    package func objects(in bucket: String, prefix: String) throws(DataSourceError) -> [StoredObject] { throw missing }

    package func read(_ bucket: String, _ key: String, at offset: Int, count: Int) throws(DataSourceError) -> [UInt8] {
        throw missing
    }

    package func checkBucket(_ bucket: String, folder: String) throws(DataSourceError) { throw missing }

    package init() {}

    package func write(_ bytes: [UInt8], to bucket: String, _ key: String, at offset: Int) throws(DataSourceError) {
        throw missing
    }
}
