import GRDB
import GRDBSQLite
import Synchronization

/// How long a write-ahead log is: told by each commit, and tells when it is too long.
final class LogGauge: Sendable {
    private struct State {
        /// Pages at which the log is copied next.
        var due: Int
        /// Pages of the log at the last commit.
        var length = 0
        var isBeingCopied = false
        var onLong: (@Sendable () -> Void)?
    }

    let limit: Int
    private let state: Mutex<State>

    /// Pages of the log at the last commit.
    var length: Int { state.withLock { $0.length } }

    init(limit: Int) {
        self.limit = limit
        state = Mutex(State(due: limit))
    }

    /// Calls `body` from the commit that makes the log too long; not again until `wasCopied`.
    func onLong(_ body: (@Sendable () -> Void)?) { state.withLock { $0.onLong = body } }

    /// Takes the place of SQLite's own checkpoints on a connection, which keeps this alive.
    func watch(_ db: Database) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_wal_hook(
            db.sqliteConnection,
            { context, _, _, pages in
                if let context { Unmanaged<LogGauge>.fromOpaque(context).takeUnretainedValue().grow(to: Int(pages)) }
                return SQLITE_OK
            }, context)
    }

    private func grow(to pages: Int) {
        let onLong = state.withLock { state -> (@Sendable () -> Void)? in
            state.length = pages
            guard pages >= state.due, !state.isBeingCopied, let onLong = state.onLong else { return nil }
            state.isBeingCopied = true
            return onLong
        }
        onLong?()
    }

    /// - Parameter isEmpty: whether the log begins anew. If not, it is tried again when it has grown by a quarter.
    func wasCopied(isEmpty: Bool) {
        state.withLock { state in
            state.isBeingCopied = false
            state.due = isEmpty ? limit : max(limit, state.length + state.length / 4)
        }
    }
}
