import GRDB
import StatesRuntime

/// What a file must be like, and how an older one becomes so.
struct Schema {
    /// In the header of every file: “SfnR”.
    static let applicationID: Int32 = 0x5366_6E52

    /// `migrations[n]` makes format n + 1 of format n, in one transaction. `PRAGMA user_version` is the format.
    var migrations: [String]

    static let current = Schema(migrations: [tables + views, traces])

    /// Refuses what is no store, or one of a later version. Changes nothing.
    func check(_ connection: SQLConnection) throws(StoreError) {
        guard
            let (application, format, objects) = try connection.prepared(.identity).first({
                ($0.integer(0), $0.integer(1), $0.integer(2))
            })
        else { throw StoreError(.foreign, "\(connection.path) does not say what it is") }
        guard application == Int64(Self.applicationID) else {
            guard application == 0, format == 0, objects == 0 else {
                throw StoreError(.foreign, "\(connection.path) is a database of another program")
            }
            return
        }
        guard (0...Int64(migrations.count)).contains(format) else {
            throw StoreError(
                .foreign,
                "\(connection.path) was written by a later version: it has format \(format), and this version knows"
                    + " formats up to \(migrations.count)")
        }
    }

    /// Brings a file to the newest format. Each step happens as a whole or not at all, whoever else tries the same.
    func migrate(_ connection: SQLConnection) throws(StoreError) {
        while try connection.pragma("user_version") < migrations.count {
            try connection.transaction { () throws(StoreError) in
                try check(connection)
                let format = Int(try connection.pragma("user_version"))
                guard format < migrations.count else { return }
                try connection.execute(migrations[format])
                try connection.execute("PRAGMA application_id = \(Self.applicationID)")
                try connection.execute("PRAGMA user_version = \(format + 1)")
            }
        }
    }
}
