import JSONModel
import StatesLanguage

/// Reads the items of a data set, some at a time: from one object, or from all that a list or manifest names.
package struct DataSetReader: Sendable {
    private let source: ItemSource
    /// The objects that follow, the last one first; `nil` until they are known.
    private var objects: [Object]?
    private var current: OpenObject?
    /// Of a list the objects that have not become items.
    private var listed: ArraySlice<StoredObject> = []
    /// Items that were made and not handed out; all are from the object that was read last.
    private var items: [JSONValue] = []
    private var head = 0
    private var itemsSource: String?
    /// Why there is nothing behind `items`.
    private var failure: ItemReaderError?
    /// How many items were handed out.
    private var position = 0

    private struct Object: Sendable {
        var bucket: String
        var key: String
        var format: ItemFormat
    }

    private struct OpenObject: Sendable {
        var object: Object
        var decoder: ItemDecoder
        /// Of a compressed object.
        var gzip: GzipDecoder?
        /// Whether there is more in what `gzip` has.
        var isInflating = false
        /// Where in the object reading goes on.
        var offset = 0
        /// Text that was read, and where in it decoding goes on.
        var text: [UInt8] = []
        var place = 0
    }

    /// Bytes that are read, or inflated, at a time.
    private static let chunk = 1 << 17

    package init(_ source: ItemSource) { self.source = source }

    /// The next items: `MapRunMessage.itemsRead`, or why there are none.
    package mutating func read(_ request: ItemRequest, from data: any DataSource) -> MapRunMessage {
        do {
            if request.position < position { self = DataSetReader(source) }
            while position < request.position {
                let count = min(request.position - position, request.limit)
                let skipped = try take(ItemRoom(items: count, bytes: request.bytes), data)
                if skipped.isEmpty { break }
            }
            let taken = try take(ItemRoom(items: request.limit, bytes: request.bytes), data)
            let isLast =
                objects?.isEmpty == true && current == nil && failure == nil && head == items.count
                && listed.isEmpty
            return .itemsRead(taken, position: request.position, source: itemsSource, isLast: isLast)
        } catch {
            return .readingFailed(cause: error.cause)
        }
    }

    /// As many items as there is room for; none at the end.
    private mutating func take(_ room: ItemRoom, _ data: any DataSource) throws(ItemReaderError) -> [JSONValue] {
        while head == items.count {
            items.removeAll(keepingCapacity: true)
            head = 0
            guard try fill(room, data) else { return [] }
        }
        let end = min(head + room.items, items.count)
        let taken = Array(items[head..<end])
        head = end
        position += taken.count
        return taken
    }

    /// Makes more items, if it can at once.
    ///
    /// - Returns: `false` at the end.
    private mutating func fill(_ room: ItemRoom, _ data: any DataSource) throws(ItemReaderError) -> Bool {
        if let failure { throw failure }
        if !listed.isEmpty {
            items = listed.prefix(room.items).map(\.item)
            listed = listed.dropFirst(room.items)
            return true
        }
        if objects == nil {
            try findObjects(data)
            return true
        }
        if current == nil {
            guard let next = objects?.popLast() else { return false }
            current = OpenObject(
                object: next, decoder: try ItemDecoder(next.format, itemBytes: source.itemBytes))
            itemsSource = "S3://\(next.bucket)/\(next.key)"
        }
        guard var open = current else { return false }
        current = nil
        do throws(ItemReaderError) {
            if open.place == open.text.count, try !Self.readOn(&open, data) {
                try open.gzip?.finish()
                try open.decoder.finish(into: &items)
                return true
            }
            var room = room
            try open.decoder.decode(open.text, from: &open.place, into: &items, &room)
        } catch {
            // The items before the fault count.
            failure = error
            return true
        }
        current = open
        return true
    }

    /// Reads or inflates the next text of an object; there may be none in some bytes.
    ///
    /// - Returns: `false` at the end of the object.
    private static func readOn(_ open: inout OpenObject, _ data: any DataSource) throws(ItemReaderError) -> Bool {
        open.text.removeAll(keepingCapacity: true)
        open.place = 0
        if !open.isInflating {
            let bytes = try bytes(data, open.object.bucket, open.object.key, at: open.offset, count: chunk)
            if open.offset == 0 {
                try refuseUnreadable(bytes, open.object.key)
                if GzipDecoder.recognises(bytes) { open.gzip = GzipDecoder() }
            }
            if bytes.isEmpty { return false }
            open.offset += bytes.count
            if open.gzip == nil {
                open.text = bytes
                return true
            }
            open.gzip?.add(bytes)
        }
        open.isInflating = try open.gzip?.inflate(into: &open.text, limit: chunk) ?? false
        return true
    }

    private mutating func findObjects(_ data: any DataSource) throws(ItemReaderError) {
        let bucket = source.bucket
        switch source.operation {
        case .listObjects:
            objects = []
            listed = try Self.list(data, source)[...]
            itemsSource = "S3://\(bucket)"
        case .loadObjects:
            let format = source.format ?? .json(pointer: [])
            // A folder's own mark is an object without bytes.
            let listed = try Self.list(data, source).filter { !$0.key.hasSuffix("/") }
            objects = listed.reversed().map { Object(bucket: bucket, key: $0.key, format: format) }
        case .getObject:
            objects = [Object(bucket: bucket, key: source.key, format: source.format ?? .json(pointer: []))]
        case .inventory: objects = try Self.inventory(source, data).reversed()
        case .athena: objects = try Self.athena(source, data).reversed()
        }
    }

    private static func list(
        _ data: any DataSource, _ source: ItemSource
    ) throws(ItemReaderError) -> [StoredObject] {
        do {
            return try data.objects(in: source.bucket, prefix: source.key)
        } catch {
            throw ItemReaderError(error.cause)
        }
    }

    private static func bytes(
        _ data: any DataSource, _ bucket: String, _ key: String, at offset: Int, count: Int
    ) throws(ItemReaderError) -> [UInt8] {
        do {
            return try data.read(bucket, key, at: offset, count: count)
        } catch {
            throw ItemReaderError(error.cause)
        }
    }

    /// By the first bytes, which no text has.
    private static func refuseUnreadable(_ bytes: [UInt8], _ key: String) throws(ItemReaderError) {
        let forms: [(name: String, start: [UInt8])] = [
            ("zstd data", [0x28, 0xB5, 0x2F, 0xFD]), ("Parquet data", Array("PAR1".utf8)),
        ]
        for form in forms where bytes.starts(with: form.start) {
            throw ItemReaderError("The object \(key) is \(form.name), which this engine does not read.")
        }
    }
}

