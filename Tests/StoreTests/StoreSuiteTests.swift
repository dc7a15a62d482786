import Foundation
import StatesRuntime
import StatesSQLite
import StatesTesting
import Testing

/// What holds for every store.
@Suite struct StoreSuiteTests {
    @Test(arguments: StoreCheck.all) func holdsInMemory(_ check: StoreCheck) async throws {
        try await check.run { InMemoryStore() }
    }

    @Test(arguments: StoreCheck.all) func holdsInAFile(_ check: StoreCheck) async throws {
        try await withTemporaryFolder { folder in
            try await check.run { try SQLiteStore(path: folder.appending(path: "store.sqlite").path) }
        }
    }

    @Test(arguments: StoreCheck.all) func holdsInAFileOpenedForEachCall(_ check: StoreCheck) async throws {
        try await withTemporaryFolder { folder in
            try await check.run { ReopeningStore(path: folder.appending(path: "store.sqlite").path) }
        }
    }
}
