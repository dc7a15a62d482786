import Diagnostics
public import JSONModel
public import StatesCore
import StatesLanguage
public import StatesSimulation

/// Runs the cases of one machine, each in virtual time.
public struct TestRunner: Sendable {
    public let program: Program
    public let machineName: String

    public init(_ program: Program, machineName: String) {
        self.program = program
        self.machineName = machineName
    }

    /// Runs `testCase` and judges it.
    ///
    /// - Parameters:
    ///   - input: the execution's, or the state's.
    ///   - answers: `nil`: no task is answered.
    ///   - coverage: of the machine; what the case comes to is added.
    ///   - watch: is shown what the execution does.
    public func run(
        _ testCase: TestCase, input: Payload, answers: MockAnswers?, coverage: inout Coverage,
        watch: ((Simulation.Observation) -> Void)? = nil
    ) -> TestResult {
        let outcome: (record: TestRecord, problem: String?)
        if let state = testCase.state {
            outcome = tryState(state.text, testCase, input: input, answers: answers, &coverage)
        } else {
            outcome = execute(testCase, input: input, answers: answers, &coverage, watch)
        }
        if let problem = outcome.problem { return TestResult(verdict: .broken(problem), record: outcome.record) }
        let mismatches = testCase.expectations.compactMap { $0.mismatch(in: outcome.record, input: input.value) }
        return TestResult(verdict: mismatches.isEmpty ? .passed : .failed(mismatches), record: outcome.record)
    }

    /// More events than these are a machine that goes round for ever.
    private static let maximumEvents = 1_000_000

    private func execute(
        _ testCase: TestCase, input: Payload, answers: MockAnswers?, _ coverage: inout Coverage,
        _ watch: ((Simulation.Observation) -> Void)?
    ) -> (TestRecord, String?) {
        let start = testCase.startTime ?? TestCase.defaultStartTime
        let execution = Execution(program, configuration: configuration(of: testCase))
        var simulation = Simulation(execution, startingAt: start)
        simulation.watchesChildren = true
        var world = LayeredWorld(answers ?? MockAnswers([:]), EmptyWorld())
        // The coverage goes along and comes back: adding up a second one would cost more than many cases do.
        var watcher = TestWatcher(coverage: coverage, program: program, watch: watch)
        coverage = Coverage.none
        defer { coverage = watcher.coverage }
        simulation.start(input: input, watcher: &watcher)
        var problem: String?
        do {
            loop: while problem == nil {
                switch try simulation.step(world: &world, watcher: &watcher) {
                case nil where watcher.record.eventCount > Self.maximumEvents:
                    problem = "made more than \(Self.maximumEvents) events: does it go round for ever?"
                case nil: continue
                case .ended?: break loop
                case .waitingForOutside(let work)?: problem = Self.unanswered(work)
                }
            }
        } catch {
            problem = error.message
        }
        watcher.record.finish(simulation.execution, testCase, from: start, to: simulation.now)
        return (watcher.record, problem)
    }

    private static func unanswered(_ work: Simulation.OutsideWork) -> String {
        guard let request = work.requested.first else { return "waits for something that never comes" }
        return "the task “\(request.stateName)” was called, and the case has no answer for it; "
            + "it was given \(request.parameters.text)"
    }

    private func configuration(of testCase: TestCase) -> ExecutionConfiguration {
        var configuration = ExecutionConfiguration(stateMachineName: testCase.machineName ?? machineName)
        configuration.type = testCase.type
        configuration.seed = testCase.seed
        configuration.startAt = testCase.startAt?.text
        configuration.variables = testCase.variables
        configuration.contextOverrides = testCase.context
        return configuration
    }
}

