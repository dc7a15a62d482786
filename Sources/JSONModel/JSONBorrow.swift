/// Looks into values where they stand, without counting references: for loops over much data.
///
/// Whoever calls keeps the outermost value alive and unchanged for as long as the pointers are used.
package enum JSONBorrow {
    /// What a member is.
    package enum Member {
        /// The value is no object.
        case noObject
        /// The object has no such member.
        case missing
        /// An array: its elements, and where it stands itself.
        case array(UnsafeBufferPointer<JSONValue>, UnsafePointer<JSONValue>)
        case other(UnsafePointer<JSONValue>)
    }

    /// The elements of an array.
    package static func elements(of array: borrowing JSONArray) -> UnsafeBufferPointer<JSONValue> {
        UnsafeBufferPointer(start: array.storage.elements, count: array.storage.fields.pointee.count)
    }

    /// The member `key` of `value`.
    package static func member(_ key: String, of value: UnsafePointer<JSONValue>) -> Member {
        guard case .object = value.pointee else { return .noObject }
        return storage(of: value)._withUnsafeGuaranteedRef { member(key, in: $0) }
    }

    /// The value of the member `key`.
    package static func value(of key: String, in object: borrowing JSONObject) -> UnsafePointer<JSONValue>? {
        let position = object.position(of: key)
        return position < 0 ? nil : UnsafePointer(object.storage.elements + position)
    }

    /// The member `key` of `object`.
    package static func member(_ key: String, in object: borrowing JSONObject) -> Member {
        member(key, in: object.storage)
    }

    @inline(__always)
    private static func member(_ key: String, in storage: ContainerStorage) -> Member {
        let position = storage.unownedKeys._withUnsafeGuaranteedRef { $0.position(of: key) }
        guard position >= 0 else { return .missing }
        let place = UnsafePointer(storage.elements + position)
        guard case .array = place.pointee else { return .other(place) }
        return self.storage(of: place)._withUnsafeGuaranteedRef {
            .array(UnsafeBufferPointer(start: $0.elements, count: $0.fields.pointee.count), place)
        }
    }

    /// The storage of an array or object. Both cases hold one reference and nothing else, which stands first: a case
    /// that holds an integer leaves no bit of that word for telling cases apart.
    @inline(__always)
    private static func storage(of container: UnsafePointer<JSONValue>) -> Unmanaged<ContainerStorage> {
        UnsafeRawPointer(container).load(as: Unmanaged<ContainerStorage>.self)
    }
}
