/// Why bytes are not what an encoder made, or not for this program.
public struct EventCodingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was found.
    public enum Reason: Hashable, Sendable {
        /// The bytes were changed, are not whole, or do not follow those that were decoded last.
        case checksum
        /// Written by a newer version of this package.
        case unknownVersion(UInt8)
        /// A kind of event that this version does not know, by its number in the format.
        case unknownEvent(UInt64)
        /// The machine has no such state.
        case unknownState(String)
        /// What is wrong, as a sentence without a full stop.
        case malformed(String)
    }

    public var reason: Reason
    /// Where, in bytes from the start of what was to be decoded.
    public var offset: Int

    public var description: String {
        let text =
            switch reason {
            case .checksum: "the checksum does not match: the bytes were changed or are not the next ones"
            case .unknownVersion(let version): "format version \(version) is not known to this version of the package"
            case .unknownEvent(let kind): "event kind \(kind) is not known to this version of the package"
            case .unknownState(let path): "the definition has no state “\(path)”"
            case .malformed(let text): text
            }
        return "\(text), at byte \(offset)"
    }
}
