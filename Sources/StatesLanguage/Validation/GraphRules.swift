import Diagnostics
import JSONModel

// Targets, reachability, terminal states.
extension DefinitionDecoder {
    /// The rules that look at more than one state.
    mutating func checkGraphRules(of root: ObjectReader) {
        guard let outline = Outline(root, depth: options.maximumNesting) else { return }
        let scopes = outline.all
        for scope in scopes {
            let found = checkTargets(of: scope)
            guard found else { continue }
            // A machine without an end is refused as a whole: what cannot be reached in it does not matter. Inside
            // a Map or Parallel state the service accepts an endless loop.
            if scope.path.isEmpty, !scope.states.isEmpty, !scope.states.contains(where: \.isTerminal) {
                report(.noTerminalState(scope))
            } else {
                checkReachability(of: scope)
            }
        }
        checkNames(in: scopes)
        checkLabels(in: scopes)
        checkAssignments(in: outline, outer: [:])
    }

    /// Reports targets that name no state of their scope.
    ///
    /// - Returns: whether `StartAt` names one, so that it makes sense to ask what can be reached.
    private mutating func checkTargets(of scope: Outline) -> Bool {
        let names = Set(scope.states.map { ExactName($0.name) })
        func isMissing(_ target: Outline.Target) -> Bool {
            !target.isSubstitution && !names.contains(ExactName(target.name))
        }
        for target in scope.states.flatMap(\.targets) where isMissing(target) {
            report(.missingTarget(target, in: scope, hints: givesHints))
        }
        // That there are no states at all has been reported.
        guard let start = scope.startAt, !names.isEmpty else { return false }
        if isMissing(start) { report(.missingTarget(start, in: scope, hints: givesHints)) }
        return names.contains(ExactName(start.name))
    }

    private mutating func checkReachability(of scope: Outline) {
        var indices: [ExactName: Int] = [:]
        for (index, state) in scope.states.enumerated() where indices[ExactName(state.name)] == nil {
            indices[ExactName(state.name)] = index
        }
        guard let start = scope.startAt.flatMap({ indices[ExactName($0.name)] }) else { return }
        var isReached = [Bool](repeating: false, count: scope.states.count)
        isReached[start] = true
        var pending = [start]
        while let index = pending.popLast() {
            // Where it goes is decided later, perhaps to any state.
            if scope.states[index].targets.contains(where: \.isSubstitution) { return }
            for target in scope.states[index].targets {
                guard let next = indices[ExactName(target.name)], !isReached[next] else { continue }
                isReached[next] = true
                pending.append(next)
            }
        }
        for (state, isReached) in zip(scope.states, isReached)
        where !isReached && indices[ExactName(state.name)].map({ scope.states[$0].anchor }) == state.anchor {
            report(.unreachable(state))
        }
    }
}