extension TestRecord {
    fileprivate mutating func finish(
        _ execution: Execution, _ testCase: TestCase, from start: Timestamp, to end: Timestamp
    ) {
        status = execution.status.rawValue
        output = execution.output?.value
        error = execution.failure?.error
        cause = execution.failure?.cause
        durationMilliseconds = end.millisecondsSinceEpoch - start.millisecondsSinceEpoch
        var all = testCase.variables
        for variable in variables { all[variable.key] = variable.value }
        variables = all
    }
}

// MARK: One state

extension TestRunner {
    /// Tests one state as TestState does.
    private func tryState(
        _ name: String, _ testCase: TestCase, input: Payload, answers: MockAnswers?, _ coverage: inout Coverage
    ) -> (TestRecord, String?) {
        var record = TestRecord()
        record.path = [name]
        var request = TestStateRequest(definition: "")
        request.stateName = name
        request.input = input.text
        request.inspectionLevel = .debug
        request.roleARN = ExecutionConfiguration().roleARN
        if !testCase.variables.isEmpty { request.variables = JSONValue.object(testCase.variables).description }
        do {
            request.mock = try answers?.mock(of: name)
            if request.mock != nil {
                if testCase.retries > 0 { request.stateConfiguration.retrierRetryCount = testCase.retries }
                if !testCase.context.isEmpty { request.context = JSONValue.object(testCase.context).description }
            }
            let test = try TestState(
                request, DefinitionReading(machine: program.machine, diagnostics: []),
                at: testCase.startTime ?? TestCase.defaultStartTime)
            guard let response = test.response else {
                return (record, "the state “\(name)” is a task: “mocks” must have its answer")
            }
            record.take(response, test.trial, name)
            coverage.observe(test.trial, of: name)
            return (record, nil)
        } catch let error as WorldError {
            return (record, error.message)
        } catch let refusal as RequestRefusal {
            return (record, "\(refusal.code): \(refusal.message)")
        } catch {
            return (record, "\(error)")
        }
    }
}

extension MockAnswers {
    /// The first answer of a state, as TestState takes it; `nil` without one.
    fileprivate func mock(of state: String) throws -> TestStateRequest.Mock? {
        guard stateNames.contains(state) else { return nil }
        var answers = self
        let request = TaskRequest(
            id: TaskID(entry: 0, attempt: 0, frame: 0), stateName: state, resource: TaskResource(""),
            parameters: Payload([:]), taskToken: "", scheduledAt: TestCase.defaultStartTime)
        guard let answer = try answers.answer(to: request) else { return nil }
        var mock: TestStateRequest.Mock
        switch answer.outcome {
        case .succeeded(let output): mock = TestStateRequest.Mock(result: output.text)
        case .failed(let failure):
            let error = TestStateRequest.ErrorOutput(error: failure.error, cause: failure.cause)
            mock = TestStateRequest.Mock(errorOutput: error)
        case .never: return nil
        }
        mock.fieldValidationMode = .none
        return mock
    }
}

extension TestRecord {
    fileprivate mutating func take(_ response: TestStateResponse, _ trial: StateTrial, _ name: String) {
        status = response.status.rawValue
        output = response.output?.value
        error = response.error
        cause = response.cause
        nextState = response.nextState
        variables = trial.variables
        if let given = trial.flow.afterParameters { inputs[name] = [given.value] }
    }
}

extension Coverage {
    /// Stands in while another place has the coverage.
    fileprivate static let none = Coverage(of: StateMachine(graph: StateGraph(startAt: "", states: [])))

    /// Counts what the trial of one state shows.
    fileprivate mutating func observe(_ trial: StateTrial, of name: String) {
        change(name) { state in
            state.count += 1
            switch trial.end {
            case .succeeded(let next): state.leave(by: trial.route, to: next)
            case .caught(let place, let next): state.leave(by: .catcher(Int32(place)), to: next)
            case .retriable: if let retrier = trial.retrier { state.retriers[retrier].count += 1 }
            case .failed, nil: break
            }
            if let retrier = trial.retrier, state.retriers[retrier].isRefusal { state.retriers[retrier].count += 1 }
        }
    }
}
