#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

import StatesCore
import StatesLanguage
import StatesSimulation

/// Buckets in a folder: `s3://bucket/key` is `ROOT/bucket/key`.
///
/// A bucket may be a link to a folder. Links inside are followed as long as they stay in the bucket.
struct LocalBuckets: DataSource {
    private let root: String

    init(in root: String) throws(RunProblem) {
        guard Folder.isFolder(root) else {
            let meant = Folder.exists(root) ? nil : Advice.missing(root)
            throw RunProblem(root, "is no directory").advising(meant ?? "each bucket is a folder in it")
        }
        self.root = root
    }

    func objects(in bucket: String, prefix: String) throws(DataSourceError) -> [StoredObject] {
        let folder = try path(bucket, "")
        guard Folder.isFolder(folder), let base = Folder.real(folder) else { throw Self.noBucket(bucket) }
        guard !prefix.utf8.contains(0), !Self.leadsOut(prefix) else { return [] }
        var objects: [StoredObject] = []
        // Only the folder that the prefix names can have keys that start with it.
        let start = prefix.utf8.lastIndex(of: Self.slash).flatMap { String(prefix.utf8[...$0]) } ?? ""
        guard Self.staysIn(base, Folder.real("\(folder)/\(start)") ?? base) else { return [] }
        try collect(folder, base, start, prefix, &objects)
        return objects.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    private func collect(
        _ folder: String, _ base: String, _ start: String, _ prefix: String, _ objects: inout [StoredObject]
    ) throws(DataSourceError) {
        let names: [String]
        do {
            names = try Folder.names(in: folder + "/" + start)
        } catch {
            throw DataSourceError("\(folder)/\(start): \(error.reason)")
        }
        for name in names {
            let key = start + name
            guard let facts = FileFacts(folder + "/" + key) else { continue }
            if facts.isFolder {
                let inner = key + "/"
                // Links may lead round in circles.
                guard !facts.isLink, inner.utf8.starts(with: prefix.utf8) || prefix.utf8.starts(with: inner.utf8) else {
                    continue
                }
                try collect(folder, base, inner, prefix, &objects)
            } else if facts.isFile, key.utf8.starts(with: prefix.utf8) {
                if facts.isLink, !Self.staysIn(base, Folder.real("\(folder)/\(key)") ?? "") { continue }
                objects.append(
                    StoredObject(key: key, size: facts.size, lastModified: facts.modified, etag: facts.etag))
            }
        }
    }

    func read(_ bucket: String, _ key: String, at offset: Int, count: Int) throws(DataSourceError) -> [UInt8] {
        let path = try path(bucket, key)
        try checkLinks(path, bucket, key)
        do {
            let file = try Descriptor.openFile(path)
            defer { file.shut() }
            return try file.read(count, at: offset)
        } catch {
            if error.isMissing {
                guard Folder.isFolder(try self.path(bucket, "")) else { throw Self.noBucket(bucket) }
                throw DataSourceError("The specified key does not exist: s3://\(bucket)/\(key)")
            }
            throw DataSourceError("s3://\(bucket)/\(key): \(error.reason)")
        }
    }

    func checkBucket(_ bucket: String, folder: String) throws(DataSourceError) {
        try checkBucket(bucket)
        let path = try path(bucket, folder)
        try checkLinks(path, bucket, folder)
        do {
            try Folder.checkRoom(for: path)
        } catch {
            throw DataSourceError("s3://\(bucket)/\(folder): \(error.reason)")
        }
    }

    private func checkBucket(_ bucket: String) throws(DataSourceError) {
        guard Folder.isFolder(try path(bucket, "")) else { throw Self.noBucket(bucket) }
    }

    func write(_ bytes: [UInt8], to bucket: String, _ key: String, at offset: Int) throws(DataSourceError) {
        try checkBucket(bucket)
        let path = try path(bucket, key)
        try checkLinks(path, bucket, key)
        do {
            if let slash = path.utf8.lastIndex(of: Self.slash) { try Folder.make(String(path[..<slash])) }
            let file = try Descriptor.openForWriting(path, isNew: offset == 0)
            defer { file.shut() }
            try file.write(bytes, at: offset)
        } catch {
            throw DataSourceError("s3://\(bucket)/\(key): \(error.reason)")
        }
    }

    private static func noBucket(_ bucket: String) -> DataSourceError {
        DataSourceError("The specified bucket does not exist: s3://\(bucket)")
    }

    private static let slash = UInt8(ascii: "/")

    /// By bytes, as the system reads a path: a slash with an accent is one character, but a slash all the same.
    private static func leadsOut(_ key: String) -> Bool {
        key.utf8.split(separator: slash).contains { $0.elementsEqual("..".utf8) }
    }

    /// The place of an object; what would lead out of its bucket has none.
    private func path(_ bucket: String, _ key: String) throws(DataSourceError) -> String {
        let isPlain =
            !bucket.isEmpty && bucket != "." && bucket != ".." && !bucket.utf8.contains { $0 == Self.slash || $0 == 0 }
        guard isPlain else { throw DataSourceError("“\(bucket)” is no name of a bucket") }
        guard !Self.leadsOut(key), !key.utf8.contains(0) else { throw Self.leadsOut(key, of: bucket) }
        return key.isEmpty ? "\(root)/\(bucket)" : "\(root)/\(bucket)/\(key)"
    }

    private static func leadsOut(_ key: String, of bucket: String) -> DataSourceError {
        DataSourceError("“\(key)” leads out of the bucket \(bucket)")
    }

    /// Links on the way to an object that is there, or to the folders that are there for one that is not.
    private func checkLinks(_ path: String, _ bucket: String, _ key: String) throws(DataSourceError) {
        guard let base = Folder.real(try self.path(bucket, "")) else { return }
        var path = path[...]
        while path.utf8.count > root.utf8.count {
            if let real = Folder.real(String(path)) {
                guard Self.staysIn(base, real) else { throw Self.leadsOut(key, of: bucket) }
                return
            }
            // A file would be made where such a link leads.
            guard !Folder.isLink(String(path)) else {
                throw DataSourceError("s3://\(bucket)/\(key): a link on the way leads nowhere")
            }
            path = path.utf8.lastIndex(of: Self.slash).map { path[..<$0] } ?? ""
        }
    }

    private static func staysIn(_ base: String, _ path: String) -> Bool {
        path == base || path.utf8.starts(with: (base + "/").utf8)
    }
}

/// What a list says of a file.
private struct FileFacts {
    var isFolder: Bool
    /// An ordinary file.
    var isFile: Bool
    /// A link to what the other members tell of.
    var isLink: Bool
    var size: Int
    var modified: Timestamp
    /// Made of size and time, not of the content: a list of large files must be quick.
    var etag: String

