public import JSONModel

/// A path that names one place to write to: `ResultPath`.
public struct ReferencePath: Hashable, Sendable {
    /// The path from `$`, of names and indices only.
    public let path: JSONPath

    /// - Throws: kind `.notAReferencePath` for a path that may select several values or does not start at the input.
    public init(_ text: String) throws(JSONPathSyntaxError) {
        let path = try JSONPath(text)
        guard path.root == .input else {
            let message = "a reference path starts at the input, '$'"
            throw JSONPathSyntaxError(offset: 0, message: message, kind: .notAReferencePath)
        }
        guard path.isReferencePath else {
            let message = "a reference path names one place: it has names and indices only"
            throw JSONPathSyntaxError(offset: 0, message: message, kind: .notAReferencePath)
        }
        self.path = path
    }

    public var text: String { path.text }

    /// Whether the path is `$`, which replaces the whole input.
    public var isWholeInput: Bool { path.isWholeInput }

    /// `input` with `result` at the path. Objects that are missing on the way are made; an index must be that of an
    /// existing element.
    public func write(
        _ result: JSONValue, into input: consuming JSONValue
    ) throws(ReferencePathError) -> JSONValue {
        let steps = path.compiled.steps
        if let name = path.compiled.inputMember, case .object(var object) = input {
            object[name] = result
            guard object.depth <= ExpressionError.maximumDepth else {
                throw ReferencePathError(path: path.text, input: input, isTooDeep: true)
            }
            return .object(object)
        }
        guard let written = Self.write(result, into: input, steps: steps[...]) else {
            throw ReferencePathError(path: path.text, input: input)
        }
        guard written.depth <= ExpressionError.maximumDepth else {
            throw ReferencePathError(path: path.text, input: input, isTooDeep: true)
        }
        return written
    }

    /// - Returns: `nil` if the path does not fit.
    private static func write(
        _ result: JSONValue, into value: JSONValue?, steps: ArraySlice<PathStep>
    ) -> JSONValue? {
        guard let step = steps.first else { return result }
        switch step {
        case .member(let name):
            var object = JSONObject()
            if let value {
                guard case .object(let existing) = value else { return nil }
                object = existing
            }
            guard let member = write(result, into: object[name], steps: steps.dropFirst()) else { return nil }
            object[name] = member
            return .object(object)
        case .index(let index):
            guard case .array(var array)? = value else { return nil }
            let element = index < 0 ? array.count + index : index
            guard array.indices.contains(element),
                let written = write(result, into: array[element], steps: steps.dropFirst())
            else { return nil }
            array[element] = written
            return .array(array)
        case .members, .indices, .slice, .wildcard, .descend, .filter, .function:
            return nil
        }
    }
}

/// A reference path that does not fit the value it should be written into, such as a name into a string.
public struct ReferencePathError: Error, Hashable, Sendable {
    public var path: String
    public var input: JSONValue
    /// Whether the path fits, but what it makes nests too deeply.
    public var isTooDeep = false

    /// The failure as `Catch` sees it.
    ///
    /// - Source: States Language specification, “ResultPath”, for the error's name; the cause is the service's.
    public var expressionError: ExpressionError {
        if isTooDeep { return .tooDeep }
        return ExpressionError(
            error: "States.ResultPathMatchFailure", cause: "Unable to apply ReferencePath \(path) to input \(input)")
    }
}
