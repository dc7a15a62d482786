import Logging
import StatesCore
import StatesLanguage

/// What happens again and again: the lease, the inbox, executions that want attention.
extension RuntimeHost {
    /// Goes on until the Swift task is cancelled or the runtime stops.
    func keepHouse() async {
        var lastRenewal = clock.now
        var lastClaim = Timestamp(seconds: 0)
        var nextPurge = lastClaim
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
                let swept = engine.swept ?? now
                if needsFullSweep
                    || now >= swept.advanced(byMilliseconds: -configuration.residentMilliseconds / 2)
                {
                    try await sweep(at: now)
                }
                isInboxFilled = true
                await drainInbox()
                if let days = configuration.retentionDays, now >= nextPurge {
                    let isDone = try await purge(endedBefore: now.advanced(bySeconds: -86_400 * Int64(days)))
                    nextPurge = isDone ? now.advanced(bySeconds: Self.purgePauseSeconds) : now
                }
            } catch {
                guard error.isTransient else { return fail(error) }
                logger.error("the store does not answer", metadata: ["error": "\(error)"])
            }
            do {
                try await clock.poll(until: now.advanced(byMilliseconds: configuration.pollMilliseconds))
            } catch {
                return
            }
        }
    }

    /// Removes some of what ended too long ago: a little at a time, so that nobody waits long for the store.
    ///
    /// - Returns: whether that was all.
    private func purge(endedBefore time: Timestamp) async throws(StoreError) -> Bool {
        let count = try await store.purge(endedBefore: time, limit: Self.purgeLimit)
        if count > 0 { logger.debug("executions are purged", metadata: ["count": "\(count)"]) }
        return count < Self.purgeLimit
    }

    /// In one round of housekeeping.
    private static let purgeLimit = 100
    private static let purgePauseSeconds: Int64 = 60

    /// Takes executions of deployed machines that nobody has.
    func claim(at now: Timestamp) async throws(StoreError) {
        do {
            guard try await store.claim(for: owner, machines: Set(machines.keys), at: now) > 0 else { return }
            hasGained()
        } catch {
            // Only the answer may be lost.
            hasGained()
            throw error
        }
        try await sweep(at: now)
    }

    /// Executions have come to this process, with timers that may be over and messages that may be old.
    private func hasGained() {
        needsFullSweep = true
        readInboxAnew()
    }

    /// Entries of executions that came to this process may be older than what was read last. The engine knows those
    /// that it has.
    func readInboxAnew() {
        lastInboxID = InboxID(rawValue: 0)
        isInboxFilled = true
    }

    /// Reads executions that want attention soon: those that did not at the last time, or all of them.
    private func sweep(at now: Timestamp) async throws(StoreError) {
        // The clock may have gone back: what is said to have been looked at has to be.
        let horizon = max(now.advanced(byMilliseconds: configuration.residentMilliseconds), engine.swept ?? now)
        var last = engine.swept.map { DueExecution(key: ExecutionKey(rawValue: .max), wake: .at($0)) }
        if needsFullSweep { last = nil }
        needsFullSweep = false
        // From here on nothing leaves memory that this would have to find.
        engine.swept = horizon
        while stopReason == nil {
            let due: [DueExecution]
            do {
                due = try await store.due(of: owner, after: last, by: horizon, limit: 500)
            } catch {
                needsFullSweep = true
                throw error
            }
            guard let end = due.last else { return }
            last = end
            await tell { engine, _ in engine.wake(due) }
        }
    }

    /// Takes what came for executions of this process.
    func drainInbox() async {
        while isInboxFilled, stopReason == nil {
            isInboxFilled = false
            let start = lastInboxID
            do {
                let entries = try await store.inbox(of: owner, after: start, limit: 500)
                guard let last = entries.last else { continue }
                // Meanwhile somebody may have decided to read it anew.
                if lastInboxID == start { lastInboxID = last.id }
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
            let message = try engine.settings.message(entry.post.message)
            await tell { engine, now in
                engine.deliver(message, to: entry.post.execution, inbox: entry.id, at: max(now, entry.post.time))
            }
        } catch {
            // It stays in the inbox, for whoever finds out why.
            logger.error("cannot read a message", metadata: ["entry": "\(entry.id.rawValue)", "error": "\(error)"])
        }
    }
}
