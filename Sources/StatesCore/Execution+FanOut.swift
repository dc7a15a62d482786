import JSONModel
import StatesLanguage

/// Children of Parallel and Map states in the arena.
extension Execution {
    mutating func applyFanOut(_ event: Event, _ changes: inout CommandChanges) {
        let frame = Int(event.frame)
        switch event.body {
        case .parallelStarted(let input):
            guard case .parallel(let node) = node(of: event.frame).kind else { return }
            let count = node.branches.count
            let fanOut = FanOut(
                results: Array(repeating: nil, count: count), next: count, concurrency: count, lastStateEvent: event.id)
            open(fanOut, in: event.frame, after: event.id)
            for (slot, branch) in node.branches.enumerated() {
                addChild(of: event.frame, slot: slot, scope: branch, input: input, after: event.id)
            }
        case .mapStarted(let items, let concurrency):
            let items = items.value.arrayValue ?? []
            let fanOut = FanOut(
                items: items, results: Array(repeating: nil, count: items.count), concurrency: Int(concurrency),
                lastStateEvent: event.id)
            open(fanOut, in: event.frame, after: event.id)
        case .iterationStarted(let index, let input):
            guard case .map(let node) = node(of: event.frame).kind else { return }
            fanOuts[Int(frames[frame].fanOut)].next += 1
            addChild(of: event.frame, slot: Int(index), scope: node.processor, input: input, after: event.id)
        case .branchSucceeded:
            close(child: event.frame, after: event.previous, stateEvent: event.previous)
        case .iterationSucceeded:
            close(child: event.frame, after: event.id, stateEvent: event.previous)
        case .iterationFailed, .iterationAborted, .parallelSucceeded, .mapSucceeded: break
        case .parallelFailed, .mapFailed:
            haltChildren(of: event.frame, &changes)
            frames[frame].lastEvent = event.id
        default: break
        }
    }

    private mutating func open(_ fanOut: FanOut, in frame: Int32, after event: Int32) {
        if let place = freeFanOuts.popLast() {
            fanOuts[Int(place)] = fanOut
            frames[Int(frame)].fanOut = place
        } else {
            fanOuts.append(fanOut)
            frames[Int(frame)].fanOut = Int32(fanOuts.count - 1)
        }
        frames[Int(frame)].phase = .fannedOut
        frames[Int(frame)].lastEvent = event
    }

    private mutating func addChild(of parent: Int32, slot: Int, scope: Int32, input: Payload, after event: Int32) {
        let child = Frame(
            parent: parent, slot: Int32(slot), phase: .arriving(program.starts[Int(scope)]), payload: input,
            enteredTime: now, lastEvent: event)
        let place: Int32
        if let free = freeFrames.popLast() {
            frames[Int(free)] = child
            place = free
        } else {
            frames.append(child)
            place = Int32(frames.count - 1)
        }
        fanOuts[Int(frames[Int(parent)].fanOut)].running.append(place)
    }

    /// A child that succeeded shrinks to its output.
    private mutating func close(child: Int32, after event: Int32, stateEvent: Int32) {
        let parent = frames[Int(child)].parent
        let place = Int(frames[Int(parent)].fanOut)
        fanOuts[place].results[Int(frames[Int(child)].slot)] = frames[Int(child)].payload
        fanOuts[place].finished += 1
        fanOuts[place].lastStateEvent = stateEvent
        if let index = fanOuts[place].running.firstIndex(of: child) { fanOuts[place].running.remove(at: index) }
        frames[Int(parent)].lastEvent = event
        free(child)
    }

    private mutating func free(_ frame: Int32) {
        frames[Int(frame)].phase = .free
        frames[Int(frame)].variables = []
        frames[Int(frame)].retries = []
        if !failedMapRuns.isEmpty { failedMapRuns[frame] = nil }
        freeFrames.append(frame)
    }

    /// Drops all children of `frame`, theirs included, and withdraws what they wait for.
    mutating func releaseChildren(of frame: Int32, _ changes: inout CommandChanges) {
        let place = frames[Int(frame)].fanOut
        guard place >= 0 else { return }
        for child in fanOuts[Int(place)].running {
            release(tasksOf: child, &changes)
            releaseChildren(of: child, &changes)
            free(child)
        }
        closeFanOut(of: frame)
    }

    /// Gives the fan-out of `frame` back; its children are gone.
    mutating func closeFanOut(of frame: Int32) {
        let place = frames[Int(frame)].fanOut
        guard place >= 0 else { return }
        fanOuts[Int(place)] = FanOut(results: [], concurrency: 0, lastStateEvent: 0)
        freeFanOuts.append(place)
        frames[Int(frame)].fanOut = -1
    }
}
