import JSONModel
import Testing

/// Arrays and objects that change: against a plain model, and never through another copy.
struct ContainerTests {
    /// What every object must say about itself.
    private func expectConsistent(_ object: JSONObject, _ model: [(key: String, value: JSONValue)]) {
        #expect(object.count == model.count)
        #expect(object.keys.elementsEqual(model.map(\.key)))
        #expect(object.values == model.map(\.value))
        let text = JSONValue.object(object).description
        #expect(object.byteCount == text.utf8.count)
        for (position, member) in model.enumerated() {
            #expect(object[member.key] == member.value)
            #expect(object.index(ofKey: member.key) == position)
            #expect(object[position].key == member.key)
        }
        #expect(object["no such key"] == nil)
    }

    /// A generator of our own, so that a failure repeats.
    private struct Sequence64: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 31
        }
    }

    private static let values: [JSONValue] = [
        .null, true, 0, -15, 99_999, 10_000, 1_234_567_890_123, 0.5, 1e10, "", "text", "a long text with \"quotes\"\n",
        [], [1, 2], [:], ["x": ["y": 1]],
    ]

    @Test(arguments: [UInt64(1), 2, 3, 4], [6, 14, 40])
    func objectsAgainstAModel(seed: UInt64, keyCount: Int) {
        var random = Sequence64(state: seed)
        let keys = (0..<keyCount).map { $0.isMultiple(of: 3) ? "key number \($0) is long" : "k\($0)\"" }
        var model: [(key: String, value: JSONValue)] = []
        var object = JSONObject()
        var copies: [(JSONObject, [(key: String, value: JSONValue)])] = []
        for step in 0..<400 {
            let key = keys[Int(random.next() % UInt64(keyCount))]
            let value = Self.values[Int(random.next() % UInt64(Self.values.count))]
            let place = model.firstIndex { $0.key == key }
            if random.next() % 4 == 0 {
                let removed = object.removeValue(forKey: key)
                #expect(removed == place.map { model[$0].value })
                if let place { model.remove(at: place) }
            } else {
                object[key] = value
                if let place { model[place].value = value } else { model.append((key, value)) }
            }
            expectConsistent(object, model)
            if step.isMultiple(of: 40) { copies.append((object, model)) }
        }
        for (copy, itsModel) in copies {
            expectConsistent(copy, itsModel)
        }
    }

    @Test func copiesAreIndependent() throws {
        let parsed = try JSONParser.parse("[{\"a\":1,\"b\":[1]},{\"a\":2,\"b\":[2]}]")
        var first = try #require(parsed[0]?.objectValue)
        let second = try #require(parsed[1]?.objectValue)
        first["c"] = 3
        first["a"] = "new"
        first["b"] = nil
        #expect(first == ["a": "new", "c": 3])
        #expect(second == ["a": 2, "b": [2]])
        #expect(parsed == [["a": 1, "b": [1]], ["a": 2, "b": [2]]])
        #expect(parsed.description == "[{\"a\":1,\"b\":[1]},{\"a\":2,\"b\":[2]}]")
    }

    @Test func keysAreComparedByBytes() {
        var object: JSONObject = ["\u{e9}": 1]
        object["e\u{301}"] = 2
        #expect(object.count == 2)
        #expect(object["\u{e9}"] == 1)
        #expect(object["e\u{301}"] == 2)
    }

    /// A key with room to grow is not stored like a literal, though it is equal to one.
    @Test func keysOfEveryRepresentation() {
        var key = ""
        key.reserveCapacity(100)
        key += "abc"
        var object: JSONObject = ["abc": 1]
        #expect(object[key] == 1)
        object[key] = 2
        #expect(object == ["abc": 2])
        object = JSONObject()
        object[key] = 1
        #expect(object["abc"] == 1)
        let substring = "xabcx".dropFirst().dropLast()
        #expect(object[String(substring)] == 1)
    }

    @Test func arraysAgainstAModel() {
        var random = Sequence64(state: 7)
        var model: [JSONValue] = []
        var array = JSONArray()
        var copies: [(JSONArray, [JSONValue])] = []
        for step in 0..<300 {
            let value = Self.values[Int(random.next() % UInt64(Self.values.count))]
            if model.isEmpty || !random.next().isMultiple(of: 3) {
                array.append(value)
                model.append(value)
            } else {
                let place = Int(random.next() % UInt64(model.count))
                array[place] = value
                model[place] = value
            }
            if step.isMultiple(of: 30) { copies.append((array, model)) }
            #expect(array.elementsEqual(model))
            #expect(array.byteCount == JSONValue.array(array).description.utf8.count)
        }
        for (copy, itsModel) in copies {
            #expect(copy.elementsEqual(itsModel))
            #expect(copy == JSONArray(itsModel))
        }
    }

    @Test func depthIsAnUpperBound() {
        #expect(JSONValue.null.depth == 0)
        #expect(JSONValue.array([]).depth == 1)
        var value: JSONObject = ["a": [[1]]]
        #expect(value.depth == 3)
        value["a"] = 1
        #expect(value.depth >= 1)
        value["b"] = ["c": ["d": [1]]]
        #expect(value.depth == 4)
        var array: JSONArray = [1]
        array.append([1])
        #expect(array.depth == 2)
        array[0] = [[[1]]]
        #expect(array.depth == 4)
    }

    /// Values stand side by side in containers, so their size is what large values cost.
    @Test func valuesAreSmall() {
        #expect(MemoryLayout<JSONValue>.stride == 24)
        #expect(MemoryLayout<JSONArray>.size == 8)
        #expect(MemoryLayout<JSONObject>.size == 8)
        #expect(MemoryLayout<Payload>.size == 8)
    }

    @Test func shapes() {
        let shape = JSONShape(["Execution", "n", "a \"key\""])
        var objects: [JSONObject] = []
        for number in 0..<3 {
            var builder = JSONObjectBuilder(shape)
            builder.append(["Id": .int(number)])
            builder.append(.int(number))
            builder.append("x")
            objects.append(builder.finish())
        }
        for (number, object) in objects.enumerated() {
            expectConsistent(
                object, [("Execution", ["Id": .int(number)]), ("n", .int(number)), ("a \"key\"", "x")])
        }
        objects[0]["new"] = 1
        #expect(objects[0].count == 4)
        #expect(objects[1].count == 3)
        let empty = JSONObjectBuilder(JSONShape([])).finish()
        expectConsistent(empty, [])
    }

    @Test func literalsAndAccessors() {
        let value: JSONValue = ["a": [true, 1, 2.5, "x", .null], "a": 1, "b": ["c": "d"]]
        #expect(value.description == #"{"a":1,"b":{"c":"d"}}"#)
        #expect(value["b"]?["c"]?.stringValue == "d")
        #expect(value["b"]?["no"] == nil)
        #expect(value["a"]?["no"] == nil)
        let array: JSONValue = [true, 1, 2.5, "x", .null]
        #expect(array[0]?.boolValue == true)
        #expect(array[1]?.numberValue == 1)
        #expect(array[2]?.numberValue?.doubleValue == 2.5)
        #expect(array[3]?.stringValue == "x")
        #expect(array[4]?.isNull == true)
        #expect(array[5] == nil)
        #expect(array[-1] == nil)
        #expect(array["x"] == nil)
        #expect(array.arrayValue?.count == 5)
        #expect(value.objectValue?.count == 2)
        #expect(JSONValue.int(Int8(-3)) == -3)
        #expect("\(JSONValue.string("a\nb"))" == #""a\nb""#)
    }
}
