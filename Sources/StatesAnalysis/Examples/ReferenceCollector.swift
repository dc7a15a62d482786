import JSONModel

/// Finds everything that a definition reads.
struct ReferenceCollector {
    private(set) var references: [DataReference] = []
    /// Where parts of results are put: from the members within the result to a place that is read.
    private(set) var placements: [Placement] = []
    typealias Placement = (state: String, source: [String], root: DataReference.Root, path: [String])
    /// Where states and catchers write with `ResultPath`, by scope.
    private(set) var written: [String: [[String]]] = [:]
    /// Errors that a Choice compares with.
    private(set) var errors: [String] = []
    private let language: String

    init(_ definition: JSONValue) {
        language = definition["QueryLanguage"]?.stringValue ?? "JSONPath"
        collect(definition, scope: "")
    }

    private static let scopes: Set<String> = ["Branches", "ItemProcessor", "Iterator"]

    private mutating func collect(_ graph: JSONValue, scope: String) {
        for (name, state) in graph["States"]?.objectValue ?? [:] {
            let reader = StateReader(
                name: name, scope: scope, isJSONata: (state["QueryLanguage"]?.stringValue ?? language) == "JSONata")
            for (key, value) in state.objectValue ?? [:] where !Self.scopes.contains(key) {
                collect(value, key: key, field: key, reader)
            }
            place(state, reader)
            let isRebuilt = state["Parameters"] != nil || state["Arguments"] != nil
            for branch in state["Branches"]?.arrayValue ?? [] {
                collect(branch, scope: isRebuilt ? "\(name)/branches" : scope)
            }
            for processor in [state["ItemProcessor"], state["Iterator"]].compactMap({ $0 }) {
                // What an item selector builds is no item.
                let isSelected = state["ItemSelector"] != nil || state["Parameters"] != nil
                collect(processor, scope: isSelected ? "\(name)/selected" : name)
            }
        }
    }

    /// A state, as far as its paths need it.
    private struct StateReader {
        var name: String
        var scope: String
        var isJSONata: Bool
    }

    private mutating func collect(_ value: JSONValue, key: String, field: String, _ state: StateReader) {
        switch value {
        case .object(let members):
            if members["Variable"] != nil { test(members, state) }
            for (key, value) in members { collect(value, key: key, field: field, state) }
        case .array(let elements):
            for element in elements { collect(element, key: key, field: field, state) }
        case .string(let text):
            if state.isJSONata {
                guard text.hasPrefix("{%"), text.hasSuffix("%}") else { return }
                read(jsonata: String(text.dropFirst(2).dropLast(2)), key: key, state)
            } else if key.hasSuffix(".$") || key.hasSuffix("Path") || key == "Variable" {
                guard key != "ResultPath", text.hasPrefix("$") || text.hasPrefix("States.") else { return }
                read(path: text, key: key, field: field, state)
            }
        case .null, .bool, .number: return
        }
    }

    // MARK: JSONPath

    private mutating func read(path text: String, key: String, field: String, _ state: StateReader) {
        let scanner = ReferenceScanner(text)
        for path in scanner.paths() {
            var use = Self.use(of: key)
            if key == "ItemsPath" { use = .items(map: state.name) }
            if use == .anything, path.range.lowerBound > 0 {
                use = Self.use(inCall: scanner.before(path.range.lowerBound), of: text)
            }
            for root in roots(of: path, field: field, state) {
                references.append(DataReference(root: root.root, members: root.members, use: use, reader: state.name))
            }
        }
    }

    private static func use(of key: String) -> DataReference.Use {
        switch key {
        case "SecondsPath", "TimeoutSecondsPath", "HeartbeatSecondsPath", "MaxConcurrencyPath", "MaxItemsPath",
            "ToleratedFailureCountPath", "ToleratedFailurePercentagePath", "MaxItemsPerBatchPath",
            "MaxInputBytesPerBatchPath":
            .number
        case "TimestampPath": .time
        default: .anything
        }
    }

    /// What an intrinsic function takes as its argument.
    private static func use(inCall before: Substring, of text: String) -> DataReference.Use {
        if text.contains("States.Math") { return .number }
        let arrays = ["Length", "Contains", "GetItem", "Partition", "Unique"]
        if arrays.contains(where: { before.hasSuffix("States.Array\($0)(") }) { return .list }
        if before.contains("States.JsonMerge(") { return .object }
        if before.hasSuffix("States.StringToJson(") { return .test(["{}"]) }
        return .anything
    }

    private func roots(
        of path: ReferenceScanner.Path, field: String, _ state: StateReader
    ) -> [(root: DataReference.Root, members: [String])] {
        switch path.head {
        case "$":
            switch field {
            case "ResultSelector": return [(.result(state: state.name), path.members)]
            case "Assign":
                // The result as `ResultSelector` made it.
                return [(.selected(state: state.name), path.members)]
            default: return [(.input(scope: state.scope), path.members)]
            }
        case "$$":
            guard path.members.starts(with: ["Map", "Item", "Value"]) else { return [] }
            return [(.item(map: state.name), Array(path.members.dropFirst(3)))]
        default: return [(.variable(String(path.head.dropFirst())), path.members)]
        }
    }

