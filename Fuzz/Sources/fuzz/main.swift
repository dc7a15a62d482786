// Fuzz targets for libFuzzer:
//
//     fuzz TARGET [libFuzzer's options and corpus folders]
//     fuzz seeds TARGET FOLDER      writes right texts to start from, and FOLDER.dict with words of the language
//
// A target fails by trapping: it holds promises, not only that nothing crashes.

import Foundation
import JSONModel

@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// What is fuzzed, with what it starts from.
struct Target {
    let name: String
    let seeds: [String]
    let words: [String]
    let test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt

    static let all = [json, jsonPath, jsonata, regex, definition]
}

/// Ends the run with a finding.
func require(_ holds: Bool, _ promise: String) {
    if holds { return }
    FileHandle.standardError.write(Data("broken: \(promise)\n".utf8))
    abort()
}

func bytes(_ pointer: UnsafePointer<UInt8>?, _ count: Int) -> [UInt8] {
    [UInt8](UnsafeBufferPointer(start: pointer, count: count))
}

func text(_ pointer: UnsafePointer<UInt8>?, _ count: Int) -> String {
    String(decoding: UnsafeBufferPointer(start: pointer, count: count), as: UTF8.self)
}

/// The expressions of the reference's suite, where `STATES_SUITES` names a folder that has it.
func suiteExpressions() throws -> [String] {
    guard let root = ProcessInfo.processInfo.environment["STATES_SUITES"] else { return [] }
    let groups = URL(filePath: root).appending(path: "jsonata/groups")
    let files = (try? FileManager.default.contentsOfDirectory(at: groups, includingPropertiesForKeys: nil)) ?? []
    return try files.flatMap { file in
        let cases = try JSONParser.parse([UInt8](Data(contentsOf: file))).arrayValue ?? []
        return cases.compactMap { $0["expr"]?.stringValue }.filter { $0.utf8.count < 400 }
    }
}

func writeSeeds(of target: Target, to folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let seeds = target.seeds + (target.name == "jsonata" ? try suiteExpressions() : [])
    for (index, seed) in seeds.enumerated() {
        try Data(seed.utf8).write(to: URL(filePath: folder).appending(path: "seed-\(index)"))
    }
    let lines = target.words.map { word in
        "\""
            + word.utf8.map { byte in
                let isPlain = (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
                return isPlain ? String(UnicodeScalar(byte)) : "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }.joined() + "\""
    }
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: folder + ".dict"))
}

let given = CommandLine.arguments
let wanted = given.count > 2 && given[1] == "seeds" ? given[2] : given.count > 1 ? given[1] : ""
guard let target = Target.all.first(where: { $0.name == wanted }) else {
    let names = Target.all.map(\.name).joined(separator: " | ")
    FileHandle.standardError.write(Data("usage: fuzz [seeds] \(names) …\n".utf8))
    exit(64)
}
if given[1] == "seeds" {
    try writeSeeds(of: target, to: given.count > 3 ? given[3] : target.name)
    exit(0)
}
var count = CInt(given.count - 1)
let kept = ([given[0]] + given.dropFirst(2)).map { strdup($0) }
var pointer = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: kept.count + 1)
for (index, argument) in kept.enumerated() { pointer[index] = argument }
pointer[kept.count] = nil
exit(runDriver(&count, &pointer, target.test))
