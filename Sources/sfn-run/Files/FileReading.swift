import Diagnostics
import JSONModel

/// Reading whole files.
enum FileReading {
    /// Larger files are refused: as large as a JSON text may be.
    static let maximumBytes = JSONLimits().maximumBytes

    /// What messages call standard input.
    static let standardInputName = "<standard input>"

    /// The text at `path`; `-` is standard input.
    static func read(_ path: String) throws(RunProblem) -> SourceText {
        let name = path == "-" ? standardInputName : path
        do {
            guard path != "-" else {
                return SourceText(name: name, bytes: try bytes(of: .standardInput, name))
            }
            let descriptor = try Descriptor.openForReading(path)
            defer { descriptor.shut() }
            return SourceText(name: name, bytes: try bytes(of: descriptor, name))
        } catch let failure as Descriptor.Failure {
            throw RunProblem(name, failure.reason).advising(failure.isMissing ? Advice.missing(path) : nil)
        } catch let problem as RunProblem {
            throw problem
        } catch {
            throw RunProblem(name, "\(error)")
        }
    }

    private static func bytes(of descriptor: Descriptor, _ name: String) throws -> [UInt8] {
        guard let size = try descriptor.size() else {
            throw RunProblem(name, "is a directory").advising(Advice.folder(name))
        }
        guard size <= maximumBytes else { throw tooLarge(name) }
        var bytes: [UInt8] = []
        // One byte more than the file has: a short read then shows the end.
        while try descriptor.read(max(size + 1 - bytes.count, 65_536), into: &bytes) > 0 {
            guard bytes.count <= maximumBytes else { throw tooLarge(name) }
        }
        return bytes
    }

    /// A path that a file has for another one, from where that file is.
    static func path(_ name: String, besides file: String) -> String {
        guard !name.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return name }
        return file[...slash] + name
    }

    private static func tooLarge(_ name: String) -> RunProblem {
        RunProblem(name, "is larger than \(maximumBytes) bytes, the most that is read")
    }
}
