#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Waits until one of some files changes.
struct FileWatch {
    private let files: [String]
    private let states: [State]

    /// What is different when a file has changed.
    private struct State: Hashable {
        var seconds = 0
        var nanoseconds = 0
        var size = -1
    }

    init(_ files: [String]) {
        self.files = files
        states = files.map(Self.state)
    }

    /// Looks every so often: files that editors replace would be lost to those who watch the old ones.
    func wait() {
        while files.map(Self.state) == states { usleep(200_000) }
    }

    private static func state(of file: String) -> State {
        var status = stat()
        guard stat(file, &status) == 0 else { return State() }
        #if canImport(Darwin)
            let time = status.st_mtimespec
        #else
            let time = status.st_mtim
        #endif
        return State(seconds: Int(time.tv_sec), nanoseconds: Int(time.tv_nsec), size: Int(clamping: status.st_size))
    }
}
