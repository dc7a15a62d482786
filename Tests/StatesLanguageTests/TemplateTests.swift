import Diagnostics
import JSONModel
import StatesLanguage
import StatesYAML
import Testing

/// Templates of deployment tools: what they define, and what their functions give.
struct TemplateTests {
    private static func machine(_ yaml: String, _ name: String = "M") throws -> TemplateMachine {
        let template = try #require(TemplateDocument.read(SourceText(name: "t", text: yaml), isYAML: true))
        return try #require(template.machine(named: name))
    }

    /// The `Result` of the only state, with `text` there, in a template with a function, a queue and a parameter.
    private static func result(_ text: String, filling values: [String: String] = [:]) throws -> JSONValue? {
        let template = """
            Parameters:
              Stage: {Type: String, Default: dev}
              Size: {Type: Number}
            Resources:
              Pay: {Type: AWS::Serverless::Function, Properties: {FunctionName: pay-card}}
              Ship: {Type: AWS::Lambda::Function, Properties: {FunctionName: !Sub "${Stage}-ship"}}
              Jobs: {Type: AWS::SQS::Queue}
              Orders: {Type: AWS::DynamoDB::Table, Properties: {TableName: orders}}
              M:
                Type: AWS::Serverless::StateMachine
                Properties:
                  DefinitionSubstitutions: {Arn: !GetAtt Pay.Arn, Count: 5, Known: !Ref Stage, Open: !Ref Size}
                  Definition:
                    StartAt: A
                    States:
                      A:
                        Type: Pass
                        End: true
                        Result: \(text)
            """
        let read = try #require(try machine(template).read(substituting: values, options: ReadingOptions()))
        guard case .pass(let pass) = try read.reading.get().graph["A"]?.kind else { return nil }
        return pass.result
    }

    static let functions: [(text: String, result: JSONValue)] = [
        ("!Ref Stage", "dev"), ("!Ref Size", "${Size}"), ("!Ref AWS::Region", "us-east-1"), ("{Ref: Pay}", "pay-card"),
        ("!GetAtt Pay.Arn", "arn:aws:lambda:us-east-1:123456789012:function:pay-card"),
        ("!GetAtt [Ship, Arn]", "arn:aws:lambda:us-east-1:123456789012:function:Ship"),
        ("{'Fn::GetAtt': [Pay, Arn]}", "arn:aws:lambda:us-east-1:123456789012:function:pay-card"),
        ("{'Fn::GetAtt': Pay.Arn}", "arn:aws:lambda:us-east-1:123456789012:function:pay-card"),
        ("!GetAtt Pay.Version", "${Pay.Version}"),
        ("!Ref Jobs", "https://sqs.us-east-1.amazonaws.com/123456789012/Jobs"), ("!Ref Orders", "orders"),
        ("!Sub 'a-${Stage}-${Orders}-${Size}-${!Stage}'", "a-dev-orders-${Size}-${Stage}"),
        ("!Sub ['${x}/${y}', {x: 1, y: !Ref Stage}]", "1/dev"), ("!Join ['-', [a, !Ref Stage, 3]]", "a-dev-3"),
        ("!ImportValue other", "${other}"), ("!If [A, b, c]", "${If}"), ("!Ref [a]", "${Ref}"),
        ("'${Arn}'", "arn:aws:lambda:us-east-1:123456789012:function:pay-card"), ("'n${Count}'", "n5"),
        ("'${Known}'", "dev"), ("'${Open}'", "${Open}"), ("'${ Known }'", "dev"), ("'${Other}'", "${Other}"),
        ("{a: ['${Known}'], '${Known}': 1}", ["a": ["dev"], "dev": 1]), ("'$x ${'", "$x ${"),
    ]

    @Test(arguments: functions.indices) func function(_ index: Int) throws {
        let (text, result) = Self.functions[index]
        #expect(try Self.result(text) == result)
    }

    @Test func givenValuesWin() throws {
        #expect(try Self.result("'${Known} ${Other}'", filling: ["Known": "prod", "Other": "x"]) == "prod x")
    }

    // MARK: What is found

