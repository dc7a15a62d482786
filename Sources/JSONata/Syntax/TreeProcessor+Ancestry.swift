extension TreeProcessor {
    /// Looks in `node` for the step that binds the ancestor of `slot`, going back one level per step.
    func seekParent(_ node: SyntaxNode, _ slot: AncestorSlot) throws(Failure) -> AncestorSlot {
        switch node.kind {
        case .name, .wildcard:
            slot.level -= 1
            if slot.level == 0 {
                if let known = node.ancestor {
                    slot.label = known.label
                } else {
                    node.ancestor = slot
                }
                node.isTuple = true
            }
        case .parent: slot.level += 1
        case .block:
            if let last = node.items.last {
                node.isTuple = true
                return try seekParent(last, slot)
            }
        case .path:
            node.isTuple = true
            var index = node.items.count - 1
            repeat {
                _ = try seekParent(node.items[index], slot)
                index -= 1
            } while slot.level > 0 && index >= 0
        default: throw Failure("S0217", position: node.position, token: .string(node.kind.name))
        }
        return slot
    }

    /// Hands what `value` still seeks on to `result`.
    func push(_ value: SyntaxNode, onto result: SyntaxNode) {
        guard value.seekingParent != nil || value.kind == .parent else { return }
        var slots = value.seekingParent ?? []
        if value.kind == .parent, let slot = value.slot { slots.append(slot) }
        result.seekingParent = (result.seekingParent ?? []) + slots
    }

    /// Finds what the last step of `path` seeks among the steps before it.
    func resolveAncestry(_ path: SyntaxNode) throws(Failure) {
        guard let last = path.items.last else { return }
        var slots = last.seekingParent ?? []
        if last.kind == .parent, let slot = last.slot { slots.append(slot) }
        for slot in slots {
            var index = path.items.count - 2
            while slot.level > 0 {
                guard index >= 0 else {
                    path.seekingParent = (path.seekingParent ?? []) + [slot]
                    break
                }
                var step = path.items[index]
                index -= 1
                // Steps in a row that bind the focus have the same context.
                while index >= 0, step.focus != nil, path.items[index].focus != nil {
                    step = path.items[index]
                    index -= 1
                }
                _ = try seekParent(step, slot)
            }
        }
    }
}
