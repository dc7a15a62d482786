/// Looks into values where they stand, without counting references: for loops over much data.
///
/// Whoever calls keeps the outermost value alive and unchanged for as long as the pointers are used.
package enum JSONBorrow {
    /// The elements of an array.
    @inline(__always)
    package static func elements(of array: borrowing JSONArray) -> UnsafeBufferPointer<JSONValue> {
        UnsafeBufferPointer(start: array.storage.elements, count: array.storage.fields.pointee.count)
    }

    /// The elements if `value` is an array.
    package static func elements(of value: UnsafePointer<JSONValue>) -> UnsafeBufferPointer<JSONValue>? {
        guard case .array(let array) = value.pointee else { return nil }
        return UnsafeBufferPointer(start: array.storage.elements, count: array.storage.fields.pointee.count)
    }

    /// The value of the member `key` if `value` is an object that has one.
    package static func member(_ key: String, of value: UnsafePointer<JSONValue>) -> UnsafePointer<JSONValue>? {
        guard case .object(let object) = value.pointee else { return nil }
        let position = object.position(of: key)
        return position < 0 ? nil : UnsafePointer(object.storage.elements + position)
    }

    /// The value of the member `key`.
    package static func member(_ key: String, of object: borrowing JSONObject) -> UnsafePointer<JSONValue>? {
        let position = object.position(of: key)
        return position < 0 ? nil : UnsafePointer(object.storage.elements + position)
    }

    /// Whether `value` is an object.
    package static func isObject(_ value: UnsafePointer<JSONValue>) -> Bool {
        if case .object = value.pointee { true } else { false }
    }
}
