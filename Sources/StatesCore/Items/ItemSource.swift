public import JSONModel
public import StatesLanguage

/// What an `ItemReader` reads: where, and in which form.
///
/// - Source: AWS Step Functions, “ItemReader (Map)”.
public struct ItemSource: Hashable, Sendable {
    public var operation: Operation
    public var bucket: String
    /// The object's key; for a list the prefix that keys start with.
    public var key: String
    /// How the objects that hold items are written; `nil` where the items are the objects of the list themselves.
    public var format: ItemFormat?
    /// Bytes of one item.
    public var itemBytes: Int

    /// What is asked of the bucket, and what the answer stands for.
    public enum Operation: Hashable, Sendable {
        /// `s3:listObjectsV2`: each object is an item.
        case listObjects
        /// `s3:listObjectsV2` with `LOAD_AND_FLATTEN`: what each object holds.
        case loadObjects
        /// `s3:getObject`.
        case getObject
        /// `s3:getObject` of an S3 inventory's `manifest.json`: the rows of its lists.
        case inventory
        /// `s3:getObject` of an Athena manifest: what the objects it names hold.
        case athena
    }

    /// - Parameter parameters: the reader's `Parameters` or `Arguments`, evaluated.
    init(_ reader: ItemReader, parameters: JSONValue, itemBytes: Int) throws(ItemReaderError) {
        let isList = reader.resource.hasSuffix(":listObjectsV2")
        do {
            bucket = try parameters.requiredText("Bucket")
            key = isList ? try parameters.text("Prefix") ?? "" : try parameters.requiredText("Key")
        } catch {
            throw ItemReaderError(error.cause)
        }
        self.itemBytes = itemBytes
        let config = reader.readerConfig ?? ReaderConfig()
        if isList {
            let isLoading = config.transformation == "LOAD_AND_FLATTEN"
            operation = isLoading ? .loadObjects : .listObjects
            format = isLoading ? try ItemFormat(config) : nil
            return
        }
        switch (config.manifestType, config.inputType) {
        case ("ATHENA_DATA", _):
            operation = .athena
            format = try ItemFormat(config)
        case ("S3_INVENTORY", _), (_, "MANIFEST"):
            operation = .inventory
            format = nil
        default:
            operation = .getObject
            format = try ItemFormat(config)
        }
    }
}

/// What is wrong with the parameters of an `ItemReader` or `ResultWriter`: the cause of its error.
struct ParameterFault: Error {
    var cause: String
}

extension JSONValue {
    /// A member that is a text, if it is there.
    func text(_ name: String) throws(ParameterFault) -> String? {
        switch self[name] {
        case nil, .null: return nil
        case .string(let text): return text
        case .some: throw ParameterFault(cause: "The field '\(name)' must be a string.")
        }
    }

    func requiredText(_ name: String) throws(ParameterFault) -> String {
        guard let text = try text(name) else { throw ParameterFault(cause: "The field '\(name)' is required.") }
        return text
    }
}

/// How the bytes of an object hold items.
public enum ItemFormat: Hashable, Sendable {
    /// - Parameters:
    ///   - delimiter: between fields.
    ///   - headers: `CSVHeaders`; `nil` when the first row has them.
    case csv(delimiter: UInt8, headers: [String]?)
    /// An array, or the one that `pointer` leads to.
    case json(pointer: JSONPointer)
    case jsonLines
    /// A list of an S3 inventory: CSV, with the object keys URL-encoded.
    ///
    /// - Parameter columns: the `fileSchema` of its manifest.
    /// - Source: Amazon S3, “Inventory list”.
    case inventory(columns: [String])

    /// The form that `config` names.
    public init(_ config: ReaderConfig) throws(ItemReaderError) {
        switch config.inputType {
        case "CSV":
            self = .csv(
                delimiter: Self.delimiter(config.csvDelimiter),
                headers: config.csvHeaderLocation == "GIVEN" ? config.csvHeaders ?? [] : nil)
        case "JSON", nil:
            let pointer = JSONPointer(parsing: config.itemsPointer ?? "")
            guard let pointer else { throw ItemReaderError("ItemsPointer is no JSON pointer.") }
            self = .json(pointer: pointer)
        case "JSONL": self = .jsonLines
        case .some(let type): throw ItemReaderError("InputType \(type) is not supported.")
        }
    }

    private static func delimiter(_ name: String?) -> UInt8 {
        switch name {
        case "PIPE": UInt8(ascii: "|")
        case "SEMICOLON": UInt8(ascii: ";")
        case "SPACE": UInt8(ascii: " ")
        case "TAB": UInt8(ascii: "\t")
        default: UInt8(ascii: ",")
        }
    }
}

/// Why items cannot be read: the cause of `States.ItemReaderFailed`.
public struct ItemReaderError: Error, Hashable, Sendable {
    public var cause: String

    public init(_ cause: String) { self.cause = cause }

    /// - Source: recordings of the service.
    static let duplicateHeaders = ItemReaderError("CSV headers cannot contain duplicates.")
    static let notIterable = ItemReaderError("Attempting to map over non-iterable node.")
}
