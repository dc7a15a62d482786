import Diagnostics
import JSONModel

// Targets, reachability, terminal states.
extension DefinitionDecoder {
    /// The rules that look at more than one state.
    mutating func checkGraphRules(of root: ObjectReader) {
        guard let outline = Outline(root, depth: options.maximumNesting) else { return }
        let scopes = outline.all
        for scope in scopes {
            // Of a state that stands alone nothing is known but its own insides.
            if scope.path.isEmpty, options.loneStateName != nil { continue }
            checkTargets(of: scope)
            // A machine without an end is refused as a whole: what cannot be reached in it does not matter. Inside
            // a Map or Parallel state the service accepts an endless loop.
            if scope.path.isEmpty, !scope.states.isEmpty, !scope.states.contains(where: \.mayEnd) {
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
    private mutating func checkTargets(of scope: Outline) {
        let names = Set(scope.states.map { ExactName($0.name) })
        func isMissing(_ target: Outline.Target) -> Bool {
            !target.isSubstitution && !names.contains(ExactName(target.name))
        }
        for target in scope.states.flatMap(\.targets) + [scope.startAt].compactMap(\.self) {
            if target.isSubstitution {
                substitutions.append(Substitution(text: target.name, span: target.span, location: target.location))
            } else if isMissing(target), !names.isEmpty {
                // That there are no states at all has been reported.
                report(.missingTarget(target, in: scope, hints: givesHints))
            }
        }
    }

    /// Reports states that no way leads to; where `StartAt` names no state there is nothing to say.
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
            // Perhaps it goes to any state.
            if scope.states[index].isUndecided { return }
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
