package import StatesLanguage

extension Execution {
    /// A state that was entered and not left yet.
    package struct OpenState: Hashable, Sendable {
        /// Where it runs.
        package var frame: Int32
        /// Where the Parallel or Map state runs that it is part of, or -1.
        package var parent: Int32
        package var state: StateIndex
        package var enteredTime: Timestamp
    }

    /// The states that it is in, each after the one around it.
    package var openStates: [OpenState] {
        var found: [OpenState] = []
        for index in frames.indices where frames[index].parent < 0 { appendOpenStates(Int32(index), to: &found) }
        return found
    }

    private func appendOpenStates(_ index: Int32, to found: inout [OpenState]) {
        var rest = [index]
        while let index = rest.popLast() {
            let frame = frames[Int(index)]
            switch frame.phase {
            case .entered, .task, .succeeded, .failed, .waiting, .retrying, .fannedOut, .mapRun:
                found.append(
                    OpenState(frame: index, parent: frame.parent, state: frame.state, enteredTime: frame.enteredTime))
            case .arriving, .hung, .aborted, .halted, .ended, .free: continue
            }
            if frame.fanOut >= 0 { rest += fanOuts[Int(frame.fanOut)].running.reversed() }
        }
    }
}
