import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation

/// How an execution ended, in each of the formats.
struct RunEnding {
    var execution: Execution
    var counts: RunCounts
    var mapRuns: [MapRun] = []
    var end: Timestamp
    var clock: ClockMode

    /// Writes the end of what standard output gets.
    ///
    /// - Parameter subject: what is said to have failed on standard error.
    func tell(_ format: RunFormat, of subject: String, _ console: Console) {
        switch format {
        case .trace:
            let summary = TraceSummary(execution: execution, end: end, clock: clock, style: console.outputStyle)
            for line in summary.lines() { console.write(line) }
        case .json:
            console.write(RunReport(execution: execution, counts: counts, mapRuns: mapRuns, end: end).text)
        case .output:
            if let output = execution.output { console.write(output.text + "\n") } else { complain(subject, console) }
        case .sync:
            var writer = JSONWriter()
            writer.writePretty(.object(execution.synchronousResponse))
            console.write(writer.bytes + [UInt8(ascii: "\n")])
        case .history, .logs:
            if execution.status != .succeeded { complain(subject, console) }
        }
    }

    /// Says on standard error why there is no output.
    private func complain(_ subject: String, _ console: Console) {
        let texts = [execution.failure?.error, execution.failure?.cause].compactMap { $0 }.filter { !$0.isEmpty }
        let reason = ([execution.status.rawValue] + texts).joined(separator: ": ")
        console.complain("sfn-run: \(subject.printable): \(reason.printable)\n")
    }
}