/// Manifests.
extension DataSetReader {
    private static func whole(
        _ data: any DataSource, _ bucket: String, _ key: String
    ) throws(ItemReaderError) -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let more = try Self.bytes(data, bucket, key, at: bytes.count, count: chunk)
            if more.isEmpty { break }
            bytes += more
            guard bytes.count <= JSONLimits().maximumBytes else {
                throw ItemReaderError("The manifest \(key) is too large.")
            }
        }
        try refuseUnreadable(bytes, key)
        return bytes
    }

    /// The lists that an S3 inventory's `manifest.json` names; their columns are its `fileSchema`.
    ///
    /// - Source: Amazon S3, “Inventory manifest”.
    private static func inventory(
        _ source: ItemSource, _ data: any DataSource
    ) throws(ItemReaderError) -> [Object] {
        let manifest: JSONValue
        do {
            manifest = try JSONParser.parse(try whole(data, source.bucket, source.key))
        } catch let error as JSONSyntaxError {
            throw ItemReaderError("The inventory manifest is no JSON: \(error.message) at byte \(error.offset).")
        } catch {
            throw (error as? ItemReaderError) ?? ItemReaderError("\(error)")
        }
        guard let files = manifest["files"]?.arrayValue, let schema = manifest["fileSchema"]?.stringValue else {
            throw ItemReaderError("The inventory manifest has no files or no fileSchema.")
        }
        if let format = manifest["fileFormat"]?.stringValue, format != "CSV" {
            throw ItemReaderError("An inventory in the format \(format) is not supported.")
        }
        let headers = schema.split(separator: ",").map { String($0.drop { $0 == " " }) }
        let destination = manifest["destinationBucket"]?.stringValue ?? source.bucket
        let bucket = destination.split(separator: ":").last.map(String.init) ?? source.bucket
        var objects: [Object] = []
        for file in files {
            guard let key = file["key"]?.stringValue else {
                throw ItemReaderError("The inventory manifest has a file without a key.")
            }
            objects.append(Object(bucket: bucket, key: key, format: .inventory(columns: headers)))
        }
        return objects
    }

    /// The objects that an Athena manifest names, `s3://BUCKET/KEY` on each line.
    ///
    /// - Source: Amazon Athena, “UNLOAD”, data manifest.
    private static func athena(_ source: ItemSource, _ data: any DataSource) throws(ItemReaderError) -> [Object] {
        guard let text = String(validating: try whole(data, source.bucket, source.key), as: UTF8.self) else {
            throw ItemReaderError("The Athena manifest is not UTF-8.")
        }
        var objects: [Object] = []
        for line in text.split(whereSeparator: \.isNewline) {
            let name = line.filter { $0 != "\"" }
            let parts = name.dropFirst("s3://".count).split(separator: "/", maxSplits: 1)
            guard name.hasPrefix("s3://"), parts.count == 2 else {
                throw ItemReaderError("The Athena manifest has a line that names no object: \(line)")
            }
            let format = source.format ?? .json(pointer: [])
            objects.append(Object(bucket: String(parts[0]), key: String(parts[1]), format: format))
        }
        return objects
    }
}

extension StoredObject {
    /// As the service's list has it.
    ///
    /// - Source: recordings of the service for the order of members.
    fileprivate var item: JSONValue {
        [
            "Etag": .string("\"\(etag)\""), "LastModified": .int(Int(lastModified.seconds)), "Key": .string(key),
            "Size": .int(size), "StorageClass": "STANDARD",
        ]
    }
}
