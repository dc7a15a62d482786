import Foundation
import JSONModel
import JSONata
import Synchronization
import Testing

/// What runs away ends with an error: in bounded time, and also on a small stack.
struct LimitTests {
    /// Runs `body` on a thread with a stack of 512 KiB.
    private func onSmallStack<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            let thread = Thread { continuation.resume(returning: body()) }
            thread.stackSize = 512 * 1024
            thread.start()
        }
    }

    private static let hostile: [(source: String, code: String)] = [
        ("($f := function($n) { 1 + $f($n) }; $f(1))", "D1011"),
        ("($f := function($n) { $map([1], $f) & \"\" }; $f(1))", "D1011"),
        ("($f := function($n) { $f($n) }; $f(1))", "D1012"),
        ("[1..1e9]", "D2014"),
        (String(repeating: "(", count: 10_000) + "1" + String(repeating: ")", count: 10_000), "D1011"),
        (String(repeating: "[", count: 100_000), "D1011"),
        (String(repeating: "-", count: 100_000), "D1011"),
        ("1" + String(repeating: "+1", count: 2_500_000), "D1011"),
        ("a" + String(repeating: ".a", count: 2_500_000), "D1011"),
        (String(repeating: "a?", count: 100_000), "D1011"),
        ("$eval(\"$eval($$)\")", "D3121"),
    ]

    @Test(arguments: hostile)
    func endsWithAnError(_ source: String, _ code: String) async {
        let result = await onSmallStack {
            evaluate(source, "$eval($$)", limits: Limits(visits: 100_000, stackBytes: 200 * 1024))
        }
        #expect(result.hasPrefix(code), "\(result.prefix(200))")
    }

    @Test func aWideExpressionIsFine() async {
        let source = "[" + String(repeating: "1,", count: 100_000) + "1]"
        let result = await onSmallStack { evaluate("$count(\(source))") }
        #expect(result == "100001")
    }

    /// Functions cross the border of `$eval` both ways.
    @Test func evalKeepsTheFunctionsOutside() {
        #expect(evaluate("$eval(\"function($x){$sum($x)}\")([1,2])", nil) == "3")
        #expect(evaluate("($f := function($x) { $sum($x) }; $eval(\"$f([1,2])\"))", nil) == "3")
    }

    @Test func hostilePatternEnds() async {
        let text = String(repeating: "a", count: 5_000) + "b"
        let result = await onSmallStack { evaluate("$contains($, /(a+)+$/)", .string(text)) }
        #expect(result == "false")
    }

    /// The service's limits, on a stack that unoptimised code has room in for 100 levels.
    private static let service: Limits = {
        var limits = Limits.stepFunctions
        limits.stackBytes = 2 << 20
        return limits
    }()

    /// Depth 100 as the service counts: `1 + 1 + …` of 100 terms passes, one more fails.
    @Test func depthIsTheServices() {
        func sum(_ terms: Int) -> String { Array(repeating: "1", count: terms).joined(separator: "+") }
        #expect(evaluate(sum(100), nil, .stepFunctions, limits: Self.service) == "100")
        #expect(evaluate(sum(101), nil, .stepFunctions, limits: Self.service).hasSuffix("Depth=101 max=100"))
    }

    /// Recursion that is no tail call costs three levels and starts at five.
    @Test func recursionIsCountedAsTheServiceDoes() {
        func recursion(_ depth: Int) -> String {
            "($f := function($n) { $n = 0 ? 1 : $n * $f($n - 1) }; $f(\(depth)))"
        }
        #expect(!evaluate(recursion(31), nil, .stepFunctions, limits: Self.service).hasPrefix("Stack"))
        #expect(evaluate(recursion(32), nil, .stepFunctions, limits: Self.service).hasPrefix("Stack"))
    }

    /// One compiled expression, many threads at once.
    @Test func expressionsAreShared() async throws {
        let expression = try JSONataExpression("$sum($map([1..100], function($x) { $x * $v }))")
        try await withThrowingTaskGroup(of: JSONataExpression.Outcome.self) { group in
            for _ in 0..<8 { group.addTask { try expression.evaluate(nil) { $0 == "v" ? 2 : nil } } }
            for try await outcome in group { #expect(outcome == .value(10_100)) }
        }
    }
}
