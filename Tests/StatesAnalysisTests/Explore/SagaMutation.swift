import JSONModel
import RandomMachines

/// Changes of a saga that its author might make by mistake.
struct SagaMutation {
    var description: String
    var definition: JSONValue

    /// - Parameter draw: what is changed is left to it.
    static func draw(from saga: JSONValue, _ draw: inout Seeded) -> SagaMutation? {
        guard var states = saga["States"]?.objectValue, var machine = saga.objectValue else { return nil }
        let names = Array(states.keys)
        let tasks = names.filter { states[$0]?["Type"] == "Task" }
        let task = draw.pick(tasks), target = draw.pick(names)
        var description: String
        switch draw.next(below: 8) {
        case 0:
            description = "\(task) goes on with \(target)"
            states[task] = states[task]?.setting("Next", .string(target))
        case 1, 2:
            guard let index = index(in: "Catch", of: states[task], &draw) else { return nil }
            description = "Catch[\(index)] of \(task) goes to \(target)"
            states[task] = states[task]?.changing("Catch", at: index) { $0.setting("Next", .string(target)) }
        case 3:
            guard let index = index(in: "Catch", of: states[task], &draw) else { return nil }
            description = "\(task) has no Catch[\(index)]"
            states[task] = states[task]?.changing("Catch", at: index) { _ in nil }
        case 4:
            guard let index = index(in: "Catch", of: states[task], &draw) else { return nil }
            let error = draw.pick(["OutOfStock", "OrderCancelled", "States.Timeout", "States.TaskFailed"])
            description = "Catch[\(index)] of \(task) is for \(error)"
            states[task] = states[task]?.changing("Catch", at: index) {
                $0.setting("ErrorEquals", [.string(error)])
            }
        case 5:
            guard let index = index(in: "Retry", of: states[task], &draw) else { return nil }
            let attempts = draw.next(below: 3)
            description = "Retry[\(index)] of \(task) allows \(attempts)"
            states[task] = states[task]?.changing("Retry", at: index) { $0.setting("MaxAttempts", .int(attempts)) }
        case 6:
            guard let index = index(in: "Retry", of: states[task], &draw) else { return nil }
            description = "\(task) has no Retry[\(index)]"
            states[task] = states[task]?.changing("Retry", at: index) { _ in nil }
        default:
            let end: JSONValue = draw.chance(50) ? ["Type": "Succeed"] : ["Type": "Fail", "Error": "Mutated"]
            description = "\(target) is \(end)"
            states[target] = end
        }
        machine["States"] = .object(states)
        return SagaMutation(description: description, definition: .object(machine))
    }

    private static func index(in field: String, of state: JSONValue?, _ draw: inout Seeded) -> Int? {
        guard let count = state?[field]?.arrayValue?.count, count > 0 else { return nil }
        return draw.next(below: count)
    }

    /// The same saga with retriers that give up after one retry, but those that never do.
    static func impatient(_ saga: JSONValue) -> JSONValue {
        guard var machine = saga.objectValue, let states = saga["States"]?.objectValue else { return saga }
        var changed = states
        for (name, state) in states {
            guard let retriers = state["Retry"]?.arrayValue else { continue }
            changed[name] = state.setting(
                "Retry",
                .array(
                    JSONArray(
                        retriers.map { retrier in
                            guard let attempts = retrier["MaxAttempts"]?.numberValue?.int64Value,
                                (2...100).contains(attempts)
                            else { return retrier }
                            return retrier.setting("MaxAttempts", 1)
                        })))
        }
        machine["States"] = .object(changed)
        return .object(machine)
    }
}

extension JSONValue {
    fileprivate func setting(_ key: String, _ value: JSONValue) -> JSONValue {
        var object = objectValue ?? [:]
        object[key] = value
        return .object(object)
    }

    /// Changes or removes an element of a list; an empty list goes as well.
    fileprivate func changing(_ key: String, at index: Int, _ change: (JSONValue) -> JSONValue?) -> JSONValue {
        var elements = Array(self[key]?.arrayValue ?? [])
        if let changed = change(elements[index]) { elements[index] = changed } else { elements.remove(at: index) }
        guard !elements.isEmpty else {
            var object = objectValue ?? [:]
            object.removeValue(forKey: key)
            return .object(object)
        }
        return setting(key, .array(JSONArray(elements)))
    }
}
