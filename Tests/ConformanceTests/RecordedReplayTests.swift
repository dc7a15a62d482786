import ConformanceSuites
import JSONModel
import StatesAnalysis
import StatesCore
import StatesLanguage
import StatesSimulation
import Testing

/// Recorded executions, compared with their own definitions and with edited ones.
@Suite(.enabled(if: SuiteTests.isPresent, "the outside suites are not there"))
struct RecordedReplayTests {
    private static func histories() throws -> [(id: String, followed: RecordedSuite.FollowedHistory)] {
        try RecordedSuite.passing(at: #require(SuiteTests.location).root).compactMap { recorded in
            guard var followed = RecordedSuite.followed(recorded) else { return nil }
            followed.history = try timed(followed)
            return (recorded.id, followed)
        }
    }

    /// The recordings have no times: a run of the definition that goes along the history gives it some.
    private static func timed(_ followed: RecordedSuite.FollowedHistory) throws -> RecordedHistory {
        let program = try Program(StateMachine(json: followed.definitionText))
        let replay = try HistoryReplay(
            followed.history, of: program, configuration: ExecutionConfiguration(),
            startedAt: Timestamp(seconds: 1_767_225_600))
        var history = followed.history
        for event in replay.events where event.id > 0 { history.events[Int(event.id) - 1].time = event.time }
        return history
    }

    /// What those who recorded a case replaced by words of their own, by the start of its name.
    private static let replaced: [(id: String, places: [String])] = [
        ("execution/scenarios/base-scenarios-invalid-jsonpath-", ["cause"]),
        ("execution/scenarios/base-scenarios-st-invalid-jsonpath-", ["cause"]),
        ("execution/scenarios/base-scenarios-wait-timestamp-jsonata-", ["cause"]),
        ("execution/services/ecs-task-", ["ecstask:parameters"]),
    ]

    private static func outcome(
        _ id: String, _ followed: RecordedSuite.FollowedHistory, _ definition: String
    ) throws -> HistoryComparison.Outcome {
        let places = replaced.filter { id.hasPrefix($0.id) }.flatMap(\.places).compactMap(HistoryRules.Place.init)
        let program = try Program(StateMachine(json: definition))
        return HistoryComparison(program, rules: HistoryRules(ignored: places)).compare(followed.history)
    }

    /// No recorded execution differs from its own definition.
    @Test func everyRecordingIsThatOfItsDefinition() throws {
        let histories = try Self.histories()
        var problems: [String] = []
        for (id, followed) in histories {
            switch try Self.outcome(id, followed, followed.definitionText) {
            case .same(let events, let isEnded):
                if events != followed.history.events.count || !isEnded { problems.append("\(id): is cut off") }
            case .different(let divergence): problems.append("\(id): \(divergence.described)")
            case .notComparable(let message): problems.append("\(id): \(message)")
            }
        }
        #expect(problems.isEmpty, "\(problems.count) of \(histories.count):\n\(problems.joined(separator: "\n"))")
        #expect(histories.count > 200)
        print("recorded histories compared with their definitions: \(histories.count)")
    }

    /// Edits are found where the execution went, with the state that was edited, and nowhere else.
    @Test func editsAreFoundWhereTheExecutionWent() throws {
        var problems: [String] = []
        var (found, unseen) = (0, 0)
        var kinds: [String: Int] = [:]
        for (id, followed) in try Self.histories() where !Self.replaced.contains(where: { id.hasPrefix($0.id) }) {
            for edit in DefinitionEdit.all(of: followed.definition, followed.history) {
                let outcome: HistoryComparison.Outcome
                do {
                    outcome = try Self.outcome(id, followed, edit.definition.description)
                } catch is DefinitionError {
                    continue
                }
                switch (outcome, edit.isOnPath) {
                case (.different(let divergence), true) where divergence.state == edit.state:
                    found += 1
                    kinds[edit.kind, default: 0] += 1
                case (.same, false): unseen += 1
                case (.different(let divergence), _): problems.append("\(id): \(edit): \(divergence.described)")
                case (.same, true): problems.append("\(id): \(edit): not found")
                case (.notComparable(let message), _): problems.append("\(id): \(edit): \(message)")
                }
            }
        }
        #expect(problems.isEmpty, "\(problems.count):\n\(problems.joined(separator: "\n"))")
        #expect(found >= 300)
        for kind in ["twice the interval", "a longer wait", "a later time"] { #expect(kinds[kind] != nil, "\(kind)") }
        #expect(unseen >= 100)
        print("edits found where the execution went: \(found); edits off its path, not found: \(unseen)")
    }
}

extension HistoryDivergence {
    var described: String {
        let places = differences.map { "\($0.path): \($0.recorded ?? "–") | \($0.ours ?? "–")" }
        return "event \(recorded.id) \(recorded.type) “\(state ?? "")” ours \(ours?.type ?? "\(instead)"): "
            + "\(reason?.kind.rawValue ?? "no reason") \(places.joined(separator: "; "))"
    }
}
