import GRDB
import GRDBSQLite
import StatesRuntime

extension StoreError {
    /// - Parameters:
    ///   - code: a result code of SQLite, extended or not.
    ///   - detail: what SQLite says about it.
    init(sqlite code: Int32, _ detail: String, path: String) {
        let known: (Code, String)? =
            switch code & 0xFF {
            case SQLITE_BUSY, SQLITE_LOCKED: (.busy, "is locked by somebody else")
            case SQLITE_FULL: (.full, "cannot grow: there is no room")
            case SQLITE_READONLY: (.readOnly, "can be read only")
            case SQLITE_PERM, SQLITE_CANTOPEN, SQLITE_AUTH: (.device, "cannot be opened")
            case SQLITE_IOERR: (.device, "cannot be read or written")
            case SQLITE_CORRUPT: (.corrupt, "is damaged")
            case SQLITE_NOTADB: (.foreign, "is no SQLite database")
            case SQLITE_NOMEM: (.full, "needs more memory than there is")
            case SQLITE_MISUSE: (.closed, "is closed")
            default: nil
            }
        // Whatever else a statement of ours fails with, the tables are not as we made them.
        let (kind, sentence) = known ?? (.corrupt, "does not hold what it should")
        self.init(kind, "\(path) \(sentence) (SQLite \(code): \(detail))")
    }

    init(_ error: any Error, path: String) {
        switch error {
        case let error as StoreError: self = error
        case let error as DatabaseError:
            self.init(
                sqlite: error.extendedResultCode.rawValue, error.message ?? String(describing: error.resultCode),
                path: path)
        default: self.init(.device, "\(path): \(error)")
        }
    }
}
