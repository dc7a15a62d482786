/// Something that goes wrong with a store, at a commit that is counted from 1 over all runs of a runtime.
public enum StoreFault: Hashable, Sendable {
    /// This commit and the `times - 1` after it are refused: nothing of them is stored, and they may be tried again.
    case refused(commit: Int, times: Int = 1)
    /// It is stored, but whoever asked is told that the device failed.
    case unanswered(commit: Int)
    /// The process is killed before it is stored.
    case crashBefore(commit: Int)
    /// The process is killed when it is stored, and nothing is done about it.
    case crashAfter(commit: Int)
}