    static let texts: [(text: String, isYAML: Bool, names: [String]?)] = [
        (#"{"StartAt": "Resources", "States": {"Resources": {"Type": "Succeed"}}}"#, false, nil),
        ("StartAt: stepFunctions\nStates: {stepFunctions: {Type: Succeed}}", true, nil),
        (#"{"Resources": {"A": {"Type": "AWS::S3::Bucket"}}}"#, false, []),
        (
            #"{"Resources": {"B": {"Type": "AWS::StepFunctions::StateMachine"}, "A": {"Type": "x"}, "#
                + #""C": {"Type": "AWS::Serverless::StateMachine", "Properties": {}}}}"#, false, ["B", "C"]
        ),
        ("stepFunctions:\n  stateMachines:\n    a: {name: x}\n    b: {}", true, ["a", "b"]),
        ("Resources: [", true, nil), ("{\"Resources\": 1", false, nil), ("Resources: 3", true, []),
    ]

    @Test(arguments: texts.indices) func finds(_ index: Int) {
        let (text, isYAML, names) = Self.texts[index]
        let template = TemplateDocument.read(SourceText(name: "t", text: text), isYAML: isYAML)
        #expect(template?.machines.map(\.name) == names)
    }

    static let places: [(properties: String, place: String)] = [
        ("DefinitionUri: a/b.asl.json", "file a/b.asl.json"), ("DefinitionS3Location: b.json", "file b.json"),
        (
            "DefinitionUri: s3://bucket/key",
            "the definition of “M” is at s3://bucket/key: give the local file in its place"
        ),
        ("DefinitionUri: {Bucket: b, Key: k}", "the definition of “M” is in S3: give the local file in its place"),
        ("Type: EXPRESS", "the state machine “M” has no definition"), ("Definition: {}", "inTemplate"),
    ]

    @Test(arguments: places.indices) func place(_ index: Int) throws {
        let (properties, expected) = Self.places[index]
        let machine = try Self.machine(
            "Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n    Properties:\n      \(properties)")
        switch machine.place {
        case .inTemplate: #expect(expected == "inTemplate")
        case .file(let path): #expect(expected == "file \(path)")
        case .unreadable(let message, _): #expect(expected == message)
        }
    }

    @Test func namesAndTypes() throws {
        let machine = try Self.machine(
            "Resources:\n  M:\n    Type: AWS::StepFunctions::StateMachine\n    Properties: "
                + "{StateMachineName: orders, StateMachineType: EXPRESS, DefinitionString: '{}'}", "orders")
        #expect(machine.name == "M")
        #expect(machine.type == .express)
    }

    // MARK: Places of faults

    /// Where the first fault of a template's only machine is: line and column.
    private static func fault(_ text: String, isYAML: Bool = true) throws -> String {
        let source = SourceText(name: "t", text: text)
        let machine = try #require(TemplateDocument.read(source, isYAML: isYAML)?.machines.first)
        let read = try #require(machine.read(substituting: [:], options: ReadingOptions()))
        let position = source.position(ofUTF8: try #require(read.reading.diagnostics.first).span.start)
        return "\(position.line):\(position.column)"
    }

    private static let head = "Resources:\n  M:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n"

    /// Small definitions, each with one fault: no state is called X, and `Suceed` is no type.
    private static let plain = #"{"StartAt": "X", "States": {"A": {"Type": "Succeed"}}}"#

    static let faults: [(definition: String, place: String)] = [
        ("      DefinitionString: |\n        " + plain, "6:21"),
        ("      DefinitionString: !Sub |-\n\n        " + plain, "7:21"),
        ("      DefinitionString: '" + plain + "'", "5:38"),
        ("      DefinitionString: \"" + plain.replacing("\"", with: "\\\"") + "\"", "5:41"),
        (
            "      DefinitionString: !Join ['', ['{\"StartAt\": \"', !Ref X, "
                + #"'", "States": {"A": {"Type": "Suceed"}}}']]"#,
            "5:91"
        ),
        ("      Definition:\n        StartAt: X\n        States: {A: {Type: Succeed}}", "6:18"),
    ]

    @Test(arguments: faults.indices) func fault(_ index: Int) throws {
        let (definition, place) = Self.faults[index]
        #expect(try Self.fault(Self.head + definition) == place)
    }

    @Test func faultsInEscapedJSON() throws {
        let escaped = Self.plain.replacing("\"", with: "\\\"").dropFirst()
        let text = """
            {"Resources": {"M": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {
              "DefinitionString": "{\\"Comment\\": \\"\\u00e9\\\\n\\", \(escaped)"}}}}
            """
        #expect(try Self.fault(text, isYAML: false) == "2:66")
    }

    /// A template that is cut off or spoilt is read, or is none.
    @Test func spoiltTemplatesAreNoSurprise() throws {
        let texts = Self.faults.map { Self.head + $0.definition }
        for text in texts {
            for length in stride(from: 0, to: text.utf8.count, by: 3) {
                var bytes = Array(text.utf8)
                if length % 2 == 0 { bytes = Array(bytes[..<length]) } else { bytes[length] = UInt8(ascii: "!") }
                let source = SourceText(name: "t", bytes: bytes)
                for machine in TemplateDocument.read(source, isYAML: true)?.machines ?? [] {
                    let read = machine.read(substituting: ["X": "y"], options: ReadingOptions())
                    for diagnostic in read?.reading.diagnostics ?? [] {
                        #expect(diagnostic.span.end <= source.bytes.count)
                    }
                }
            }
        }
    }

    // MARK: Placeholders in files of their own

    static let fillings: [(text: String, values: [String: String], isTerraform: Bool, wait: Int64?)] = [
        (#""Seconds": ${n}"#, ["n": "7"], false, 7), (#""Seconds": ${ n }"#, ["n": "7"], true, 7),
        (#""Seconds": ${n}"#, [:], false, nil), (#""Comment": "$${n}", "Seconds": 2"#, ["n": "7"], true, 2),
        (#""Comment": "\"${n}", "Seconds": 2"#, ["n": "7"], false, 2),
    ]

    @Test(arguments: fillings.indices) func filling(_ index: Int) throws {
        let (text, values, isTerraform, wait) = Self.fillings[index]
        let source = SourceText(
            name: "t", text: #"{"StartAt": "W", "States": {"W": {"Type": "Wait", \#(text), "End": true}}}"#)
        let read = SubstitutedDefinition.read(
            source, isYAML: false, substituting: values, isTerraform: isTerraform)
        guard let wait else {
            #expect(read.reading.substitutions.map(\.text) == ["${n}"])
            return
        }
        let state = try #require(try read.reading.get().graph["W"])
        #expect(state.kind == .wait(WaitState(until: .seconds(.literal(.int(wait))))))
        if text.contains("$$") { #expect(state.comment == "${n}") }
    }
}