    init?(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        isLink = status.st_mode & S_IFMT == S_IFLNK
        if isLink, stat(path, &status) != 0 { return nil }
        isFolder = status.st_mode & S_IFMT == S_IFDIR
        isFile = status.st_mode & S_IFMT == S_IFREG
        size = Int(status.st_size)
        #if canImport(Darwin)
            let time = status.st_mtimespec
        #else
            let time = status.st_mtim
        #endif
        modified = Timestamp(seconds: Int64(time.tv_sec), nanoseconds: Int32(time.tv_nsec))
        let digits = String(UInt64(truncatingIfNeeded: size), radix: 16)
        let clock = String(UInt64(truncatingIfNeeded: modified.millisecondsSinceEpoch), radix: 16)
        etag = String(repeating: "0", count: max(16 - digits.count, 0)) + digits
        etag += String(repeating: "0", count: max(16 - clock.count, 0)) + clock
    }
}

/// Folders of the system.
enum Folder {
    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Whether there is anything of that name.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    /// The path without links; `nil` if it leads to nothing, or round in circles.
    static func real(_ path: String) -> String? {
        guard let text = realpath(path, nil) else { return nil }
        defer { free(text) }
        return String(cString: text)
    }

    /// Throws if `make` could not make the folder, or nothing could be written in it.
    static func checkRoom(for path: String) throws(Descriptor.Failure) {
        var path = path[...]
        while true {
            if isFolder(String(path)) {
                guard access(String(path), W_OK) == 0 else { throw .last }
                return
            }
            var status = stat()
            guard lstat(String(path), &status) != 0, let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")),
                slash != path.startIndex
            else { throw Descriptor.Failure(number: ENOTDIR) }
            path = path[..<slash]
        }
    }

    /// Makes the folder and those around it, where they are missing.
    static func make(_ path: String) throws(Descriptor.Failure) {
        if isFolder(path) { return }
        if let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash != path.startIndex {
            try make(String(path[..<slash]))
        }
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw .last }
    }

    /// The names of what is in a folder, in no order; none if there is no such folder.
    static func names(in path: String) throws(Descriptor.Failure) -> [String] {
        guard let folder = opendir(path) else {
            let failure = Descriptor.Failure.last
            if failure.isMissing { return [] }
            throw failure
        }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                String(cString: UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self))
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// A name that is one in any folder: letters, digits, `-`, `_` and, but not at its start, `.`.
    static func safeName(_ text: String) -> String {
        var name = ""
        for scalar in text.unicodeScalars {
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
            let isAllowed = isPlain || scalar == "-" || scalar == "_" || (scalar == "." && !name.isEmpty)
            name.unicodeScalars.append(isAllowed ? scalar : "_")
        }
        return name.isEmpty ? "_" : name
    }
}
