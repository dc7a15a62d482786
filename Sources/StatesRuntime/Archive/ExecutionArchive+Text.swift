import FoundationEssentials
import JSONModel
import StatesLanguage

/// The file.
extension ExecutionArchive {
    private static let format = "states-execution"
    private static let version: Int64 = 1

    /// JSON lines, the last one ended as well.
    public var text: [UInt8] {
        let head: JSONValue = [
            "format": .string(Self.format), "version": .int(Int(Self.version)), "name": .string(name),
            "machine": .string(machine), "seed": .string(String(seed)),
            "startTime": .int(startTime.millisecondsSinceEpoch), "records": .int(records.count),
            "definition": .string(definition),
        ]
        var bytes = JSONWriter.bytes(of: head)
        bytes.append(0x0A)
        for record in records {
            let line: JSONValue = [
                "sequence": .int(record.sequence), "time": .int(record.time.millisecondsSinceEpoch),
                "digest": .string(String(record.digest, radix: 16)),
                "events": .string(Data(record.events).base64EncodedString()),
            ]
            bytes += JSONWriter.bytes(of: line)
            bytes.append(0x0A)
        }
        return bytes
    }

    /// Reads what `text` gave. Whether the records hold is seen when they are folded.
    ///
    /// - Throws: `ArchiveError`, with the number of the line.
    public init(text: [UInt8]) throws(ArchiveError) {
        let lines = text.split(separator: 0x0A)
        guard let first = lines.first else { throw ArchiveError("line 1: there is nothing in it") }
        let head = try Line(first, number: 1)
        guard head.value["format"]?.stringValue == Self.format else {
            throw ArchiveError("line 1: it is no exported execution")
        }
        guard try head.integer("version") == Self.version else {
            throw ArchiveError("line 1: it was written by a later version")
        }
        guard let seed = UInt64(try head.string("seed")) else { throw ArchiveError("line 1: “seed” is no number") }
        guard try head.integer("records") == Int64(lines.count - 1) else {
            throw ArchiveError("line \(lines.count): \(try head.integer("records")) records should follow line 1")
        }
        self.init(
            name: try head.string("name"), machine: try head.string("machine"),
            definition: try head.string("definition"), seed: seed,
            startTime: Timestamp(millisecondsSinceEpoch: try head.integer("startTime")), records: [])
        guard ResourceName.isValid(name), ResourceName.isValid(machine) else {
            throw ArchiveError("line 1: “name” or “machine” is no name")
        }
        for (index, bytes) in lines.dropFirst().enumerated() {
            let line = try Line(bytes, number: index + 2)
            guard try line.integer("sequence") == Int64(index) else {
                throw ArchiveError("line \(line.number): record \(index) should stand here")
            }
            guard let digest = UInt64(try line.string("digest"), radix: 16) else {
                throw ArchiveError("line \(line.number): “digest” is no hexadecimal number")
            }
            guard let events = Data(base64Encoded: try line.string("events")) else {
                throw ArchiveError("line \(line.number): “events” is no Base64")
            }
            records.append(
                StoredRecord(
                    sequence: index, time: Timestamp(millisecondsSinceEpoch: try line.integer("time")),
                    events: Array(events), digest: digest))
        }
    }

    private struct Line {
        var value: JSONValue
        var number: Int

        init(_ bytes: ArraySlice<UInt8>, number: Int) throws(ArchiveError) {
            self.number = number
            do {
                value = try JSONParser.parse(Array(bytes))
            } catch {
                throw ArchiveError("line \(number): it is no JSON")
            }
        }

        func string(_ member: String) throws(ArchiveError) -> String {
            guard let text = value[member]?.stringValue else {
                throw ArchiveError("line \(number): “\(member)” is missing, or no text")
            }
            return text
        }

        func integer(_ member: String) throws(ArchiveError) -> Int64 {
            guard case .number(let number)? = value[member], let integer = number.int64Value else {
                throw ArchiveError("line \(self.number): “\(member)” is missing, or no whole number")
            }
            return integer
        }
    }
}
