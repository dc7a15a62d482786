import Foundation
import Testing

/// Each house rule on samples that break it and samples that only seem to.
struct RuleSampleTests {
    /// Lines at which `rule` finds something in `text`, as if it stood at `path`.
    private func lines(
        _ text: String, at path: String = "Sources/StatesCore/Sample.swift", by rule: (SourceFile) -> [Violation]
    ) -> [Int] {
        rule(SourceFile(path: path, text: text)).map(\.line).sorted()
    }

    @Test func longLine() {
        let long = String(repeating: "ä", count: 120)
        #expect(lines("a\n\(long)\n", by: HouseRules.sizeViolations).isEmpty)
        #expect(lines("a\n\(long)x\n", by: HouseRules.sizeViolations) == [2])
        #expect(lines("\(long)x\n", at: "Makefile", by: HouseRules.sizeViolations) == [1])
    }

    @Test func longFunction() {
        func text(bodyLines: Int) -> String {
            "struct S {\n    func f() {\n" + String(repeating: "        g()\n", count: bodyLines) + "    }\n}\n"
        }
        #expect(lines(text(bodyLines: 68), by: HouseRules.sizeViolations).isEmpty)
        #expect(lines(text(bodyLines: 69), by: HouseRules.sizeViolations) == [2])
    }

    @Test func longFile() {
        #expect(lines(String(repeating: "a\n", count: 400), by: HouseRules.sizeViolations).isEmpty)
        #expect(lines(String(repeating: "a\n", count: 401), by: HouseRules.sizeViolations) == [0])
    }

    @Test func largeProduct() {
        func violations(codeLines: Int) -> [Violation] {
            let text = String(repeating: "a\n// b\n\n", count: codeLines - 1)
            return HouseRules.codeSizeViolations(in: [
                SourceFile(path: "Sources/OrderSaga/A.swift", text: text),
                SourceFile(path: "Sources/order-saga/B.swift", text: "a\n"),
                SourceFile(path: "Sources/TransactionalOutbox/C.swift", text: "a\n"),
                SourceFile(path: "Sources/Other/D.swift", text: text),
            ])
        }
        #expect(violations(codeLines: 2_000).isEmpty)
        #expect(violations(codeLines: 2_001).map(\.message) == ["2001 lines of code, at most 2000"])
    }

    @Test(arguments: HouseRules.bannedInPureModules + HouseRules.bannedInSources)
    func bannedWord(_ pattern: String) {
        let text = "func f() {\n    let a = x\(pattern.hasPrefix(".") ? "" : "; ")\(pattern)\n}\n"
        #expect(lines(text, by: HouseRules.bannedWordViolations).contains(2))
        let isBannedEverywhere = HouseRules.bannedInSources.contains(pattern)
        for path in ["Sources/sfn-run/Sample.swift", "Benchmarks/Sources/x/Sample.swift", "Examples/x/Sample.swift"] {
            let found = lines(text, at: path, by: HouseRules.bannedWordViolations)
            #expect(found.contains(2) == isBannedEverywhere)
        }
        #expect(lines(text, at: "Tests/StatesCoreTests/Sample.swift", by: HouseRules.bannedWordViolations).isEmpty)
        #expect(lines("// \(pattern)\nlet a = \"\(pattern)\"\n", by: HouseRules.bannedWordViolations).isEmpty)
    }

    @Test(arguments: [
        "let block = clock", "func asyncResult() {}", "let t = try value()", "x.shuffledDeck()", "TaskState {",
        "let b = a as? B",
        "import FoundationX",
    ])
    func harmlessWord(_ text: String) {
        #expect(lines(text, by: HouseRules.bannedWordViolations).isEmpty)
    }

    @Test func unproven() {
        let text = """
            final class A: @unchecked Sendable {}
            // Written once, before it is shared.
            final class B: @unchecked Sendable {}
            nonisolated(unsafe) let c = 1
            """
        #expect(lines(text, by: HouseRules.unprovenViolations) == [1, 4])
    }

    private let manifest = Manifest(
        SwiftText(
            """
            let package = Package(
                name: "p", products: [.library(name: "JSONModel", targets: ["JSONModel"])],
                targets: [
                    .target(name: "JSONModel"),
                    .target(
                        name: "JSONPath",
                        dependencies: ["JSONModel", .product(name: "Crypto", package: "swift-crypto")]
                    ),
                    .target(name: "StatesCore", dependencies: ["JSONModel"], swiftSettings: [.define("HeapModule")]),
                    .testTarget(name: "JSONPathTests", dependencies: ["JSONPath"]),
                ]
            )
            """
        )
    )

    @Test func manifestIsRead() {
        #expect(
            manifest.dependencies == [
                "JSONModel": [], "JSONPath": ["JSONModel", "Crypto"], "StatesCore": ["JSONModel"],
                "JSONPathTests": ["JSONPath"],
            ]
        )
        #expect(manifest.testTargets == ["JSONPathTests"])
    }

    @Test(arguments: [
        ("Sources/JSONPath/A.swift", "import Crypto\npublic import JSONModel", []),
        ("Sources/JSONPath/A.swift", "import struct Foundation.Date\n@testable import StatesCore", [1, 2]),
        ("Sources/StatesCore/A.swift", "import JSONPath\nimport JSONModel\nimport Crypto", [1, 3]),
        ("Tests/JSONPathTests/A.swift", "import Foundation\nimport Testing\n@testable import JSONPath", []),
        ("Tests/JSONPathTests/A.swift", "import JSONModel", [1]),
        ("Sources/Unknown/A.swift", "", [0]),
    ])
    func imports(path: String, text: String, expected: [Int]) {
        #expect(lines(text, at: path) { HouseRules.importViolations(in: $0, manifest: manifest) } == expected)
    }

    @Test func undocumentedType() {
        let text = """
            public struct A {}
            /// Documented.
            @frozen
            public enum B {
                package final class C {}
            }
            struct Internal {}
            extension A { public class func make() {} }
            // Not documentation.
            package protocol D {}
            """
        #expect(lines(text, by: HouseRules.undocumentedTypeViolations) == [1, 5, 10])
    }
}