    /// One comparison of a Choice.
    private mutating func test(_ members: JSONObject, _ state: StateReader) {
        guard let variable = members["Variable"]?.stringValue else { return }
        let paths = ReferenceScanner(variable).paths()
        for (name, operand) in members where name != "Variable" {
            guard let candidates = ChoiceCandidates.of(name, operand) else { continue }
            if paths.first?.members.last == "Error" { addErrors(candidates) }
            for path in paths {
                for root in roots(of: path, field: "Choices", state) {
                    references.append(
                        DataReference(
                            root: root.root, members: root.members, use: .test(candidates), reader: state.name))
                }
            }
        }
    }

    private mutating func addErrors(_ candidates: [JSONValue?]) {
        guard let error = candidates.first??.stringValue, !errors.contains(error) else { return }
        errors.append(error)
    }

    // MARK: JSONata

    private mutating func read(jsonata text: String, key: String, _ state: StateReader) {
        let scanner = ReferenceScanner(text, isJSONata: true)
        for path in scanner.paths() {
            guard let (root, members) = root(ofJSONata: path, state) else { continue }
            let before = scanner.before(path.range.lowerBound), behind = scanner.behind(path.range.upperBound)
            var use = ChoiceCandidates.use(before: before, behind: behind, isCondition: key == "Condition")
            if key == "Items", before.isEmpty, behind.isEmpty { use = .items(map: state.name) }
            if ["Seconds", "TimeoutSeconds", "HeartbeatSeconds", "MaxConcurrency"].contains(key), use == .anything {
                use = .number
            }
            if key == "Timestamp", use == .anything { use = .time }
            if case .test(let candidates) = use, members.last == "Error" { addErrors(candidates) }
            references.append(DataReference(root: root, members: members, use: use, reader: state.name))
        }
    }

    private func root(
        ofJSONata path: ReferenceScanner.Path, _ state: StateReader
    ) -> (root: DataReference.Root, members: [String])? {
        guard path.head == "$states" else {
            guard path.head.count > 1, path.head != "$$" else { return nil }
            return (.variable(String(path.head.dropFirst())), path.members)
        }
        switch path.members.first {
        case "input": return (.input(scope: state.scope), Array(path.members.dropFirst()))
        case "result": return (.result(state: state.name), Array(path.members.dropFirst()))
        case "context" where path.members.starts(with: ["context", "Map", "Item", "Value"]):
            return (.item(map: state.name), Array(path.members.dropFirst(4)))
        default: return nil
        }
    }
}

/// Where results go.
extension ReferenceCollector {
    private mutating func place(_ state: JSONValue, _ reader: StateReader) {
        if !reader.isJSONata {
            let texts = [state["ResultPath"]] + (state["Catch"]?.arrayValue?.map { $0["ResultPath"] } ?? [])
            for case .string(let text)?? in texts {
                if let path = ReferenceScanner(text).paths().first?.members, !path.isEmpty {
                    written[reader.scope, default: []].append(path)
                }
            }
        }
        guard ["Task", "Map"].contains(state["Type"]?.stringValue) else { return }
        let input = DataReference.Root.input(scope: reader.scope)
        let selected = DataReference.Root.selected(state: reader.name)
        if let selector = state["ResultSelector"] {
            place(selector, to: selected, [], reader)
        } else {
            placements.append((reader.name, [], selected, []))
        }
        let selection = placements.filter { $0.root == selected }
        for (name, value) in state["Assign"]?.objectValue ?? [:] {
            let variable = name.hasSuffix(".$") ? String(name.dropLast(2)) : name
            place(value, to: .variable(variable), [], reader, through: reader.isJSONata ? [] : selection)
        }
        if reader.isJSONata {
            guard let output = state["Output"] else {
                placements.append((reader.name, [], input, []))
                return
            }
            return place(output, to: input, [], reader)
        }
        var path: [String] = []
        switch state["ResultPath"] {
        case .string(let text): path = ReferenceScanner(text).paths().first?.members ?? []
        case .null: return
        default: break
        }
        if let selector = state["ResultSelector"] {
            place(selector, to: input, path, reader)
        } else {
            placements.append((reader.name, [], input, path))
        }
    }

    /// A template that says where parts of a result go.
    ///
    /// - Parameter selection: how the result was made over before; empty if it was not.
    private mutating func place(
        _ template: JSONValue, to root: DataReference.Root, _ path: [String], _ reader: StateReader,
        through selection: [Placement] = []
    ) {
        switch template {
        case .object(let members):
            for (name, value) in members {
                let member = !reader.isJSONata && name.hasSuffix(".$") ? String(name.dropLast(2)) : name
                place(value, to: root, path + [member], reader, through: selection)
            }
        case .string(let text):
            let body = reader.isJSONata ? text.dropFirst(2).dropLast(2).filter { !$0.isWhitespace } : text
            guard let only = ReferenceScanner(body, isJSONata: reader.isJSONata).paths().first,
                only.range == 0..<body.utf8.count
            else { return }
            if reader.isJSONata {
                guard only.head == "$states", only.members.first == "result" else { return }
                placements.append((reader.name, Array(only.members.dropFirst()), root, path))
            } else if only.head == "$", selection.isEmpty {
                placements.append((reader.name, only.members, root, path))
            } else if only.head == "$" {
                for part in selection where only.members.starts(with: part.path) {
                    let rest = only.members.dropFirst(part.path.count)
                    placements.append((reader.name, part.source + rest, root, path))
                }
            }
        case .null, .bool, .number, .array: return
        }
    }
}
