import JSONModel

/// The files that a `ResultWriter` makes, as far as they are written: a cursor, no bytes.
///
///     PREFIX/ID/SUCCEEDED_0.json  PREFIX/ID/FAILED_0.json  PREFIX/ID/PENDING_0.json  PREFIX/ID/manifest.json
///
/// - Source: AWS Step Functions, “ResultWriter (Map)”.
public struct ResultFiles: Hashable, Sendable {
    /// Which children a file is about.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case failed = "FAILED"
        case pending = "PENDING"
        case succeeded = "SUCCEEDED"
    }

    /// The files of one kind.
    struct Series: Hashable, Sendable {
        /// Sizes in bytes; the last file is open if `isOpen`.
        var sizes: [Int] = []
        var isOpen = false

        /// Of the last file.
        var size: Int {
            get { sizes.last ?? 0 }
            set { sizes[sizes.count - 1] = newValue }
        }
    }

    let export: ResultExport
    var series: [Series] = Array(repeating: Series(), count: Kind.allCases.count)
    /// How many items and executions have their results in the files.
    private(set) var items = 0
    private(set) var records = 0

    init(_ export: ResultExport, items: Int = 0, records: Int = 0) {
        self.export = export
        self.items = items
        self.records = records
    }

    static func place(_ kind: Kind) -> Int {
        switch kind {
        case .failed: 0
        case .pending: 1
        case .succeeded: 2
        }
    }

    private func key(_ kind: Kind, _ index: Int) -> String { "\(export.folder)\(kind.rawValue)_\(index).json" }

    mutating func count(items: Int) {
        self.items += items
        records += 1
    }

    /// Appends one result.
    mutating func append(_ kind: Kind, to pieces: inout ResultPieces, _ write: (inout [UInt8]) -> Void) {
        let place = Self.place(kind)
        if !series[place].isOpen { open(kind) }
        let isLines = export.form.isLines
        var piece = pieces.take(kind, file: series[place].sizes.count - 1, at: series[place].size) {
            key(kind, series[place].sizes.count - 1)
        }
        let start = piece.count
        if !isLines { piece.append(UInt8(ascii: series[place].size == 0 ? "[" : ",")) }
        write(&piece)
        if isLines { piece.append(UInt8(ascii: "\n")) }
        let size = piece.count - start
        // Room for what closes the file. A file has one result at least.
        guard series[place].size > 0, series[place].size + size + 1 > export.fileBytes else {
            series[place].size += size
            return pieces.put(piece)
        }
        let result = Array(piece[(start + (isLines ? 0 : 1))...])
        piece.removeSubrange(start...)
        pieces.put(piece)
        close(kind, &pieces)
        append(kind, to: &pieces) { bytes in
            bytes += isLines ? result.dropLast() : result[...]
        }
    }

    private mutating func open(_ kind: Kind) {
        series[Self.place(kind)].isOpen = true
        series[Self.place(kind)].sizes.append(0)
    }

    /// Ends the open file of `kind`, if there is one.
    private mutating func close(_ kind: Kind, _ pieces: inout ResultPieces) {
        let place = Self.place(kind)
        guard series[place].isOpen else { return }
        if !export.form.isLines {
            var piece = pieces.take(kind, file: series[place].sizes.count - 1, at: series[place].size) {
                key(kind, series[place].sizes.count - 1)
            }
            piece.append(UInt8(ascii: "]"))
            series[place].size += 1
            pieces.put(piece)
        }
        series[place].isOpen = false
    }

    /// Ends all files and writes the list of them.
    mutating func finish(_ request: MapRunRequest, _ pieces: inout ResultPieces) {
        var files = JSONObject()
        for kind in Kind.allCases {
            close(kind, &pieces)
            files[kind.rawValue] = .array(
                JSONArray(
                    series[Self.place(kind)].sizes.enumerated().map { index, size in
                        ["Key": .string(key(kind, index)), "Size": .int(size)]
                    }))
        }
        let manifest: JSONValue = [
            "DestinationBucket": .string(export.bucket), "MapRunArn": .string(request.arn),
            "ResultFiles": .object(files),
        ]
        pieces.append(manifest: JSONWriter.bytes(of: manifest), key: export.manifestKey)
    }

    /// The output of the Map state: where the results are.
    func output(of request: MapRunRequest) -> Payload {
        Payload([
            "MapRunArn": .string(request.arn),
            "ResultWriterDetails": ["Bucket": .string(export.bucket), "Key": .string(export.manifestKey)],
        ])
    }
}

