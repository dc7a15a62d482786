import JSONModel
import StatesLanguage

/// Applying events. Nothing here decides or evaluates.
extension MapRun {
    mutating func apply(_ event: MapRunEvent, _ changes: inout MapRunChanges) {
        now = event.time
        switch event.body {
        case .started: startTime = event.time
        case .bucketFound: isSeekingBucket = false
        case .itemsTaken(let count, let inputs, let remainder, let isLast):
            position += count
            hasAllItems = isLast
            self.remainder = remainder
            waiting.push(inputs)
            itemCounts.pending += count
            itemCounts.total += count
            executionCounts.pending += inputs.count
            executionCounts.total += inputs.count
        case .childStarted(let index):
            guard let input = waiting.pop() else { return }
            started += 1
            running[index] = RunningChild(input: input, startTime: event.time)
            itemCounts.pending -= input.items
            itemCounts.running += input.items
            executionCounts.pending -= 1
            executionCounts.running += 1
            changes.added.append(.startChild(index: index, input: input.payload))
        case .childEnded(let index, let outcome):
            end(child: index, outcome)
        case .endingBegan(let ending):
            self.ending = ending
            changes.withdrawnChildren += running.keys.sorted()
        case .writingBegan(let writing): self.writing = writing
        case .resultsWritten:
            guard let writing, let files = writing.files else { return }
            self.files = files
            unwrittenBytes -= unwritten.prefix(writing.results).reduce(0) { $0 + $1.byteCount }
            unwritten.removeFirst(writing.results)
            waiting.drop(writing.pending)
            self.writing = nil
            itemCounts.resultsWritten = files.items
            executionCounts.resultsWritten = files.records
        case .succeeded(let output):
            self.output = output
            finish(.succeeded)
        case .failed(let failure):
            self.failure = failure
            finish(.failed)
        case .aborted: finish(.aborted)
        }
    }

    private mutating func end(child index: Int, _ outcome: ChildOutcome) {
        guard let child = running.removeValue(forKey: index) else { return }
        itemCounts.running -= child.input.items
        itemCounts.add(child.input.items, outcome.status)
        executionCounts.running -= 1
        executionCounts.add(1, outcome.status)
        let result = ChildResult(
            index: index, input: child.input, startTime: outcome.startTime ?? child.startTime,
            stopTime: outcome.stopTime ?? now, outcome: outcome)
        guard files != nil else {
            results?.set(result, in: request)
            return
        }
        unwritten.append(result)
        unwrittenBytes += result.byteCount
    }

    private mutating func finish(_ status: Status) {
        self.status = status
        writing = nil
        isSeekingBucket = false
        unwritten = []
        unwrittenBytes = 0
        results = nil
    }
}
