import JSONModel
import JSONPath
import StatesLanguage
import Testing

@Suite struct ChoiceDecodingTests {
    private func decode(_ rules: String, language: QueryLanguage = .jsonPath) throws -> ChoiceState? {
        let machine = try StateMachine(
            json: """
                {"QueryLanguage": "\(language.rawValue)", "StartAt": "C", "States": {
                    "C": {"Type": "Choice", "Default": "Z", "Choices": [\(rules)]}, "Z": {"Type": "Succeed"}}}
                """)
        guard case .choice(let choice) = machine.graph["C"]?.kind else { return nil }
        return choice
    }

    private static let time = Timestamp(seconds: 1_767_323_045)

    /// The families that compare an order, with a literal and what it means.
    private static let orders:
        [(name: String, literal: String, comparison: @Sendable (ChoiceOrder) -> ChoiceComparison)] = [
            ("String", "\"a\"", { .string($0, .literal("a")) }),
            ("Numeric", "1.5", { .numeric($0, .literal(1.5)) }),
            ("Timestamp", "\"2026-01-02T03:04:05Z\"", { .timestamp($0, .literal(time)) }),
        ]

    @Test func all39Comparators() throws {
        let path = try JSONPath("$.y")
        var cases: [(name: String, operand: String, comparison: ChoiceComparison)] = [
            ("BooleanEquals", "true", .boolean(.literal(true))),
            ("BooleanEqualsPath", "\"$.y\"", .boolean(.path(path))),
            ("IsNull", "true", .isNull(true)), ("IsPresent", "false", .isPresent(false)),
            ("IsNumeric", "true", .isNumeric(true)), ("IsString", "true", .isString(true)),
            ("IsBoolean", "true", .isBoolean(true)), ("IsTimestamp", "true", .isTimestamp(true)),
            ("StringMatches", "\"a*\"", .stringMatches(try #require(WildcardPattern("a*")))),
        ]
        for order in ChoiceOrder.allCases {
            for family in Self.orders {
                cases.append(("\(family.name)\(order.rawValue)", family.literal, family.comparison(order)))
            }
            cases.append(("String\(order.rawValue)Path", "\"$.y\"", .string(order, .path(path))))
            cases.append(("Numeric\(order.rawValue)Path", "\"$.y\"", .numeric(order, .path(path))))
            cases.append(("Timestamp\(order.rawValue)Path", "\"$.y\"", .timestamp(order, .path(path))))
        }
        #expect(cases.count == 39)
        for (name, operand, comparison) in cases {
            let choice = try decode("{\"Variable\": \"$.x\", \"\(name)\": \(operand), \"Next\": \"Z\"}")
            let test = ChoiceTest.comparison(variable: try JSONPath("$.x"), comparison)
            #expect(choice == ChoiceState(rules: [ChoiceRule(test: .comparison(test), next: "Z")], defaultNext: "Z"))
        }
    }

    @Test func rulesJoinRules() throws {
        let a = ChoiceTest.comparison(variable: try JSONPath("$.a"), .isNull(true))
        let b = ChoiceTest.comparison(variable: try JSONPath("$b"), .isNull(false))
        let choice = try decode(
            #"""
            {"Comment": "c", "Next": "Z", "Assign": {"v.$": "$.a"}, "Or": [
                {"And": [{"Variable": "$.a", "IsNull": true}, {"Variable": "$b", "IsNull": false}]},
                {"Not": {"Variable": "$.a", "IsNull": true, "Comment": "d"}}]}
            """#)
        let rule = ChoiceRule(
            comment: "c", test: .comparison(.or([.and([a, b]), .not(a)])), next: "Z",
            assign: .payload(try PayloadTemplate(["v.$": "$.a"])))
        #expect(choice?.rules == [rule])
    }

    @Test func conditionsInJSONata() throws {
        let choice = try decode(
            #"""
            {"Condition": "{% $x > 1 %}", "Next": "Z", "Output": 1, "Assign": {"v": 1}, "Comment": "c"},
            {"Condition": false, "Next": "Z"}
            """#, language: .jsonata)
        let first = ChoiceRule(
            comment: "c", test: .condition(.expression(try StateExpression("$x > 1"))), next: "Z",
            assign: .jsonata(.literal(["v": 1])), output: .literal(1))
        #expect(choice?.rules == [first, ChoiceRule(test: .condition(.literal(false)), next: "Z")])
    }
}

@Suite struct MapDecodingTests {
    private func decode(_ fields: String, language: QueryLanguage = .jsonPath) throws -> MapState {
        let machine = try StateMachine(
            json: """
                {"QueryLanguage": "\(language.rawValue)", "StartAt": "M", "States": {
                    "M": {"Type": "Map", "End": true, \(fields)}}}
                """)
        guard case .map(let map) = machine.graph["M"]?.kind else { throw NoMap() }
        return map
    }

    private struct NoMap: Error {}

    private func expected(language: QueryLanguage = .jsonPath) -> MapState {
        MapState(
            processor: StateGraph(
                comment: "p", startAt: "I", states: [State(name: "I", queryLanguage: language, kind: .succeed)]))
    }

    private func processor(_ name: String = "ItemProcessor", config: String = "") -> String {
        "\"\(name)\": {\"Comment\": \"p\", \(config)\"StartAt\": \"I\", \"States\": {\"I\": {\"Type\": \"Succeed\"}}}"
    }

    @Test func inline() throws {
        let map = try decode(
            #"""
            \#(processor(config: #""ProcessorConfig": {"Mode": "INLINE"}, "#)), "ItemsPath": "$.items",
            "ItemSelector": {"v.$": "$$.Map.Item.Value"}, "MaxConcurrency": 4, "ToleratedFailureCountPath": "$.c",
            "ToleratedFailurePercentage": 12.5, "ResultSelector": {"n.$": "States.ArrayLength($)"}, "ResultPath": "$.r",
            "Retry": [{"ErrorEquals": ["E"]}], "Catch": [{"ErrorEquals": ["E"], "Next": "M"}]
            """#)
        var expected = expected()
        expected.itemsPath = try JSONPath("$.items")
        expected.itemSelector = .payload(try PayloadTemplate(["v.$": "$$.Map.Item.Value"]))
        expected.maxConcurrency = .literal(4)
        expected.toleratedFailureCount = .path(try ValueExpression("$.c"))
        expected.toleratedFailurePercentage = .literal(12.5)
        expected.resultSelector = try PayloadTemplate(["n.$": "States.ArrayLength($)"])
        expected.resultPath = .write(try ReferencePath("$.r"))
        expected.retriers = [Retrier(errorEquals: ["E"])]
        expected.catchers = [Catcher(errorEquals: ["E"], next: "M")]
        #expect(map == expected)
    }

    @Test func olderNames() throws {
        var expected = expected()
        expected.itemSelector = .payload(try PayloadTemplate(["a": 1]))
        #expect(try decode(processor("Iterator") + #", "Parameters": {"a": 1}"#) == expected)
    }

    @Test func distributed() throws {
        let map = try decode(
            #"""
            \#(processor(config: #""ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "#)),
            "Label": "L", "MaxConcurrencyPath": "$.n", "ToleratedFailurePercentagePath": "$.p",
            "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket": "b"}, "ReaderConfig": {
                "InputType": "CSV", "CSVHeaderLocation": "GIVEN", "CSVHeaders": ["a", "b"], "CSVDelimiter": "TAB",
                "MaxItemsPath": "$.m", "Transformation": "NONE", "ManifestType": "S3_INVENTORY",
                "ItemsPointer": "/a/0"}},
            "ItemBatcher": {"BatchInput": {"k": 1}, "MaxItemsPerBatch": 10, "MaxInputBytesPerBatchPath": "$.b"},
            "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "b"},
                "WriterConfig": {"Transformation": "COMPACT", "OutputType": "JSONL"}}
            """#)
        var expected = expected()
        expected.processorConfig = ProcessorConfig(mode: .distributed, executionType: .express)
        expected.label = "L"
        expected.maxConcurrency = .path(try ValueExpression("$.n"))
        expected.toleratedFailurePercentage = .path(try ValueExpression("$.p"))
        var config = ReaderConfig()
        config.inputType = "CSV"
        config.csvHeaderLocation = "GIVEN"
        config.csvHeaders = ["a", "b"]
        config.csvDelimiter = "TAB"
        config.maxItems = .path(try ValueExpression("$.m"))
        config.transformation = "NONE"
        config.manifestType = "S3_INVENTORY"
        config.itemsPointer = "/a/0"
        let bucket = Template.payload(try PayloadTemplate(["Bucket": "b"]))
        expected.itemReader = ItemReader(
            resource: "arn:aws:states:::s3:getObject", parameters: bucket, readerConfig: config)
        var batcher = ItemBatcher()
        batcher.batchInput = .payload(try PayloadTemplate(["k": 1]))
        batcher.maxItemsPerBatch = .literal(10)
        batcher.maxInputBytesPerBatch = .path(try ValueExpression("$.b"))
        expected.itemBatcher = batcher
        var writer = ResultWriter()
        writer.resource = "arn:aws:states:::s3:putObject"
        writer.parameters = bucket
        writer.transformation = "COMPACT"
        writer.outputType = "JSONL"
        expected.resultWriter = writer
        #expect(map == expected)
    }

    @Test func jsonata() throws {
        let map = try decode(
            #"""
            \#(processor()), "Items": "{% $states.input.items %}", "ItemSelector": {"v": "{% $v %}"},
            "MaxConcurrency": "{% $n %}", "ToleratedFailureCount": 2,
            "ItemReader": {"Resource": "arn:aws:states:::s3:listObjectsV2", "Arguments": {"Bucket": "{% $b %}"},
                "ReaderConfig": {"MaxItems": "{% $m %}"}},
            "ItemBatcher": {"BatchInput": "{% $i %}", "MaxItemsPerBatch": "{% $k %}"},
            "ResultWriter": {"Arguments": {"Bucket": "b"}}
            """#, language: .jsonata)
        func expression(_ source: String) throws -> JSONataTemplate { .expression(try StateExpression(source)) }
        var expected = expected(language: .jsonata)
        expected.items = try expression("$states.input.items")
        expected.itemSelector = .jsonata(.object([.init(name: "v", value: try expression("$v"))]))
        expected.maxConcurrency = .expression(try StateExpression("$n"))
        expected.toleratedFailureCount = .literal(2)
        var config = ReaderConfig()
        config.maxItems = .expression(try StateExpression("$m"))
        expected.itemReader = ItemReader(
            resource: "arn:aws:states:::s3:listObjectsV2",
            parameters: .jsonata(.object([.init(name: "Bucket", value: try expression("$b"))])), readerConfig: config)
        var batcher = ItemBatcher()
        batcher.batchInput = .jsonata(try expression("$i"))
        batcher.maxItemsPerBatch = .expression(try StateExpression("$k"))
        expected.itemBatcher = batcher
        var writer = ResultWriter()
        writer.parameters = .jsonata(.literal(["Bucket": "b"]))
        expected.resultWriter = writer
        #expect(map == expected)
    }

    @Test func itemsMayBeWritten() throws {
        #expect(
            try decode(processor() + #", "Items": [1, "{% 2 %}"]"#, language: .jsonata).items
                == .array([.literal(1), .expression(try StateExpression("2"))]))
    }
}
