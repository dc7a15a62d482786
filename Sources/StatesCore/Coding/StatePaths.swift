import JSONModel

/// Where each state of a program stands, by names: what is stored refers to states like this, so it outlives a
/// definition whose states were moved about.
///
///     "Pay"          {state: nil,  branch: 0, name: "Pay"}
///     Pay/1/"Card"   {state: Pay,  branch: 1, name: "Card"}     a branch of a Parallel, or 0 for a Map's processor
struct StatePaths: Sendable {
    struct Path: Hashable, Sendable {
        /// The Parallel or Map state around it; `.end` in the machine's own scope.
        var parent: StateIndex
        var branch: Int
        var name: String
    }

    private let paths: [Path]
    private let indices: [Path: StateIndex]
    /// A hash of each path, names included, stable across processes.
    private let hashes: [UInt64]

    init(_ nodes: [StateNode]) {
        var owners: [Int32: (StateIndex, Int)] = [:]
        for (index, node) in nodes.enumerated() {
            switch node.kind {
            case .parallel(let parallel):
                for (branch, scope) in parallel.branches.enumerated() { owners[scope] = (StateIndex(index), branch) }
            case .map(let map): if map.processor >= 0 { owners[map.processor] = (StateIndex(index), 0) }
            case .pass, .task, .choice, .wait, .succeed, .fail: break
            }
        }
        var paths: [Path] = [], indices: [Path: StateIndex] = [:], hashes: [UInt64] = []
        for (index, node) in nodes.enumerated() {
            let (parent, branch) = owners[node.scope] ?? (.end, 0)
            let path = Path(parent: parent, branch: branch, name: node.name)
            paths.append(path)
            indices[path] = StateIndex(index)
            var hash = StableHash()
            // Scopes are numbered depth first, so what is around a state has a lower index.
            hash.add(parent == .end ? 0 : hashes[Int(parent)])
            hash.add(branch)
            hash.add(node.name)
            hashes.append(hash.value)
        }
        self.paths = paths
        self.indices = indices
        self.hashes = hashes
    }

    var count: Int { paths.count }

    subscript(index: StateIndex) -> Path { paths[Int(index)] }

    /// `nil` when the machine has no such state.
    func index(of path: Path) -> StateIndex? { indices[path] }

    func hash(of index: StateIndex) -> UInt64 { hashes.indices.contains(Int(index)) ? hashes[Int(index)] : 0 }
}
