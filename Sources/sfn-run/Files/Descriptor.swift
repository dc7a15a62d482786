#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An open file of the system: Foundation's ways to it would cost more than small files do.
struct Descriptor: Sendable {
    let number: CInt

    static let standardInput = Descriptor(number: 0)
    static let standardOutput = Descriptor(number: 1)
    static let standardError = Descriptor(number: 2)

    /// Why a call failed, in the system's words.
    struct Failure: Error, Hashable {
        var number: CInt

        var reason: String {
            let text = String(cString: strerror(number))
            return text.prefix(1).lowercased() + text.dropFirst()
        }

        var isBrokenPipe: Bool { number == EPIPE }
        /// There is no such file.
        var isMissing: Bool { number == ENOENT || number == ENOTDIR }

        /// That of the last call.
        static var last: Failure { Failure(number: errno) }
    }

    static func openForReading(_ path: String) throws(Failure) -> Descriptor {
        let number = open(path, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { throw .last }
        return Descriptor(number: number)
    }

    /// Opens an ordinary file; a pipe or a device is no such thing, and nobody waits for one.
    static func openFile(_ path: String) throws(Failure) -> Descriptor {
        let number = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard number >= 0 else { throw .last }
        var status = stat()
        let isKnown = fstat(number, &status) == 0
        guard isKnown, status.st_mode & S_IFMT == S_IFREG else {
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            let failure = isKnown ? Failure(number: isFolder ? EISDIR : EINVAL) : .last
            close(number)
            throw failure
        }
        return Descriptor(number: number)
    }

    /// Creates the file, or empties the one that is there.
    static func openForWriting(_ path: String) throws(Failure) -> Descriptor {
        let number = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard number >= 0 else { throw .last }
        return Descriptor(number: number)
    }

    /// Creates the file if it is missing.
    ///
    /// - Parameter isNew: whether one that is there is emptied.
    static func openForWriting(_ path: String, isNew: Bool) throws(Failure) -> Descriptor {
        if isNew { return try openForWriting(path) }
        let number = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
        guard number >= 0 else { throw .last }
        return Descriptor(number: number)
    }

    /// Puts `bytes` in the place of the file at `path`, or of the one that a link there leads to: whole, or not at all.
    static func replace(_ path: String, by bytes: [UInt8]) throws(Failure) {
        let path = Folder.real(path) ?? path
        let beside = "\(path).\(getpid()).tmp"
        var status = stat()
        let isKnown = stat(path, &status) == 0
        let file = try openForWriting(beside)
        do throws(Failure) {
            defer { file.shut() }
            if isKnown { fchmod(file.number, status.st_mode & 0o777) }
            try file.write(bytes)
        } catch {
            unlink(beside)
            throw error
        }
        guard rename(beside, path) == 0 else {
            let failure = Failure.last
            unlink(beside)
            throw failure
        }
    }

    func shut() { close(number) }

    /// Appends at most `count` bytes.
    ///
    /// - Returns: how many came; 0 at the end.
    func read(_ count: Int, into bytes: inout [UInt8]) throws(Failure) -> Int {
        var result = 0
        let piece = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            result = retrying { readBytes(number, buffer.baseAddress, count) }
            filled = max(result, 0)
        }
        guard result >= 0 else { throw .last }
        if bytes.isEmpty { bytes = piece } else { bytes += piece }
        return result
    }

    /// At most `count` bytes from byte `offset` on; none at the end.
    func read(_ count: Int, at offset: Int) throws(Failure) -> [UInt8] {
        var result = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            result = retrying { pread(number, buffer.baseAddress, count, off_t(offset)) }
            filled = max(result, 0)
        }
        guard result >= 0 else { throw .last }
        return bytes
    }

    /// Writes all of `bytes` from byte `offset` on.
    func write(_ bytes: [UInt8], at offset: Int) throws(Failure) {
        var done = 0
        while done < bytes.count {
            let result = bytes.withUnsafeBytes { buffer in
                retrying {
                    pwrite(
                        number, buffer.baseAddress.map { $0 + done }, buffer.count - done, off_t(offset + done))
                }
            }
            guard result >= 0 else { throw .last }
            done += result
        }
    }

    /// Writes all of `bytes`.
    func write(_ bytes: [UInt8]) throws(Failure) {
        var done = 0
        while done < bytes.count {
            let result = bytes.withUnsafeBytes { buffer in
                retrying { writeBytes(number, buffer.baseAddress.map { $0 + done }, buffer.count - done) }
            }
            guard result >= 0 else { throw .last }
            done += result
        }
    }

    /// Size in bytes of an ordinary file, 0 for what has none; `nil` for a directory.
    func size() throws(Failure) -> Int? {
        var status = stat()
        guard fstat(number, &status) == 0 else { throw .last }
        return status.st_mode & S_IFMT == S_IFDIR ? nil : Int(clamping: status.st_size)
    }

    var isTerminal: Bool { isatty(number) == 1 }

    /// Columns of the terminal, if it is one and says so.
    var columns: Int? {
        var size = winsize()
        guard isTerminal, ioctl(number, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}

private func readBytes(_ number: CInt, _ place: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    place.map { read(number, $0, count) } ?? 0
}

private func writeBytes(_ number: CInt, _ place: UnsafeRawPointer?, _ count: Int) -> Int {
    place.map { write(number, $0, count) } ?? 0
}

/// Repeats a call that a signal interrupted.
private func retrying(_ call: () -> Int) -> Int {
    while true {
        let result = call()
        if result >= 0 || errno != EINTR { return result }
    }
}

/// A variable of the environment.
func environmentVariable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
}

extension Descriptor {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    static var milliseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}

/// The machine that this runs on.
enum Processors {
    /// How many there are, at least 1.
    static var count: Int { max(Int(sysconf(CInt(_SC_NPROCESSORS_ONLN))), 1) }
}
