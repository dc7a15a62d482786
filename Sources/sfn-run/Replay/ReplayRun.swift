import Diagnostics
import Dispatch
import StatesAnalysis
import Synchronization

/// What came of one history.
struct ReplayResult: Sendable {
    var name: String
    var outcome: HistoryComparison.Outcome

    var isDifferent: Bool { if case .different = outcome { true } else { false } }
    /// It could not be read, or not be compared.
    var isUnreadable: Bool { if case .notComparable = outcome { true } else { false } }
}

/// Compares histories with one definition, as many at a time as there are processors.
struct ReplayRun: Sendable {
    private let comparison: HistoryComparison

    init(_ comparison: HistoryComparison) { self.comparison = comparison }

    /// A file that could be read alone, or a later page.
    private enum Reading: Sendable {
        case result(ReplayResult)
        case continuation(HistoryFile.Continuation)
    }

    /// In the order of `paths`. A later page of a history goes on with the file before it.
    func results(of paths: [String]) -> [ReplayResult] {
        let readings = concurrently(paths) { path -> Reading in
            do {
                return .result(result(of: try HistoryFile.read(path)))
            } catch let continuation as HistoryFile.Continuation {
                return .continuation(continuation)
            } catch {
                return .result(failure(error, path))
            }
        }
        var histories: [(pages: [String], reading: Reading)] = []
        for (path, reading) in zip(paths, readings) {
            if case .continuation = reading, path != "-", !histories.isEmpty {
                histories[histories.count - 1].pages.append(path)
            } else {
                histories.append(([path], reading))
            }
        }
        return concurrently(histories) { pages, reading in
            switch reading {
            case .result(let result) where pages.count == 1: return result
            case .continuation(let continuation) where pages.count == 1:
                return failure(continuation.problem, continuation.name)
            case .result, .continuation: break
            }
            do {
                return result(of: try HistoryFile.read(pages: pages))
            } catch {
                return failure(error, pages.joined(separator: " + "))
            }
        }
    }

    func results(of files: [HistoryFile]) -> [ReplayResult] { concurrently(files, result) }

    private func result(of file: HistoryFile) -> ReplayResult {
        ReplayResult(name: file.name, outcome: comparison.compare(file.history))
    }

    private func failure(_ error: any Error, _ name: String) -> ReplayResult {
        let message: String =
            switch error {
            case let problem as RunProblem: problem.place + problem.message
            case let problem as DefinitionProblem: problem.firstMessage
            case let continuation as HistoryFile.Continuation: continuation.problem.message
            default: "\(error)"
            }
        return ReplayResult(name: name, outcome: .notComparable(message))
    }

    private func concurrently<Item: Sendable, Result: Sendable>(
        _ items: [Item], _ body: @Sendable (Item) -> Result
    ) -> [Result] {
        guard items.count > 1 else { return items.map(body) }
        let results = Mutex([Result?](repeating: nil, count: items.count))
        DispatchQueue.concurrentPerform(iterations: items.count) { index in
            let result = body(items[index])
            results.withLock { $0[index] = result }
        }
        return results.withLock { $0.compactMap(\.self) }
    }
}

extension RunProblem {
    /// `3:14: `, where it has a place in a text.
    fileprivate var place: String { position.map { "\($0.line):\($0.column): " } ?? "" }
}

extension DefinitionProblem {
    /// The first thing that is wrong, and how many more there are.
    fileprivate var firstMessage: String {
        guard let first = report.diagnostics.first else { return "" }
        let position = report.source.position(ofUTF8: first.span.start)
        let rest = report.diagnostics.count - 1
        return "\(position.line):\(position.column): \(first.message)"
            + (rest > 0 ? ", and \(Wording.count(rest, "more fault"))" : "")
    }
}
