import JSONModel
import StatesCore
import StatesSimulation

extension ExecutionCase {
    static let tasks: [ExecutionCase] = [
        ExecutionCase(
            "a function is scheduled, started and succeeds",
            #""Pay": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:pay", "End": true}"#,
            input: #"{"a": 1}"#, answers: ["Pay": [.succeeded(["paid": true])]],
            history: """
                1<0 ExecutionStarted        in={"a": 1}
                2<0 TaskStateEntered        Pay in={"a": 1}
                3<2 LambdaFunctionScheduled in={"a": 1}
                4<3 LambdaFunctionStarted
                5<4 LambdaFunctionSucceeded out={"paid":true}
                6<5 TaskStateExited         Pay out={"paid":true}
                7<6 ExecutionSucceeded      out={"paid":true}
                """)
    ]
}
