import JSONModel
import StatesAnalysis
import StatesCore
import StatesLanguage

/// What exploring gave, and the files that were made of it.
struct ExploreResult {
    /// A rule and what became of it.
    struct Judgement {
        var rule: SagaRule
        var verdict: RuleVerdict
        /// Whether what the rule is about ever happened.
        var isTouched: Bool
        /// The files with input and mocks of the counterexample.
        var files: (input: String, mocks: String)?
    }

    let plan: ExplorePlan
    let exploration: Exploration
    let paths: ExploredPaths
    let findings: ExplorationFindings
    private(set) var judgements: [Judgement] = []

    init(_ plan: ExplorePlan, _ bounds: ExplorationBounds, _ type: StateMachineType) {
        self.plan = plan
        exploration = Explorer.explore(plan.program, in: plan.world, within: bounds, type: type)
        paths = ExploredPaths(exploration)
        findings = ExplorationFindings(exploration, paths)
        for rule in plan.rules {
            let (verdict, isTouched) = exploration.judge(rule, paths)
            judgements.append(Judgement(rule: rule, verdict: verdict, isTouched: isTouched))
        }
    }

    var isBroken: Bool { judgements.contains { $0.counterexample != nil } }

    /// Whether nothing was found, and nothing left out.
    var isClean: Bool {
        let holds = judgements.allSatisfy { judgement in
            guard case .holds = judgement.verdict else { return false }
            return judgement.isTouched
        }
        return findings.isClean && cuts.isEmpty && holds
    }

    /// Why there may be more than was followed.
    var cuts: [String] {
        exploration.cuts + plan.origins.cut.map { "\(ExampleData.limit) examples of \($0)" }
    }

    /// Writes input and mocks of each counterexample to `folder`.
    mutating func save(in folder: String) throws(RunProblem) {
        for index in judgements.indices {
            guard let counterexample = judgements[index].counterexample else { continue }
            let name = (folder == "." ? "" : folder + "/") + "\(plan.machineName).broken-rule-\(index + 1)"
            let files = (input: name + ".input.json", mocks: name + ".mocks.json")
            try Self.write(counterexample.scenario.input.value, to: files.input)
            try Self.write(.object(counterexample.scenario.mocks), to: files.mocks)
            judgements[index].files = files
        }
    }

    private static func write(_ value: JSONValue, to path: String) throws(RunProblem) {
        do {
            let descriptor = try Descriptor.openForWriting(path)
            defer { descriptor.shut() }
            try descriptor.write(JSONWriter.prettyBytes(of: value) + [0x0A])
        } catch {
            throw RunProblem(path, error.reason)
        }
    }
}

extension ExploreResult.Judgement {
    var counterexample: Counterexample? {
        if case .broken(let counterexample) = verdict { counterexample } else { nil }
    }
}

/// `--json`.
extension ExploreResult {
    var document: JSONValue {
        let bounds = exploration.bounds
        return [
            "machine": .string(plan.machineName),
            "states": .int(exploration.stateCount), "transitions": .int(exploration.transitionCount),
            "paths": Self.count(paths.count),
            "bounds": [
                "states": .int(bounds.states), "countedRetries": .int(bounds.countedRetries),
                "switches": bounds.switches.map { .int($0) } ?? .null,
            ],
            "cutOff": .array(JSONArray(cuts.map(JSONValue.string))),
            "examples": [
                "inputs": .int(plan.world.inputs.count), "inputsFrom": .string(plan.origins.inputs),
                "madeUp": Self.list(plan.origins.madeUp),
            ],
            "outcomes": .array(JSONArray(findings.outcomes.map(json))),
            "neverEntered": Self.list(findings.neverEntered),
            "neverCaught": .array(JSONArray(findings.neverCaught.map(Self.json))),
            "neverRetried": .array(JSONArray(findings.neverRetried.map(Self.json))),
            "uncaught": .array(JSONArray(findings.uncaught.map(Self.json))),
            "deadEnds": Self.list(findings.deadEnds),
            "loops": Self.list(findings.loops),
            "rules": .array(JSONArray(judgements.map(json))),
        ]
    }

    private static func list(_ texts: [String]) -> JSONValue { .array(JSONArray(texts.map(JSONValue.string))) }

    /// `null` for more than can be counted.
    private static func count(_ count: Int?) -> JSONValue { count.map { .int($0) } ?? .null }

    private static func json(_ handler: ExplorationFindings.Handler) -> JSONValue {
        [
            "state": .string(handler.state), "index": .int(handler.index), "errorEquals": list(handler.errorEquals),
            "reason": .string(handler.reason),
        ]
    }

    private static func json(_ uncaught: ExplorationFindings.Uncaught) -> JSONValue {
        let errors = uncaught.errors.map { error in
            var members: JSONObject = ["error": .string(error.name)]
            if let cause = error.cause { members["cause"] = .string(cause) }
            return JSONValue.object(members)
        }
        return ["state": .string(uncaught.state), "errors": .array(JSONArray(errors))]
    }

    private func json(_ outcome: ExplorationFindings.Outcome) -> JSONValue {
        var members = json(outcome.end)
        members["paths"] = Self.count(outcome.paths)
        members["shortestPath"] = Self.json(outcome.steps)
        return .object(members)
    }

    private func json(_ end: ExploredEnd) -> JSONObject {
        let name = { (state: StateIndex) in JSONValue.string(state >= 0 ? plan.program.describe(state).name : "") }
        return switch end {
        case .succeeded(let state): ["end": "succeeded", "state": name(state)]
        case .failed(let error, let state): ["end": "failed", "error": .string(error), "state": name(state)]
        case .timedOut(let state): ["end": "timedOut", "state": name(state)]
        case .parked(let states): ["end": "parked", "states": .array(JSONArray(states.map(name)))]
        case .stuck(let state): ["end": "stuck", "state": name(state)]
        }
    }

    private static func json(_ steps: [PathStep]) -> JSONValue {
        .array(
            JSONArray(
                steps.filter { !$0.isDelay }.map { step in
                    ["state": step.state.map(JSONValue.string) ?? .null, "answer": .string(step.answer.text)]
                }))
    }

    private func json(_ judgement: Judgement) -> JSONValue {
        var members: JSONObject = ["rule": .string(judgement.rule.text)]
        switch judgement.verdict {
        case .holds(let paths):
            members["verdict"] = "holds"
            members["paths"] = Self.count(paths)
        case .noCounterexample: members["verdict"] = "noCounterexample"
        case .onlyOutOfTime(let tried):
            members["verdict"] = "onlyOutOfTime"
            members["tried"] = .int(tried)
        case .broken(let counterexample):
            members["verdict"] = "broken"
            members["end"] = .object(json(counterexample.end))
            members["counterexample"] = Self.json(counterexample.steps)
            members["input"] = counterexample.scenario.input.value
            members["mocks"] = .object(counterexample.scenario.mocks)
            if let files = judgement.files {
                members["files"] = ["input": .string(files.input), "mocks": .string(files.mocks)]
            }
        }
        members["everComesUp"] = .bool(judgement.isTouched)
        return .object(members)
    }
}
