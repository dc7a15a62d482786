import Logging
import StatesCore
import StatesLanguage

/// What happens again and again: the lease, the inbox, executions that want attention.
extension RuntimeHost {
    /// Goes on until the Swift task is cancelled or the runtime stops.
    func keepHouse() async {
        var lastRenewal = clock.now
        var lastClaim = Timestamp(seconds: 0)
        while stopReason == nil, !Task.isCancelled {
            let now = clock.now
            do {
                if now >= lastClaim.advanced(byMilliseconds: configuration.leaseMilliseconds / 3) {
                    lastClaim = now
                    try await claim(at: now)
                }
                if now >= lastRenewal.advanced(byMilliseconds: configuration.leaseMilliseconds / 3) {
                    lastRenewal = now
                    try await store.renew(owner, until: now.advanced(byMilliseconds: configuration.leaseMilliseconds))
                }
                if now >= (engine.swept ?? now).advanced(byMilliseconds: -configuration.residentMilliseconds / 2) {
                    let last = engine.swept.map {
                        DueExecution(key: ExecutionKey(rawValue: .max), wake: .at($0))
                    }
                    try await sweep(from: last, at: now)
                }
                isInboxFilled = true
                await drainInbox()
            } catch {
                guard error.isTransient else { return fail(error) }
                logger.error("the store does not answer", metadata: ["error": "\(error)"])
            }
            do {
                try await clock.sleep(until: now.advanced(byMilliseconds: configuration.pollMilliseconds))
            } catch {
                return
            }
        }
    }

    /// Takes executions of deployed machines that nobody has.
    func claim(at now: Timestamp) async throws(StoreError) {
        guard try await store.claim(for: owner, machines: Set(machines.keys), at: now) > 0 else { return }
        // What was claimed may have older messages than those that were read.
        lastInboxID = InboxID(rawValue: 0)
        isInboxFilled = true
        try await sweep(from: nil, at: now)
    }

    /// Reads executions that want attention soon.
    private func sweep(from first: DueExecution?, at now: Timestamp) async throws(StoreError) {
        let horizon = now.advanced(byMilliseconds: configuration.residentMilliseconds)
        var last = first
        // From here on nothing leaves memory that this would have to find.
        if engine.swept.map({ horizon > $0 }) ?? true { engine.swept = horizon }
        while stopReason == nil {
            let due = try await store.due(of: owner, after: last, by: horizon, limit: 500)
            guard let end = due.last else { return }
            last = end
            await tell { engine, _ in engine.wake(due) }
        }
    }

    /// Takes what came for executions of this process.
    func drainInbox() async {
        while isInboxFilled, stopReason == nil {
            isInboxFilled = false
            do {
                let entries = try await store.inbox(of: owner, after: lastInboxID, limit: 500)
                guard let last = entries.last else { return }
                if last.id > lastInboxID { lastInboxID = last.id }
                isInboxFilled = entries.count == 500 || isInboxFilled
                for entry in entries { await take(entry) }
            } catch {
                logger.error("cannot read the inbox", metadata: ["error": "\(error)"])
                return
            }
        }
    }

    private func take(_ entry: InboxEntry) async {
        do {
            let bytes = try engine.settings.codec?.decode(entry.post.message) ?? entry.post.message
            let message = try MessageCoding.decode(bytes)
            await tell { engine, now in
                engine.deliver(message, to: entry.post.execution, inbox: entry.id, at: max(now, entry.post.time))
            }
        } catch {
            // It stays in the inbox, for whoever finds out why.
            logger.error("cannot read a message", metadata: ["entry": "\(entry.id.rawValue)", "error": "\(error)"])
        }
    }
}
