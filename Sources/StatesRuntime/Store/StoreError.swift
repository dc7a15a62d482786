/// Why a store cannot do what it was asked to.
public struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of fault it is; more may come.
    public struct Code: Hashable, Sendable {
        let name: String

        /// Somebody else writes, for longer than one waits. Try again.
        public static let busy = Self(name: "busy")
        /// There is no room. Try again once there is.
        public static let full = Self(name: "full")
        /// The device failed. Whether the call happened is unknown.
        public static let device = Self(name: "device")
        /// The store can be read only.
        public static let readOnly = Self(name: "readOnly")
        /// It is no store of this kind, or one of a later version.
        public static let foreign = Self(name: "foreign")
        /// What is stored contradicts itself.
        public static let corrupt = Self(name: "corrupt")
        /// The owner's lease is over, and somebody else has what it owned.
        public static let leaseLost = Self(name: "leaseLost")
        /// It was closed.
        public static let closed = Self(name: "closed")
    }

    public var code: Code
    /// One sentence without a full stop; names the file if there is one.
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Whether the same call can succeed later without anybody doing something about the program.
    public var isTransient: Bool { code == .busy || code == .full || code == .device }

    public var description: String { message }
}

extension StoreError {
    /// What `owner` is told whose executions somebody else may have by now.
    public static func leaseLost(_ owner: OwnerID) -> StoreError {
        StoreError(.leaseLost, "the lease of owner \(owner.rawValue) is over")
    }
}
