import ConformanceSuites
import JSONModel
import Testing

/// The normalisation that the recordings' README describes.
struct NormaliserTests {
    /// - Parameters:
    ///   - transformers: as they stand in a case, in JSON.
    ///   - answers: snapshot key → answer, in JSON.
    private func check(
        _ answers: String,
        by transformers: String = "[]",
        is expected: String,
        runtimeValues: [String: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        var steps: [Transformer] = []
        for json in try JSONParser.parse(transformers).arrayValue ?? [] {
            steps.append(try Transformer(json, in: "sample"))
        }
        let object = try #require(try JSONParser.parse(answers).objectValue)
        let result = Normaliser(steps, runtimeValues: runtimeValues).normalise(object)
        #expect(result.map { JSONValue.object($0).description } == expected, sourceLocation: sourceLocation)
    }

    @Test func membersAreSortedAndMetadataComesLast() throws {
        try check(
            #"{"k":{"b":1,"ResponseMetadata":{"HTTPStatusCode":200,"RetryAttempts":0},"a":{"d":1,"c":[{"f":1,"#
                + #""e":2}]}}}"#,
            is: #"{"k":{"a":{"c":[{"e":2,"f":1}],"d":1},"b":1,"ResponseMetadata":{"HTTPHeaders":{},"#
                + #""HTTPStatusCode":200}}}"#
        )
        try check(#"{"k":[{"b":1,"a":2}]}"#, is: #"{"k":[{"b":1,"a":2}]}"#)
    }

    @Test func textsThatAreObjectsAreParsedOnce() throws {
        try check(
            #"{"k":{"input":"{\"z\":\"{\\\"a\\\":1}\",\"a\":[]}","list":"[1]","text":"{no"}}"#,
            is: #"{"k":{"input":{"z":"{\"a\":1}","a":[]},"list":"[1]","text":"{no"}}"#
        )
    }

    @Test func regularExpressionsArePythons() throws {
        try check(
            #"{"k":{"a":"my-test_table_x"}}"#,
            by: #"[{"type":"regex","regex":"([a-z0-9-_.]*)?test_table_(x)?","replacement":"<\\g<2>-\\1>"}]"#,
            is: #"{"k":{"a":"<x-my->"}}"#
        )
        try check(
            #"{"k":{"a":"x {\"id\": \"a-1\"}"}}"#,
            by: #"[{"type":"regex","regex":"\\\\\"id\\\\\": \\\\\"([a-f0-9\\-]+)\\\\\"","#
                + #""replacement":"\\\"id\\\": \\\"<id>\\\""}]"#,
            is: #"{"k":{"a":"x {\"id\": \"<id>\"}"}}"#
        )
    }

    @Test func referencesAreReplacedEverywhereAndCounted() throws {
        try check(
            #"{"k":{"a":{"Token":"t1"},"b":["t1 and t2",{"Token":"t2"}],"c":{"Token":"t1"}}}"#,
            by: #"[{"type":"jsonpath","path":"$..Token","replacement":"token","replaceReference":true}]"#,
            is: #"{"k":{"a":{"Token":"<token:1>"},"b":["<token:1> and <token:2>",{"Token":"<token:2>"}],"#
                + #""c":{"Token":"<token:1>"}}}"#
        )
        try check(
            #"{"k":{"output":{"Date":1},"Date":2}}"#,
            by: #"[{"type":"jsonpath","path":"$..output.Date","replacement":"d","replaceReference":false}]"#,
            is: #"{"k":{"Date":2,"output":{"Date":"d"}}}"#
        )
    }

    @Test func membersAreReplacedByName() throws {
        try check(
            #"{"k":{"MD5OfBody":"abc"}}"#,
            by: #"[{"type":"key-value","key":"MD5OfBody","value_replacement":null,"reference_replacement":true}]"#,
            is: #"{"k":{"MD5OfBody":"<m-d5-of-body:1>"}}"#
        )
        try check(
            #"{"k":{"roleArn":"arn:aws:iam::111111111111:role/path/mine"}}"#,
            by: #"[{"type":"key-value","replacement":"resource","replaceReference":true,"#
                + #""python":"def _resource_name_transformer"}]"#,
            is: #"{"k":{"roleArn":"arn:<partition>:iam::111111111111:role/path/<resource:1>"}}"#
        )
    }

    @Test func theDefaultsOfEveryCase() throws {
        try check(
            #"{"k":{"requestId":"11112222-3333-4444-5555-666677778888","at":"2024-05-01T10:00:00.123Z","#
                + #""eventTimestamp":17,"TimestampValue":"2016-12-05 21:29:29Z","region":"us-east-1","#
                + #""text":"x (Request ID: ab-12)"}}"#,
            is: #"{"k":{"TimestampValue":"timestamp","at":"date","eventTimestamp":"timestamp","region":"<region>","#
                + #""requestId":"<uuid:1>","text":"x (Request ID: <request_id>)"}}"#
        )
        try check(
            #"{"k":{"cause":"not in the input '{\"a\":1}'","other":"{\"a\":1}"}}"#,
            is: #"{"k":{"cause":"not in the input '<json-input:1>'","other":{"a":1}}}"#
        )
    }

    @Test func runtimeValuesBecomeTheirPlaceholders() throws {
        try check(
            #"{"k":{"arn":"execution:machine:n-1"}}"#,
            by: #"[{"type":"runtime-value","replacement":"<name>"}]"#,
            is: #"{"k":{"arn":"execution:machine:<name>"}}"#,
            runtimeValues: ["<name>": "n-1"]
        )
    }

    @Test func parallelEventsAreSortedAndSucceededIsDropped() throws {
        try check(
            #"{"k":{"events":[{"id":3,"type":"ParallelStateStarted"},{"id":4,"type":"Z"},{"id":5,"type":"A"},"#
                + #"{"id":6,"type":"ParallelStateSucceeded"},{"id":7,"type":"ParallelStateExited"},{"id":8,"#
                + #""type":"E"}]}}"#,
            by: #"[{"type":"sort-parallel-events"}]"#,
            is: #"{"k":{"events":[{"id":3,"type":"ParallelStateStarted"},{"id":[0],"type":"A","previousEventId":0},"#
                + #"{"id":[0],"type":"Z","previousEventId":0},{"id":7,"type":"ParallelStateExited"},{"id":8,"#
                + #""type":"E"}]}}"#
        )
    }

    /// A recording is in normal form already, so normalising it must change nothing.
    @Test(.enabled(if: SuiteTests.isPresent, "the outside suites are not there"))
    func recordingsAreInNormalForm() throws {
        var changed: [String] = []
        for recorded in try RecordedCase.load(from: #require(SuiteTests.location).root) {
            guard recorded.kind == .execution || recorded.kind == .validation else { continue }
            let expected = Normaliser.modernised(recorded.expected)
            let result = Normaliser(recorded.transformers).normalise(expected, parsesTexts: false)
            guard result != expected else { continue }
            // Sorting hits what were texts once; that is no difference here.
            let inOrder = JSONObject(expected.map { ($0.key, ResponseForm.sorted($0.value)) })
            let difference = Difference.first(inOrder, result) ?? ""
            // A date in a member that is named like a time was replaced before the name was looked at.
            if difference.contains("expected \"date\"\n"), difference.hasSuffix("\"timestamp\"") { continue }
            changed.append(recorded.id + ": " + difference)
        }
        #expect(changed.isEmpty, "\(changed.count): \(changed.joined(separator: "\n"))")
    }
}
