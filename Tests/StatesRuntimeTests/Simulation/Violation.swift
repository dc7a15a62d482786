/// What a simulated world must never show.
struct Violation: Error, CustomStringConvertible {
    /// One sentence without a full stop.
    var description: String

    init(_ description: String) { self.description = description }
}

/// - Throws: unless `condition` holds.
func hold(_ condition: Bool, _ description: @autoclosure () -> String) throws(Violation) {
    if !condition { throw Violation(description()) }
}

/// What a simulated world has been through: faults, and what they led to. All of it must happen in a thousand worlds.
enum Mark: String, CaseIterable, Sendable {
    case commitErrorBefore, commitErrorAfter, readError, claimError
    case crashBeforeCommit, crashAfterCommit, crashWithTasks, crashIdle, everybodyCrashed, shutDown, frozen
    case clockForward, clockBack
    case claimed, claimedFromTheLiving, leaseLost, fencedAppend, zombieTask, repeatedAppend, repeatedStart
    case taskRun, taskRunAgain, answerLost, answerDoubled, answerAfterCancel, answerToStranger, heartbeatOfClosure
    case tokenSuccess, tokenFailure, tokenHeartbeat, tokenRefused, tokenDoubled
    case activityTaken, activityTakenAgain, activityFound, mapRunAnswered
    case posted, inboxConsumed, inboxDiscarded, inboxSeenAgain
    case moved, moveLost, moveHeldBack, moveRepeated
    case startRepeated, startRefused, stopTaken, stopRefused, redriven, redriveRefused
    case childStarted, childStartRepeated, childStartedBefore, childRefused, loaded, leftMemory, pausedTurn
    case succeeded, failed, aborted, taskTimedOut, heartbeatMissed, retried, branchAborted
    case orderPaid, orderUndone, personAsked, soldOut, declined
}
