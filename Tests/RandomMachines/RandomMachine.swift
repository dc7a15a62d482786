/// Makes correct machines from a seed: every state type, nested scopes, retriers and catchers.
package struct RandomMachine {
    private var random: Seeded
    private var names = 0

    package init(seed: UInt64) { random = Seeded(seed) }

    /// An input that all of them take.
    package static let input =
        #"{"list0": [], "list1": [1], "list2": [1, 2], "list3": [1, 2, 3], "list4": [1, 2, 3, 4]}"#

    /// The states of a machine, without the braces around them.
    package mutating func states() -> String { scope(depth: 0).members }

    /// A chain of states, each of which goes on to the next one.
    private mutating func scope(depth: Int) -> (start: String, members: String) {
        let count = 1 + random.next(below: depth == 0 ? 5 : 3)
        let chain = (0..<count).map { _ in newName() }
        var members: [String] = []
        for (index, name) in chain.enumerated() {
            let next = index + 1 < count ? chain[index + 1] : nil
            members.append(contentsOf: state(name, next: next, depth: depth))
        }
        return (chain[0], members.joined(separator: ",\n"))
    }

    private mutating func newName() -> String {
        names += 1
        return "S\(names)"
    }

    /// The state and those that only it leads to.
    private mutating func state(_ name: String, next: String?, depth: Int) -> [String] {
        let transition = next.map { #""Next": "\#($0)""# } ?? #""End": true"#
        switch random.next(below: depth < 3 ? 11 : 6) {
        case 0: return [#""\#(name)": {"Type": "Pass", "Assign": {"v\#(name)": 1}, \#(transition)}"#]
        case 1: return [#""\#(name)": {"Type": "Wait", "Seconds": \#(random.next(below: 4)), \#(transition)}"#]
        case 2:
            let other = newName()
            let end = next.map { #"{"Type": "Pass", "Next": "\#($0)"}"# } ?? #"{"Type": "Succeed"}"#
            let target = next ?? other
            return [
                #"""
                "\#(name)": {"Type": "Choice", "Default": "\#(other)",
                    "Choices": [{"Variable": "$$.State.Name", "StringEquals": "\#(random.pick([name, "no"]))",
                        "Next": "\#(target)"}]}
                """#,
                #""\#(other)": \#(random.chance(15) ? #"{"Type": "Fail", "Error": "E1"}"# : end)"#,
            ]
        case 3, 4, 5: return task(name, transition)
        case 6, 7:
            let branches = (0...random.next(below: 3)).map { _ in
                let branch = scope(depth: depth + 1)
                return #"{"StartAt": "\#(branch.start)", "States": {\#(branch.members)}}"#
            }
            let (handlers, more) = handlers(next: transition)
            let members = #""Branches": [\#(branches.joined(separator: ", "))], \#(transition)\#(handlers)"#
            return [#""\#(name)": {"Type": "Parallel", \#(members)}"#] + more
        case 8: return distributedMap(name, transition)
        default:
            let processor = scope(depth: depth + 1)
            let items = random.next(below: 5)
            let (handlers, more) = handlers(next: transition)
            return [
                #"""
                "\#(name)": {"Type": "Map", "MaxConcurrency": \#(random.next(below: 4)),
                    "ItemsPath": "$$.Execution.Input.list\#(items)", \#(transition)\#(handlers),
                    "ItemProcessor": {"StartAt": "\#(processor.start)", "States": {\#(processor.members)}}}
                """#
            ] + more
        }
    }

    /// A distributed Map whose children are of one state; sometimes they may fail.
    private mutating func distributedMap(_ name: String, _ transition: String) -> [String] {
        let inner = newName()
        let children = random.pick([
            #"{"Type": "Pass", "End": true}"#, #"{"Type": "Wait", "Seconds": 2, "End": true}"#,
            #"{"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true}"#,
        ])
        let (handlers, more) = handlers(next: transition)
        let tolerance = random.pick(["", #""ToleratedFailureCount": 1,"#, #""ToleratedFailurePercentage": 50,"#])
        let batches = random.pick(["", #""ItemBatcher": {"MaxItemsPerBatch": 2},"#])
        return [
            #"""
            "\#(name)": {"Type": "Map", "MaxConcurrency": \#(random.next(below: 4)), \#(tolerance) \#(batches)
                "ItemsPath": "$$.Execution.Input.list\#(random.next(below: 5))", \#(transition)\#(handlers),
                "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                    "StartAt": "\#(inner)", "States": {"\#(inner)": \#(children)}}}
            """#
        ] + more
    }

    private mutating func task(_ name: String, _ transition: String) -> [String] {
        let resource = random.pick([
            "arn:aws:lambda:us-east-1:123456789012:function:f", "arn:aws:states:us-east-1:123456789012:activity:a",
            "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        ])
        let (handlers, more) = handlers(next: transition)
        let deadlines = random.pick(["", #", "TimeoutSeconds": 4"#, #", "TimeoutSeconds": 9, "HeartbeatSeconds": 3"#])
        return [
            #""\#(name)": {"Type": "Task", "Resource": "\#(resource)", \#(transition)\#(deadlines)\#(handlers)}"#
        ] + more
    }

    /// Perhaps a retrier and a catcher, and the state that the catcher leads to.
    private mutating func handlers(next transition: String) -> (fields: String, states: [String]) {
        var fields = "", states: [String] = []
        if random.chance(40) {
            let jitter = random.pick(["NONE", "FULL"])
            fields += #"""
                , "Retry": [{"ErrorEquals": ["\#(random.pick(["E1", "States.ALL", "States.Timeout"]))"],
                    "MaxAttempts": \#(random.next(below: 3)), "JitterStrategy": "\#(jitter)"}]
                """#
        }
        if random.chance(40) {
            let target = newName()
            fields += #"""
                , "Catch": [{"ErrorEquals": ["\#(random.pick(["E2", "States.ALL", "States.TaskFailed"]))"],
                    "ResultPath": null, "Next": "\#(target)"}]
                """#
            states.append(#""\#(target)": {"Type": "Pass", \#(transition)}"#)
        }
        return (fields, states)
    }
}
