import JSONModel

/// The lists that stand beside the sources as JSON and are compiled in.
enum SuiteData {
    /// Cases that are known to fail, by suite: id → reason.
    static func knownGaps(of suite: String) throws(SuiteError) -> [String: String] {
        let lists = try object(PackageResources.known_gaps_json, name: "known-gaps.json")
        guard let list = lists[suite]?.objectValue else { throw SuiteError("known-gaps.json: no list “\(suite)”") }
        var gaps: [String: String] = [:]
        for (id, reason) in list {
            gaps[id] = reason.stringValue ?? ""
        }
        return gaps
    }

    /// Recordings that a newer one contradicts, since the service or the way of recording changed.
    static func superseded() throws(SuiteError) -> [String: Superseded] {
        let lists = try object(PackageResources.known_gaps_json, name: "known-gaps.json")
        var superseded: [String: Superseded] = [:]
        for (id, entry) in lists["superseded"]?.objectValue ?? [:] {
            guard let newer = entry["by"]?.stringValue, let reason = entry["why"]?.stringValue else {
                throw SuiteError("known-gaps.json: “\(id)” is superseded by nothing, or without a reason")
            }
            let places = entry["at"]?.arrayValue?.compactMap(\.stringValue) ?? []
            guard !places.isEmpty else { throw SuiteError("known-gaps.json: “\(id)” does not say where it differs") }
            superseded[id] = Superseded(by: newer, reason: reason, places: places)
        }
        return superseded
    }

    struct Superseded {
        /// The newer case, which must pass.
        var by: String
        var reason: String
        /// Where the recording differs, as JSON pointers; it must differ in every one and nowhere else.
        var places: [String]
    }

    /// The lines of the faults in each file of `asl-validator/invalid`: every inner list must be hit, by an error on
    /// any of its lines (where a fault has two ends, such as two fields that exclude each other).
    static func definitionFaults() throws(SuiteError) -> [String: [[Int]]] {
        var faults: [String: [[Int]]] = [:]
        for (file, lines) in try object(PackageResources.definition_faults_json, name: "definition-faults.json") {
            faults[file] = lines.arrayValue?.map { alternatives in
                alternatives.arrayValue?.compactMap { $0.numberValue?.int64Value.map { Int($0) } } ?? []
            }
        }
        return faults
    }

    private static func object(_ bytes: [UInt8], name: String) throws(SuiteError) -> JSONObject {
        do {
            if let object = try JSONParser.parse(bytes).objectValue { return object }
        } catch {
            throw SuiteError("\(name): \(error.message)")
        }
        throw SuiteError("\(name): not an object")
    }
}
