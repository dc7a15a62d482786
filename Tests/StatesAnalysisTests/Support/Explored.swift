import Foundation
import JSONModel
import StatesAnalysis
import StatesCore
import StatesLanguage

/// Machines that tests explore.
enum Explored {
    /// The root of the package.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardized

    static func file(_ path: String) throws -> JSONValue {
        try JSONParser.parse([UInt8](try Data(contentsOf: root.appending(path: path))))
    }

    static func program(_ definition: JSONValue) throws -> Program {
        try Program(StateMachine(json: JSONWriter.bytes(of: definition)))
    }

    /// Explores `definition` with examples that are made up from it, unless there are inputs.
    static func explore(
        _ definition: JSONValue, inputs: [JSONValue] = [], results: [String: [JSONValue]] = [:],
        stateErrors: [String: [String]] = [:],
        within bounds: ExplorationBounds = ExplorationBounds()
    ) throws -> Exploration {
        let program = try program(definition)
        let examples = ExampleData(of: definition)
        var all = results
        for state in program.statesWithResults where all[state] == nil {
            all[state] = examples.results(of: state).values
        }
        let world = ExploredWorld(
            of: program, inputs: inputs.isEmpty ? examples.inputs().values : inputs, results: all,
            errors: examples.errors, stateErrors: stateErrors)
        return Explorer.explore(program, in: world, within: bounds)
    }

    /// Everything that is found about a machine, a line each.
    static func lines(_ exploration: Exploration) -> [String] {
        let findings = ExplorationFindings(exploration, ExploredPaths(exploration))
        let name = { (state: StateIndex) in exploration.program.describe(state).name }
        var lines = findings.outcomes.map { outcome in
            let paths = outcome.paths.map { $0 == 1 ? "" : " ×\($0)" } ?? " ×∞"
            return switch outcome.end {
            case .succeeded(let state): "succeeds at \(name(state))\(paths)"
            case .failed(let error, let state): "fails with \(error) at \(name(state))\(paths)"
            case .timedOut(let state): "times out at \(name(state))\(paths)"
            case .parked(let states): "parks at \(states.map(name).joined(separator: "+"))\(paths)"
            case .stuck(let state): "sticks at \(name(state))\(paths)"
            }
        }
        lines += findings.neverEntered.map { "never enters \($0)" }
        lines += findings.neverCaught.map { "never catches \($0.state)[\($0.index)]" }
        lines += findings.neverRetried.map { "never retries \($0.state)[\($0.index)]" }
        lines += findings.uncaught.map { "uncaught at \($0.state): \($0.errors.map(\.name).joined(separator: " "))" }
        lines += findings.deadEnds.map { "dead end at \($0)" }
        lines += findings.loops.map { "loop through \($0)" }
        return lines + exploration.cuts.map { "cut off at \($0)" }
    }

    /// What becomes of a rule: `holds`, `holds, untouched`, `unknown`, `out of time`, or the steps that break it.
    static func verdict(
        _ rule: String, _ exploration: Exploration, _ paths: ExploredPaths? = nil
    ) throws -> String {
        let rule = try SagaRule(rule, for: exploration.program)
        let (verdict, isTouched) = exploration.judge(rule, paths ?? ExploredPaths(exploration))
        switch verdict {
        case .holds: return isTouched ? "holds" : "holds, untouched"
        case .noCounterexample: return "unknown"
        case .onlyOutOfTime: return "out of time"
        case .broken(let counterexample):
            return counterexample.steps.filter { !$0.isDelay }
                .map { [$0.state, $0.answer.text].compactMap { $0 }.joined(separator: " ") }
                .joined(separator: ", ")
        }
    }
}
