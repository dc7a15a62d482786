import JSONModel

/// The variables of one block, lambda call or tuple, in slots that the compiler gave out.
final class Frame: ManagedBuffer<Frame.Header, Value> {
    struct Header {
        var count: Int
        var parent: Frame?
        /// Whether a function holds it: then the evaluation clears it at its end, since the two may hold each other.
        var isCaptured = false
    }

    static func make(_ count: Int, parent: Frame?) -> Frame {
        let buffer = Frame.create(minimumCapacity: count) { _ in Header(count: count, parent: parent) }
        buffer.withUnsafeMutablePointerToElements { slots in
            for slot in 0..<count { (slots + slot).initialize(to: .unbound) }
        }
        return unsafeDowncast(buffer, to: Frame.self)
    }

    deinit {
        withUnsafeMutablePointers { header, slots in
            for slot in 0..<header.pointee.count { (slots + slot).deinitialize(count: 1) }
        }
    }

    @inline(__always)
    subscript(slot: Int) -> Value {
        get {
            assert(slot < count, "a slot of another frame")
            return withUnsafeMutablePointerToElements { $0[slot] }
        }
        set {
            assert(slot < count, "a slot of another frame")
            withUnsafeMutablePointerToElements { $0[slot] = newValue }
        }
    }

    @inline(__always)
    var count: Int { withUnsafeMutablePointerToHeader { $0.pointee.count } }

    /// Whether a function holds it.
    @inline(__always)
    var isCaptured: Bool { withUnsafeMutablePointerToHeader { $0.pointee.isCaptured } }

    @inline(__always)
    var parent: Frame? { withUnsafeMutablePointerToHeader { $0.pointee.parent } }

    /// Forgets all values and the parent.
    func clear() {
        withUnsafeMutablePointers { header, slots in
            for slot in 0..<header.pointee.count { slots[slot] = .unbound }
            header.pointee.parent = nil
        }
    }

    /// A frame with the same values and parent.
    func copy() -> Frame {
        let count = header.count
        let copy = Frame.make(count, parent: parent)
        for slot in 0..<count { copy[slot] = self[slot] }
        return copy
    }
}

/// The names of a frame's slots; a chain of them mirrors the chain of frames.
final class Scope {
    let parent: Scope?
    private(set) var names: [String]
    /// The first so many names are parameters, which always have a value.
    private(set) var parameterCount = 0

    init(parent: Scope?, names: [String] = []) {
        self.parent = parent
        self.names = names
    }

    func slot(of name: String) -> Int? { names.lastIndex { $0.hasSameBytes(as: name) } }

    /// The slot of `name`, made if need be.
    @discardableResult
    func declare(_ name: String) -> Int {
        if let slot = slot(of: name) { return slot }
        names.append(name)
        return names.count - 1
    }

    /// A new slot for a parameter; of parameters of one name the last is seen.
    func add(_ name: String) {
        names.append(name)
        parameterCount = names.count
    }
}
