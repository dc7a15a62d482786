/// Writes values without recursion: the containers that are open wait in a list.
enum ValueWriter {
    /// A container that is being written. The root keeps it alive, so nothing is counted.
    struct Frame {
        var elements: UnsafePointer<JSONValue>
        /// `nil` in an array.
        var keys: UnsafePointer<String>?
        var position: Int
        var count: Int

        @inline(__always)
        init(_ storage: ContainerStorage, isObject: Bool) {
            elements = UnsafePointer(storage.elements)
            keys = isObject ? storage.unownedKeys._withUnsafeGuaranteedRef { UnsafePointer($0.elements) } : nil
            position = 0
            count = storage.fields.pointee.count
        }
    }

    /// Writes the compact text of `value`; with `asString`, escaped as the content of a JSON string.
    @inline(__always)
    static func write(_ value: JSONValue, to sink: inout ByteSink, asString: Bool) {
        switch value {
        case .null, .bool, .number, .string: writeScalar(value, to: &sink, asString: asString)
        case .array(let array):
            writeContainer(array.storage, isObject: false, depth: array.depth, to: &sink, asString: asString)
        case .object(let object):
            writeContainer(object.storage, isObject: true, depth: object.depth, to: &sink, asString: asString)
        }
    }

    @inline(__always)
    private static func writeContainer(
        _ root: ContainerStorage, isObject: Bool, depth: Int, to sink: inout ByteSink, asString: Bool
    ) {
        withUnsafeTemporaryAllocation(of: Frame.self, capacity: depth) { waiting in
            withExtendedLifetime(root) {
                if asString {
                    writeTree(Frame(root, isObject: isObject), waiting, to: &sink, asString: true)
                } else {
                    writeTree(Frame(root, isObject: isObject), waiting, to: &sink, asString: false)
                }
            }
        }
    }

    @inline(__always)
    private static func writeTree(
        _ root: Frame, _ waiting: UnsafeMutableBufferPointer<Frame>, to sink: inout ByteSink, asString: Bool
    ) {
        var open = root
        var depth = 0
        sink.put(open.keys == nil ? UInt8(ascii: "[") : UInt8(ascii: "{"))
        while true {
            guard open.position < open.count else {
                sink.put(open.keys == nil ? UInt8(ascii: "]") : UInt8(ascii: "}"))
                guard depth > 0 else { return }
                depth -= 1
                open = waiting[depth]
                continue
            }
            if open.position > 0 { sink.put(UInt8(ascii: ",")) }
            if let keys = open.keys {
                keys[open.position].withUTF8Bytes { sink.putString($0, asString: asString) }
                sink.put(UInt8(ascii: ":"))
            }
            let element = open.elements + open.position
            open.position += 1
            switch element.pointee {
            case .null, .bool, .number, .string: writeScalar(element.pointee, to: &sink, asString: asString)
            case .array(let array):
                sink.put(UInt8(ascii: "["))
                waiting[depth] = open
                depth += 1
                open = Frame(array.storage, isObject: false)
            case .object(let object):
                sink.put(UInt8(ascii: "{"))
                waiting[depth] = open
                depth += 1
                open = Frame(object.storage, isObject: true)
            }
        }
    }

    @inline(__always)
    private static func writeScalar(_ value: JSONValue, to sink: inout ByteSink, asString: Bool) {
        switch value {
        case .null: sink.put("null")
        case .bool(let bool): sink.put(bool ? "true" : "false")
        case .number(let number): sink.put(number)
        case .string(let string): string.withUTF8Bytes { sink.putString($0, asString: asString) }
        case .array, .object: preconditionFailure("an array or object is no scalar")
        }
    }
}
