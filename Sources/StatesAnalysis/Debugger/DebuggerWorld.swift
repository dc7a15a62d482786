import JSONModel
import StatesCore
import StatesSimulation

/// Who answers the tasks of a debugged execution: the person, then mocks; nobody else.
///
/// It remembers what it answered, so that an execution that is gone on with from an earlier point hears the same
/// again.
struct DebuggerWorld: TaskWorld {
    /// One run of a task, numbered per state.
    struct Call: Hashable, Sendable {
        var state: String
        var number: Int
    }

    private let mocks: MockAnswers?
    private var left: MockAnswers?
    /// What the person has answered.
    var given: [Call: TaskAnswer] = [:]
    /// The calls so far, in order.
    private(set) var calls: [(address: TaskAddress, call: Call, answer: TaskAnswer?)] = []
    private var places: [TaskAddress: Int] = [:]
    private var counts: [String: Int] = [:]

    init(mocks: MockAnswers?) {
        self.mocks = mocks
        left = mocks
    }

    mutating func answer(to request: TaskRequest) throws(WorldError) -> TaskAnswer? {
        if let place = places[request.address] { return calls[place].answer }
        let call = Call(state: request.stateName, number: counts[request.stateName, default: 0])
        // A script goes on beside what is answered by hand; one that is at its end leaves the task to the person.
        let scripted = try? left?.answer(to: request)
        let answer = given[call] ?? scripted
        counts[request.stateName, default: 0] += 1
        places[request.address] = calls.count
        calls.append((request.address, call, answer))
        return answer
    }

    /// The call that a task of the execution itself was, if it was asked for.
    func call(of id: TaskID) -> Call? { places[TaskAddress(id: id)].map { calls[$0].call } }

    /// What a call of a state will be that comes after as many others.
    func nextCall(of state: String, after others: Int) -> Call {
        Call(state: state, number: counts[state, default: 0] + others)
    }

    /// Forgets all calls but those of `tasks`.
    mutating func forget(allBut tasks: Set<TaskID>) {
        let kept = calls.filter { $0.address.path.steps.isEmpty && tasks.contains($0.address.id) }
        calls = []
        places = [:]
        counts = [:]
        left = mocks
        for (address, call, answer) in kept {
            places[address] = calls.count
            calls.append((address, call, given[call] ?? answer))
            counts[call.state, default: 0] += 1
        }
        for (state, count) in counts {
            for _ in 0..<count { left?.skip(state) }
        }
    }
}
