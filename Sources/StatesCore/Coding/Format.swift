/// The stored form of events and messages: a batch of records.
///
///     batch    version (1 byte), records, checksum (4 bytes, low first) of the batch, begun with that of the last one
///     record   1, form                      a text gets the next number
///              2, parent + 1 or 0, branch, name     a state gets the next number
///              kind ≥ 16, fields, 0         an event or a message
///     field    tag << 2 | wire, then by wire
///              0: number, 1: number of a text, 2: length and bytes, 3: number of a state + 1, or 0 for none
///     form     0, length, bytes             a text that is the compact one of its value
///              1, length, bytes             a text that was given
///              2, count, forms              the splice of parts
///              3, number                    a text that stood before
///
/// Numbers are varints. Kinds and tags are never given another meaning. A reader passes over tags that it does not
/// know: a field that must not be passed over needs a new kind.
enum Format {
    static let version: UInt8 = 1
    static let text: UInt64 = 1, state: UInt64 = 2
    /// The first kind that is no definition.
    static let firstKind: UInt64 = 16

    enum Wire: UInt64 { case number, text, bytes, state }
    enum TextForm: UInt64 { case compact, verbatim, splice, reference }
}

/// What a field is. The number is stored.
enum FieldTag: UInt64, Sendable {
    case seconds = 1, nanoseconds, frame, parent, slot, place, id, previous, unnumbered
    case text = 10, state, next, error, cause, failureFlags, stage, dueSeconds, dueNanoseconds, index, count
    case timeoutSeconds = 21, heartbeatSeconds, role, worker, location, variableName, variableValue, redrive
    case concurrency = 29, limit
    case arn = 32, label, items, itemsToRead, toleratedCount, toleratedPercentage, maxItems, batchBytes, batchItems
    case batchInput = 41, writerParameters, rule, catcher
    // Map runs.
    case input = 48, inputItems, remainder, flag, status, fileSize, fileIsOpen, fileItems, fileRecords
    case hasTimes = 57, startSeconds, startNanoseconds, stopSeconds, stopNanoseconds
    // Messages.
    case taskEntry = 64, taskAttempt, taskFrame, purpose
}
