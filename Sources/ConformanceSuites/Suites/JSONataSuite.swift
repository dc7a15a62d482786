import Foundation
import JSONModel
import JSONata

/// The reference's own cases: a value, nothing, or an error with its code.
enum JSONataSuite {
    static func run(at path: String, gaps: [String: String]) throws(SuiteError) -> [CaseResult] {
        let folder = SuiteLocation.resolve(path, suite: "jsonata")
        var datasets: [String: JSONValue] = [:]
        for file in try SuiteLocation.files(below: folder + "/datasets") where file.hasSuffix(".json") {
            datasets[String(file.dropLast(5))] = try read(folder + "/datasets/" + file)
        }
        var results: [CaseResult] = []
        for file in try SuiteLocation.files(below: folder + "/groups") where file.hasSuffix(".json") {
            let group = String(file.dropLast(5))
            for item in try read(folder + "/groups/" + file).arrayValue ?? [] {
                guard let testCase = Case(item, group: group, datasets: datasets) else {
                    throw SuiteError("\(file): not a case: \(item)")
                }
                let failure = onLargeStack { testCase.check() }
                results.append(CaseResult(kind: "case", area: group, id: testCase.id, failure: failure, gaps: gaps))
            }
        }
        guard !results.isEmpty else { throw SuiteError("\(folder): no cases") }
        return results
    }

    private static func read(_ path: String) throws(SuiteError) -> JSONValue {
        let bytes = escapingLoneSurrogates(try SuiteLocation.read(path))
        do {
            return try JSONParser.parse(bytes)
        } catch {
            throw SuiteError("\(path): \(error.message)")
        }
    }

    /// A raw lone surrogate, which no Swift string holds, as a JSONata escape: `\uD800` becomes `\\uD800`. A pair keeps
    /// its place.
    private static func escapingLoneSurrogates(_ bytes: [UInt8]) -> [UInt8] {
        var text = String(decoding: bytes, as: UTF8.self)
        for half in ["\\ud800", "\\uD800"] where text.contains(half + "'") || text.contains(half + "\\\"") {
            for end in ["'", "\\\""] { text = text.replacingOccurrences(of: half + end, with: "\\" + half + end) }
        }
        return Array(text.utf8)
    }

    /// Deep recursion in debug builds needs more than a thread's usual stack.
    private static func onLargeStack(_ body: @escaping @Sendable () -> String?) -> String? {
        let box = ResultBox()
        let thread = Thread { box.finish(with: body()) }
        thread.stackSize = 64 << 20
        thread.start()
        return box.wait()
    }

    // Sendable because the semaphore orders the one write before the one read.
    private final class ResultBox: @unchecked Sendable {
        private let done = DispatchSemaphore(value: 0)
        private var result: String?

        func finish(with result: String?) {
            self.result = result
            done.signal()
        }

        func wait() -> String? {
            done.wait()
            return result
        }
    }
}

extension JSONataSuite {
    /// One case, as the suite's own document describes it.
    struct Case: Sendable {
        enum Expectation: Sendable {
            case value(JSONValue, isUnordered: Bool)
            case nothing
            case code(String, token: String?)
            case error(JSONObject)
        }

        let id: String
        let source: String
        let input: JSONValue?
        let bindings: JSONObject
        let limits: Limits
        let expectation: Expectation

        init?(_ json: JSONValue, group: String, datasets: [String: JSONValue]) {
            guard let name = json["name"]?.stringValue, let source = json["expr"]?.stringValue else { return nil }
            id = group + "/" + name
            self.source = source
            input = json["data"] ?? json["dataset"]?.stringValue.flatMap { datasets[$0] }
            bindings = json["bindings"]?.objectValue ?? [:]
            var limits = Limits()
            limits.stackBytes = 48 << 20
            if let depth = json["depth"]?.numberValue?.int64Value {
                limits.depth = Int(depth)
                limits.depthCode = "U1001"
                // A step of work is some four hundred nanoseconds in the reference.
                limits.visits = Int(json["timelimit"]?.numberValue?.int64Value ?? 1_000) * 2_500
            }
            self.limits = limits
            if let result = json["result"] {
                expectation = .value(result, isUnordered: json["unordered"]?.boolValue ?? false)
            } else if json["undefinedResult"] != nil {
                expectation = .nothing
            } else if let code = json["code"]?.stringValue {
                expectation = .code(code, token: json["token"]?.stringValue)
            } else if let error = json["error"]?.objectValue {
                expectation = .error(error)
            } else {
                return nil
            }
        }

        /// What is wrong, or `nil`.
        func check() -> String? {
            let expression: JSONataExpression
            do {
                expression = try JSONataExpression(source, limits: limits)
            } catch {
                return compare(error, isStatic: true)
            }
            let now = Int64(Date().timeIntervalSince1970 * 1_000)
            do {
                let outcome = try expression.evaluate(input, surroundings: Surroundings(now: now, seed: 1)) { name in
                    bindings[name]
                }
                return compare(outcome)
            } catch {
                return compare(error, isStatic: false)
            }
        }

        private func compare(_ outcome: JSONataExpression.Outcome) -> String? {
            let isRight =
                switch (expectation, outcome) {
                case (.value(let expected, let isUnordered), .value(let actual)):
                    Self.matches(expected, actual, isUnordered: isUnordered)
                case (.nothing, .undefined): true
                case (.value, _), (.nothing, _), (.code, _), (.error, _): false
                }
            return isRight ? nil : "\(source)\n    expected \(expectation)\n    but was \(outcome)"
        }

        private func compare(_ error: JSONataError, isStatic: Bool) -> String? {
            let isRight: Bool
            switch expectation {
            case .value, .nothing: isRight = false
            case .code(let code, let token):
                isRight = error.code == code && (!isStatic || token == nil || error.token == token)
            case .error(let members):
                isRight = members.allSatisfy { key, value in
                    switch key {
                    case "code": value.stringValue == error.code
                    case "message": value.stringValue == error.message
                    case "token": value.stringValue == error.token
                    case "functionName": value.stringValue == error.functionName
                    // The value may be half a surrogate pair, which no string here holds.
                    case "value": error.functionName != nil || value == error.value
                    default: false
                    }
                }
            }
            return isRight ? nil : "\(source)\n    expected \(expectation)\n    but was \(error) \(error.token ?? "")"
        }

        /// Equality by value with numbers as doubles.
        private static func matches(_ expected: JSONValue, _ actual: JSONValue, isUnordered: Bool) -> Bool {
            switch (expected, actual) {
            case (.number(let expected), .number(let actual)): return expected.doubleValue == actual.doubleValue
            case (.array(let expected), .array(let actual)):
                guard expected.count == actual.count else { return false }
                if zip(expected, actual).allSatisfy({ matches($0, $1, isUnordered: false) }) { return true }
                return isUnordered
                    && expected.allSatisfy { item in actual.contains { matches(item, $0, isUnordered: false) } }
            case (.object(let expected), .object(let actual)):
                return expected.count == actual.count
                    && expected.allSatisfy { key, value in
                        actual[key].map { matches(value, $0, isUnordered: false) } ?? false
                    }
            default: return expected == actual
            }
        }
    }
}
