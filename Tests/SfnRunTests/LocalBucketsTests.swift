import Foundation
import StatesCore
import StatesSimulation
import Testing

@testable import sfn_run

/// Buckets in a folder with links in it.
struct LocalBucketsTests {
    /// `root/b` with files, links inside it, and links out of it.
    private func withBuckets(_ body: (LocalBuckets, URL) throws -> Void) async throws {
        let files = ["root/b/a": "A", "root/b/in/x": "X", "outside/secret": "S", "elsewhere/kept": "K"]
        try await SfnRun.withFolder([:]) { folder in
            for (path, text) in files {
                let file = folder.appending(path: path)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: file)
            }
            func link(_ path: String, to target: String) throws {
                try FileManager.default.createSymbolicLink(
                    atPath: folder.appending(path: path).path(percentEncoded: false), withDestinationPath: target)
            }
            try link("root/b/again", to: "a")
            try link("root/b/folder", to: "in")
            try link("root/b/secret", to: "../../outside/secret")
            try link("root/b/out", to: folder.appending(path: "outside").path(percentEncoded: false))
            try link("root/b/new", to: "../../outside/new")
            try link("root/b/loop", to: "loop")
            try link("root/b/up", to: ".")
            try link("root/linked", to: "../elsewhere")
            let root = folder.appending(path: "root").path(percentEncoded: false)
            try body(try LocalBuckets(in: root), folder)
        }
    }

    @Test(arguments: [
        ("b", "", ["a", "again", "in/x"]), ("b", "folder/", ["folder/x"]), ("b", "out/", []),
        ("linked", "", ["kept"]),
    ])
    func listsWhatStaysInTheBucket(_ bucket: String, _ prefix: String, _ keys: [String]) async throws {
        try await withBuckets { buckets, _ in
            let listed = try buckets.objects(in: bucket, prefix: prefix)
            #expect(listed.map(\.key) == keys)
        }
    }

    @Test(arguments: [
        ("again", "A"), ("folder/x", "X"), ("up/up/a", "A"), ("secret", nil), ("out/secret", nil), ("loop", nil),
        ("new", nil), ("loop/x", nil),
    ])
    func readsWhatStaysInTheBucket(_ key: String, _ text: String?) async throws {
        try await withBuckets { buckets, _ in
            let bytes = try? buckets.read("b", key, at: 0, count: 9)
            #expect(bytes == text.map { Array($0.utf8) })
        }
    }

    @Test(arguments: [
        ("secret", "“secret” leads out of the bucket b"), ("out/n", "“out/n” leads out of the bucket b"),
        ("out/n/m", "“out/n/m” leads out of the bucket b"),
        ("new", "s3://b/new: a link on the way leads nowhere"),
        ("loop/n", "s3://b/loop/n: a link on the way leads nowhere"),
    ])
    func writesNothingElsewhere(_ key: String, _ cause: String) async throws {
        try await withBuckets { buckets, folder in
            let failure = #expect(throws: DataSourceError.self) { try buckets.write([1], to: "b", key, at: 0) }
            #expect(failure?.cause == cause)
            let outside = folder.appending(path: "outside").path(percentEncoded: false)
            let names = try FileManager.default.contentsOfDirectory(atPath: outside)
            #expect(names == ["secret"])
            let secret = try String(contentsOfFile: outside + "/secret", encoding: .utf8)
            #expect(secret == "S")
        }
    }

    /// A slash with an accent is one character, but a slash for the system.
    @Test func foldersAreMadeByBytes() async throws {
        try await withBuckets { buckets, _ in
            let key = "made/\u{301}x/n"
            try buckets.checkBucket("b", folder: "made/\u{301}x/")
            try buckets.write([0x32], to: "b", key, at: 0)
            let bytes = try buckets.read("b", key, at: 0, count: 9)
            #expect(bytes == [0x32])
        }
    }

    @Test func writesBelowLinksThatStay() async throws {
        try await withBuckets { buckets, folder in
            try buckets.write([0x31], to: "b", "folder/deep/n", at: 0)
            let bytes = try buckets.read("b", "in/deep/n", at: 0, count: 9)
            #expect(bytes == [0x31])
        }
    }
}
