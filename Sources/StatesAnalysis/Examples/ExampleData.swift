public import JSONModel

/// Inputs and results that nobody gave, made up from what a definition reads.
///
/// They have the members that the machine's paths and expressions read. Where a Choice compares one of them, there is
/// a value for each way that the comparison may come out; the list that a Map state goes through has 1, 0 and 2 items.
/// What goes through states that rebuild it is not traced: then an example has to be given.
public struct ExampleData: Sendable {
    private let collector: ReferenceCollector
    /// The most values of one kind.
    public static let limit = 12

    /// - Parameter definition: in the States Language.
    public init(of definition: JSONValue) { collector = ReferenceCollector(definition) }

    /// Errors that a Choice compares with the `Error` of a failure.
    public var errors: [String] { collector.errors }

    /// Inputs of an execution.
    ///
    /// - Returns: at least one, and whether there would have been more than the limit.
    public func inputs() -> (values: [JSONValue], isCut: Bool) {
        var shape = DataShape()
        // What a state writes, no input has to have.
        let written = Set((collector.written[""] ?? []).compactMap(\.first))
        for reference in collector.references where reference.root == .input(scope: "") {
            guard let first = reference.members.first, !written.contains(first) else { continue }
            shape.add(reference.members, reference.use)
        }
        return values(of: shape, named: "input")
    }

    /// Results of a Task or of a distributed Map.
    ///
    /// - Returns: as for `inputs()`.
    public func results(of state: String) -> (values: [JSONValue], isCut: Bool) {
        var shape = DataShape()
        for reference in collector.references {
            if reference.root == .result(state: state) { shape.add(reference.members, reference.use) }
            for place in collector.placements where place.state == state && place.root == reference.root {
                // What a state reads of its input was there before its result.
                if case .input = reference.root, reference.reader == state { continue }
                guard reference.members.starts(with: place.path), !isWritten(reference, behind: place.path) else {
                    continue
                }
                let rest = reference.members.dropFirst(place.path.count)
                shape.add(place.source + rest, reference.use)
            }
        }
        return values(of: shape, named: "result of \(state)")
    }

    /// Whether a state or a catcher writes what `reference` reads, further in than `path`: there it is no part of what
    /// was put at `path`.
    private func isWritten(_ reference: DataReference, behind path: [String]) -> Bool {
        guard case .input(let scope) = reference.root else { return false }
        return (collector.written[scope] ?? []).contains {
            $0.count > path.count && $0.starts(with: path) && reference.members.starts(with: $0)
        }
    }

    private func values(of shape: DataShape, named name: String) -> (values: [JSONValue], isCut: Bool) {
        let items = { (map: String) in
            var shape = DataShape()
            for reference in collector.references {
                guard reference.root == .item(map: map) || reference.root == .input(scope: map) else { continue }
                if case .items(map) = reference.use { continue }
                shape.add(reference.members, reference.use)
            }
            return shape
        }
        let (values, isCut) = shape.values(named: name, limit: Self.limit, items: items)
        // What nothing reads is an object: states write into it.
        return (values.isEmpty || !shape.isUsed ? [[:]] : values, isCut)
    }
}
