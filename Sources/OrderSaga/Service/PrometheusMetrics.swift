public import Metrics
import Synchronization

/// Keeps what the program measures, and writes it as Prometheus reads it: counters, gauges, and histograms of seconds
/// or of plain numbers.
///
/// - Source: Prometheus, “Text-based format”, version 0.0.4.
public final class PrometheusMetrics: MetricsFactory {
    /// One time series, or the buckets of one.
    fileprivate final class Series: CounterHandler, RecorderHandler, TimerHandler {
        enum Kind: String { case counter, gauge, histogram }
        struct Content {
            var value = 0.0
            var count = 0
            var buckets: [Int] = []
        }

        let kind: Kind
        let bounds: [Double]
        let content: Mutex<Content>

        init(_ kind: Kind, bounds: [Double] = []) {
            (self.kind, self.bounds) = (kind, bounds)
            content = Mutex(Content(buckets: Array(repeating: 0, count: bounds.count)))
        }

        func increment(by amount: Int64) { content.withLock { $0.value += Double(amount) } }
        func reset() { content.withLock { $0.value = 0 } }
        func record(_ value: Int64) { record(Double(value)) }
        func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

        func record(_ value: Double) {
            content.withLock { content in
                guard kind == .histogram else { return content.value = value }
                content.value += value
                content.count += 1
                if let bucket = bounds.firstIndex(where: { value <= $0 }) { content.buckets[bucket] += 1 }
            }
        }

        func write(_ name: String, _ labels: String, to text: inout String) {
            let content = self.content.withLock { $0 }
            let braced = labels.isEmpty ? "" : "{\(labels)}"
            guard kind == .histogram else { return text += "\(name)\(braced) \(content.value)\n" }
            let prefix = labels.isEmpty ? "" : labels + ","
            var count = 0
            for (bound, bucket) in zip(bounds, content.buckets) {
                count += bucket
                text += "\(name)_bucket{\(prefix)le=\"\(bound)\"} \(count)\n"
            }
            text += "\(name)_bucket{\(prefix)le=\"+Inf\"} \(content.count)\n"
            text += "\(name)_sum\(braced) \(content.value)\n\(name)_count\(braced) \(content.count)\n"
        }
    }

    private struct Key: Hashable {
        var name: String
        var labels: [String]
    }

    private let series = Mutex<[Key: Series]>([:])
    private static let seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]
    private static let numbers = [1.0, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000]

    public init() {}

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        find(label, "_total", dimensions) { Series(.counter) }
    }

    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        find(label, "", dimensions) { aggregate ? Series(.histogram, bounds: Self.numbers) : Series(.gauge) }
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        find(label, "_seconds", dimensions) { Series(.histogram, bounds: Self.seconds) }
    }

    // Series live as long as the process: so does what they tell of.
    public func destroyCounter(_ handler: any CounterHandler) {}
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    public func destroyTimer(_ handler: any TimerHandler) {}

    private func find(
        _ label: String, _ suffix: String, _ dimensions: [(String, String)], _ make: () -> Series
    ) -> Series {
        let key = Key(name: label + suffix, labels: dimensions.flatMap { [$0.0, $0.1] })
        return series.withLock { series in
            if let known = series[key] { return known }
            let new = make()
            series[key] = new
            return new
        }
    }

    /// All series, by name.
    public var text: String {
        let series = self.series.withLock { $0 }.sorted {
            ($0.key.name, "\($0.key.labels)") < ($1.key.name, "\($1.key.labels)")
        }
        var text = ""
        var last = ""
        for (key, content) in series {
            let name = Self.name(key.name)
            if name != last { text += "# TYPE \(name) \(content.kind.rawValue)\n" }
            last = name
            let labels = stride(from: 0, to: key.labels.count, by: 2).map {
                "\(Self.name(key.labels[$0]))=\"\(Self.escaped(key.labels[$0 + 1]))\""
            }
            content.write(name, labels.joined(separator: ","), to: &text)
        }
        return text
    }

    private static func name(_ label: String) -> String {
        String(label.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
