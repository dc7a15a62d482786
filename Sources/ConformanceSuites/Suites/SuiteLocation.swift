import Foundation

/// Where the outside suites lie. They are read from there and are no part of the package.
public struct SuiteLocation: Hashable, Sendable {
    /// The folder that holds `definitions/`, `aws-recorded/` and `jsonata/`.
    public var root: String

    public init(root: String) {
        self.root = root
    }

    /// The folder named by the environment variable `STATES_SUITES`, else `../shared/conformance`, seen from the
    /// working directory; `nil` if that folder does not exist.
    public static func standard() -> SuiteLocation? {
        let path = ProcessInfo.processInfo.environment["STATES_SUITES"] ?? "../shared/conformance"
        return exists(path) ? SuiteLocation(root: path) : nil
    }

    /// The folder of one suite: `path` itself, or the suite's folder below it if `path` is the root of them all.
    static func resolve(_ path: String, suite: String) -> String {
        let below = path + "/" + suite
        return exists(below) ? below : path
    }

    static func exists(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
    }

    /// The files below `folder`, relative to it, sorted; hidden ones are left out.
    static func files(below folder: String) throws(SuiteError) -> [String] {
        guard let walk = FileManager.default.enumerator(atPath: folder), exists(folder) else {
            throw SuiteError("\(folder): no such folder")
        }
        var files: [String] = []
        while let name = walk.nextObject() as? String {
            if name.split(separator: "/").last?.hasPrefix(".") == true { continue }
            if !exists(folder + "/" + name) { files.append(name) }
        }
        return files.sorted()
    }

    static func write(_ bytes: [UInt8], to path: String) throws(SuiteError) {
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path))
        } catch {
            throw SuiteError("\(path): cannot be written: \(error.localizedDescription)")
        }
    }

    static func read(_ path: String) throws(SuiteError) -> [UInt8] {
        do {
            return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw SuiteError("\(path): cannot be read: \(error.localizedDescription)")
        }
    }
}

/// Why a suite could not be run at all: it is missing, or one of its own files is not what it should be.
public struct SuiteError: Error, Hashable, Sendable, CustomStringConvertible {
    public var description: String

    init(_ description: String) {
        self.description = description
    }
}
