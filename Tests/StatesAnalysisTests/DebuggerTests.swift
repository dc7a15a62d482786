import Diagnostics
import JSONModel
import StatesAnalysis
import StatesCore
import StatesLanguage
import StatesSimulation
import Testing

/// The debugger shows what a run does, at any point, and forks where something else is done.
struct DebuggerTests {
    private static let start = Timestamp(seconds: 1_767_225_600)

    /// A loop of a Pass and a Choice state, 4 events each round.
    private static func loop(_ rounds: Int) -> String {
        #"""
        {"StartAt": "Count", "States": {
          "Count": {"Type": "Pass", "Parameters": {"n.$": "States.MathAdd($.n, 1)"}, "Next": "Again"},
          "Again": {"Type": "Choice", "Default": "Done",
            "Choices": [{"Variable": "$.n", "NumericLessThan": \#(rounds), "Next": "Count"}]},
          "Done": {"Type": "Succeed"}}}
        """#
    }

    private static let order = #"""
        {"StartAt": "Reserve", "States": {
          "Reserve": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:reserve",
            "ResultPath": "$.reserved", "Assign": {"place.$": "$.place"}, "Next": "Pay"},
          "Pay": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:pay",
            "TimeoutSeconds": 60, "ResultPath": "$.paid", "Next": "Look",
            "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 5, "MaxAttempts": 2}],
            "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.failure", "Next": "Undo"}]},
          "Look": {"Type": "Choice", "Default": "Undo",
            "Choices": [{"Variable": "$place", "StringEquals": "shelf", "Next": "Done"}]},
          "Done": {"Type": "Succeed"},
          "Undo": {"Type": "Fail", "Error": "Undone"}}}
        """#

    private static let each = #"""
        {"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true, "ItemProcessor": {
          "StartAt": "Work", "States": {"Work": {"Type": "Task", "End": true,
            "Resource": "arn:aws:lambda:us-east-1:123456789012:function:work"}}}}}}
        """#

    private static func debugger(_ json: String, input: String = "{}", mocks: String? = nil) throws -> Debugger {
        let program = try Program(try StateMachine(json: json))
        let answers = try mocks.map { text in
            try #require(MockAnswers.read(SourceText(name: "mocks", text: text), for: program).answers as MockAnswers?)
        }
        return Debugger(
            program, ExecutionConfiguration(), input: try Payload(text: input), at: start, mocks: answers)
    }

    /// What the same execution does undisturbed.
    private static func run(_ json: String, input: String, mocks: JSONObject) throws -> [Event] {
        let program = try Program(try StateMachine(json: json))
        let text = SourceText(name: "mocks", text: JSONValue.object(mocks).description)
        var world = try #require(MockAnswers.read(text, for: program).answers as MockAnswers?)
        var simulation = Simulation(
            Execution(program, configuration: ExecutionConfiguration()), startingAt: start)
        var events: [Event] = []
        simulation.start(input: try Payload(text: input)) { events += $0 }
        let pause = try simulation.run(world: &world) { events += $0 }
        #expect(pause == .ended)
        return events
    }

    private static func state(_ debugger: Debugger) -> String? {
        debugger.focus?.state.map { debugger.program.describe($0).name }
    }

    @Test func goingBackIsAFold() throws {
        var debugger = try Self.debugger(Self.loop(300), input: #"{"n": 0}"#)
        var folds: [Execution] = [debugger.execution]
        var fold = debugger.execution
        #expect(try debugger.goOn() == .ended)
        for event in debugger.events {
            fold.apply(event)
            folds.append(fold)
        }
        #expect(debugger.execution == fold && debugger.events.count > 1_200)
        for id: Int32 in [1_000, 3, 513, 512, 511, 256, 257, 1_199, 1, 700] {
            #expect(try debugger.go(toEvent: id) == .arrived)
            #expect(debugger.lastEvent?.id == id)
            #expect(debugger.execution == folds[debugger.position])
        }
    }

    @Test func goingBackIsInstantHoweverFarItIs() throws {
        var debugger = try Self.debugger(Self.loop(2_500), input: #"{"n": 0}"#)
        #expect(try debugger.goOn() == .ended)
        #expect(debugger.execution.lastEventID > 10_000)
        let begin = ContinuousClock.now
        var count = 0
        for steps in [1, 10, 100, 1_000, 2_500] {
            #expect(debugger.back(steps) == .arrived)
            count += steps
        }
        #expect(try debugger.go(toEvent: 9_999) == .arrived)
        #expect(debugger.back(9_999) == .arrived)
        #expect(debugger.back() == .start)
        #expect(try debugger.goOn() == .ended)
        // A debug build under load takes a tenth of this.
        #expect(ContinuousClock.now - begin < .seconds(5))
    }

    @Test func stepsStopAtStatesAndNextStaysOutside() throws {
        var debugger = try Self.debugger(Self.each, input: "[1, 2]", mocks: #"{"Work": [{"Return": 7}]}"#)
        var seen: [String?] = []
        for _ in 0..<4 {
            #expect(try debugger.step() == .arrived)
            seen.append(Self.state(debugger))
        }
        #expect(seen == [nil, "Each", "Work", "Work"])
        #expect(debugger.back(2) == .arrived && Self.state(debugger) == "Each")
        #expect(try debugger.next() == .arrived)
        #expect(debugger.execution.status == .succeeded && debugger.execution.output?.text == "[7,7]")
        #expect(try debugger.next() == .ended)
    }

    @Test func answersByHandAreTheOnesThatARunGets() throws {
        var debugger = try Self.debugger(Self.order)
        #expect(try debugger.goOn() == .waiting)
        #expect(debugger.answer(.succeeded(Payload(["place": "shelf"]))) == "Reserve")
        #expect(try debugger.goOn() == .waiting)
        #expect(try debugger.wait(milliseconds: 12_500) == .arrived)
        #expect(debugger.answer(.failed(TaskFailure(error: "Busy", cause: "later"))) == "Pay")
        #expect(try debugger.goOn() == .waiting)
        #expect(debugger.now == Self.start.advanced(byMilliseconds: 17_500))
        #expect(debugger.answer(.succeeded(Payload(true)), of: "Reserve") == nil)
        #expect(debugger.answer(.succeeded(Payload(true)), of: "Pay") == "Pay")
        #expect(try debugger.goOn() == .ended)
        #expect(debugger.execution.status == .succeeded)
        #expect(
            JSONValue.object(debugger.mocks).description
                == #"{"Reserve":[{"Return":{"place":"shelf"}}],"Pay":[{"Throw":{"Error":"Busy","Cause":"later"},"#
                + #""DelaySeconds":12.5},{"Return":true}]}"#)
        #expect(try Self.run(Self.order, input: "{}", mocks: debugger.mocks) == debugger.events)
    }

    @Test func anotherAnswerForksAndKeepsTheEarlierOnes() throws {
        let mocks = #"{"Reserve": [{"Return": {"place": "shelf"}}], "Pay": [{"Return": 1}]}"#
        var debugger = try Self.debugger(Self.order, mocks: mocks)
        #expect(try debugger.goOn() == .ended)
        let events = debugger.events
        // Looking back changes nothing.
        #expect(debugger.back(3) == .arrived)
        #expect(debugger.events == events)
        debugger.restart()
        #expect(try debugger.goOn() == .ended && debugger.events == events)
        // Pay is to fail instead of what the mocks say.
        let scheduled = try #require(
            events.last { if case .taskScheduled = $0.body { true } else { false } })
        #expect(try debugger.go(toEvent: scheduled.id) == .arrived)
        #expect(debugger.answer(.failed(TaskFailure(error: "Declined", cause: nil))) == "Pay")
        #expect(try debugger.goOn() == .ended)
        #expect(debugger.execution.failure?.error == "Undone")
        #expect(
            Array(debugger.events.prefix { $0.id <= scheduled.id }) == Array(events.prefix { $0.id <= scheduled.id }))
        // What was answered is answered again, from the start on.
        debugger.restart()
        #expect(try debugger.goOn() == .ended)
        #expect(debugger.execution.failure?.error == "Undone")
        #expect(try Self.run(Self.order, input: "{}", mocks: debugger.mocks) == debugger.events)
    }

    @Test func aTaskMayTimeOut() throws {
        var debugger = try Self.debugger(Self.order, mocks: #"{"Reserve": [{"Return": {"place": "shelf"}}]}"#)
        #expect(try debugger.goOn() == .waiting)
        #expect(try debugger.wait(milliseconds: 59_999) == .arrived)
        #expect(debugger.pendingTasks.map(\.stateName) == ["Pay"])
        #expect(try debugger.wait(milliseconds: 1) == .ended)
        #expect(debugger.execution.failure?.error == "Undone")
        #expect(debugger.now == Self.start.advanced(bySeconds: 60))
    }

    @Test func variablesCanBeSet() throws {
        let mocks = #"{"Reserve": [{"Return": {"place": "cellar"}}], "Pay": [{"Return": 1}]}"#
        var debugger = try Self.debugger(Self.order, mocks: mocks)
        #expect(try debugger.goOn() == .ended && debugger.execution.status == .failed)
        debugger.restart()
        #expect(try debugger.goOn(until: "Look") == .arrived)
        try debugger.set(Variable(name: "place", value: "shelf"))
        #expect(debugger.execution.variables(at: 0) == [Variable(name: "place", value: "shelf")])
        #expect(try debugger.goOn() == .ended && debugger.execution.status == .succeeded)
        // Gone over again, it is set again.
        debugger.restart()
        #expect(try debugger.goOn(until: "Look") == .arrived)
        #expect(debugger.execution.variables(at: 0) == [Variable(name: "place", value: "shelf")])
        #expect(try debugger.goOn() == .ended && debugger.execution.status == .succeeded)
        #expect(throws: Debugger.SettingRefusal.notRunning) { try debugger.set(Variable(name: "a", value: 1)) }
    }

    @Test func iterationsAreAnsweredInAnyOrder() throws {
        var debugger = try Self.debugger(Self.each, input: "[1, 2, 3]")
        #expect(try debugger.goOn() == .waiting)
        #expect(debugger.pendingTasks.count == 3)
        // Back to where the second one was scheduled, and answered there first.
        let second = debugger.events.filter { if case .taskScheduled = $0.body { true } else { false } }[1]
        #expect(try debugger.go(toEvent: second.id) == .arrived)
        #expect(debugger.answer(.succeeded(Payload("two"))) == "Work")
        #expect(try debugger.goOn() == .waiting)
        #expect(debugger.answer(.succeeded(Payload("one"))) == "Work")
        #expect(try debugger.goOn() == .waiting)
        #expect(debugger.answer(.succeeded(Payload("three"))) == "Work")
        #expect(try debugger.goOn() == .ended)
        #expect(debugger.execution.output?.text == #"["one","two","three"]"#)
        #expect(
            JSONValue.object(debugger.mocks)["Work"]?.arrayValue?.map { $0["Return"] ?? .null } == [
                "one", "two", "three",
            ])
    }

    @Test func breakpointsStop() throws {
        let mocks =
            #"{"Reserve": [{"Return": {"place": "shelf"}}], "Pay": [{"Throw": {"Error": "Busy"}}, {"Return": 1}]}"#
        var debugger = try Self.debugger(Self.order, mocks: mocks)
        debugger.breakpoints = [
            .state("Done"), .task, .error, .retry,
            .expression(try DebuggerExpression("{% $place = 'shelf' and paid %}")),
        ]
        var stops: [Debugger.Stop] = []
        while stops.last != .ended { stops.append(try debugger.goOn()) }
        // Reserve, Pay, its failure and its retry, Pay again, Look with $place, Done.
        #expect(stops == [1, 1, 2, 3, 1, 4, 0].map(Debugger.Stop.breakpoint) + [.ended])
    }

    @Test func expressionsSeeWhatAStateSees() throws {
        var debugger = try Self.debugger(Self.order, input: #"{"a": {"b": 4}}"#)
        #expect(try debugger.goOn() == .waiting)
        for (text, value) in [
            ("a.b + 1", JSONValue.int(5)), ("{% $states.input.a.b %}", 4), ("$states.context.State.Name", "Reserve"),
        ] {
            #expect(try DebuggerExpression(text).value(in: debugger.execution, at: 0) == value)
        }
        #expect(throws: DebuggerExpression.Fault.self) { try DebuggerExpression("a +") }
        #expect(throws: DebuggerExpression.Fault.self) {
            try DebuggerExpression("gone").value(in: debugger.execution, at: 0)
        }
    }
}
