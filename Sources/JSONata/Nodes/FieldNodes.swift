import JSONModel

/// A path of names without predicates, perhaps behind a variable: `a`, `a.b`, `$x.a.b`. As long as it meets objects
/// only, nothing is collected.
final class FieldPathNode: Node {
    private let names: [String]
    /// The variable that it begins with.
    private let start: Node?
    private let general: PathNode

    /// `nil` if the path has anything but names.
    init?(_ path: PathNode) {
        guard !path.keepsSingleton, !path.startsWithArray, !path.steps.isEmpty else { return nil }
        var names: [String] = []
        var start: Node?
        for (index, step) in path.steps.enumerated() {
            guard step.predicates.isEmpty else { return nil }
            if index == 0, path.isAbsolute, case .node(let node) = step.kind {
                start = node
            } else if case .name(let name) = step.kind {
                names.append(name)
            } else {
                return nil
            }
        }
        guard !names.isEmpty else { return nil }
        self.names = names
        self.start = start
        general = path
        super.init(position: path.position)
    }

    override func evaluate(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        let value = try start?.evaluate(run, input, frame) ?? input
        guard case .object(let object) = value else { return try general.raw(run, input, frame).collapsed }
        guard var place = JSONBorrow.value(of: names[0], in: object) else { return .undefined }
        var index = 1
        while index < names.count {
            switch JSONBorrow.member(names[index], of: place) {
            case .noObject: return try general.raw(run, input, frame).collapsed
            case .missing: return .undefined
            case .array(_, let next), .other(let next): place = next
            }
            index += 1
        }
        let result = Value(place.pointee)
        withExtendedLifetime(object) {}
        return result
    }

    override func raw(_ run: Evaluation, _ input: Value, _ frame: Frame) throws(Failure) -> Value {
        try general.raw(run, input, frame)
    }
}
