import Foundation
import Testing

/// The house rules, held over the whole tree. `RuleSampleTests` shows that each rule can fail.
struct HouseRulesTests {
    let tree: Tree
    let manifest: Manifest

    init() throws {
        tree = try Tree.package.get()
        let file = try #require(tree.files.first { $0.path == "Package.swift" })
        manifest = Manifest(try #require(file.swift))
    }

    /// Fails once for each violation, so that all of them are seen in one run.
    private func expectNone(_ violations: [Violation], _ location: SourceLocation = #_sourceLocation) {
        for violation in violations { Issue.record("\(violation)", sourceLocation: location) }
    }

    @Test func treeIsRead() {
        let paths = Set(tree.files.map(\.path))
        #expect(paths.isSuperset(of: ["Package.swift", "Makefile", ".ci/run", "LICENSE", "asl/order-saga.asl.json"]))
        #expect(!paths.contains { $0.hasPrefix(".build") || $0.hasPrefix(".git/") })
        #expect(tree.swiftFiles.count > 20)
    }

    @Test func linesFunctionsAndFilesAreShort() {
        let others = tree.files.filter { $0.path == "Makefile" || $0.path.hasPrefix(".ci/") }
        expectNone((tree.swiftFiles + others).flatMap(HouseRules.sizeViolations))
    }

    @Test func someProductsAreSmall() {
        expectNone(HouseRules.codeSizeViolations(in: tree.files))
    }

    @Test func noBannedWords() {
        expectNone(tree.swiftFiles.flatMap(HouseRules.bannedWordViolations))
    }

    @Test func uncheckedIsProven() {
        expectNone(tree.swiftFiles.flatMap(HouseRules.unprovenViolations))
    }

    @Test func modulesImportOnlyWhatTheyMay() {
        let own = tree.swiftFiles.filter { $0.target != nil }
        expectNone(own.flatMap { HouseRules.importViolations(in: $0, manifest: manifest) })
    }

    @Test func pureModulesDependOnEarlierOnesOnly() {
        for (index, module) in HouseRules.pureModules.enumerated() {
            let earlier = Set(HouseRules.pureModules[..<index]).union(HouseRules.outsideImports[module] ?? [])
            let declared = manifest.dependencies[module]
            #expect(declared?.isSubset(of: earlier) == true, "\(module) depends on \(declared ?? [])")
        }
    }

    @Test func importTableNamesTargetsThatExist() {
        #expect(Set(HouseRules.outsideImports.keys).isSubset(of: manifest.dependencies.keys))
    }

    @Test func visibleTypesAreDocumented() {
        expectNone(tree.swiftFiles.flatMap(HouseRules.undocumentedTypeViolations))
    }

    @Test func diagnosticCodesAreDocumented() {
        expectNone(TreeRules.diagnosticCodeViolations(in: tree.files))
    }

    @Test func caseFilesAreAlive() {
        expectNone(TreeRules.deadCaseFileViolations(in: tree.files))
        expectNone(TreeRules.deadMachineFileViolations(in: tree.files))
    }

    @Test func nothingNamesPathsOfAMachine() {
        expectNone(tree.files.flatMap(TreeRules.machinePathViolations))
    }

    @Test func linesEndClean() {
        expectNone(tree.files.flatMap(TreeRules.whitespaceViolations))
    }

    @Test func linksLeadSomewhere() {
        expectNone(tree.files.flatMap { TreeRules.linkViolations(in: $0, root: tree.root) })
    }

    @Test func architectureIsShort() throws {
        let document = try #require(tree.files.first { $0.path == "ARCHITECTURE.md" })
        #expect(document.lines.count <= 300)
    }

    /// Test data that lies beside the package in some workplaces, and belongs to others.
    private static let shared = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../shared")

    @Test(.enabled(if: FileManager.default.fileExists(atPath: shared.path(percentEncoded: false)), "no shared folder"))
    func nothingIsCopiedFromTheSharedFolder() throws {
        expectNone(try TreeRules.copyViolations(in: tree.files, shared: Self.shared.standardizedFileURL))
    }
}
