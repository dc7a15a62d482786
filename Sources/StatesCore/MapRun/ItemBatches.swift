import JSONModel
import JSONPath
import StatesLanguage

/// Items become inputs of children: selected one by one, then batched.
///
/// - Source: AWS Step Functions, “ItemSelector (Map)” and “ItemBatcher (Map)”.
struct ItemBatches {
    private(set) var inputs: [ChildInput] = []
    /// Items of a batch that is not full.
    private(set) var remainder: [JSONValue]
    /// Whether items are members of an object, `{"Key": …, "Value": …}`.
    var areMembers = false
    private let request: MapRunRequest
    private let now: Timestamp
    /// Bytes of the input that `remainder` would make.
    private var bytes = 0

    init(_ request: MapRunRequest, remainder: [JSONValue], now: Timestamp) {
        self.request = request
        self.remainder = remainder
        self.now = now
        if request.settings.batching != nil {
            bytes = Self.emptyBytes(request.settings.batching?.input)
            for item in remainder { bytes += item.byteCount + 1 }
        }
    }

    /// - Parameter index: of the item in the whole data set.
    mutating func add(_ item: JSONValue, index: Int, source: String?) throws(StateFailure) {
        let key = areMembers ? item["Key"]?.stringValue : nil
        let selected = try select(item, as: MapItem(index: index, key: key, value: item, source: source))
        guard let batching = request.settings.batching else {
            let payload = Payload(selected)
            guard payload.byteCount <= request.quotas.payloadBytes else { throw .tooLarge }
            inputs.append(ChildInput(payload: payload, items: 1))
            return
        }
        let size = selected.byteCount + 1
        // The comma of the first item is the bracket's byte too many.
        if !remainder.isEmpty, bytes + size - 1 > batching.bytes { close() }
        guard bytes + size - 1 <= batching.bytes else {
            throw StateFailure(
                error: MapRun.itemReaderFailed,
                cause: "The item at index \(index) does not fit into a batch of \(batching.bytes) bytes.")
        }
        remainder.append(selected)
        bytes += size
        if let items = batching.items, remainder.count >= items { close() }
    }

    /// Closes the last batch.
    mutating func finish() {
        if !remainder.isEmpty { close() }
    }

    private mutating func close() {
        var batch: JSONObject = [:]
        if let input = request.settings.batching?.input { batch["BatchInput"] = input.value }
        batch["Items"] = .array(JSONArray(remainder))
        inputs.append(ChildInput(payload: Payload(.object(batch)), items: remainder.count))
        remainder.removeAll(keepingCapacity: true)
        bytes = Self.emptyBytes(request.settings.batching?.input)
    }

    /// Bytes of a batch without items.
    private static func emptyBytes(_ input: Payload?) -> Int {
        #"{"Items":[]}"#.utf8.count + (input.map { #""BatchInput":,"#.utf8.count + $0.value.byteCount } ?? 0)
    }

    /// The item, or what `ItemSelector` makes of it.
    private func select(_ value: JSONValue, as item: MapItem) throws(StateFailure) -> JSONValue {
        var item = item
        if areMembers { item.value = value["Value"] ?? .null }
        switch request.map.itemSelector {
        case nil: return value
        case .payload(let selector):
            var scope = EvaluationScope(input: request.input, execution: request.view, frame: 0, item: item)
            do {
                return try selector.evaluate(in: &scope)
            } catch {
                throw StateFailure(error)
            }
        case .expressions(let selector):
            var scope = StatesScope(request.view, 0, at: now, item: item)
            return try scope.evaluate(selector)
        }
    }
}
