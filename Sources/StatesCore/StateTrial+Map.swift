import JSONModel
import JSONPath
import StatesLanguage

/// What a Map state works out before its first iteration.
extension Execution {
    /// - Parameter readItems: what the state's `ItemReader` reads, if that is known.
    func mapFlow(
        _ map: MapNode, _ node: StateNode, _ frame: Int32, _ flow: inout DataFlow, _ readItems: JSONArray?
    ) throws(StateFailure) {
        var made = MapFlow()
        defer { flow.map = made }
        let input = try inputPath(node, frame, &flow)
        made.maxConcurrency = try count(map.state.maxConcurrency, "MaxConcurrency", on: input, frame) ?? 0
        var items = readItems
        var areMembers = false
        if map.state.itemReader == nil {
            let found = Payload(try self.items(map, node, on: input, frame))
            let path = map.state.itemsPath
            let isInput = path == nil && map.items == nil
            made.items = isInput ? input : path?.verbatim(in: input) ?? found
            if case .object(let object) = found.value {
                areMembers = true
                items = JSONArray(object.map { key, value in ["Key": .string(key), "Value": value] })
            } else {
                items = found.value.arrayValue
            }
        } else if map.state.itemReader?.readerConfig?.itemsPointer != nil {
            made.pointedItems = items.map { Payload(.array($0)) }
        }
        guard let distributed = map.distributed else {
            let state = map.state
            made.toleratedFailureCount = try count(
                state.toleratedFailureCount, "ToleratedFailureCount", on: input, frame)
            made.toleratedFailurePercentage = try percentage(
                state.toleratedFailurePercentage, "ToleratedFailurePercentage", on: input, frame)
            made.itemCount = items?.count
            made.selectedItems = try selected(items ?? [], map, node, frame)
            return
        }
        let found = areMembers ? made.items : items.map { Payload(.array($0)) }
        let settings = try mapRunSettings(distributed, map, node, on: input, items: found, frame)
        made.toleratedFailureCount = settings.toleratedFailureCount
        made.toleratedFailurePercentage = settings.toleratedFailurePercentage
        guard var items else { return }
        if settings.maxItems > 0 { items = JSONArray(items.prefix(settings.maxItems)) }
        let request = mapRunRequest(settings, frame)
        let source = map.state.itemReader == nil ? "STATE_DATA" : (try? request.itemSource())?.name
        made.itemCount = items.count
        made.selectedItems = try selected(items, areMembers: areMembers, map, node, frame, source: source)
        guard settings.batching != nil else { return }
        var batches = ItemBatches(request, remainder: [], now: now)
        batches.areMembers = areMembers
        for (index, item) in items.enumerated() { try batches.add(item, index: index, source: source) }
        batches.finish()
        made.batches = Payload.splice(batches.inputs.map(\.payload))
    }

    /// What `ItemSelector` makes of the items; `nil` if there is none.
    ///
    /// - Parameter areMembers: items are members of an object, `{"Key": …, "Value": …}`.
    private func selected(
        _ items: JSONArray, areMembers: Bool = false, _ map: MapNode, _ node: StateNode, _ frame: Int32,
        source: String? = nil
    ) throws(StateFailure) -> Payload? {
        guard map.itemSelector != nil else { return nil }
        var selected: [Payload] = []
        for (index, item) in items.enumerated() {
            let key = areMembers ? item["Key"]?.stringValue : nil
            let value = areMembers ? item["Value"] ?? .null : item
            let item = MapItem(index: index, key: key, value: value, source: source)
            selected.append(try iterationInput(map, node, frame, item: item))
        }
        return Payload.splice(selected)
    }
}

extension ItemSource {
    /// As `$$.Map.Item.Source` names it.
    fileprivate var name: String { operation == .listObjects ? "S3://\(bucket)" : "S3://\(bucket)/\(key)" }
}
