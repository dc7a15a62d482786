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
    private struct Series: Hashable, Sendable {
        /// Sizes in bytes; the last file is open if `isOpen`.
        var sizes: [Int] = []
        var isOpen = false
    }

    let export: ResultExport
    private var series: [Series] = Array(repeating: Series(), count: Kind.allCases.count)
    /// How many items and executions have their results in the files.
    private(set) var items = 0
    private(set) var records = 0

    init(_ export: ResultExport) { self.export = export }

    private static func place(_ kind: Kind) -> Int {
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
        var text = pieces.scratch
        pieces.scratch = []
        text.removeAll(keepingCapacity: true)
        write(&text)
        // A bracket or comma before, and what closes the file.
        if series[place].isOpen, let size = series[place].sizes.last, size + text.count + 3 > export.fileBytes {
            close(kind, &pieces)
        }
        let isLines = export.form.isLines
        if !series[place].isOpen {
            series[place].isOpen = true
            series[place].sizes.append(0)
            if !isLines { put("[", kind, &pieces) }
        } else if !isLines {
            put(",", kind, &pieces)
        }
        put(text, kind, &pieces)
        if isLines { put("\n", kind, &pieces) }
        pieces.scratch = text
    }

    /// Ends the open file of `kind`, if there is one.
    private mutating func close(_ kind: Kind, _ pieces: inout ResultPieces) {
        guard series[Self.place(kind)].isOpen else { return }
        if !export.form.isLines { put("]", kind, &pieces) }
        series[Self.place(kind)].isOpen = false
    }

    private mutating func put(_ text: StaticString, _ kind: Kind, _ pieces: inout ResultPieces) {
        text.withUTF8Buffer { put($0, kind, &pieces) }
    }

    private mutating func put(_ bytes: some Collection<UInt8>, _ kind: Kind, _ pieces: inout ResultPieces) {
        let place = Self.place(kind)
        let index = series[place].sizes.count - 1
        let offset = series[place].sizes[index]
        series[place].sizes[index] += bytes.count
        pieces.append(bytes, kind, index, at: offset) { key(kind, index) }
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

    var manifestKey: String { folder + "manifest.json" }
}

extension MapRunRequest {
    /// Where results are written, if they are.
    var export: ResultExport? {
        guard let parameters = settings.writerParameters?.value else { return nil }
        var prefix = parameters["Prefix"]?.stringValue ?? ""
        if !prefix.isEmpty, !prefix.hasSuffix("/") { prefix += "/" }
        let id = settings.arn.split(separator: ":").last.map(String.init) ?? settings.arn
        return ResultExport(
            bucket: parameters["Bucket"]?.stringValue ?? "", folder: "\(prefix)\(id)/", form: form,
            fileBytes: quotas.resultFileBytes)
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
    /// The open piece of each kind of file.
    private var open: [ResultFiles.Kind: (index: Int, piece: Int)] = [:]
    /// The last result's room, kept for the next.
    var scratch: [UInt8] = []

    init(bucket: String) { self.bucket = bucket }

    mutating func append(
        _ bytes: some Collection<UInt8>, _ kind: ResultFiles.Kind, _ index: Int, at offset: Int, key: () -> String
    ) {
        if let place = open[kind], place.index == index {
            pieces[place.piece].bytes.append(contentsOf: bytes)
            return
        }
        open[kind] = (index, pieces.count)
        pieces.append(ResultPiece(bucket: bucket, key: key(), offset: offset, bytes: Array(bytes)))
    }

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
        guard writing == nil, isLast || unwritten.count + pending >= Self.resultsPerWrite else { return }
        var next = ResultWriting(results: unwritten.count, pending: pending, isLast: isLast, files: files)
        let pieces = pieces(&next)
        emit(.writingBegan(next), &turn)
        turn.changes.added.append(.write(pieces))
    }

    /// The bytes of what `writing` says, and the cursor after them.
    func pieces(_ writing: inout ResultWriting) -> [ResultPiece] {
        guard var files else { return [] }
        var pieces = ResultPieces(bucket: files.export.bucket)
        for result in unwritten.prefix(writing.results) {
            let kind: ResultFiles.Kind = result.outcome.status == .succeeded ? .succeeded : .failed
            files.export.form.forEachPart(of: result) { part in
                files.append(kind, to: &pieces) { part.write(request, to: &$0) }
            }
            files.count(items: result.input.items)
        }
        for input in waiting.prefix(writing.pending) {
            files.append(.pending, to: &pieces) { ResultRecord.write(pending: input, to: &$0) }
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
