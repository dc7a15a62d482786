import Diagnostics
import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation
import Testing

/// A machine in virtual time with what it recorded.
struct Harness {
    static let start = Timestamp(seconds: 1_767_225_600)

    var simulation: Simulation
    var turns: [[Event]] = []
    var events: [Event] { turns.flatMap(\.self) }

    /// - Parameter states: the states of a machine, without the braces around them; the first is where it starts.
    init(_ states: String, input: String = "{}", configuration: ExecutionConfiguration = .init()) throws {
        simulation = Simulation(
            Execution(try Self.program(states), configuration: configuration), startingAt: Self.start)
        var turns: [[Event]] = []
        simulation.start(input: try Payload(text: input)) { turns.append($0) }
        self.turns = turns
    }

    static func program(_ states: String) throws -> Program {
        let first = states.drop { $0 != "\"" }.dropFirst().prefix { $0 != "\"" }
        return try Program(StateMachine(json: #"{"StartAt": "\#(first)", "States": {\#(states)}}"#))
    }

    mutating func run(_ world: inout some TaskWorld) throws -> Simulation.Pause {
        var made: [[Event]] = []
        defer { turns += made }
        return try simulation.run(world: &world) { made.append($0) }
    }

    /// Virtual milliseconds since the start.
    var elapsed: Int64 { simulation.now.millisecondsSinceEpoch - Self.start.millisecondsSinceEpoch }

    /// The history's types, with the virtual seconds where time moves on: `TaskStateEntered`, `TaskTimedOut@5`.
    var types: [String] {
        var last = Self.start
        return events.compactMap { event in
            guard let type = Self.type(of: event, in: simulation.execution) else { return nil }
            defer { last = event.time }
            let seconds = Double(event.time.millisecondsSinceEpoch - Self.start.millisecondsSinceEpoch) / 1_000
            return event.time == last ? type : "\(type)@\(seconds)"
        }
    }

    private static func type(of event: Event, in execution: Execution) -> String? {
        var projection = HistoryProjection(execution)
        var bytes: [UInt8] = []
        projection.write(event, to: &bytes)
        return (try? JSONParser.parse(bytes))?["type"]?.stringValue
    }
}

/// The task of a function, a queue or an activity.
enum Task {
    static func function(_ name: String, _ fields: String = #", "End": true"#) -> String {
        #""\#(name)": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f"\#(fields)}"#
    }

    static func token(_ name: String, _ fields: String = #", "End": true"#) -> String {
        #""\#(name)": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken"\#(fields)}"#
    }

    static func activity(_ name: String, _ fields: String = #", "End": true"#) -> String {
        #""\#(name)": {"Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:a"\#(fields)}"#
    }
}