/// Where results are written.
struct ResultExport: Hashable, Sendable {
    var bucket: String
    /// `PREFIX/ID/`.
    var folder: String
    var form: ResultForm
    /// The most bytes of one file.
    var fileBytes: Int

    /// Whether anything can be written there is asked before anything is.
    var search: MapRunCommand { .findBucket(bucket, folder: folder) }

    var manifestKey: String { folder + "manifest.json" }
}

extension MapRunRequest {
    /// Where results are written, if they are.
    func export() throws(ParameterFault) -> ResultExport? {
        guard let parameters = settings.writerParameters?.value else { return nil }
        let bucket = try parameters.requiredText("Bucket")
        var prefix = try parameters.text("Prefix") ?? ""
        if !prefix.isEmpty, !prefix.hasSuffix("/") { prefix += "/" }
        let id = settings.arn.split(separator: ":").last.map(String.init) ?? settings.arn
        return ResultExport(
            bucket: bucket, folder: "\(prefix)\(id)/", form: form, fileBytes: quotas.resultFileBytes)
    }
}

/// Bytes for one place in one object.
public struct ResultPiece: Hashable, Sendable {
    public var bucket: String
    public var key: String
    /// Where in the object they stand; 0 begins it anew.
    public var offset: Int
    public var bytes: [UInt8]
}

/// Pieces as they are made: what follows on in a file goes into one.
struct ResultPieces {
    let bucket: String
    private(set) var pieces: [ResultPiece] = []
    /// The last piece of each kind of file.
    private var last: [(file: Int, piece: Int)?] = Array(repeating: nil, count: ResultFiles.Kind.allCases.count)
    private var taken = 0

    init(bucket: String) { self.bucket = bucket }

    /// The bytes of the piece that goes on at `offset`; `put` gives them back.
    mutating func take(_ kind: ResultFiles.Kind, file: Int, at offset: Int, key: () -> String) -> [UInt8] {
        let place = ResultFiles.place(kind)
        if let open = last[place], open.file == file {
            taken = open.piece
        } else {
            taken = pieces.count
            last[place] = (file, taken)
            pieces.append(ResultPiece(bucket: bucket, key: key(), offset: offset, bytes: []))
        }
        var bytes: [UInt8] = []
        swap(&bytes, &pieces[taken].bytes)
        return bytes
    }

    mutating func put(_ bytes: consuming [UInt8]) { pieces[taken].bytes = bytes }

    mutating func append(manifest bytes: [UInt8], key: String) {
        pieces.append(ResultPiece(bucket: bucket, key: key, offset: 0, bytes: bytes))
    }
}

/// Writing results.
extension MapRun {
    /// Lets the next results be written, if it is time.
    ///
    /// - Parameter isLast: whether nothing comes after them.
    mutating func write(isLast: Bool, _ turn: inout MapRunTurn) {
        let pending = ending == nil ? 0 : waiting.count
        let bytes = unwrittenBytes + (ending == nil ? 0 : waiting.bytes)
        let isTime = unwritten.count + pending >= Self.resultsPerWrite || bytes >= Self.bytesAtATime
        guard writing == nil, isLast || isTime else { return }
        var next = ResultWriting(results: unwritten.count, pending: pending, isLast: isLast, files: files)
        let pieces = pieces(&next)
        emit(.writingBegan(next), &turn)
        turn.changes.added.append(.write(pieces))
    }

    /// The bytes of what `writing` says, and the cursor after them.
    func pieces(_ writing: inout ResultWriting) -> [ResultPiece] {
        guard var files else { return [] }
        var pieces = ResultPieces(bucket: files.export.bucket)
        var writer = RecordWriter(request)
        for result in unwritten.prefix(writing.results) {
            let kind: ResultFiles.Kind = result.outcome.status == .succeeded ? .succeeded : .failed
            files.export.form.forEachPart(of: result) { part in
                files.append(kind, to: &pieces) { part.write(&writer, to: &$0) }
            }
            files.count(items: result.input.items)
        }
        for input in waiting.prefix(writing.pending) {
            files.append(.pending, to: &pieces) { RecordWriter.write(pending: input, to: &$0) }
        }
        if writing.isLast { files.finish(request, &pieces) }
        writing.files = files
        return pieces.pieces
    }

    mutating func abandonResults(_ cause: String, _ turn: inout MapRunTurn) {
        let failure = Failure(error: Self.resultWriterFailed, cause: cause)
        begin(.failure(failure), &turn)
        emit(.failed(failure), &turn)
    }
}
