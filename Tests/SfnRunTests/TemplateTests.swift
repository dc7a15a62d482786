import Testing

/// Definitions in templates, on the built program.
struct TemplateTests {
    static let template = """
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Greeter:
            Type: AWS::Serverless::Function
          Hello:
            Type: AWS::Serverless::StateMachine
            Properties:
              DefinitionUri: hello.asl.json
              DefinitionSubstitutions: {GreeterArn: !GetAtt Greeter.Arn, Greeting: hello}
          Broken:
            Type: AWS::StepFunctions::StateMachine
            Properties:
              DefinitionString: !Sub |
                {"StartAt": "A",
                 "States": {"A": {"Type": "Pass", "Next": "${Stage}", "Nxt": 1}}}
        """
    static let hello = #"""
        {"StartAt": "Greet", "States": {"Greet": {"Type": "Task", "Resource": "${GreeterArn}", "ResultPath": "$.who",
          "Next": "Say"}, "Say": {"Type": "Pass", "Parameters": {"text.$": "States.Format('${Greeting} {}', $.who)"},
          "End": true}}}
        """#
    static let serverless = """
        service: greetings
        functions: {greet: {handler: greet.handler}}
        stepFunctions:
          stateMachines:
            hello:
              definition:
                StartAt: Greet
                States: {Greet: {Type: Task, Resource: {Fn::GetAtt: [greet, Arn]}, End: true}}
        """
    static let cdk = #"""
        {"Resources": {"Hello1A2B": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"DefinitionString":
          {"Fn::Join": ["", ["{\"StartAt\":\"Greet\",\"States\":{\"Greet\":{\"Type\":\"Task\",\"Resource\":\"",
            {"Fn::GetAtt": ["Greet3C4D", "Arn"]}, "\",\"End\":true}}}"]]}}},
          "Greet3C4D": {"Type": "AWS::Lambda::Function", "Properties": {}}}}
        """#
    static let wait = #"{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": ${seconds}, "End": true}}}"#
    static let files = [
        "template.yaml": template, "hello.asl.json": hello, "serverless.yml": serverless, "app.template.json": cdk,
        "wait.asl.json.tftpl": wait, "plain.json": wait,
        "none.yaml": "Resources: {B: {Type: 'AWS::S3::Bucket'}}",
        "s3.json": #"""
        {"Resources": {"M": {"Type": "AWS::Serverless::StateMachine",
          "Properties": {"DefinitionUri": {"Bucket": "b", "Key": "k"}}}}}
        """#,
    ]

    private static func run(_ file: String, _ more: String...) -> [String] {
        ["run", file, "--format", "output"] + more
    }

    static let cases: [ProgramCase] = [
        ProgramCase(
            name: "SAM, a file besides the template",
            arguments: run(
                "template.yaml", "--machine", "Hello", "--task", "Greeter=echo '\"Ada\"'"),
            files: files, output: "{\"text\":\"hello Ada\"}\n"),
        ProgramCase(
            name: "--substitute wins",
            arguments: run(
                "template.yaml", "--machine", "Hello", "--task", "Greeter=echo '\"Ada\"'", "--substitute",
                "Greeting=good day"),
            files: files, output: "{\"text\":\"good day Ada\"}\n"),
        ProgramCase(
            name: "several machines are listed", arguments: run("template.yaml"), files: files, exit: 1,
            output: "",
            errors: """
                sfn-run: template.yaml: error: the template defines 2 state machines: say which with
                  --machine Hello
                  --machine Broken

                """),
        ProgramCase(
            name: "a machine that is not there", arguments: run("template.yaml", "--machine", "Helo"), files: files,
            exit: 1
        )
        .complaining("there is no state machine “Helo”; did you mean “Hello”?", "  --machine Broken"),
        ProgramCase(
            name: "all machines are validated, with their places in the template",
            arguments: ["validate", "template.yaml"], files: files, exit: 2, errors: "sfn-run: 1 file: 1 error\n"
        )
        .showing("template.yaml:15:63: error", "\"Nxt\""),
        ProgramCase(
            name: "Serverless Framework", arguments: run("serverless.yml", "--task", "greet=echo 1"), files: files,
            output: "1\n"),
        ProgramCase(
            name: "CDK", arguments: run("app.template.json", "--task", "Greet3C4D=echo 2"), files: files,
            output: "2\n"),
        ProgramCase(
            name: "Terraform", arguments: run("wait.asl.json.tftpl", "--substitute", "seconds=3"), files: files,
            output: "{}\n"),
        ProgramCase(
            name: "a placeholder without a value", arguments: run("plain.json"), files: files, exit: 1
        )
        .complaining("plain.json:1:62: error", "“${seconds}” must be filled"),
        ProgramCase(
            name: "a placeholder is no fault", arguments: ["validate", "plain.json"], files: files, errors: nil),
        ProgramCase(name: "no machine", arguments: run("none.yaml"), files: files, exit: 1)
            .complaining("none.yaml: error: the template defines no state machine"),
        ProgramCase(name: "a definition in S3", arguments: run("s3.json"), files: files, exit: 1)
            .complaining("s3.json:2:35: error: the definition of “M” is in S3: give the local file in its place"),
        ProgramCase(name: "no template", arguments: run("pass.json", "--machine", "A"), exit: 1)
            .complaining("pass.json: error: is no template with state machines: it takes no --machine"),
        ProgramCase(
            name: "a state of a machine in a template",
            arguments: [
                "test-state", "--definition", "template.yaml", "--machine", "Hello", "--state-name", "Say", "--input",
                #"{"who": "Bob"}"#,
            ], files: files
        )
        .showing("hello Bob"),
        ProgramCase(
            name: "a test of a machine in a template", arguments: ["test", "t.sfn-test.yaml", "-q"],
            files: files.merging(["t.sfn-test.yaml": test]) { $1 }, output: "✓ 1 passed\n"),
        ProgramCase(
            name: "--substitute of tests wins",
            arguments: ["test", "t.sfn-test.yaml", "--substitute", "Greeting=bye"],
            files: files.merging(["t.sfn-test.yaml": test]) { $1 }, exit: 2, errors: nil
        )
        .showing("- text: \"good day Ada\"", "+ text: \"bye Ada\""),
        ProgramCase(
            name: "a test names one of several machines", arguments: ["test", "t.sfn-test.yaml"],
            files: files.merging(
                ["t.sfn-test.yaml": "machine: template.yaml\ntests: [{name: none, expect: {output: 1}}]"]
            ) { $1 }, exit: 1
        )
        .complaining("t.sfn-test.yaml:1:10", "say which with machineName: Hello, machineName: Broken"),
        ProgramCase(
            name: "the debugger lists a state where it stands in the template",
            arguments: ["step", "app.template.json"], input: "list Greet\n", files: files
        )
        .showing("→    2    {\"Fn::Join\":"),
        ProgramCase(
            name: "coverage counts the lines of the template",
            arguments: ["test", "s.sfn-test.yaml", "--coverage", "lcov", "--coverage-file", "-"],
            files: files.merging(
                [
                    "s.sfn-test.yaml": """
                    machine: serverless.yml
                    mocks: {Greet: [{Return: 1}]}
                    tests: [{name: s, expect: {output: 1}}]
                    """
                ]) { $1 }, errors: nil
        )
        .showing("SF:serverless.yml", "DA:8,1"),
    ]

    static let test = """
        machine: template.yaml
        machineName: Hello
        substitute: {Greeting: good day}
        mocks: {Greet: [{Return: Ada}]}
        tests:
          - {name: greets, expect: {output: {text: good day Ada}}}
        """

    @Test(arguments: cases) func template(_ testCase: ProgramCase) async throws { try await testCase.check() }
}
