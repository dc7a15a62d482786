public import StatesRuntime

/// One fact that holds for every store of executions.
///
///     @Test(arguments: StoreCheck.all) func holds(_ check: StoreCheck) async throws {
///         try await check.run { MyStore() }
///     }
public struct StoreCheck: Sendable, CustomStringConvertible {
    /// The fact.
    public let description: String
    let body: @Sendable (StoreTrial) async throws -> Void

    init(_ description: String, _ body: @escaping @Sendable (StoreTrial) async throws -> Void) {
        self.description = description
        self.body = body
    }

    /// All facts, and the same for stores that commit on the thread that asks.
    public static let all = facts + facts.map(\.atOnce)

    private static let facts = owners + claims + records + inbox + tasks + queries + machines + retention

    private var atOnce: StoreCheck {
        StoreCheck("\(description), at once") { [body] trial in
            try await body(StoreTrial(store: trial.store, commitsAtOnce: true))
        }
    }

    /// Tries it on an empty store.
    ///
    /// - Throws: `StoreCheckFailure`, or what the store throws.
    public func run(_ makeStore: () async throws -> any ExecutionStore) async throws {
        try await body(StoreTrial(store: try await makeStore()))
    }
}

/// What a store did that no store may do.
public struct StoreCheckFailure: Error, CustomStringConvertible {
    public let description: String
}
