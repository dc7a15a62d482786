// A task that fails is retried after two seconds of virtual time, and the history says so.
import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation

let machine = try StateMachine(
    json: """
        {"StartAt": "Charge", "States": {"Charge": {"Type": "Task", "End": true,
          "Resource": "arn:aws:lambda:us-east-1:123456789012:function:charge-card",
          "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 2, "MaxAttempts": 1}]}}}
        """)
let execution = Execution(try Program(machine), configuration: ExecutionConfiguration())
var simulation = Simulation(execution, startingAt: Timestamp(seconds: 1_767_225_600))
var world = MockAnswers(["Charge": [.failed("Busy", "try again"), .succeeded(["receipt": "r-2"])]])
var events: [Event] = []

simulation.start(input: Payload(["amount": 12])) { events += $0 }
_ = try simulation.run(world: &world) { events += $0 }

let history = try JSONParser.parse(HistoryProjection.document(of: events, in: simulation.execution))
for event in history["events"]?.arrayValue ?? [] {
    print(event["id"] ?? .null, event["type"]?.stringValue ?? "")
}
print(simulation.now.rfc3339, simulation.execution.status.rawValue, simulation.execution.output?.text ?? "")
